"""What the offers on the joint file say of a new one, and that nothing else does."""

import pytest

from hejie.domain.cases import credit, nearness, packages
from hejie.domain.escrow.points_book import Worth
from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, PAID, SELLER, Scene

WORTH = Worth("2026-11-01", 1, 2, "CNY", 90)

BACK = {"goods": "return", "return_freight": {"payer": "seller", "minor": 1500}}


def package(refund: int = 11940, **terms) -> dict:
    return packages.checked({"refund": refund, **terms}, "CNY", PAID)


def offered(*, by_seller: dict, by_buyer: dict | None = None) -> Scene:
    scene = Scene().open().act(SELLER, moves.offer(by_seller))
    return scene.act(BUYER, moves.offer(by_buyer)) if by_buyer else scene


@pytest.mark.parametrize(
    ("after", "nearer", "farther"),
    [
        (package(10000), ("refund",), ()),
        (package(15000), (), ("refund",)),
        (package(12000), (), ()),
        (package(12000, apology=True), (), ("words",)),
        (package(12000, days=3), (), ("days",)),
        (package(10000, voucher={"minor": 2000, "days": 180}), ("refund",), ("voucher",)),
        (package(10000, points=credit.at_worth(50, WORTH)), ("refund",), ("points",)),
        (package(12000, **BACK), (), ("goods", "return_freight")),
    ],
)
def test_each_term_comes_nearer_or_goes_away(after, nearer, farther):
    found = nearness.moved(after, package(12000), package(8000))
    assert (found.nearer, found.farther) == (nearer, farther)


def test_old_packages_know_of_no_voucher_and_no_reply():
    old = {name: value for name, value in package(8000).items() if name not in ("voucher", "public_reply")}
    assert nearness.moved(package(9000), package(12000), old).nearer == ("refund",)
    assert nearness.asks_no_more(old, package(8000), "seller")


@pytest.mark.parametrize(
    ("of", "less", "more"),
    [
        ("seller", package(8000), package(9000)),
        ("buyer", package(9000), package(8000)),
        ("seller", package(8000), package(8000, apology=True)),
        ("seller", package(8000, days=14), package(8000, days=7)),
        ("seller", package(0), package(0, service="repair")),
        ("buyer", package(0, service="repair"), package(0)),
        ("seller", package(8000), package(8000, voucher={"minor": 1000, "days": 30})),
        (
            "buyer",
            package(8000, voucher={"minor": 1000, "days": 90}),
            package(8000, voucher={"minor": 1000, "days": 30}),
        ),
    ],
)
def test_what_asks_less_asks_no_more_and_not_the_other_way_round(of, less, more):
    assert nearness.asks_no_more(less, more, of)
    assert not nearness.asks_no_more(more, less, of)
    assert nearness.asks_no_more(less, less, of)


def test_what_is_neither_more_nor_less_cannot_be_compared():
    keep, back = package(8000), package(8000, **BACK)
    repair, replacement = package(0, service="repair"), package(0, service="replacement")
    for one, other in ((keep, back), (back, keep), (repair, replacement), (replacement, repair)):
        assert not nearness.asks_no_more(one, other, "seller")
        assert not nearness.asks_no_more(one, other, "buyer")


def test_it_is_likely_to_be_taken_where_the_other_side_has_offered_as_much_itself():
    scene = offered(by_seller={"refund": 8000})
    assert nearness.signs(package(7000), scene.case, "buyer").offered
    assert nearness.signs(package(8000), scene.case, "buyer").offered
    assert not nearness.signs(package(8001), scene.case, "buyer").offered


def test_it_is_unlikely_where_the_other_side_has_not_taken_one_that_asked_no_more():
    scene = offered(by_seller={"refund": 4000}, by_buyer={"refund": 9000}).act(SELLER, moves.reject("o3"))
    assert nearness.signs(package(9000), scene.case, "buyer").declined
    assert nearness.signs(package(9500), scene.case, "buyer").declined
    assert not nearness.signs(package(8000), scene.case, "buyer").declined


def test_without_two_offers_there_is_nothing_to_come_nearer_to():
    assert nearness.signs(package(8000), Scene().open().case, "buyer").moved is None
    assert nearness.signs(package(8000), offered(by_seller={"refund": 4000}).case, "buyer").moved.nearer == ("refund",)


def test_an_offer_taken_back_counts_no_more():
    scene = offered(by_seller={"refund": 8000}).act(SELLER, moves.take_back("o2"))
    assert not nearness.signs(package(8000), scene.case, "buyer").offered
