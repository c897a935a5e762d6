"""What a refusal says: its code, and whether its sentences can be read by those whom it stops."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import refusals

_UNFILLED = re.compile(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|\?{2}|: \.|“\?”|<class|\[\]")


def readable(code: str, facts: Mapping[str, object]) -> None:
    """Each sentence of a code is filled in, in three languages: no field is left open, and nothing of Python looks out."""
    for language in refusals.LANGUAGES:
        told = refusals.text(code, language, facts)
        known = refusals.catalogue()[code][language]
        for part in ("what", "why", "do"):
            said = getattr(told, part)
            assert said and not _UNFILLED.search(said), (code, language, part, said)
            # "?" stands for a fact that the refusal does not carry.
            assert said.count("?") == known[part].count("?"), (code, language, part, said)
        if language != "en":
            assert told != refusals.text(code, "en", facts)


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What stands within is refused with this code, in words that can be read."""
    with pytest.raises(Refusal) as found:
        yield found
    assert found.value.code == code, found.value
    readable(code, found.value.facts)


def refuses(code: str, act: Callable, *args: object, **named: object) -> None:
    """The same of one call."""
    with refused(code):
        act(*args, **named)


def says(code: str, page: object, language: str = "en", **facts: object) -> bool:
    """Whether an answer, a page or a problem document, has this code's sentences in a language, with its status."""
    readable(code, facts)
    told = refusals.text(code, language, facts)
    words = unescape(page.content.decode())
    return page.status_code == told.status and all(part in words for part in (told.what, told.why, told.do))
