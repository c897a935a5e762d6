"""Finding words by patterns, in texts as people write them to slip by: with blanks, dots, pictures and wide letters between the signs,
letters of another alphabet that look alike, stars drawn instead of named.

Words are found, never understood. Where a hit refuses something, the very words are told, so that whoever wrote them can mend them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_PICTURES = "\u2600-\u2604\u2607-\u27bf\U0001f000-\U0001f31e\U0001f320-\U0001faff"  # all but stars
_BETWEEN = re.compile(rf"(?<=[\u3400-\u9fff])[\s.·・*_~\-|/{_PICTURES}]+(?=[\u3400-\u9fff])")
_STARS = re.compile("(?:[\u2605\u2606\u2b50\U0001f31f] ?){5,}|(?<![0-9])5 ?[\u2605\u2606\u2b50\U0001f31f*](?![0-9*])")
_SPELT = re.compile(r"(?<!\w)(?:[^\W_] ){3,}[^\W_](?!\w)")
_MAYBE_SPELT = re.compile(r" [^\W_] [^\W_] ")  # stands in all that is spelt, and is looked for in a tenth of the time
_BLANKS = re.compile(r"\s+")
_WORD, _LATIN, _CYRILLIC = re.compile("[a-zа-яі]+"), re.compile("[a-z]"), re.compile("[а-яі]")
# Latin and Cyrillic letters that look alike.
_ALIKE = ("aceikopxytmhb", "асеікорхутмнв")
_TO_CYRILLIC, _TO_LATIN = str.maketrans(*_ALIKE), str.maketrans(*reversed(_ALIKE))
# Traditional signs of the words that patterns look for.
_SIMPLE = str.maketrans(
    "評現紅優給刪寫滿點贈獎補償錢換單圖後請銷領聯禮劵幫麻煩賞個還這張謝價評論們將為從讓發",
    "评现红优给删写满点赠奖补偿钱换单图后请销领联礼券帮麻烦赏个还这张谢价评论们将为从让发",
)
_BEFORE, _AFTER = 24, 8


@dataclass(frozen=True, slots=True)
class Pattern:
    """One of them.

    what     which kind of words: bought, demanded, asked (for a review); promise
    pattern  over the text in small letters; unless: what around a hit makes it harmless
    about    in all that it finds stands one of these; a text with none of them is not read by it. Empty: it reads every text
    """

    id: str
    what: str
    pattern: re.Pattern
    unless: re.Pattern | None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Words that were found, as they stand in the text, and by which pattern."""

    pattern: str
    what: str
    words: str


def plain(text: str) -> str:
    """The text as patterns read it: one form of every sign, small letters, nothing hidden, no blanks between Chinese signs.

    Five stars, drawn or counted (`5*`), are 5★; letters written apart are one word; a word of two alphabets is one of that which most of
    its letters are of.
    """
    one = text.casefold()
    if text.isascii():  # it has nothing hidden, no Chinese signs, and of stars only those that are counted
        one = _STARS.sub(" 5★ ", one) if "*" in one else one
    else:
        one = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("ё", "е").replace("’", "'")
        one = _BETWEEN.sub("", _STARS.sub(" 5★ ", one.translate(_SIMPLE)))
    one = _BLANKS.sub(" ", one)
    if _MAYBE_SPELT.search(one):
        one = _BLANKS.sub(" ", _SPELT.sub(_joined, one))
    if not text.isascii() and _LATIN.search(one) and _CYRILLIC.search(one):
        one = _WORD.sub(_of_one_alphabet, one)
    return one


def _joined(match: re.Match) -> str:
    """Letters that were written apart, as a word; a digit stays one of its own."""
    return re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", match.group(0).replace(" ", ""))


def _of_one_alphabet(match: re.Match) -> str:
    word = match.group(0)
    latin = sum("a" <= sign <= "z" for sign in word)
    if latin in (0, len(word)):
        return word
    return word.translate(_TO_LATIN if latin > len(word) - latin else _TO_CYRILLIC)


def found(text: str, patterns: Iterable[Pattern], kinds: Iterable[str]) -> tuple[Found, ...]:
    """Hits of some kinds, one for each pattern, in the order of the patterns."""
    read, wanted, hits = plain(text), frozenset(kinds), []
    about: tuple[str, ...] | None = None
    for one in patterns:
        if one.about is not about:  # patterns of a language, which follow each other, have the same
            about = one.about
            silent = about and not any(map(read.__contains__, about))
        if silent or one.what not in wanted:
            continue
        for match in one.pattern.finditer(read):
            around = read[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
            if one.unless is None or not one.unless.search(around):
                hits.append(Found(one.id, one.what, match.group(0).strip()))
                break
    return tuple(hits)
