"""Pages of listings, deals and policies: walked by both sides, and what a shop publishes for everybody."""

import json
import re

import pytest
from django.urls import reverse

from hejie.rulebooks import procedures
from hejie.rulebooks import return_policies as texts
from hejie.store import market_law
from hejie.usecases import deals, listings
from hejie.usecases import return_policies as policies
from tests.domain.entitlements import retailers
from tests.support.service import Services
from tests.web.conftest import PROCEDURE

pytestmark = pytest.mark.django_db
FIELDS = {
    "rows": "0", "g0-title": "Camera", "g0-quantity": "1", "g0-price": "2500", "t-freight": "20", "t-freight_by": "buyer",
    "t-return_days": "0", "t-return_freight": "", "t-clauses": "售出概不退换\nWith a strap",
}  # fmt: skip


def text_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_both_sides_walk_a_deal_and_see_what_changed_and_what_the_law_says(browser, scene, ctx):
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    wrong = seller.post("deal_new", **{**FIELDS, "g0-price": "much"}, buyer=scene.buyer.id)
    assert wrong.status_code == 422 and "Write an amount in figures" in text_of(wrong)
    seller.post("deal_new", **FIELDS, buyer=scene.buyer.id)
    (row,) = deals.listed(ctx(scene.buyer))[0].rows
    page = text_of(buyer.get("deal", row["id"]))
    assert "The law gives a consumer at least 7 days" in page and "do not bind a consumer" in page
    assert "You pay nothing by this" in page
    more = buyer.post("deal_amend", row["id"], **FIELDS, do="add")
    assert 'value="0,1"' in text_of(more)
    buyer.post("deal_amend", row["id"], **{**FIELDS, "g0-price": "2400", "t-clauses": "With a strap"})
    shown = text_of(seller.get("deal", row["id"]))
    assert "<del>" in shown and "2,400" in shown and "Your turn" in shown
    digest = deals.read(ctx(scene.buyer), row["id"]).deal.newest.hash
    stale = deals.read(ctx(scene.buyer), row["id"]).versions[0].version.hash
    assert seller.post("deal_confirm", row["id"], hash=stale).status_code == 409
    for page_ in (seller, buyer):
        assert page_.post("deal_confirm", row["id"], hash=digest).status_code == 302
    assert "Both have confirmed this version" in text_of(buyer.get("deal", row["id"]))
    changed = {**FIELDS, "g0-price": "2400", "t-clauses": "With a strap", "t-freight": "90"}
    assert seller.post("deal_amend", row["id"], **changed).status_code == 302
    counts = buyer.get("deal", row["id"]).context  # what is only proposed stands beside no "both have confirmed"
    assert (counts["total"].minor, counts["version"]["total"].minor) == (242_000, 249_000)
    assert browser(scene.neutral).get("deal", row["id"]).status_code == 404


def test_a_listing_is_looked_at_published_and_changed(browser, scene, ctx):
    page = browser(scene.seller)
    fields = {
        "category": "apparel",
        "product": "S-1",
        "title": "Pure cotton shirt",
        "price": "129",
        "f-material": ["polyester"],
        "f-condition": "new",
    }
    looked = text_of(page.post("listing_edit", **fields, do="look"))
    assert "Contradiction" in looked and "“Size” is not said" in looked
    assert page.post("listing_edit", **fields, do="publish").status_code == 302
    assert listings.one(ctx(scene.seller), "S-1").data["price"] == {"minor": 12_900, "currency": "CNY"}
    assert "Pure cotton shirt" in text_of(page.get("listings"))
    assert "Contradiction" in text_of(page.get("listing", "S-1"))
    assert browser(scene.buyer).get("listings").status_code == 404


def test_a_shop_s_policy_stands_for_everybody_and_for_programs_and_an_order_keeps_its_own(
    browser, scene, ctx, client, clock
):
    shop = scene.seller.shop
    own = {"id": "p", "name": "A </script><b>shop</b>", "windows": [{"id": "all", "days": 30}]}
    policies.publish(ctx(scene.seller), own)
    answer = client.get(reverse("policy_of_shop", args=[shop]))
    assert answer.status_code == 200 and "script-src 'self'" in answer["Content-Security-Policy"]
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL)[1]
    data = json.loads(block)
    assert data["@type"] == "OnlineStore" and data["hasMerchantReturnPolicy"][0]["merchantReturnDays"] == 30
    assert "By law: 7 days" in text_of(answer)
    clock.move(days=1)
    policies.publish(ctx(scene.seller), {**own, "windows": [{"id": "all", "days": 60}]})
    changed = text_of(browser(scene.seller).get("policy", 2))
    assert "given back for 30 days, from the day of delivery.</del>" in changed and "for 60 days" in changed
    old = text_of(browser(scene.buyer).client.get(f"{reverse('policy_of_shop', args=[shop])}?order={scene.root}"))
    assert "60 days" not in old  # placed before any version was published
    stranger = client.get(reverse("policy_of_shop", args=[shop]), {"order": scene.root})
    assert stranger.status_code in (302, 404)


@pytest.mark.once
def test_a_shop_s_own_editor_answers_what_a_buyer_would_get_beside_the_law(browser, scene):
    page = browser(scene.seller)
    verdicts = {True: "Yes, it can be given back.", False: "No, not by this policy.", "unknown": "That is open."}
    for row in retailers.ROWS:
        form = _read_in(page, texts.text(texts.from_object(retailers.written(row))))
        for probe in row["probes"]:
            asked = {f"try-{name}": _typed(value) for name, value in probe["facts"].items()}
            shown = text_of(page.client.post(reverse("policy_edit"), {**form, **asked, "do": "try"}))
            assert verdicts[probe["expect"]["returnable"]] in shown, (row["id"], probe)
    shown = text_of(page.client.post(reverse("policy_edit"), {**form, "try-category": "books", "do": "try"}))
    assert "By law: 7 days" in shown and "The better of both counts." in shown


def _typed(value):
    return {True: "true", False: "false"}.get(value, ", ".join(value) if isinstance(value, list) else value)


def _read_in(page, text):
    from tests.web.test_policy_editor import Form

    form = Form(page)
    form.answer = page.post("policy_read_in", text=text)
    form.take()
    return form.fields


def test_the_policy_of_the_day_of_the_order_counts_and_the_request_says_so_to_both(
    browser, people, ctx, clock, marketplace
):
    seller, buyer = people("seller"), people("buyer")
    policies.publish(ctx(seller), {"id": "own", "name": "Ours", "windows": [{"id": "all", "days": 30}]})
    clock.move(days=10)
    root = Services(people, ctx, marketplace, clock).order(buyer, seller)
    clock.move(hours=1)
    policies.publish(ctx(seller), {"id": "own", "name": "Ours", "windows": [{"id": "all", "days": 10}]})
    market_law.forget()
    page, words = browser(buyer), "What the shop had promised when this was ordered counts"
    before = page.get("service_ask", root, query="?p1=1&kind=return&reason=none&enough=1&w=1&w_way=drop_off")
    assert words in text_of(before) and f"?order={root}" in text_of(before)
    sent = {
        "kind": "return",
        "reason": "none",
        "enough": "1",
        "w": "1",
        "w_way": "drop_off",
        "story": "Too red.",
        "p1": "1",
    }
    asked = page.post("service_ask", root, shown=procedures.load(PROCEDURE).digest, **sent)
    for who in (buyer, seller):
        assert words in text_of(browser(who).client.get(asked.url))
    promised = browser(seller).get("policy_of_shop", seller.shop, query=f"?order={root}")
    assert "for 30 days" in text_of(promised) and "for 10 days" not in text_of(promised)
