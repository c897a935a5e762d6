"""Dividing a paid sum over the lines of an order, so that each line has a hold of its own.

What is held is what was paid, whatever the price list says. Where the paid sum is the sum of price and freight, each
line holds exactly its own. Where it differs (a voucher that the table does not name, interest, a rebate, rounding), no
row says which line it concerns; so every line bears its share by price and freight, to the minor unit by largest
remainder, earlier lines first. Lines without prices share alike. Vouchers are payments: they are money of the buyer's.
"""

from __future__ import annotations

from collections.abc import Sequence

from hejie.domain.kernel.money import Money, allocate


def over_lines(paid_minor: int, currency: str, lines: Sequence[tuple[int | None, int | None]]) -> tuple[int, ...]:
    """Each line's share of the paid sum; the shares sum to it.

    lines   price and freight in minor units, None where unknown; at least one line
    """
    weights = [(price or 0) + (freight or 0) for price, freight in lines]
    if sum(weights) == paid_minor:
        return tuple(weights)
    return tuple(share.minor for share in allocate(Money(paid_minor, currency), weights))


def freight_over_lines(freight_minor: int, currency: str, prices: Sequence[int | None]) -> tuple[int, ...]:
    """Each line's share of a freight paid for the whole order: by price, largest remainder."""
    weights = [price or 0 for price in prices]
    return tuple(share.minor for share in allocate(Money(freight_minor, currency), weights))
