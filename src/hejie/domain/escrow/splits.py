"""How money in custody is divided: the arithmetic alone, to the minor unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from hejie.domain.kernel.money import Money, allocate


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes of one amount in custody: buyer's and seller's part, in minor units. They sum to the whole."""

    to_buyer: int
    to_seller: int


def split(free: Sequence[int], to_buyer: int, currency: str) -> tuple[tuple[Part, ...], int]:
    """Divide what several holds have between buyer and seller, each hold in proportion.

    free        minor units that each hold has, zero or more
    to_buyer    the award, zero or more
    Returns     a part for each hold, and by how much the award exceeds what is there.
    The parts of the buyer sum to the award (at most to all there is); all the rest is the seller's.
    """
    there = sum(free)
    award = min(to_buyer, there)
    shares = allocate(Money(award, currency), free) if free else ()
    parts = tuple(Part(share.minor, has - share.minor) for share, has in zip(shares, free, strict=True))
    return parts, to_buyer - award


def spread(amount: int, prices: Sequence[int | None], currency: str) -> tuple[int, ...]:
    """Spread a sum that belongs to the whole order over its lines by price; unknown prices count as nothing.

    If no price is known, all lines bear alike. Left-over units by largest remainder, the earlier line first.
    """
    return tuple(share.minor for share in allocate(Money(amount, currency), [price or 0 for price in prices]))
