"""The warning where words lead off the platform: told once to whoever writes to the other side, and beside what he wrote."""

import re

import pytest

from hejie.usecases import deals

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LURE = "Add me on WhatsApp: +44 7700 900123"
DEAL = {"rows": "0", "g0-title": "Camera", "g0-quantity": "1", "g0-price": "2500", "t-freight_by": "buyer"}


def known(answer):
    page = answer.content.decode()
    assert answer.status_code == 200 and "Before you send" in page
    return re.search('name="known" value="([^"]+)"', page)[1]


def test_a_deal_that_leads_away_is_marked_for_its_writer_and_its_reader(browser, scene, ctx):
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    first = {**DEAL, "t-note": LURE, "g0-details": "weixin: lin_bags88", "buyer": scene.buyer.id}
    told = known(seller.post("deal_new", **first))
    assert len(told.split()) > 1, "what every field leads to is told together"
    assert not deals.listed(ctx(scene.buyer))[0].rows
    seller.post("deal_new", **first, known=told)
    (row,) = deals.listed(ctx(scene.buyer))[0].rows
    assert "Careful: this leads away" in buyer.get("deal", row["id"]).content.decode()
    changed = {**DEAL, "t-clauses": f"With a strap\n{LURE}"}
    told = known(buyer.post("deal_amend", row["id"], **changed))
    assert buyer.post("deal_amend", row["id"], **changed, known=told).status_code == 302
    left = seller.post("deal_leave", row["id"], why=LURE)
    assert LURE in left.content.decode() and known(left)
    assert seller.post("deal_leave", row["id"], why="Sold already").status_code == 302


def test_an_account_and_a_review_are_told_of_first(browser, scene):
    scene.opened()
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    told = known(seller.post("case_statements", scene.case, text=LURE))
    assert seller.post("case_statements", scene.case, text=LURE, known=told).status_code == 302
    assert "Careful: this leads away" in buyer.get("case", scene.case).content.decode()
    known(buyer.post("order_review", scene.root, 1, stars="5", text=LURE))
