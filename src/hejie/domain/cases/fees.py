"""Fees of those who were asked in: advanced by whoever asked, borne by the loser of a ruling, to the minor unit.

Where each side got a part, the fees are parted as the ruling parts what was asked for; the unit that is left over is the
buyer's gain. An agreement says nothing of them unless its terms do: each side then bears what it has advanced.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.cases import packages
from hejie.domain.cases.state import CaseState


@dataclass(frozen=True, slots=True)
class Borne:
    """How the fees of a case are borne; minor units of its currency.

    buyer, seller   what each bears of all fees together
    to_buyer        what the seller still owes the buyer for them; below zero: the buyer the seller
    """

    buyer: int
    seller: int
    to_buyer: int

    def as_data(self) -> dict[str, int]:
        """As the ruling's entry holds it."""
        return {"buyer": self.buyer, "seller": self.seller, "to_buyer": self.to_buyer}


def borne(case: CaseState, outcome: str, package: Mapping) -> Borne | None:
    """How a ruling with this outcome and these terms parts the fees; None where nobody has advanced any.

    outcome   decided_buyer, decided_seller or decided_split, or whose silence it was (defaulted_…)
    """
    advances = [asking.advance for asking in case.askings if asking.advance]
    whole = sum(one.minor for one in advances)
    if not whole:
        return None
    buyer = whole * _buyers_part(case, outcome, package) // _WHOLE
    by_seller = sum(one.minor for one in advances if one.side == "seller")
    return Borne(buyer, whole - buyer, (whole - buyer) - by_seller)


_WHOLE = 10**9
_BUYER_WINS = ("decided_buyer", "defaulted_seller")
_SELLER_WINS = ("decided_seller", "defaulted_buyer")


def _buyers_part(case: CaseState, outcome: str, package: Mapping) -> int:
    """Of so many parts (`_WHOLE`) how many the buyer bears; rounded down, in his favour."""
    if outcome in _BUYER_WINS:
        return 0
    if outcome in _SELLER_WINS:
        return _WHOLE
    asked, given = packages.to_buyer(case.offers[0].package), packages.to_buyer(package)
    return _WHOLE // 2 if not asked else _WHOLE * max(0, asked - given) // asked


def award(package: Mapping, fees: Mapping | None) -> int:
    """Minor units that go to the buyer under a ruling, fees set off; never below zero."""
    return max(0, packages.to_buyer(package) + (fees["to_buyer"] if fees else 0))


def owed_by_buyer(package: Mapping, fees: Mapping | None) -> int:
    """Minor units of the seller's fees that the award does not cover, and that the buyer therefore owes; mostly 0."""
    return max(0, -(packages.to_buyer(package) + fees["to_buyer"])) if fees else 0
