"""The worker's part in forgetting old orders of which no case is open, and questions, complaints and deals that are over, and
shops' papers that count no longer: some at a time, once an hour."""

import logging
from datetime import datetime, timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import retired, retired_papers
from hejie.store.retired import OldOrder
from hejie.store.retired_papers import OldPaper, OldShop
from hejie.usecases import order_keeping, paper_keeping, retention, shop_paper_keeping, system
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience
from hejie.usecases.retention import Kept

Old = OldOrder | OldPaper | OldShop
_AGAIN_AFTER = timedelta(hours=1)
_log = logging.getLogger(__name__)


class RetiringOrders:
    """Walks through the orders of a marketplace; what fails is passed over until the next walk."""

    _called, _found = "order", staticmethod(retired.orders)

    def __init__(self, patience: Patience, at_once: int = retention.AT_ONCE) -> None:
        self._patience, self._at_once = patience, at_once
        self._next: dict[str, datetime] = {}
        self._places: dict[str, tuple[int, str]] = {}
        self._empty: set[str] = set()

    @property
    def under_way(self) -> bool:
        """Whether a walk has been begun and not ended."""
        return bool(self._places)

    def step(self, marketplace: str, now: datetime) -> int:
        """Go on in a marketplace whose time has come; returns how many orders were erased."""
        if self._next.get(marketplace, now) > now:
            return 0
        place, done = self._places.pop(marketplace, retention.START), 0
        rows, further = self._found(marketplace, clock.milliseconds(retention.earliest(now)), place, self._at_once)
        by_currency: dict[str, Kept] = {}
        for row in rows:
            by = retention.known(by_currency, marketplace, row.currency)
            if row.root not in self._empty and self._patience.ready(("retention", row.root), now):
                done += self._retire(marketplace, row, by, now)
        if further is None:
            self._next[marketplace] = now + _AGAIN_AFTER
        else:
            self._places[marketplace] = further
        return done

    def _erase(self, ctx: Context, row: Old, by: Kept) -> bool | None:
        return order_keeping.retire(ctx, row, by)

    def _retire(self, marketplace: str, row: Old, by: Kept, now: datetime) -> int:
        try:
            erased = self._erase(system.context(marketplace, now), row, by)
        except Refusal as refusal:
            _log.info("%s %s is not erased by retention: %s", self._called, row.root, refusal.code)
            self._patience.failed(("retention", row.root), now)
            return 0
        except Exception as fault:
            if is_database_away(fault):
                raise
            _log.exception("%s %s could not be erased by retention", self._called, row.root)
            self._patience.failed(("retention", row.root), now)
            return 0
        if erased is None:
            self._empty.add(row.root)
        return int(bool(erased))


class RetiringPapers(RetiringOrders):
    """The same of questions, complaints and deals."""

    _called, _found = "paper", staticmethod(retired_papers.papers)

    def _erase(self, ctx: Context, row: Old, by: Kept) -> bool | None:
        return paper_keeping.retire(ctx, row)


class RetiringShopPapers(RetiringOrders):
    """The same of shops' papers that count no longer."""

    _called, _found = "papers of", staticmethod(retired_papers.shops)

    def _erase(self, ctx: Context, row: Old, by: Kept) -> bool | None:
        return shop_paper_keeping.retire(ctx, row, by)
