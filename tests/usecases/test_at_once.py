"""What a procedure lets follow at once is done with the act that brings it, in one transaction."""

import pytest

from hejie.domain.cases.commands import RejectOffer
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.store import market_procedures as store
from hejie.store import story
from hejie.usecases import cases, market_procedures, settlement

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(people, ctx):
    """A buyer and a seller of a marketplace that goes by Vinted's rules."""
    market_procedures.choose(ctx(people("operator")), "procedures/vinted")
    store.forget()
    return people("buyer"), people("seller")


@pytest.fixture
def opened(sides, ctx, orders):
    """Opens a case for a reason; returns its id."""

    def opens(reason: str) -> str:
        (receipt,) = cases.open_cases(
            ctx(sides[0]), root=orders(*sides), lines=(1,), reason=reason, remedy="refund",
            package={"refund": 19900, "currency": "CNY"}, story="It is another one.", key=f"open {reason}",
            shown=procedures.load("procedures/vinted").digest,
        )  # fmt: skip
        return receipt.created["case"]

    return opens


def test_a_counterfeit_is_with_the_platform_when_it_is_opened(opened):
    case = opened("counterfeit")
    assert reader.case(case).stage == "decision" and not reader.case(case).waits("answer", "direct")
    assert reader.case(opened("not_as_described")).stage == "negotiation"


def test_a_refusal_brings_the_platform_in_by_itself(sides, ctx, opened):
    case = opened("not_as_described")
    settlement.reject_offer(ctx(sides[1]), RejectOffer(case, "o1"), key="no")
    assert reader.case(case).stage == "decision"
    applied = [row["data"] for row in story.newest(case[:16], f"case:{case}") if row["kind"] == "DefaultApplied"]
    assert [(row["wait"], row["at_once"]) for row in applied] == [("refused", True)]
