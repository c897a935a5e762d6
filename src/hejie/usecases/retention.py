"""Retention: what people wrote and filed in a case that was closed long ago is erased by rule, unless it is held.

The rule is that of the marketplace's law (rulebooks/retention); an operator may keep longer, never shorter. What goes is
named by an entry in each stream; the entries, the order and its money stay.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from hejie.domain.cases import retention as reckoning
from hejie.domain.cases.commands import EraseContent
from hejie.domain.cases.retention import LONGEST_YEARS, Rule
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import law
from hejie.rulebooks import retention as rulebook
from hejie.store import legal_holds, market_law, people, retired
from hejie.store.models import CaseLink, Marketplace
from hejie.store.retired import Closed
from hejie.usecases import drafting, erasure, system
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience

SETTING = "retention_years"
MOST_HOLDS = 500
_AT_ONCE = 100
_START = (0, "")
_AGAIN_AFTER = timedelta(hours=1)
_READERS = ("operator", "auditor", "system")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a marketplace keeps closed cases. years: what its operator has set, 0 for the rule's own."""

    rule: Rule
    years: int

    @property
    def whole(self) -> int:
        """Years that count."""
        return max(self.rule.keep, self.years)

    def ends(self, closed_at: datetime) -> datetime:
        """When the contents of a case that was closed then go."""
        return reckoning.ends(self.rule, closed_at, self.years)


@dataclass(frozen=True, slots=True)
class Coming:
    """A case whose contents go by retention: when, after which law, and whether a legal hold keeps them."""

    case: str
    closed_at: datetime
    ends_at: datetime
    law: str
    held: bool


def rule_of(marketplace: str, currency: str) -> Rule:
    """The rule for orders of a marketplace in this currency: of its law, else of what that law stands on, else `other`."""
    rules = rulebook.load().rules
    place = market_law.chosen(marketplace).of(currency)
    if not place:
        return rules[rulebook.OTHER]
    name = law.place_of(place)
    found = next((one for one in (name, *reversed(law.folders_of(name))) if one in rules), rulebook.OTHER)
    return rules[found]


def kept(marketplace: str, currency: str) -> Kept:
    """How long closed cases of this currency are kept here."""
    settings = Marketplace.objects.filter(pk=marketplace).values_list("settings", flat=True).first() or {}
    years = settings.get(SETTING, 0)
    return Kept(rule_of(marketplace, currency), years if isinstance(years, int) and 0 <= years <= LONGEST_YEARS else 0)


def own(ctx: Context) -> Kept:
    """The same for the marketplace's own currency. Refuses not_found for others than operators and auditors."""
    _for_readers(ctx)
    market = Marketplace.objects.get(pk=ctx.actor.marketplace)
    return kept(market.pk, market.currency)


def keep_longer(ctx: Context, years: int) -> None:
    """Keep closed cases for so many years after their closing; 0: as long as the rule says.

    Refuses   not_found, second_factor_needed, retention_too_short (facts: least, law), retention_too_long (most)
    """
    if ctx.actor.role not in ("operator", "system"):
        raise Refusal("not_found")
    if ctx.actor.role == "operator" and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    rule = own(ctx).rule
    if years and years < rule.keep:
        raise Refusal("retention_too_short", least=rule.keep, law=rule.law)
    if years > LONGEST_YEARS:
        raise Refusal("retention_too_long", most=LONGEST_YEARS)
    with transaction.atomic():
        market = Marketplace.objects.select_for_update().get(pk=ctx.actor.marketplace)
        market.settings = {name: value for name, value in market.settings.items() if name != SETTING}
        market.settings |= {SETTING: years} if years else {}
        market.save(update_fields=["settings"])


def coming(ctx: Context, *, within: timedelta = timedelta(days=90), most: int = 200) -> list[Coming]:
    """What goes now or soon, the earliest closed first; nothing is changed. Held cases are named too.

    within, most   how far ahead, and how many at most
    Refuses        not_found for others than operators and auditors
    """
    _for_readers(ctx)
    found = (one for one in _walk(ctx.actor.marketplace, ctx.now + within) if one.ends_at <= ctx.now + within)
    return [one for one, _ in zip(found, range(most), strict=False)]


def holds(ctx: Context) -> list[tuple[str, datetime]]:
    """(case, since when) of all legal holds, the newest first, 500 at most. Refuses not_found for others than operators and
    auditors."""
    _for_readers(ctx)
    found = legal_holds.of_marketplace(ctx.actor.marketplace, MOST_HOLDS)
    return [(case, clock.from_milliseconds(since)) for case, since in found]


def _walk(marketplace: str, until: datetime) -> Iterator[Coming]:
    place: tuple[int, str] | None = _START
    known: dict[str, Kept] = {}
    horizon = clock.milliseconds(_earliest(until))
    while place is not None:
        rows, place = retired.closed(marketplace, horizon, place, _AT_ONCE)
        yield from (_coming(row, _known(known, marketplace, row.currency)) for row in rows)


def _known(known: dict[str, Kept], marketplace: str, currency: str) -> Kept:
    if currency not in known:
        known[currency] = kept(marketplace, currency)
    return known[currency]


def _coming(row: Closed, by: Kept) -> Coming:
    closed_at = clock.from_milliseconds(row.closed_ms)
    return Coming(row.id, closed_at, by.ends(closed_at), by.rule.law, row.held)


def _earliest(until: datetime) -> datetime:
    """Cases closed after this moment are kept at that one by every rule."""
    shortest = min(rule.keep for rule in rulebook.load().rules.values())
    return until - timedelta(days=365 * shortest)


class Retiring:
    """Erases once an hour what is to go, some cases at a time; what is held, or fails, is passed over until the next walk."""

    def __init__(self, patience: Patience, at_once: int = _AT_ONCE) -> None:
        self._patience, self._at_once = patience, at_once
        self._next: dict[str, datetime] = {}
        self._places: dict[str, tuple[int, str]] = {}
        self._empty: set[str] = set()

    def step(self, now: datetime) -> int:
        """Go on in each marketplace whose time has come; returns how many cases were erased."""
        done = 0
        for market in people.marketplaces():
            if self._next.get(market.pk, now) <= now:
                done += self._go_on(market.pk, now)
        return done

    def _go_on(self, marketplace: str, now: datetime) -> int:
        known: dict[str, Kept] = {}
        place, done = self._places.pop(marketplace, _START), 0
        rows, further = retired.closed(marketplace, clock.milliseconds(_earliest(now)), place, self._at_once)
        for row in rows:
            by = _known(known, marketplace, row.currency)
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


def _for_readers(ctx: Context) -> None:
    if ctx.actor.role not in _READERS:
        raise Refusal("not_found")
