"""The agreement as a document: what is signed is kept letter by letter, in the languages of both sides."""

import pytest

from hejie.domain.cases import commands
from hejie.usecases import reading, settlement
from hejie.usecases.agreement import document, parts


@pytest.fixture
def agreed(people, disputes, ctx):
    """A case with an accepted offer; the buyer reads Chinese, the shop Russian."""

    def make(buyer: str = "zh", seller: str = "ru", **terms):
        made = disputes(buyer=people("buyer", name="林月", language=buyer), seller=people("seller", language=seller))
        package = {"refund": 11940, "currency": "CNY", **terms}
        settlement.make_offer(ctx(made.seller), commands.MakeOffer(made.case, package), key="offer")
        settlement.accept_offer(ctx(made.buyer), commands.AcceptOffer(made.case, "o2"), key="accept")
        return made

    return make


def sign(ctx, who, case: str, document: str = "") -> None:
    settlement.sign_agreement(ctx(who), commands.SignAgreement(case, document), key=f"sign {who.id}")


def test_print(agreed, ctx):
    made = agreed(
        goods="return", return_freight={"payer": "seller", "minor": 1500}, service="replacement", apology=True
    )
    doc = document.of_case(ctx(made.buyer), made.case)
    for one in ("en", "zh", "ru"):
        print(doc.text(one))
    sign(ctx, made.buyer, made.case)
    doc2 = document.of_case(ctx(made.buyer), made.case)
    assert doc2.texts == doc.texts
    sign(ctx, made.seller, made.case)
    print(document.of_case(ctx(made.buyer), made.case).signatures)
