"""The program itself as an actor: what the worker acts with, in one marketplace at a moment."""

import secrets
from datetime import UTC, datetime
from functools import partial

from hejie.domain.kernel import actor as actors
from hejie.domain.kernel import clock
from hejie.record.context import Context, Outage
from hejie.store import people, rulebooks


def context(marketplace: str, now: datetime) -> Context:
    """The context of the worker's acts."""
    return Context(
        actor=actors.system(marketplace),
        now=clock.cut(now.astimezone(UTC)),
        random_bytes=secrets.token_bytes,
        procedure=rulebooks.procedure,
        unreachable=partial(people.unreachable, marketplace),
        outages=outages,
    )


def outages() -> tuple[Outage, ...]:
    """Recorded outages, the earliest first, so that each is measured by what the one before it has moved."""
    found = sorted(people.outages(), key=lambda row: row[1])
    at = clock.from_milliseconds
    return tuple(Outage(name, at(start), at(end)) for name, start, end in found)


def now() -> datetime:
    """The present moment at the record's precision."""
    return clock.cut(datetime.now(UTC))
