"""The figures that priors are made of: shares of what was paid, by role and by kind of problem; read by rulebooks.settlement."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

SIDES = ("buyer", "seller")
GROUPS = ("nothing_came", "late", "faulty", "wrong", "misdescribed", "unsafe", "money", "as_ordered")


@dataclass(frozen=True, slots=True)
class Role:
    """What terms are worth to one side, as shares of what was paid; costs are positive and taken off.

    voucher, points   of what they are good for: worth to the buyer, cost to the seller
    apology, explanation, public_reply   worth to the buyer; cost to the seller (below zero: he gains by it)
    day           cost of one more day until it is done
    way_back      trouble of sending back (buyer), of taking in, looking at and putting away (seller)
    dispute       time and trouble of going on to a decision
    """

    voucher: float
    points: float
    apology: float
    explanation: float
    public_reply: float
    day: float
    way_back: float
    dispute: float


@dataclass(frozen=True, slots=True)
class Problem:
    """What goods and services are worth under one kind of problem, as shares of what was paid.

    kept       goods to the buyer who keeps them; salvage: to the seller who gets them back
    worth      of a service to the buyer, cost: to the seller; by replacement, repair, redelivery
    awarded    what of the money a decision gives the buyer where the rules say nothing
    services   which of them make sense here
    """

    kept: float
    salvage: float
    worth: Mapping[str, float]
    cost: Mapping[str, float]
    awarded: float
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A dated rulebook of values.

    step, fine        steps of the money grid: at first, and refined between neighbours
    vouchers          shares of what was paid that a voucher, or points, may come to; voucher_days: how long a voucher is good
    days              times for each step of performance
    beside_service    greatest share of money that goes beside a replacement, a repair or a redelivery
    decision_days     until a decision is there
    proof             chance that an open remedy is given, by who must prove it: buyer, seller, none
    prior_error, told_error   (sd of the weights' logarithms, sd of the ratings)
    groups            reason → kind of problem
    voucher_use, points_use   measured: which share of them is used at this marketplace; None: the rulebook's estimate stands
    """

    id: str
    version: str
    digest: str
    sources: Mapping[str, str]
    step: float
    fine: float
    vouchers: tuple[float, ...]
    voucher_days: int
    days: tuple[int, ...]
    beside_service: float
    decision_days: int
    proof: Mapping[str, float]
    prior_error: tuple[float, float]
    told_error: tuple[float, float]
    roles: Mapping[str, Role]
    problems: Mapping[str, Problem]
    groups: Mapping[str, str]
    voucher_use: float | None = None
    points_use: float | None = None

    def measured(self, voucher: float | None = None, points: float | None = None) -> "Book":
        """With the shares of vouchers and of points that a marketplace's buyers really use in place of the estimates.

        They cost their seller what is used of them; to the buyer they are worth as much less as the rulebook has it.
        """
        buyer, seller = self.roles["buyer"], self.roles["seller"]
        for form, share in (("voucher", voucher), ("points", points)):
            if share is not None:
                cost = getattr(seller, form)
                buyer = replace(buyer, **{form: share * getattr(buyer, form) / cost if cost else share})
                seller = replace(seller, **{form: share})
        roles = {**self.roles, "buyer": buyer, "seller": seller}
        return replace(self, roles=roles, voucher_use=voucher, points_use=points)

    def problem(self, reason: str) -> Problem:
        """The figures for a reason of a claim."""
        return self.problems[self.groups[reason]]
