"""How long the private contents of a closed case are kept: pure reckoning by a rule of the rulebook of retention."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_YEARS = 30
PAPERS = ("end", "leaving")
"""From when on a shop's paper is old: it ran out, was replaced or refused; or that, and no earlier than the end of its last order."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one law says.

    keep     years after the closing
    least    shortest years that an operator may set; by_law: whether a law demands them, so that nothing goes before on request
    answer   by when a request for erasure is decided, in days; longer: by how many more it may be put off once, 0: not at all
    papers   one of PAPERS
    sources, ours   articles; and which figures are our own. says: a sentence for people, by language
    """

    law: str
    keep: int
    least: int
    by_law: bool
    answer: int
    sources: tuple[str, ...]
    ours: tuple[str, ...]
    says: Mapping[str, str]
    longer: int = 0
    papers: str = "end"


@dataclass(frozen=True, slots=True)
class Book:
    """All rules, by law; `other` is that of places of which nothing is known."""

    id: str
    version: str
    digest: str
    rules: Mapping[str, Rule]


def ends(rule: Rule, closed_at: datetime, years: int = 0) -> datetime:
    """When the contents of a case that was closed then go. years: what the operator has set, where that is longer."""
    return _after(closed_at, max(rule.keep, years))


def free_from(rule: Rule, closed_at: datetime) -> datetime:
    """From when on they may go on request: once closed, or after the time for which a law has them kept."""
    return _after(closed_at, rule.least) if rule.by_law else closed_at


def _after(moment: datetime, years: int) -> datetime:
    """The same day so many years later and a day more, whatever the time zone; 29 February counts as 1 March."""
    try:
        return moment.replace(year=moment.year + years) + _DAY
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1) + _DAY
