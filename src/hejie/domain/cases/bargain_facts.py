"""What of a case its bargaining rests on: money, goods, offers so far, and what the newest finding of the rules makes certain."""

from collections.abc import Mapping

from hejie.domain.cases.claims import nothing_there
from hejie.domain.cases.state import CaseState
from hejie.domain.escrow.points_book import Worth
from hejie.domain.settlement.terms.facts import NOTHING_CAME, Chance, Facts, Guarantee, freight_of

_BACK = frozenset({"return_and_refund", "rescission", "withdrawal"})
_IN_KIND = frozenset({"replacement", "repair", "redelivery"})
_MONEY = frozenset({"refund", "partial_refund", "price_reduction"}) | _BACK
_ON_TOP = frozenset({"compensation", "punitive_damages", "penalty_interest"})


def of(case: CaseState, order: object = None, worth: Worth | None = None) -> Facts:
    """The facts of a case. order: the order's state, of which the way of the goods is known later than at the opening.

    worth   what a point of the marketplace is worth now, in whichever currency
    """
    packages = tuple(offer.package for offer in case.offers)
    given = {} if exchanged(case) else case.entitled or {}
    rows = [row for row in given.get("remedies", ()) if "seller" in row.get("against", ())]
    due = [row for row in rows if row["certainty"] == "due"]
    extra = [row for row in due if row["remedy"] in _ON_TOP and _minor(row, case)]
    shipping = sum(line.get("freight") or 0 for line in case.order["lines"])
    return Facts(
        paid_minor=case.paid_minor,
        currency=case.currency,
        reason=case.reason,
        remedy=case.remedy,
        claimant=case.claimant,
        goods_present=case.reason not in NOTHING_CAME and not nothing_there(case),
        claim=case.offers[0].package if case.offers else {},
        category=case.category,
        packages=packages,
        guarantees=tuple(one for one in (_guarantee(row, case) for row in due) if one),
        extra_minor=sum(_minor(row, case) for row in extra),
        extra_rule=_rule(extra[0]) if extra else "",
        chances=tuple(one for one in (_chance(row, case) for row in rows if row["certainty"] == "possible") if one),
        freight_minor=freight_of(case.paid_minor, shipping),
        waived_minor=max((offer.waived["minor"] for offer in case.offers if offer.waived), default=0),
        points=_points(worth, case),
    )


def exchanged(case: CaseState) -> bool:
    """Whether the buyer has had what he asked for, and the claim is the seller's by now: what the rules gave for the old article
    is given then, so that nobody owes it once more and the buyer gives nothing of it up."""
    return case.told_by != case.claimant


def _points(worth: Worth | None, case: CaseState) -> Mapping | None:
    if worth is None or worth.currency != case.currency:
        return None
    return {"since": worth.since, "points": worth.points, "minor": worth.minor, "days": worth.days}


def _guarantee(row: Mapping, case: CaseState) -> Guarantee | None:
    remedy, rule = row["remedy"], _rule(row)
    if remedy in _IN_KIND:
        return Guarantee(remedy, 0, rule, service=remedy)
    minor = _minor(row, case)
    if remedy not in _MONEY or not minor:
        return None
    goods = "return" if remedy in _BACK and case.reason not in NOTHING_CAME and not nothing_there(case) else "keep"
    return Guarantee(remedy, minor, rule, goods, row.get("freight") == "seller")


def _chance(row: Mapping, case: CaseState) -> Chance | None:
    remedy = row["remedy"]
    if remedy in _IN_KIND:
        return Chance(0, service=remedy, burden=row.get("burden", "none"))
    minor = min(_minor(row, case), case.paid_minor)
    if remedy not in _MONEY or not minor:
        return None
    return Chance(minor, "return" if remedy in _BACK else "keep", burden=row.get("burden", "none"))


def _minor(row: Mapping, case: CaseState) -> int:
    amount = row.get("amount")
    return amount["minor"] if amount and amount["currency"] == case.currency else 0


def _rule(row: Mapping) -> str:
    """The id of the rule that gives it."""
    return row["rules"][0] if row["rules"] else ""
