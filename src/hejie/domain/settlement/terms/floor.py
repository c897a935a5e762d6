"""The floor: what law or policy guarantees the buyer with certainty, and how far a package stays below it.

Where several remedies are certain, the buyer may choose; a package that holds one of them in full gives up nothing.
Goods that the buyer keeps count at what was paid where nothing is wrong with them, else not at all: what a faulty thing is
worth to him only he knows, so he is asked. Where money is certain for goods that he may keep, sending them back for the same
money gives up the rest of their price. A voucher is no money.
"""

from collections.abc import Mapping

from hejie.domain.settlement.terms.facts import Facts, Guarantee


def below_floor(package: Mapping, facts: Facts) -> int:
    """Minor units that the buyer would give up by agreeing to this package; 0 where it is none."""
    return _found(package, facts)[0]


def rule_of(package: Mapping, facts: Facts) -> str:
    """The rule that gives the buyer what he would give up, or ""."""
    return _found(package, facts)[1]


def keeps_instead(package: Mapping, facts: Facts) -> bool:
    """Whether what the buyer would give up is due to him for sending back what he would keep by this package."""
    rule = rule_of(package, facts)
    back = any(one.rule == rule and one.goods == "return" for one in facts.guarantees)
    return bool(rule) and back and package["goods"] == "keep"


def _found(package: Mapping, facts: Facts) -> tuple[int, str]:
    gaps = [(_gap(package, one, facts), one.service != "none", one.rule) for one in facts.guarantees]
    if not gaps:
        gap = max(0, min(facts.extra_minor, facts.paid_minor) - _money(package))
        return (gap, facts.extra_rule) if gap else (0, "")
    gap, _, rule = min(gaps)  # of equals, one that gives money is told
    return (gap, rule) if gap else (0, "")


def _gap(package: Mapping, one: Guarantee, facts: Facts) -> int:
    """How much this package lacks of one guarantee and of what comes on top."""
    if one.service != "none":
        in_kind = package["service"] == one.service
        due = facts.extra_minor if in_kind else facts.paid_minor
    else:
        due = one.minor + facts.extra_minor
    has = _money(package)
    returned = package["goods"] == "return"
    if returned and one.service == "none" and one.goods == "keep" and facts.goods_present:
        due = facts.paid_minor  # money for goods that he keeps: who takes them as well owes the rest of their price
    if not returned and one.goods == "return" and facts.as_ordered:
        has += facts.paid_minor
    gap = max(0, min(due, facts.paid_minor) - has)
    if returned and package["return_freight"]["payer"] == "buyer" and (one.freight or one.goods == "keep"):
        gap += facts.freight_minor
    return gap


def _money(package: Mapping) -> int:
    """Money beside what pays the way back of goods."""
    return package["refund"]
