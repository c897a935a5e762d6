"""Retention: what people wrote and filed in a case that was closed long ago is erased by rule, unless it is held.

The rule is that of the marketplace's law (rulebooks/retention); an operator may keep longer, never shorter. What goes is
named by an entry in each stream; the entries, the order and its money stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hejie.domain.cases import retention as reckoning
from hejie.domain.cases.retention import LONGEST_YEARS, Rule
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import law
from hejie.rulebooks import retention as rulebook
from hejie.store import legal_holds, market_law, retired
from hejie.store.models import Marketplace
from hejie.store.retired import Closed

SETTING = "retention_years"
MOST_HOLDS = 500
AT_ONCE = 100
START = (0, "")
_READERS = ("operator", "auditor", "system")


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
    for_readers(ctx)
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
    for_readers(ctx)
    found = (one for one in _walk(ctx.actor.marketplace, ctx.now + within) if one.ends_at <= ctx.now + within)
    return [one for one, _ in zip(found, range(most), strict=False)]


@dataclass(frozen=True, slots=True)
class Held:
    """A legal hold. case, complaint: "" where it is on the whole order; order: its own number, "" of a complaint.

    covers   how many questions, complaints and deals a hold on an order keeps as well
    """

    root: str
    case: str
    order: str
    since: datetime
    covers: int = 0
    complaint: str = ""


def holds(ctx: Context) -> list[Held]:
    """All legal holds, the newest first, 500 at most. Refuses not_found for others than operators and auditors."""
    for_readers(ctx)
    found = legal_holds.of_marketplace(ctx.actor.marketplace, MOST_HOLDS)
    return [_held(*row) for row in found]


def _held(root: str, name: str, order: str, since_ms: int, covers: int) -> Held:
    since = clock.from_milliseconds(since_ms)
    if root.startswith("complaint:"):
        return Held(root, "", "", since, complaint=name)
    return Held(root, name, order, since, covers)


def _walk(marketplace: str, until: datetime) -> Iterator[Coming]:
    place: tuple[int, str] | None = START
    by_currency: dict[str, Kept] = {}
    horizon = clock.milliseconds(earliest(until))
    while place is not None:
        rows, place = retired.closed(marketplace, horizon, place, AT_ONCE)
        yield from (_coming(row, known(by_currency, marketplace, row.currency)) for row in rows)


def known(found: dict[str, Kept], marketplace: str, currency: str) -> Kept:
    """The same as `kept`, remembered in `found` by currency."""
    if currency not in found:
        found[currency] = kept(marketplace, currency)
    return found[currency]


def _coming(row: Closed, by: Kept) -> Coming:
    closed_at = clock.from_milliseconds(row.closed_ms)
    return Coming(row.id, closed_at, by.ends(closed_at), by.rule.law, row.held)


def earliest(until: datetime) -> datetime:
    """Cases closed after this moment are kept at that one by every rule."""
    shortest = min(rule.keep for rule in rulebook.load().rules.values())
    return until - timedelta(days=365 * shortest)


def for_readers(ctx: Context) -> None:
    """Let operators, auditors and the program itself pass. Refuses not_found."""
    if ctx.actor.role not in _READERS:
        raise Refusal("not_found")
