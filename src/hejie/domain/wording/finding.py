"""Finding words by patterns, in texts as people write them to slip by: with blanks, dots and wide letters between the signs.

Words are found, never understood. Where a hit refuses something, the very words are told, so that whoever wrote them can mend them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])[\s.·・*_~\-|/]+(?=[\u3400-\u9fff])")
_BEFORE, _AFTER = 24, 8


@dataclass(frozen=True, slots=True)
class Pattern:
    """One of them.

    what     which kind of words: bought, demanded, asked (for a review); promise
    pattern  over the text in small letters; unless: what around a hit makes it harmless
    """

    id: str
    what: str
    pattern: re.Pattern
    unless: re.Pattern | None


@dataclass(frozen=True, slots=True)
class Found:
    """Words that were found, as they stand in the text, and by which pattern."""

    pattern: str
    what: str
    words: str


def plain(text: str) -> str:
    """The text as patterns read it: one form of every sign, small letters, nothing hidden, no blanks between Chinese signs."""
    one = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("ё", "е").replace("’", "'")
    return re.sub(r"\s+", " ", _BETWEEN.sub("", one))


def found(text: str, patterns: Iterable[Pattern], kinds: Iterable[str]) -> tuple[Found, ...]:
    """Hits of some kinds, one for each pattern, in the order of the patterns."""
    read, wanted, hits = plain(text), frozenset(kinds), []
    for one in patterns:
        if one.what not in wanted:
            continue
        for match in one.pattern.finditer(read):
            around = read[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
            if one.unless is None or not one.unless.search(around):
                hits.append(Found(one.id, one.what, match.group(0).strip()))
                break
    return tuple(hits)
