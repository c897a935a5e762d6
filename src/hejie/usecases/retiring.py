"""The worker's part in forgetting: closed cases whose time is over, and what granted requests have left."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from hejie.domain.cases.commands import EraseContent
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import retention as rulebook
from hejie.store import people, retired
from hejie.store.models import CaseLink
from hejie.store.retired import Closed
from hejie.usecases import drafting, erasure, retention, system
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience
from hejie.usecases.people import erasure_requests, erasure_times
from hejie.usecases.retention import Kept
from hejie.usecases.retiring_orders import RetiringOrders, RetiringPapers, RetiringShopPapers

_AGAIN_AFTER = timedelta(hours=1)
_LOOK_EVERY = timedelta(minutes=1)
_MOST_MARKETPLACES = 100_000
_log = logging.getLogger(__name__)


class Retiring:
    """Erases once an hour what is to go, some cases at a time; what is held, or fails, is passed over until the next walk."""

    def __init__(self, patience: Patience, at_once: int = retention.AT_ONCE) -> None:
        self._patience, self._at_once = patience, at_once
        self._next: dict[str, datetime] = {}
        self._places: dict[str, tuple[int, str]] = {}
        others = (RetiringOrders, RetiringPapers, RetiringShopPapers)
        self._others = tuple(one(patience, at_once) for one in others)
        self._empty: set[str] = set()
        self._pause_until: datetime | None = None

    def step(self, now: datetime) -> int:
        """Go on in each marketplace whose time has come; returns how many cases were erased."""
        if self._pause_until is not None and timedelta(0) < self._pause_until - now <= _LOOK_EVERY:
            return 0
        done = self._requests(now)
        for market in people.marketplaces(_MOST_MARKETPLACES):
            if self._next.get(market.pk, now) <= now:
                done += self._go_on(market.pk, now)
            done += sum(one.step(market.pk, now) for one in self._others)
        if not (done or self._places or any(one.under_way for one in self._others)):
            self._pause_until = now + _LOOK_EVERY
        return done

    def _requests(self, now: datetime) -> int:
        """What granted requests for erasure have left: a case may be over by now, or a hold lifted."""
        try:
            erasure_times.remind(now)
            return erasure_requests.go_on(now)
        except Exception as fault:
            if is_database_away(fault):
                raise
            _log.exception("a granted request for erasure could not be gone on with")
            return 0

    def _go_on(self, marketplace: str, now: datetime) -> int:
        by_currency: dict[str, Kept] = {}
        place, done = self._places.pop(marketplace, retention.START), 0
        rows, further = retired.closed(marketplace, clock.milliseconds(retention.earliest(now)), place, self._at_once)
        for row in rows:
            by = retention.known(by_currency, marketplace, row.currency)
            due = by.ends(clock.from_milliseconds(row.closed_ms)) <= now
            if due and not row.held and row.id not in self._empty and self._patience.ready(("retention", row.id), now):
                done += self._retire(marketplace, row, by, now)
        if further is None:
            self._next[marketplace] = now + _AGAIN_AFTER
        else:
            self._places[marketplace] = further
        return done

    def _retire(self, marketplace: str, row: Closed, by: Kept, now: datetime) -> int:
        try:
            erased = retire(system.context(marketplace, now), row, by)
        except Refusal as refusal:
            _log.info("case %s is not erased by retention: %s", row.id, refusal.code)
            self._patience.failed(("retention", row.id), now)
            return 0
        except Exception as fault:
            if is_database_away(fault):
                raise
            _log.exception("case %s could not be erased by retention", row.id)
            self._patience.failed(("retention", row.id), now)
            return 0
        if not erased:
            self._empty.add(row.id)
        return int(erased)


def retire(ctx: Context, row: Closed, by: Kept) -> bool:
    """Erase all private contents of one case, its notices, drafts and links; False where nothing was left.

    Refuses   legal_hold
    """
    refs = tuple(one.ref for one in erasure.left(row.id))
    if not refs:
        return False
    book = rulebook.load()
    rule = {"law": by.rule.law, "id": book.id, "version": book.version}
    ctx = replace(ctx, actor=replace(ctx.actor, id="worker", through="retention"))
    command = EraseContent(row.id, refs, "retention", rule=rule)
    erasure.erase_content(ctx, command, key=f"{retired.KEY}{row.closed_ms}")
    drafting.drop_all(row.id)
    CaseLink.objects.filter(marketplace_id=ctx.actor.marketplace, case_id=row.id).delete()
    retired.forget_letters(row.root, row.id)
    return True
