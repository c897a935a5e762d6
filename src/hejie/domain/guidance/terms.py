"""Words of a text as a search counts them: pairs of signs for Chinese, stems for languages that set words apart. Pure.

Portable: the same on SQLite and PostgreSQL, which neither of them offers for Chinese without something installed.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

LONGEST = 40_000
MOST_TERMS = 48
"""Different terms of a question that are looked for; the rarest would be best, the first must do."""
_RUN = re.compile(r"[一-鿿㐀-䶿]+|[a-zа-яё0-9]+(?:['’-][a-zа-яё0-9]+)*")
_HAN = re.compile(r"[一-鿿㐀-䶿]")
_EMPTY = frozenset(
    " ".join(
        (
            "the a an and or of to in on is it its are was were be been i my me you your we our they this that with for from as at by",
            "do does did not no can how what when where which who why will would should have has had if but so than then there",
            "и в во на не что это как а но или к с со у о об от до за из по для бы же ли я мой моя мне мы наш вы ваш он она оно они",
            "был была было были есть если когда где почему какой",
        )
    ).split()
)
_ONE_SIGN = frozenset("的了是在我你您他她它们和与也就都吗呢吧啊有不这那")
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ешь|ете|ить|ать|ять|еть|ует|уют|ают|яют|ился|лась|лись|ость|ости|"
    r"ия|ие|ий|ии|ую|юю|ая|яя|ое|ее|ые|ой|ей|ый|ом|ем|ам|ям|ах|ях|ов|ев|ет|ит|ут|ют|ат|ят|ла|ло|ли|[аяоеыиуюйьъ])$"
)
_ENGLISH = re.compile(r"(?:ing|edly|ies|ied|ed|es|ly|'s|’s|s|e)$")


def terms(text: str) -> Counter:
    """How often each term stands in a text."""
    found: Counter = Counter()
    for run in _RUN.findall(unicodedata.normalize("NFKC", text[:LONGEST]).lower().replace("ё", "е")):
        if _HAN.match(run):
            pairs = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
            found.update(pair for pair in pairs if not all(sign in _ONE_SIGN for sign in pair))
        elif run not in _EMPTY and (len(run) > 1 or run.isdigit()):
            found[_stem(run)[:32]] += 1
    return found


def _stem(word: str) -> str:
    if len(word) < 5:
        return word
    stem = (_RUSSIAN if word[0] > "z" else _ENGLISH).sub("", word)
    return stem if len(stem) >= 3 else word


def weighed(title: str, body: str, times: int = 4) -> tuple[dict[str, int], int]:
    """(weight of each term, length): a word of the title weighs as much as `times` of the text."""
    found = terms(body)
    for term, count in terms(title).items():
        found[term] += count * times
    return dict(found), sum(found.values())


def asked(text: str) -> list[str]:
    """The terms of a question, each once."""
    return list(terms(text))[:MOST_TERMS]


def rarity(found_in: Mapping[str, int], articles: int) -> dict[str, float]:
    """How much a term tells, by in how many of the articles it stands (BM25's idf, never below nothing)."""
    return {
        term: math.log(1 + (articles - count + 0.5) / (count + 0.5)) if count <= articles else 0.0
        for term, count in found_in.items()
    }


def score(rows: Iterable[tuple[int, int, float]], average: float) -> float:
    """BM25 of one article from (weight, length, rarity) of each term that it shares with the question."""
    return sum(
        rare * weight * 2.2 / (weight + 1.2 * (0.25 + 0.75 * length / max(average, 1.0)))
        for weight, length, rare in rows
    )
