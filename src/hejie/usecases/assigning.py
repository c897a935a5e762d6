"""Who takes a case: everybody who could, judged by what is known of him, and the act itself.

The judging is pure (`domain.neutrals.choice`); here are the facts that it needs, and the act with what the record says of why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from hejie.domain.cases import access
from hejie.domain.cases.fitness import Fitness
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.neutrals import choice
from hejie.domain.neutrals.choice import Candidate, Judged, Wanted
from hejie.record.context import Context
from hejie.store import contacts, neutrals, people, seats

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Candidates:
    """All who were looked at for a case: those who can take it, the fittest first, then those who cannot."""

    judged: tuple[Judged, ...]
    names: dict[str, str]
    seed: str

    @property
    def free(self) -> tuple[Judged, ...]:
        """Those who can take it, the fittest first."""
        return tuple(one for one in self.judged if not one.hindrance)

    def hindered(self) -> dict[str, int]:
        """How many cannot take it, by what hinders them."""
        found = [one.hindrance for one in self.judged]
        return {name: found.count(name) for name in choice.HINDRANCES if name in found}


def candidates(ctx: Context, case: CaseState) -> Candidates:
    """Who could take a case, for operators and for its neutral, who may give it to a colleague. Refuses not_found."""
    side = access.side_of(ctx.actor, case)
    if ctx.actor.role not in ("operator", "system") and side != "neutral":
        raise Refusal("not_found")
    judged = _judged(ctx, case)
    return Candidates(judged, people.names(case.marketplace, [one.candidate.id for one in judged]), case.head)


def fittest(ctx: Context, case: CaseState) -> tuple[str, Fitness] | None:
    """The one who fits best, with what the record says of it; None where nobody can take it."""
    judged = _judged(ctx, case)
    if not judged or judged[0].hindrance:
        return None
    best = judged[0]
    return best.candidate.id, Fitness("", choice.why(judged, best, "lot", case.head))


def fitness(ctx: Context, case: CaseState, person: str, how: str) -> Fitness:
    """What is known of somebody whom a person has chosen."""
    judged = _judged(ctx, case, also=person)
    one = next(row for row in judged if row.candidate.id == person)
    return Fitness(one.hindrance, choice.why(judged, one, how, case.head))


def deciding(ctx: Context, case: CaseState | None, person: str, how: str, decide: Callable) -> Callable:
    """A decision that gives a case to somebody, with what is known of him.

    It is no part of the command, so that a repeat of it meets its own receipt whatever has changed since. Whoever may not
    choose is refused by the gate and learns nothing of anybody.
    """
    if case is None or not person or not _may_choose(ctx, case):
        return decide
    return partial(decide, fitness=fitness(ctx, case, person, how))


def _may_choose(ctx: Context, case: CaseState) -> bool:
    return ctx.actor.role in ("operator", "system") or access.side_of(ctx.actor, case) == "neutral"


def _judged(ctx: Context, case: CaseState, also: str = "") -> tuple[Judged, ...]:
    market = case.marketplace
    today = neutrals.day_of(market, ctx.now)
    members = contacts.shop_members(market, case.seller)
    wanted = Wanted(
        buyer=case.buyer,
        seller=case.seller,
        former=(
            *case.former_neutrals,
            *((case.neutral,) if case.neutral else ()),
            *(person for _panel, _seat, person in (seats.members(case.root, case.id) if case.panels else ())),
        ),
        reason=case.reason,
        category=case.category,
        buyer_languages=neutrals.languages_of(market, [case.buyer]),
        seller_languages=neutrals.languages_of(market, members),
        seed=case.head,
    )
    needed = sorted(wanted.buyer_languages | wanted.seller_languages)
    pool = neutrals.pool(market, needed, today, case.head)
    ids = list(dict.fromkeys([*pool, *([also] if also else [])]))
    return choice.judged(wanted, _facts(ctx, case, ids, frozenset(members)), today)


def _facts(ctx: Context, case: CaseState, ids: list[str], members: frozenset[str]) -> list[Candidate]:
    market, year = case.marketplace, clock.milliseconds(ctx.now - YEAR)
    profiles, there = neutrals.profiles(market, ids), neutrals.are_neutrals(market, ids)
    loads = neutrals.loads(market, ids, case.buyer, case.seller, year)
    return [_candidate(one, profiles.get(one), loads[one], one in members, one in there) for one in ids]


def _candidate(
    person: str, profile: neutrals.Profile | None, load: neutrals.Load, is_member: bool, is_neutral: bool
) -> Candidate:
    if profile is None:
        return Candidate(person, is_neutral=False)
    away: date | None = profile.away_until
    return Candidate(
        id=person,
        languages=frozenset(profile.languages),
        reasons=frozenset(profile.reasons),
        categories=frozenset(profile.categories),
        most_open=profile.most_open,
        open=load.open,
        away_until=away,
        declared=frozenset(profile.conflicts),
        is_member=is_member,
        is_neutral=is_neutral,
        with_buyer=load.with_buyer,
        with_seller=load.with_seller,
        cases=load.cases,
    )
