"""Settlement terms: what a package may hold, and what the buyer gets under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import packages
from hejie.domain.kernel.refusal import Refusal

PAID = 19900


def refused(package: dict, limit: int = PAID) -> tuple[str, dict]:
    with pytest.raises(Refusal) as refusal:
        packages.checked(package, "CNY", limit)
    return refusal.value.code, refusal.value.facts


def test_what_is_not_said_gets_its_plain_value():
    assert packages.checked({}, "CNY", PAID) == {
        "refund": 0, "currency": "CNY", "goods": "keep", "return_freight": {"payer": "buyer", "minor": 0},
        "service": "none", "apology": False, "explanation": False, "days": 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("package", "term"),
    [
        ({"voucher": 5}, "voucher"),
        ({"refund": 1, "Refund": 2}, "Refund"),
    ],
)
def test_terms_that_nobody_knows_are_refused_and_named(package, term):
    assert refused(package) == ("package_unknown_term", {"term": term})


@pytest.mark.parametrize(
    ("package", "term"),
    [
        ({"refund": -1}, "refund"),
        ({"refund": 1.5}, "refund"),
        ({"refund": "100"}, "refund"),
        ({"refund": True}, "refund"),
        ({"refund": None}, "refund"),
        ({"goods": "burn"}, "goods"),
        ({"goods": None}, "goods"),
        ({"service": "massage"}, "service"),
        ({"days": -1}, "days"),
        ({"days": 91}, "days"),
        ({"days": "10"}, "days"),
        ({"return_freight": {"payer": "post", "minor": 1}}, "return_freight"),
        ({"return_freight": {"payer": "buyer", "minor": -1}}, "return_freight"),
        ({"return_freight": {"payer": "buyer", "minor": 10**15 + 1}}, "return_freight"),
        ({"return_freight": 1500}, "return_freight"),
        ({"return_freight": ["seller", 5]}, "return_freight"),
        ({"return_freight": {"payer": "seller", "minor": 1, "carrier": "x"}}, "return_freight"),
        ({"apology": "no"}, "apology"),
        ({"explanation": 1}, "explanation"),
    ],
)
def test_values_that_cannot_be_meant_are_refused_and_named(package, term):
    code, facts = refused(package)
    assert (code, facts["term"]) == ("package_bad_value", term)


def test_no_more_is_given_than_was_paid():
    assert refused({"refund": PAID + 1}) == ("refund_above_paid", {"asked": PAID + 1, "paid": PAID, "currency": "CNY"})
    freight = {"return_freight": {"payer": "seller", "minor": PAID + 1}}
    assert refused(freight) == ("refund_above_paid", {"asked": PAID + 1, "paid": PAID, "currency": "CNY"})
    assert packages.checked({"refund": PAID}, "CNY", PAID)["refund"] == PAID


def test_money_of_another_currency_is_refused():
    code, facts = refused({"refund": 1, "currency": "EUR"})
    assert (code, facts) == ("currency_mismatch", {"given": "EUR", "expected": "CNY"})


def test_where_nothing_was_paid_nothing_is_refunded():
    assert refused({"refund": 1}, limit=0)[0] == "refund_above_paid"
    assert packages.checked({"refund": 0, "apology": True}, "CNY", 0)["apology"]


def test_no_days_mean_the_usual_ten():
    assert packages.checked({"days": 0}, "CNY", PAID)["days"] == 10
    assert packages.checked({"days": 90}, "CNY", PAID)["days"] == 90


def test_the_buyer_gets_the_freight_of_the_way_back_only_where_the_seller_pays_it():
    base = {"refund": 1000, "goods": "return"}
    for payer, got in (("seller", 1500), ("buyer", 1000)):
        terms = packages.checked({**base, "return_freight": {"payer": payer, "minor": 500}}, "CNY", PAID)
        assert packages.to_buyer(terms) == got


anything = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
)
values = anything | st.dictionaries(st.sampled_from(["payer", "minor", "x"]), anything, max_size=3)
terms = st.sampled_from(
    ["refund", "currency", "goods", "return_freight", "service", "apology", "explanation", "days", "gift"]
)


@given(package=st.dictionaries(terms, values, max_size=8), limit=st.integers(0, 10**6))
def test_whatever_comes_is_refused_or_a_whole_package_and_checking_it_again_changes_nothing(package, limit):
    try:
        checked = packages.checked(package, "CNY", limit)
    except Refusal:
        return
    assert set(checked) == {
        "refund", "currency", "goods", "return_freight", "service", "apology", "explanation", "days",
    }  # fmt: skip
    assert 0 <= checked["refund"] <= limit
    assert packages.checked(checked, "CNY", limit) == checked
