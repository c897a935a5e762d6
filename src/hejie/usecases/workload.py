"""What neutrals have to do and have done: of everybody for operators, of himself for a neutral."""

from dataclasses import dataclass
from datetime import date, timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.neutrals import ingroup, workload
from hejie.domain.neutrals.ingroup import InGroup
from hejie.domain.neutrals.workload import Decided, Figures
from hejie.record.context import Context
from hejie.store import neutrals, people, seats
from hejie.store.neutrals import Profile, Turn

PERIOD = timedelta(days=90)
PAGE = 25
NO_VOTES = ingroup.figures(0, 0)


@dataclass(frozen=True, slots=True)
class Work:
    """One neutral's work.

    open      cases that he has now; turn: what of them waits for himself
    away      the first day on which he is there again; None: he is there
    votes     on panels that are over, those for his own side of trade and for the other
    figures   of what he decided in the last 90 days, of his newest 400 decisions at most
    """

    person: str
    name: str
    profile: Profile
    open: int
    turn: Turn
    figures: Figures
    away: date | None = None
    votes: InGroup = NO_VOTES


def of_all(ctx: Context, *, after: str = "") -> tuple[list[Work], str]:
    """(a page of neutrals by id, the id to go on from or ""). Refuses not_found for others than operators."""
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    found = neutrals.listed(ctx.actor.marketplace, after=after, most=PAGE + 1)
    rows = _work(ctx, dict(found[:PAGE]))
    return rows, found[PAGE - 1][0] if len(found) > PAGE else ""


def of_one(ctx: Context, person: str) -> Work:
    """One neutral's work, for himself and for operators. Refuses not_found."""
    own = ctx.actor.role == "neutral" and ctx.actor.id == person and not ctx.actor.only_case
    if not own and ctx.actor.role != "operator":
        raise Refusal("not_found")
    names = people.names(ctx.actor.marketplace, [person])
    if person not in names:
        raise Refusal("not_found")
    found = _work(ctx, {person: names[person]})
    if not found:
        raise Refusal("not_found")
    return found[0]


def _work(ctx: Context, names: dict[str, str]) -> list[Work]:
    market, ids = ctx.actor.marketplace, list(names)
    today = neutrals.day_of(market, ctx.now)
    profiles = neutrals.profiles(market, ids)
    loads = neutrals.loads(market, ids, "", "", clock.milliseconds(ctx.now))
    turns = neutrals.turns(market, ids, clock.milliseconds(ctx.now))
    made: dict[str, list[Decided]] = {one: [] for one in ids}
    for person, *row in neutrals.decisions(market, ids, clock.milliseconds(ctx.now - PERIOD)):
        made[person].append(Decided(*row))
    voted: dict[str, list[tuple[str, str, bool]]] = {one: [] for one in ids}
    for person, *vote, by_buyer in seats.votes(market, ids):
        voted[person].append((*vote, bool(by_buyer)))
    return [
        Work(
            one,
            names[one],
            profiles[one],
            loads[one].open,
            turns[one],
            workload.figures(made[one]),
            votes=ingroup.of_votes(voted[one]),
            away=_still(profiles[one].away_until, today),
        )
        for one in ids
        if one in profiles
    ]


def _still(until: date | None, today: date) -> date | None:
    return until if until is not None and today < until else None
