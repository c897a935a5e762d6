"""The one way in which the program says no.

A refusal is expected: somebody asked for what may not be, and nothing has changed. It carries a code and the facts,
no sentence and no HTTP number; both stand in `rulebooks/texts/refusals.yaml`. A broken assertion is our own bug.
"""


class Refusal(Exception):
    """What was asked may not be done.

    code    snake_case, a key of the refusal catalogue
    facts   what the sentence names: amounts, ids, dates, as plain values that JSON can hold
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        if not self.facts:
            return self.code
        return f"{self.code} ({', '.join(f'{name}={value}' for name, value in self.facts.items())})"
