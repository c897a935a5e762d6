"""Sums of money that a rule gives, from the facts and its figures; None where a fact is not told or currencies differ."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from hejie.domain.entitlements.clocks import Clock, Number

if TYPE_CHECKING:
    from hejie.domain.entitlements.evaluate import Asked

Sum = tuple[int, str]
Amount = Callable[["Asked"], Sum | None]

FACTS = {
    "price": "price",
    "shipping": "shipping_paid",
    "unperformed": "unperformed",
    "loss": "harm.property_loss",
    "refunded": "refunded",
    "within_need": "buyer_conduct.within_need",
}


def told(name: str) -> Amount:
    """A sum that was told, by its short name in FACTS."""
    path = FACTS[name]
    return lambda asked: asked.told.get(path)  # type: ignore[return-value]


def fixed(number: Number, currency: str) -> Amount:
    """A sum that the rule names."""

    def amount(asked: Asked) -> Sum | None:
        minor = number(asked)
        return None if minor is None else (minor, currency)

    return amount


def added(parts: tuple[Amount, ...]) -> Amount:
    """The sum; the first part must be known, of the others those that are not told count as nothing yet."""

    def amount(asked: Asked) -> Sum | None:
        first = parts[0](asked)
        if first is None:
            return None
        others = [one for one in (part(asked) for part in parts[1:]) if one is not None]
        if any(one[1] != first[1] for one in others):
            return None
        return first[0] + sum(one[0] for one in others), first[1]

    return amount


def extreme(parts: tuple[Amount, ...], greatest: bool) -> Amount:
    """The greatest or the least of sums that are told, which must be of one currency. The first must be known."""

    def amount(asked: Asked) -> Sum | None:
        found = [one for one in (part(asked) for part in parts) if one is not None]
        if parts[0](asked) is None or len({one[1] for one in found}) != 1:
            return None
        return (max if greatest else min)(found)

    return amount


def less(whole: Amount, off: Amount) -> Amount:
    """What is left, never below nothing; what is to be taken off and not told is nothing yet."""

    def amount(asked: Asked) -> Sum | None:
        one, other = whole(asked), off(asked)
        if one is None or (other is not None and other[1] != one[1]):
            return None
        return max(0, one[0] - (other[0] if other else 0)), one[1]

    return amount


def times(number: Number, of: Amount) -> Amount:
    """A multiple."""

    def amount(asked: Asked) -> Sum | None:
        factor, one = number(asked), of(asked)
        return None if factor is None or one is None else (factor * one[0], one[1])

    return amount


def percent(share: Callable[[Asked], Decimal | None], of: Amount) -> Amount:
    """A share in percent, to the nearest minor unit, halves up."""

    def amount(asked: Asked) -> Sum | None:
        part, one = share(asked), of(asked)
        return None if part is None or one is None else (_rounded(part * one[0] / 100), one[1])

    return amount


def daily(share: Decimal, of: Amount, since: Clock) -> Amount:
    """A share in percent for each day that a period has been over."""

    def amount(asked: Asked) -> Sum | None:
        days, one = since.days_late(asked), of(asked)
        return None if days is None or one is None else (_rounded(share * days * one[0] / 100), one[1])

    return amount


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
