"""Plain facts of a case that its bargaining rests on; no state, no people, nothing private."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOTHING_CAME = frozenset(
    {"not_shipped", "not_received", "order_cancelled_by_seller", "service_not_performed", "unauthorised_payment"}
    | {"extra_charge", "price_error", "refund_withheld"}
)
"""Reasons under which nothing is with the buyer that could go back."""
AS_ORDERED = frozenset({"none"})
"""Reasons under which nothing is wrong with the goods, so that whoever keeps them has what he paid for."""
_FREIGHT_PART = 20  # ours: where the order names no freight, the way back costs a twentieth of what was paid


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A remedy that law or policy gives the buyer with certainty.

    minor     money, 0 where it is none; goods: return where the buyer has to send them back for it, else keep
    freight   whether the seller bears the way back; service: what the seller has to do in kind, or "none"
    rule      where it stands, as the file names it
    """

    remedy: str
    minor: int
    rule: str
    goods: str = "keep"
    freight: bool = False
    service: str = "none"


@dataclass(frozen=True, slots=True)
class Chance:
    """A remedy that a decision may give: how much, whether goods go back, in kind, and who must prove what is open.

    burden   buyer, seller or none
    """

    minor: int
    goods: str = "keep"
    service: str = "none"
    burden: str = "none"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case is about, in what is to be divided.

    paid_minor     most that may go back (minor units); claimant: buyer or seller; claim: the package that was asked for
    goods_present  whether the buyer has something that could go back
    packages       the claim and all offers, oldest first: their exact amounts belong to the grid
    guarantees     what is certain, of which the buyer may choose one; extra: what comes on top of any of them (minor units)
    chances        what a decision may give beside
    freight_minor  what the way back costs, estimated where the order does not say (minor units)
    waived_minor   how far below the floor the buyer has knowingly gone already
    points         what a point is worth now: {"since", "points", "minor", "days"}; None where the marketplace gives none
    """

    paid_minor: int
    currency: str
    reason: str
    remedy: str = "refund"
    claimant: str = "buyer"
    goods_present: bool = True
    claim: Mapping = field(default_factory=dict)
    category: str = ""
    packages: tuple[Mapping, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    extra_minor: int = 0
    extra_rule: str = ""
    chances: tuple[Chance, ...] = ()
    freight_minor: int = 0
    waived_minor: int = 0
    points: Mapping | None = None

    @property
    def floor_minor(self) -> int:
        """The least money that law or policy guarantees with certainty to a buyer who takes money; 0 where it is none."""
        return floor_of(self)[0]

    @property
    def floor_rule(self) -> str:
        """Where that stands, or ""."""
        return floor_of(self)[1]

    @property
    def as_ordered(self) -> bool:
        """Whether nothing is wrong with the goods."""
        return self.reason in AS_ORDERED


def floor_of(facts: Facts) -> tuple[int, str]:
    """Least guaranteed money and the rule that gives it."""
    base, rule = min(((one.minor, one.rule) for one in facts.guarantees if one.minor), default=(0, ""))
    whole = min(base + facts.extra_minor, facts.paid_minor)
    return (whole, rule or facts.extra_rule) if whole else (0, "")


def freight_of(paid_minor: int, shipping_minor: int) -> int:
    """What a way back costs: as much as the way there, or, where that is not known, a usual part of what was paid."""
    return shipping_minor or paid_minor // _FREIGHT_PART
