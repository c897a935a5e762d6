"""Points and vouchers by page: what one is worth, given at an order, used there before it is paid, seen by their owner."""

import re

import pytest

from hejie.domain.escrow import purse
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.record import reader
from hejie.usecases import ids, money, orders, vouchers

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_points_and_a_voucher_pay_a_part_of_an_order_and_a_double_click_pays_once(browser, people, ctx, marketplace):
    seller, buyer, operator = people("seller"), people("buyer"), people("operator")
    money.deposit(ctx(operator), purse.Deposit(seller.shop, 10_000, "CNY"), key="in")
    root = ids.order_root(marketplace.pk, "1")
    orders.place_order(ctx(), PlaceOrder(root, "1", buyer.id, "CNY", (NewLine(1, seller.shop, 3_000),)), key="place")
    shop, own, staff = browser(seller), browser(buyer), browser(operator)
    assert "has not said what a point is worth" in text(shop.get("order_points_new", root))
    for wrong in ({"points": "0", "amount": "1", "days": "9"}, {"points": "1", "amount": "x", "days": "9"}):
        assert staff.post("points_worth", **wrong).status_code == 422
    assert "is over" in text(staff.post("points_worth", points="100", amount="1", days="30", since="2020-01-01"))
    assert staff.post("points_worth", points="100", amount="1", days="30").status_code == 302
    assert "100 points are worth ¥1.00" in text(staff.get("points_worth")) and "counts now" in text(
        staff.get("points_worth")
    )
    assert shop.post("order_points_new", root, number="many", why="delay").status_code == 422
    assert "review" in text(shop.post("order_points_new", root, number="5", why="delay", note="五星好评返现"))
    page = text(shop.post("order_points_new", root, number="20000", why="delay"))
    assert "Nothing was given" in page and "There are ¥100.00, and ¥200.00 are needed" in page
    assert shop.post("order_points_new", root, number="1200", why="delay", note="Sorry.").status_code == 302
    name = vouchers.give_at_order(ctx(seller), root, minor=500, days=9, why="delay", key="v").created["voucher"]
    assert "You have 1,200 points, worth ¥12.00." in text(own.get("order", root))
    assert "no number of points" in text(own.post("order_points_use", root, points="-5"))
    for _ in range(2):
        assert own.post("order_points_use", root, key="once", points="1,000").status_code == 302
    assert own.post("order_voucher_use", root, seller.shop, name).status_code == 302
    assert reader.order(root).paid_minor == 1_500
    page = text(own.get("order", root))
    assert "¥30.00 · ¥15.00 of it paid so far" in page  # in the header, where what it comes to stands
    assert "¥10.00 of this order were paid with points" in page and "¥15.00 are still to be paid here" in page
    page = text(own.get("points"))
    assert "200 points" in page and "Paid with at an order" in page
    assert "200 points" in text(own.get("vouchers")) and "1,200" in text(shop.get("vouchers_given"))
    for page in (shop.get("points"), shop.get("points_worth"), browser(people("buyer")).post("order_points_use", root)):
        assert page.status_code == 404
