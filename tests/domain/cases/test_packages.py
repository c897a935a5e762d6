"""Settlement terms: what a package may hold, and what the buyer gets under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import credit, packages
from hejie.domain.kernel.refusal import Refusal

PAID = 19900


def refused(package: dict, limit: int = PAID) -> tuple[str, dict]:
    with pytest.raises(Refusal) as refusal:
        packages.checked(package, "CNY", limit)
    return refusal.value.code, refusal.value.facts


def test_what_is_not_said_gets_its_plain_value():
    assert packages.checked({}, "CNY", PAID) == {
        "refund": 0, "currency": "CNY", "goods": "keep", "return_freight": {"payer": "buyer", "minor": 0},
        "service": "none", "voucher": {"minor": 0, "days": 0}, "apology": False, "explanation": False,
        "public_reply": False, "days": 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("package", "term"),
    [
        ({"gift": 5}, "gift"),
        ({"refund": 1, "Refund": 2}, "Refund"),
        ({"review": "removed"}, "review"),
        ({"refund": 100, "review_change": True}, "review_change"),
        ({"rating": 5}, "rating"),
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
        ({"public_reply": "yes"}, "public_reply"),
        ({"public_reply": {"delete_review": True}}, "public_reply"),
        ({"voucher": 5}, "voucher"),
        ({"voucher": {"minor": -1}}, "voucher"),
        ({"voucher": {"minor": 1.5}}, "voucher"),
        ({"voucher": {"minor": 100, "days": 1096}}, "voucher"),
        ({"voucher": {"minor": 100, "for": "a better review"}}, "voucher"),
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


def test_a_voucher_is_worth_at_most_what_was_paid_and_good_for_half_a_year_unless_more_is_said():
    facts = {"asked": PAID + 1, "paid": PAID, "currency": "CNY"}
    assert refused({"voucher": {"minor": PAID + 1}}) == ("voucher_above_paid", facts)
    assert packages.checked({"voucher": {"minor": 1500}}, "CNY", PAID)["voucher"] == {"minor": 1500, "days": 180}
    assert packages.checked({"voucher": {"minor": 1500, "days": 30}}, "CNY", PAID)["voucher"]["days"] == 30
    assert packages.checked({"voucher": {"minor": 0, "days": 30}}, "CNY", PAID)["voucher"] == {"minor": 0, "days": 0}
    assert packages.checked({"voucher": None}, "CNY", PAID)["voucher"] == {"minor": 0, "days": 0}


def test_a_voucher_is_no_money_to_the_buyer_and_yet_something_that_the_seller_promises():
    terms = packages.checked({"refund": 1000, "voucher": {"minor": 500}}, "CNY", PAID)
    assert (packages.to_buyer(terms), packages.cost(terms)) == (1000, 1500)


def test_packages_of_old_entries_are_read_without_the_terms_that_they_did_not_know():
    old = {
        "refund": 100, "currency": "CNY", "goods": "keep", "return_freight": {"payer": "buyer", "minor": 0},
        "service": "none", "apology": True, "explanation": False, "days": 10,
    }  # fmt: skip
    assert (packages.replies(old), packages.by_word(old)) == (False, ("apology",))
    assert (packages.cost(old), credit.of(old, credit.VOUCHER)) == (100, {"minor": 0, "days": 0})
    assert packages.only_agreed(old) == ""


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
values = anything | st.dictionaries(st.sampled_from(["payer", "minor", "days", "number", "x"]), anything, max_size=3)
terms = st.sampled_from(
    [
        "refund",
        "currency",
        "goods",
        "return_freight",
        "service",
        "voucher",
        "points",
        "apology",
        "explanation",
        "public_reply",
        "days",
        "gift",
    ]
)


@given(package=st.dictionaries(terms, values, max_size=8), limit=st.integers(0, 10**6))
def test_whatever_comes_is_refused_or_a_whole_package_and_checking_it_again_changes_nothing(package, limit):
    try:
        checked = packages.checked(package, "CNY", limit)
    except Refusal:
        return
    assert set(checked) - {"points"} == {
        "refund", "currency", "goods", "return_freight", "service", "voucher", "apology", "explanation", "public_reply", "days",
    }  # fmt: skip
    assert 0 <= checked["refund"] <= limit
    assert packages.checked(checked, "CNY", limit) == checked
