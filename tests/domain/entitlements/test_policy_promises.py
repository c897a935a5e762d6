"""What a policy promises for an order, in the promises that the law knows; the law itself is never lowered by one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.entitlements.policies.promises import promised, shown_to_buyers, together
from hejie.domain.entitlements.policies.returnable import returnable
from hejie.domain.entitlements.policies.schema_org_out import write
from hejie.domain.entitlements.policies.written import plain
from hejie.rulebooks import return_policies
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import entitling

NOW = datetime(2026, 11, 27, tzinfo=UTC)
ORDER = {"purchase_date": "2026-10-20", "delivery_date": "2026-10-25"}
FACTS = {
    "jurisdiction": "CN", "as_of": "2026-11-20", "buyer": "consumer", "seller": "business", "channel": "online",
    "goods": "physical", "category": "bags", "problem": "none", "price": {"minor": 19900, "currency": "CNY"},
    "condition": {"intact": True}, "dates": {"ordered": "2026-10-20", "delivered": "2026-10-25", "withdrawn": "2026-11-20"},
}  # fmt: skip


def policy(**parts):
    return return_policies.from_object(
        {"id": "shop", "name": "Shop", "windows": [{"id": "w", "days": 30, "clock": "delivery_date"}], **parts}
    )


def test_days_are_counted_to_the_same_last_day_from_delivery():
    found = promised(policy(windows=[{"id": "w", "days": 30, "clock": "purchase_date"}]), ORDER)
    assert found.promises == ("no_reason_return_days:25",) and found.last_day.isoformat() == "2026-11-19"
    assert found.window == "w" and found.digest


def test_a_free_way_back_is_promised_only_where_it_is_free_without_a_reason():
    free, customer = {"kinds": ["free"]}, {"kinds": ["customer"]}
    assert "free_return_shipping" in promised(policy(fees={"any": free}), ORDER).promises
    assert "free_return_shipping" not in promised(policy(fees={"any": customer, "defect": free}), ORDER).promises
    assert "free_return_shipping" in promised(policy(fees={"changed_mind": free}), ORDER).promises


def test_nothing_is_promised_that_is_not_certain_or_that_only_a_third_party_says():
    member = policy(windows=[{"id": "m", "if": {"member": True}, "days": 365}])
    assert promised(member, ORDER) is None
    assert promised(policy(windows=[{"id": "w", "days": 0}]), ORDER) is None
    said = policy(windows=[{"id": "w", "days": 30, "grade": "C"}, {"id": "v", "days": 10}])
    assert promised(said, ORDER) is None
    assert [one.id for one in shown_to_buyers(said).windows] == ["v"]


def test_all_but_holds_for_everything_that_is_none_of_what_is_excepted():
    excepted = ["underwear", {"category": "software", "opened": True}]
    most = policy(windows=[{"id": "w", "if": {"all_but": excepted}, "days": 30}])
    assert most.asked_facts()[:2] == ("category", "opened")

    def answer(**told):
        found = returnable(most, ORDER | {"as_of": "2026-11-01"} | told)
        return found.returnable, found.missing

    assert answer(category="shoes") == (True, ())
    assert answer(category="underwear.socks") == (False, ())
    assert answer(category="software") == (None, ("opened",))
    assert answer(category="software", opened=False) == (True, ())
    assert answer(category="software", opened=True) == (False, ())
    assert answer() == (None, ("category", "opened"))
    assert return_policies.from_object(plain(most)).windows == most.windows
    assert ("category", "w") in {(one.what, one.where) for one in write(most)[1]}


@pytest.mark.parametrize("wrong", [[], "underwear", [{}], [{"colour": "red"}], [{"all_but": ["x"]}], [3]])
def test_an_exception_that_says_nothing_is_refused_with_its_place(wrong):
    with pytest.raises(BadRulebook, match="all_but"):
        policy(windows=[{"id": "w", "if": {"all_but": wrong}, "days": 30}])


def test_a_promise_in_words_of_a_third_party_is_not_shown_and_a_contested_window_promises_nothing():
    told = policy(
        other=["Soles are replaced.", "Store credit later (C)", "Apart (grade C)", "Three days (C, see there)"]
    )
    assert shown_to_buyers(told).other == ("Soles are replaced.",)
    assert promised(policy(windows=[{"id": "w", "days": 14, "contested": "one says 15"}]), ORDER) is None


def test_what_holds_whoever_the_buyer_is_is_promised():
    either = policy(
        windows=[{"id": "m", "if": {"member": True}, "days": 365}, {"id": "o", "if": {"member": False}, "days": 90}]
    )
    assert promised(either, ORDER).promises == ("no_reason_return_days:90",)


def test_before_the_goods_are_there_days_from_delivery_are_promised_as_such():
    assert promised(policy(), {"purchase_date": "2026-10-20"}).promises == ("no_reason_return_days:30",)
    from_purchase = policy(windows=[{"id": "w", "days": 30, "clock": "purchase_date"}])
    assert promised(from_purchase, {"purchase_date": "2026-10-20"}) is None


def test_shop_and_platform_side_by_side_give_the_longer():
    one = promised(policy(), ORDER)
    other = promised(policy(windows=[{"id": "w", "days": 60}], fees={"any": {"kinds": ["free"]}}), ORDER)
    assert together([one, other]) == ("no_reason_return_days:60", "free_return_shipping")


def _withdrawal(promises):
    facts = FACTS | ({"seller_conduct": {"promises": list(promises)}} if promises else {})
    answer = entitling.entitle(facts, now=NOW)
    return next(row for row in answer["remedies"] if row["remedy"] == "withdrawal")


def test_a_promised_window_opens_the_way_that_the_law_has_closed():
    assert _withdrawal(())["certainty"] == "excluded"
    row = _withdrawal(promised(policy(fees={"any": {"kinds": ["free"]}}), ORDER).promises)
    assert (row["certainty"], row["until"], row["return_freight"]) == ("due", "2026-11-24", "seller")


_RANK = {"excluded": 0, "possible": 1, "due": 2}


@given(
    st.integers(1, 400), st.sampled_from(["purchase_date", "delivery_date"]), st.booleans(),
    st.sampled_from(["2026-10-26", "2026-11-01", "2026-11-02", "2026-11-20"]),
)  # fmt: skip
def test_no_policy_lowers_what_the_law_gives(days, clock, free, withdrawn):
    one = policy(
        windows=[{"id": "w", "days": days, "clock": clock}], fees={"any": {"kinds": ["free" if free else "customer"]}}
    )
    found = promised(one, ORDER)
    facts = FACTS | {"dates": FACTS["dates"] | {"withdrawn": withdrawn}}
    told = facts | {"seller_conduct": {"promises": list(found.promises) if found else []}}
    without, beside = (
        {row["remedy"]: row for row in entitling.entitle(one, now=NOW)["remedies"]} for one in (facts, told)
    )
    for remedy, row in without.items():
        if remedy != "no_remedy":
            assert _RANK[beside[remedy]["certainty"]] >= _RANK[row["certainty"]], remedy
