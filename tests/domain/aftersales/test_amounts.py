"""What pieces of a line come to, beside an arithmetic of our own that prices every single piece."""

from random import Random

import pytest

from hejie.domain.aftersales import amounts


def line(**told) -> dict:
    """A line of two pieces at 100.00 each, paid in full."""
    return {"line": 1, "quantity": 2, "price": 20000, "freight": 0, "paid": 20000, **told}


def each(whole: int, pieces: int) -> list[int]:
    """What each single piece costs; the first bear what is left over."""
    return [whole // pieces + (number < whole % pieces) for number in range(pieces)]


def by_hand(one: dict) -> list[int]:
    """The price of each piece, one by one, with all that was taken off since."""
    goods = min(one["price"], max(one["paid"] - one["freight"], 0)) if one["paid"] else one["price"]
    prices = each(goods, one["quantity"])
    for change in one.get("cheaper", ()):
        for number, part in enumerate(each(change["minor"], change["quantity"])):
            prices[one["quantity"] - change["quantity"] + number] -= part
    return prices


def test_pieces_of_any_line_come_to_what_was_paid_for_it_in_whatever_parts_they_come_back():
    chance = Random(3)
    for _ in range(300):
        quantity = chance.randint(1, 7)
        price, freight = chance.randint(quantity * 500, 99999), chance.choice((0, 700))
        paid = chance.choice((0, price + freight, chance.randint(freight + quantity * 400, price + freight)))
        one = {"line": 1, "quantity": quantity, "price": price, "freight": freight, "paid": paid}
        if chance.random() < 0.5:
            pieces = chance.randint(1, quantity)
            one["cheaper"] = [{"quantity": pieces, "minor": chance.randint(1, 300 * pieces)}]
        prices, before = by_hand(one), 0
        while before < quantity:
            part = chance.randint(1, quantity - before)
            assert amounts.share(one, part, before).minor == sum(prices[before : before + part]), one
            before += part


def test_a_discount_is_paid_back_by_nobody():
    assert [amounts.share(line(paid=15000), 1, before).minor for before in (0, 1)] == [7500, 7500]
    assert amounts.share(line(paid=15500, freight=500), 2, freight=True).minor == 15000


@pytest.mark.parametrize(
    ("pieces", "parts"), [(2, [7500, 7500]), (1, [10000, 5000])], ids=["both-cheaper", "one-cheaper"]
)
def test_a_reduction_is_taken_into_account_when_its_pieces_come_back(pieces, parts):
    less = [{"quantity": pieces, "minor": 5000}]
    assert [amounts.share(line(cheaper=less), 1, before).minor for before in (0, 1)] == parts


def test_exchange_after_exchange_changes_the_piece_whose_price_it_was_reckoned_from():
    dearer = {"quantity": 1, "minor": -6884, "from": 0}
    one = line(price=4190, paid=4190, cheaper=[dearer])
    assert amounts.share(one, 1).minor == 8979
    one["cheaper"].append({"quantity": 1, "minor": 8979 - 1950, "from": 0})
    assert [amounts.share(one, 1, before).minor for before in (0, 1)] == [2095, 1950]
    one["cheaper"].append({"quantity": 1, "minor": 2000, "after": 1})
    assert [amounts.share(one, 1, before).minor for before in (0, 1)] == [2095, 0]


def test_a_reduction_above_the_price_of_its_pieces_is_taken_off_the_others_too():
    less = [{"quantity": 1, "minor": 12000}]
    assert [amounts.share(line(cheaper=less), 1, before).minor for before in (0, 1)] == [8000, 0]


def order(*lines: dict, **offer) -> dict:
    """Lines by price: whole orders for promotions."""
    rows = [line(**{"line": number, "quantity": 1, **told}) for number, told in enumerate(lines, start=1)]
    return {"lines": rows, "offer": offer}


def test_free_shipping_is_lost_by_all_returns_together_and_charged_once():
    four = order(*({"price": 10000},) * 4, free_from=25000, freight=1200)
    assert amounts.promotions(four, {1: 1}, "CNY") == []
    lost = amounts.promotions(four, {1: 1, 2: 1}, "CNY")
    assert lost == [{"what": "lost_free_shipping", "minor": -1200}]
    assert amounts.promotions(four, {1: 1, 2: 1, 3: 1}, "CNY", taken=lost) == []


def test_a_gift_is_charged_once_and_paid_back_when_it_comes_back_after_all():
    with_gift = order({"price": 20000}, {"price": 0, "gift_for": 1, "worth": 900}, {"price": 5000})
    kept = amounts.promotions(with_gift, {1: 1}, "CNY")
    assert kept == [{"what": "gift_kept", "minor": -900, "line": 2}]
    assert amounts.promotions(with_gift, {1: 1, 3: 1}, "CNY", taken=kept) == []
    back = amounts.promotions(with_gift, {1: 1, 2: 1}, "CNY", changed_mind=False, taken=kept)
    assert back == [{"what": "gift_kept", "minor": 900, "line": 2}]
    assert amounts.promotions(with_gift, {1: 1, 2: 1}, "CNY", taken=[*kept, *back]) == []
    assert amounts.promotions(with_gift, {2: 1, 1: 1}, "CNY") == []


def test_after_an_exchange_each_piece_costs_what_the_other_article_costs():
    change = [
        {"quantity": 3, "minor": 4145},
        {"quantity": 3, "minor": -1279, "from": 0},
    ]  # cheaper, then dearer by an exchange at 2341
    one = line(price=11343, paid=11343, quantity=4, cheaper=change)
    assert [amounts.share(one, 1, before).minor for before in range(4)] == [2341, 2341, 2341, 1454]


def test_the_tax_in_a_refund_is_that_of_what_is_paid_back():
    one = line(price=10000, paid=10000, quantity=2, tax=2000, cheaper=[{"quantity": 2, "minor": 5000}])
    assert [amounts.share(one, 1, before).tax for before in (0, 1)] == [500, 500]
    assert amounts.share(line(price=10000, paid=10000, quantity=2, tax=2000), 2).tax == 2000
    assert amounts.share({**one, "cheaper": [{"quantity": 2, "minor": 10000}]}, 2).tax == 0
