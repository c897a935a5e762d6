"""Credit of the house as terms: points fixed at their worth, one shape with vouchers, owed and given by the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import credit, packages
from hejie.domain.escrow.points_book import Worth
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import PAID, PART, SELLER, Scene

WORTH = Worth("2026-11-01T00:00:00.000Z", 100, 30, "CNY", 365)


def code(act, *args, **more):
    with pytest.raises(Refusal) as found:
        act(*args, **more)
    return found.value.code


def test_points_are_fixed_at_what_they_are_worth_when_they_are_proposed():
    wanted = {"refund": 100, "points": {"number": 501, "minor": 9, "worth": "mine"}}
    terms = packages.checked(credit.fixed(wanted, WORTH, "CNY"), "CNY", PAID)
    said = {"points": 100, "minor": 30, "since": WORTH.since}
    assert terms["points"] == {
        "number": 501,
        "minor": 151,
        "days": 365,
        "worth": said,
    }  # 150.3, rounded up at the giver's cost
    assert credit.worth_of(terms["points"], "CNY") == WORTH
    assert (packages.to_buyer(terms), packages.cost(terms), packages.by_word(terms)) == (100, 251, ("points",))
    assert "points" not in packages.checked(credit.fixed({"points": {"number": 0}}, None, "CNY"), "CNY", PAID)


@pytest.mark.parametrize(
    ("worth", "currency", "number", "refusal"),
    [
        (None, "CNY", 5, "points_not_offered"),
        (Worth("", 100, 0, "CNY", 30), "CNY", 5, "points_not_offered"),
        (WORTH, "EUR", 5, "points_not_offered"),
        (WORTH, "CNY", 10**9 + 1, "points_number"),
        (WORTH, "CNY", -1, "package_bad_value"),
        (WORTH, "CNY", 1.5, "package_bad_value"),
    ],
    ids=["never said", "none any more", "other money", "too many", "below zero", "half"],
)
def test_what_no_points_can_be_is_refused(worth, currency, number, refusal):
    assert code(credit.fixed, {"points": {"number": number}}, worth, currency) == refusal


def test_no_package_takes_points_that_are_not_fixed_or_worth_more_than_was_paid():
    assert code(credit.fixed, {"points": 5}, WORTH, "CNY") == "package_bad_value"
    for wrong in (
        {"number": 5},
        {**credit.at_worth(5, WORTH), "minor": 1},
        {**credit.at_worth(5, WORTH), "for": "stars"},
        [5],
    ):
        assert code(packages.checked, {"points": wrong}, "CNY", PAID) == "package_bad_value"
    assert code(packages.checked, {"points": credit.at_worth(400, WORTH)}, "CNY", 119) == "points_above_paid"


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(1, 10**9), st.integers(1, 1095))
def test_whatever_a_point_is_worth_the_term_says_it_whole_and_keeps_it(number, points, minor, days):
    worth = Worth("2026-11-01T00:00:00.000Z", points, minor, "CNY", days)
    term = credit.fixed({"points": {"number": number}}, worth, "CNY")["points"]
    assert 0 <= term["minor"] * points - number * minor < points
    checked = packages.checked({"points": term}, "CNY", term["minor"])
    assert (checked["points"], credit.worth_of(term, "CNY").of(number)) == (term, term["minor"])


def test_points_that_were_agreed_are_owed_by_the_seller_and_nobody_reports_them_as_given():
    scene = stages.signed({**PART, "points": credit.at_worth(500, WORTH), "days": 5}).post_all()
    duty = scene.case.obligations[0]
    assert (duty.what, duty.side, duty.minor) == ("points", "seller", 150)
    assert scene.no(SELLER, moves.perform("b1", "I have given them.")) == "points_given_by_program"
    scene.pass_time(days=5)
    assert (scene.case.obligation("b1").status, scene.case.stage) == ("broken", "closed")


def test_nobody_is_sentenced_to_points_and_silence_grants_none():
    asked = {**PART, "points": credit.at_worth(500, WORTH)}
    assert packages.only_agreed(packages.checked(asked, "CNY", PAID)) == "points"
    assert "points" not in Scene().open(asked).pass_time(days=30).case.ruling.package
