"""Two payout cases through pages to posted transfers, more time, a key; and a shop's papers as its own people and others see them."""

import pytest

from hejie.domain.escrow import holds
from hejie.domain.standing.vet import Declare
from hejie.record import reader
from hejie.usecases import vetting


@pytest.fixture
def sold(people, orders):
    """(buyer, seller, root) of a delivered order."""
    buyer, seller = people("buyer", language="en"), people("seller", language="en")
    return buyer, seller, orders(buyer, seller)


def went(root):
    return {
        name: sum(getattr(one, name) for one in reader.order(root).custody.holds) for name in ("to_buyer", "to_seller")
    }


def test_the_buyer_makes_his_time_longer_once_and_then_pays_the_seller(browser, sold, run_worker):
    buyer, _seller, root = sold
    page = browser(buyer, language="en")
    told = page.get("order", root).content.decode()
    (row,) = reader.order(root).waits(holds.CONFIRM_RECEIPT)
    assert "Whose turn it is" in told and f"clocks/{row.id}/extension/" in told
    assert page.post("order_extension", root, row.id).status_code == 302
    assert reader.order(root).waits(holds.CONFIRM_RECEIPT)[0].until > row.until
    assert page.post("order_extension", root, row.id).status_code == 409
    asked = page.get("order_confirm", root).content.decode()
    assert "goes from custody to" in asked and "Your rights by law stay" in asked
    assert page.post("order_confirmation", root).status_code == 302
    run_worker()
    assert went(root) == {"to_buyer": 0, "to_seller": reader.order(root).paid_minor}


def test_a_cancelled_order_comes_back_to_the_buyer(browser, people, orders, run_worker):
    buyer, seller = people("buyer", language="en"), people("seller", language="en")
    root = orders(buyer, seller, delivered=False)
    assert browser(buyer, language="en").post("order_cancellation", root).status_code == 302
    run_worker()
    assert went(root) == {"to_buyer": reader.order(root).paid_minor, "to_seller": 0}


def test_a_shop_sees_its_papers_and_a_buyer_does_not(browser, sold, ctx, people):
    buyer, seller, root = sold
    vetting.declare(ctx(seller), Declare(seller.shop, "private", "CN", ()), key="d")
    assert "Identity document" in browser(seller, language="en").get("papers").content.decode()
    assert browser(buyer, language="en").get("shop_papers", seller.shop).status_code == 404
    assert "A private person sells" in browser(buyer, language="en").get("order", root).content.decode()
    assert browser(people("operator"), language="en").get("papers_listed").status_code == 200
