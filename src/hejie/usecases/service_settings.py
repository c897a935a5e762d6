"""What a shop has set for after-sales service: limits below which nobody need answer, when it is warned, what is kept apart.

Limits give away the shop's own money, so nobody sets them for it: a shop that has saved nothing has none. When to warn and
what to keep apart it has from the marketplace until it says so itself. Clocks stand in the rulebook and cannot be set.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from hejie.domain.aftersales.flow import Step
from hejie.domain.aftersales.guarantees import MOST_MONTHS
from hejie.domain.aftersales.service import GRADES
from hejie.domain.cases.claims import REASONS
from hejie.domain.cases.servicing.book import Book
from hejie.domain.kernel.money import exponent
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import service as rulebook
from hejie.store import service_settings as kept
from hejie.usecases.return_policies import owner

MOST = 10**12
OF_PLATFORM = "platform"
"""Seller of the lines that the marketplace sells itself."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set.

    version     of what was saved, 0 where nothing was
    auto_minor  up to this sum, in minor units, a request is approved without anybody's word; 0: none is
    keep_minor  up to this sum the goods need not come back: the refund is approved provisionally, and the shop may object; 0: no
    currency    of both; "" where there is neither
    reasons     for which the limits count; empty: for all
    warn        percent of a clock after which whoever it waits for is reminded, 1 to 99
    held        grades of returned goods that are kept apart until somebody lets them go
    guarantee_months  the shop's guarantee on everything of which neither registration nor order says more; 0: unknown
    only_guaranteed   the limit, where there is one, counts only for things that are known to be under guarantee
    """

    version: int = 0
    auto_minor: int = 0
    keep_minor: int = 0
    currency: str = ""
    reasons: tuple[str, ...] = ()
    warn: int = 75
    held: tuple[str, ...] = ()
    guarantee_months: int = 0
    only_guaranteed: bool = False

    @property
    def auto(self) -> dict[str, Any]:
        """The limits as a request holds them, or {}."""
        if not self.auto_minor and not self.keep_minor:
            return {}
        keep = {"keep": self.keep_minor} if self.keep_minor else {}
        reasons = {"reasons": list(self.reasons)} if self.reasons else {}
        only = {"guaranteed": True} if self.only_guaranteed else {}
        return {"minor": self.auto_minor, "currency": self.currency, **keep, **reasons, **only}


def read(ctx: Context) -> Settings:
    """One's own settings, or what counts while none are saved. Refuses not_found for others than operators and a shop's people."""
    return of(ctx.actor.marketplace, owner(ctx.actor))


def save(ctx: Context, wanted: Mapping[str, Any], *, over: int) -> Settings:
    """Save one's own settings over the version that was read.

    wanted    any of the fields of `Settings` but version; what is not named stays as it is
    Refuses   not_found, second_factor_needed, setting_not_understood (facts: setting, value, meant), limit_half (a sum without a
              currency, or reasons or a currency without a sum), settings_changed (another version was saved meanwhile)
    """
    seller = owner(ctx.actor)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    before = of(ctx.actor.marketplace, seller)
    if over != before.version:
        raise Refusal("settings_changed", version=before.version, given=over)
    new = replace(before, **_checked(wanted))
    _whole(new)
    version = kept.save(ctx.actor.marketplace, seller, _row(new), over=over, at=ctx.now, by=ctx.actor.id)
    if not version:
        raise Refusal("settings_changed", version=of(ctx.actor.marketplace, seller).version, given=over)
    return replace(new, version=version)


def of(marketplace: str, seller: str) -> Settings:
    """What counts for requests to a shop, or to the marketplace itself (seller "" or `platform`)."""
    place = kept.OF_MARKETPLACE if seller == OF_PLATFORM else seller
    rows = kept.find(marketplace, place)
    row = rows.get(place)
    if row is not None:
        return _of_row(row)
    usual = Settings(held=rulebook.load().held)
    general = rows.get(kept.OF_MARKETPLACE)
    return usual if general is None else replace(usual, warn=general.warn, held=tuple(general.held))


def book(marketplace: str, seller: str) -> Book:
    """The rulebook of service with what this seller has set."""
    return book_by(of(marketplace, seller))


def book_by(found: Settings) -> Book:
    """The rulebook of service with these settings."""
    return replace(rulebook.load(), auto=found.auto, held=found.held, warn=found.warn)


def usual_steps() -> tuple[Step, ...]:
    """The steps of a return by the rulebook, with their hours."""
    return rulebook.load().flows["return"]


def as_data(settings: Settings) -> dict[str, Any]:
    """The settings as plain data, the version among them."""
    return {"version": settings.version, **_row(settings)}


def _of_row(row: Any) -> Settings:
    return Settings(
        row.version, row.auto_minor, row.keep_minor, row.currency, tuple(row.reasons), row.warn, tuple(row.held),
        row.guarantee_months, row.only_guaranteed,
    )  # fmt: skip


def _row(settings: Settings) -> dict[str, Any]:
    told = asdict(settings)
    del told["version"]
    return told | {"reasons": list(settings.reasons), "held": list(settings.held)}


def _checked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each of its kind. Refuses setting_not_understood."""
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        reader = _READERS.get(name)
        if reader is None:
            raise Refusal("setting_not_understood", setting=str(name)[:40], value="", meant=", ".join(_READERS))
        found[name] = reader(name, value)
    return found


def _whole(settings: Settings) -> None:
    """A limit is whole, or there is none. Refuses limit_half (fact: missing)."""
    sums = settings.auto_minor or settings.keep_minor
    if sums and not settings.currency:
        raise Refusal("limit_half", missing="currency")
    if not sums and (settings.currency or settings.reasons):
        raise Refusal("limit_half", missing="amount")


def _sum(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise Refusal("setting_not_understood", setting=name, value=str(value)[:40], meant=f"0–{MOST}")
    return value


def _months(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_MONTHS:
        raise Refusal("setting_not_understood", setting=name, value=str(value)[:40], meant=f"0–{MOST_MONTHS}")
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refusal("setting_not_understood", setting=name, value=str(value)[:40], meant="true, false")
    return value


def _percent(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 99:
        raise Refusal("setting_not_understood", setting=name, value=str(value)[:40], meant="1–99")
    return value


def _currency(name: str, value: Any) -> str:
    if value == "":
        return ""
    try:
        exponent(value)
    except (Refusal, TypeError):
        raise Refusal("setting_not_understood", setting=name, value=str(value)[:40], meant="ISO 4217") from None
    return value


def _some_of(known: tuple[str, ...]) -> Any:
    def read(name: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not set(map(str, value)) <= set(known):
            raise Refusal("setting_not_understood", setting=name, value=str(value)[:40], meant=", ".join(known))
        return tuple(one for one in known if one in value)

    return read


_READERS = {
    "auto_minor": _sum,
    "keep_minor": _sum,
    "currency": _currency,
    "reasons": _some_of(tuple(REASONS)),
    "warn": _percent,
    "held": _some_of(GRADES),
    "guarantee_months": _months,
    "only_guaranteed": _flag,
}
