"""`hejie settle`: what both sides can gain, and what to propose to them, from a scenario in JSON (contract: settle)."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from hejie.cli.shell import WRONG_USE


@click.command()
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--jsonl", is_flag=True, help="One scenario a line, one answer a line.")
def settle(file: str, jsonl: bool) -> None:
    """Analyse a negotiation between two parties: frontier, solutions, proposals, beliefs.

    Reads a scenario as JSON: issues with their values, what both sides have told of their utilities, what is excluded,
    what has happened so far. Utilities that are missing are inferred. The answer is for a neutral: it holds the numbers
    of both sides. That there is no zone of agreement is an answer, too.

    \b
    Examples:
      hejie settle scenario.json
      hejie settle scenarios.jsonl --jsonl
      echo '{"issues": [{"name": "refund", "values": ["0", "50", "100"]}], "parties": [
        {"name": "buyer", "utilities": [{"issue": "refund", "weight": 1, "values": {"0": 0, "50": 0.5, "100": 1}}]},
        {"name": "seller", "utilities": [{"issue": "refund", "weight": 1, "values": {"0": 1, "50": 0.6, "100": 0}}]}
      ]}' | hejie settle
    """
    bad = False
    for number, text in enumerate(_texts(file, jsonl), 1):
        bad = not _answered(text, number if jsonl else 0) or bad
    if bad:
        raise click.exceptions.Exit(WRONG_USE)


def _texts(file: str, jsonl: bool) -> Iterator[bytes]:
    try:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115
        with source:
            if jsonl:
                yield from source
            else:
                yield source.read()
    except OSError as fault:
        click.echo(f"hejie: {file}: {fault.strerror or fault}", err=True)
        raise click.exceptions.Exit(WRONG_USE) from None


def _answered(text: bytes, line: int) -> bool:
    """Print one answer; what is wrong goes to standard error, and in a stream of lines its place is kept by an object."""
    from hejie.domain.settlement import analysis, reading
    from hejie.domain.settlement.scenario import WrongScenario

    try:
        scenario = reading.scenario(_object(text))
        began = time.perf_counter()
        found = analysis.analyse(scenario)
        took = (time.perf_counter() - began) * 1_000
    except WrongScenario as wrong:
        click.echo(f"hejie: line {line}: {wrong}" if line else f"hejie: {wrong}", err=True)
        if line:
            _print({"error": str(wrong)})
        return False
    _print({**analysis.said(found), "ms": round(took, 3)}, indent=None if line or not sys.stdout.isatty() else 2)
    return True


def _object(text: bytes) -> object:
    from hejie.domain.settlement.scenario import WrongScenario

    try:
        return json.loads(text.decode("utf-8"), parse_constant=_refused, object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise WrongScenario("not UTF-8") from None
    except json.JSONDecodeError as fault:
        raise WrongScenario(f"not JSON: {fault.msg} at character {fault.pos}") from None
    except RecursionError:
        raise WrongScenario("not JSON that is meant: nested too deeply") from None
    except ValueError as fault:
        if isinstance(fault, WrongScenario):
            raise
        raise WrongScenario("a number with too many digits") from None


def _refused(constant: str) -> object:
    from hejie.domain.settlement.scenario import WrongScenario

    raise WrongScenario(f"{constant} is no number of JSON")


def _once(pairs: list[tuple[str, object]]) -> dict:
    from hejie.domain.settlement.scenario import WrongScenario

    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise WrongScenario(f"the name {json.dumps(twice[:60])} is given twice in one object")
    return found


def _print(answer: dict, indent: int | None = None) -> None:
    text = json.dumps(answer, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a character, which JSON can name and UTF-8 cannot write
        text = json.dumps(answer, indent=indent)
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()
