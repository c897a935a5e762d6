"""No review is bought and none is demanded: what no term, template, voucher, promise or reward may say.

In terms (whatever one side binds the other or itself to) asking for a good review is enough; in a message it must be bought
or its change demanded, and then the writer is warned and an operator sees it.
"""

from collections.abc import Iterable, Iterator, Mapping

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.wording.finding import Found, Pattern, found

IN_TERMS = ("bought", "demanded", "asked")
IN_TALK = ("bought", "demanded")


def refuse(patterns: Iterable[Pattern], *texts: str) -> None:
    """Let terms pass that say nothing of the kind. Refuses review_bought, with the words that were found."""
    known = tuple(patterns)
    for text in texts:
        hits = found(text, known, IN_TERMS) if text else ()
        if hits:
            raise Refusal("review_bought", words=hits[0].words[:80])


def strings_of(value: object) -> Iterator[str]:
    """All texts in plain data, wherever they stand in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings_of(one)


def in_talk(patterns: Iterable[Pattern], text: str) -> tuple[Found, ...]:
    """What of a message buys or demands a review."""
    return found(text, patterns, IN_TALK)
