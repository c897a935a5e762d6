"""Which facts a listing needs, by category, and how people write them: what the rulebooks `listings/` say, as values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.listings.clauses import Article, Clause

Texts = Mapping[str, str]
TEXT, CHOICE, AMOUNT, FLAG = "text", "choice", "amount", "flag"
KINDS = (TEXT, CHOICE, AMOUNT, FLAG)
ALL = "all"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of goods.

    values   of a choice: what each is called; words: how a title says it, by value; many: several may hold at once
    unit     of an amount; units: how a title writes it, each with how many of the unit it is
    apart    pairs of values of which one in the title of the whole piece and the other in the field cannot both be true
    whole    how a title says that the whole piece is of a value
    text     how a description says a value of the piece itself, by value, where it takes other words than a title's
    unless   what before such words makes them say something else: a no, a part of the piece
    text_apart   pairs of which one in the description and the other in the field cannot both be true; none: any two
    near     what this amount is called; a description has many numbers, and only one beside its name is this one
    """

    id: str
    kind: str
    name: Texts
    unit: str = ""
    many: bool = False
    values: Mapping[str, Texts] = field(default_factory=dict)
    words: Mapping[str, re.Pattern] = field(default_factory=dict)
    units: tuple[tuple[re.Pattern, int], ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()
    whole: re.Pattern | None = None
    text: Mapping[str, re.Pattern] = field(default_factory=dict)
    unless: re.Pattern | None = None
    text_apart: frozenset[frozenset[str]] = frozenset()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """That a category asks for a fact. must: without it the listing is not complete; law: a key of `laws`, or ""."""

    fact: str
    must: bool
    law: str = ""


@dataclass(frozen=True, slots=True)
class Also:
    """A fact that another fact's value makes necessary; within: only in these categories, () in all."""

    when: Mapping[str, frozenset[str]]
    fact: str
    law: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Facts, and what each category asks for, by path."""

    id: str
    version: str
    facts: Mapping[str, Fact]
    categories: Mapping[str, tuple[Need, ...]]
    also: tuple[Also, ...]
    laws: Mapping[str, Texts]

    def needs(self, category: str) -> tuple[Need, ...]:
        """What a category asks for with all that it is part of; what must be said stands before what is only better."""
        parts = category.split(".") if category else []
        paths = (ALL, *(".".join(parts[:length]) for length in range(1, len(parts) + 1)))
        found: dict[str, Need] = {}
        for path in paths:
            for need in self.categories.get(path, ()):
                known = found.get(need.fact)
                if known is None or (need.must, bool(need.law)) >= (known.must, bool(known.law)):
                    found[need.fact] = need
        return tuple(sorted(found.values(), key=lambda one: not one.must))


@dataclass(frozen=True, slots=True)
class Absolute:
    """Words that no advertisement may use (forbidden), or none without proof (proof), by jurisdiction."""

    id: str
    pattern: re.Pattern
    unless: re.Pattern | None
    strength: Mapping[str, str]
    articles: Mapping[str, Article]
    says: Texts
    mend: Texts
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The book of words: absolutes, clauses, and how strong a hit weighs."""

    id: str
    version: str
    absolutes: tuple[Absolute, ...]
    clauses: tuple[Clause, ...]
    weights: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Cause:
    """What buyers say again and again.

    pattern   of their claims; told_by: how a listing's text discloses it; told_in: the facts where it belongs
    """

    id: str
    pattern: re.Pattern
    told_by: re.Pattern
    told_in: tuple[str, ...]
    says: Texts
    mend: Texts


@dataclass(frozen=True, slots=True)
class Causes:
    """The book of causes. of: how many of the last disputes count; least, share: from which count and per cent on it is said."""

    id: str
    version: str
    of: int
    least: int
    share: int
    causes: tuple[Cause, ...]
