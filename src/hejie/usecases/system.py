"""What acts are done with: an actor at a moment; and the program itself as an actor, in one marketplace."""

import secrets
from datetime import UTC, datetime, timedelta
from functools import partial

from hejie.domain.kernel import actor as actors
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.record.context import Context, Credential, Outage
from hejie.store import clocks, holidays, market_procedures, people
from hejie.usecases import case_law

WEB = "web"
LONGEST_GAP = timedelta(minutes=2)


def context(marketplace: str, now: datetime) -> Context:
    """The context of the worker's acts."""
    return of_actor(actors.system(marketplace), now)


def of_actor(actor: Actor, now: datetime, credential: Credential | None = None) -> Context:
    """The context in which an actor acts: with chance, rulebooks, and what is known of people and outages."""
    return Context(
        actor=actor,
        now=clock.cut(now.astimezone(UTC)),
        random_bytes=secrets.token_bytes,
        procedure=partial(market_procedures.procedure, actor.marketplace),
        in_force=partial(market_procedures.in_force, actor.marketplace),
        unreachable=partial(people.unreachable, actor.marketplace),
        outages=partial(outages, actor.marketplace, now),
        credential=credential,
        law=partial(case_law.of, actor.marketplace),
    )


def outages(marketplace: str, now: datetime) -> tuple[Outage, ...]:
    """Recorded outages and the marketplace's holidays, the earliest first, so that each is measured by what went before.

    If the pages are silent at this moment, that comes last, without an end.
    """
    at = clock.from_milliseconds
    down = [Outage(name, at(start), at(end)) for name, start, end in people.outages()]
    free = [Outage(one.id, at(one.started_ms), at(one.ended_ms), "holiday") for one in holidays.of(marketplace, 50)]
    found = sorted([*down, *free], key=lambda one: (one.started_at, one.id))
    silent = down_since(now)
    return (*found, Outage("", silent, None)) if silent else tuple(found)


def down_since(now: datetime) -> datetime | None:
    """Since when no process that serves pages has said that it is there, or None while one has.

    Where none ever has (imports, demonstrations, another server of pages), nothing is missing.
    """
    last = clocks.last_beat(WEB)
    if last is None or now - clock.from_milliseconds(last) <= LONGEST_GAP:
        return None
    return clock.from_milliseconds(last)


def now() -> datetime:
    """The present moment at the record's precision."""
    return clock.cut(datetime.now(UTC))
