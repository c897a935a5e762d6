"""A shop's policy beside the law: where the law gives more, and which article says so."""

from dataclasses import dataclass
from datetime import date

from hejie.domain.entitlements.policies.model import Policy, Window
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.listings.clauses import Floor
from hejie.usecases import market_floor


@dataclass(frozen=True, slots=True)
class Note:
    """A part of a policy that gives less than the law.

    part      id of the window or exclusion; days: what it gives, 0 for nothing, or for goods or credit alone
    certain   whether it is so for everybody; else only where the goods fall under no exception of the law
    """

    part: str
    days: int
    certain: bool
    floor: Floor


def notes(marketplace: str, policy: Policy, day: date) -> list[Note]:
    """Every part of a policy that gives a consumer less than the law does, by the law of the marketplace."""
    currency = market_floor.currency_of(marketplace)
    found = []
    for window in policy.windows:
        days = _days(window) if _money(policy, window) else 0
        if days is None or window.grade == "C" or window.after:
            continue
        for category in _categories(window.when) or ("",):
            floor = market_floor.of(marketplace, currency, day, category)[1]
            if floor is not None and days < floor.days:
                found.append(Note(window.id, days, not window.when and not policy.terms.country, floor))
                break
    for one in policy.exclusions:
        for category in _categories(one.when) if one.grade != "C" else ():
            floor = market_floor.of(marketplace, currency, day, category)[1]
            if floor is not None:
                found.append(Note(one.id, 0, False, floor))
                break
    return found


def not_below(marketplace: str, policy: Policy, day: date) -> None:
    """Let a policy pass that gives nobody less than the law as a rule for everybody. Refuses policy_below_law."""
    for one in notes(marketplace, policy, day):
        if one.certain:
            cites = {f"cite_{language}": text for language, text in one.floor.cite.items()}
            raise Refusal("policy_below_law", window=one.part, days=one.days, least=one.floor.days, **cites)


def _money(policy: Policy, window: Window) -> bool:
    """Whether a window gives the price back, or does not say what; exchange or credit alone is no way out of the contract."""
    refunds = (window.terms or policy.terms).refunds
    return not refunds or "full" in refunds


def _days(window: Window) -> int | None:
    """Days from receipt, 0 where nothing is given; None where it cannot be said (other clocks, fixed days, no end)."""
    term = window.term
    if term.kind == "not_permitted" or term.days == 0:
        return 0
    if term.last_day or window.clock != "delivery_date" or term.kind in ("unlimited", "unspecified"):
        return None
    return term.days


def _categories(when: tuple) -> tuple[str, ...]:
    return tuple(str(one) for fact, wanted in when if fact == "category" for one in wanted)
