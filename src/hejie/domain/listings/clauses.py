"""Words in a seller's text that take from a buyer what the law gives him: found by patterns, judged by the country's articles.

A word is found, never understood: what is marked is shown with the article, and a person decides.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Article:
    """Where it stands. cite: by language; source: address of the text."""

    id: str
    cite: Texts
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A kind of words.

    takes       what they take away: returns (goods back without a reason), defects, court, risk, interpretation, reviews
    pattern     one expression over lower-case text; unless: what around a hit makes it harmless
    articles    by jurisdiction; a country that is not there has no such article
    says, mend  what is wrong with it and what to write instead, by language
    """

    id: str
    takes: str
    pattern: re.Pattern
    unless: re.Pattern | None
    articles: Mapping[str, Article]
    says: Texts
    mend: Texts


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that the law gives a consumer who changes his mind, for some goods at some place.

    days     from receipt; freight: who pays for the way back by law, "" where it is not said
    """

    days: int
    freight: str
    rule: str
    cite: Texts
    source: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that were found: the clause, the very words, and the article of the place."""

    clause: Clause
    words: str
    article: Article


def found(text: str, book: Iterable[Clause], jurisdiction: str, floor: Floor | None) -> tuple[Hit, ...]:
    """Clauses in a text that the law of a place does not let stand against a consumer.

    floor   what he may give back without a reason; None: nothing, and then words that only take that away are harmless
    """
    lower = text.lower()
    hits = []
    for clause in book:
        article = clause.articles.get(jurisdiction)
        if article is None or (clause.takes == "returns" and floor is None):
            continue
        for match in clause.pattern.finditer(lower):
            around = lower[max(0, match.start() - 12) : match.end() + 12]
            if clause.unless is None or not clause.unless.search(around):
                hits.append(Hit(clause, text[match.start() : match.end()], article))
                break
    return tuple(hits)
