"""A book of the law that cannot be read stops no claim: the case opens, and nothing is said of the rules."""

import pytest

from hejie.record import reader, replay
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import case_law, cases

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["bundle", "schema"])
def test_a_case_opens_all_the_same(marketplace, ctx, people, orders, monkeypatch, part):
    def broken(*_args):
        raise BadRulebook(3, "unknown key")

    monkeypatch.setattr(case_law.law, part, broken)
    buyer, seller = people("buyer"), people("seller")
    (receipt,) = cases.open_cases(
        ctx(buyer), root=orders(buyer, seller), lines=(1,), reason="defective", remedy="refund",
        package={"refund": 19900, "currency": "CNY"}, story="It is broken.", shown=ctx(buyer).in_force().digest, key="k",
    )  # fmt: skip
    assert reader.case(receipt.created["case"]).entitled is None
    assert replay.check().ok
