"""Lists: what stands in them, in which order, for whom, and how one goes on through them."""

import pytest

from hejie.record import reader
from hejie.store import notices
from hejie.usecases import cases, listing


def test_a_buyers_orders_lead_to_the_order_and_to_the_request(browser, scene):
    page = browser(scene.buyer)
    assert "Trail shoes 1" in page.get("my_orders").content.decode()
    order = page.get("order", scene.root).content.decode()
    assert f"/orders/{scene.root}/service/" in order and "in custody" in order
    scene.opened()
    assert f"/cases/{scene.case}/" in page.get("order", scene.root).content.decode()
    assert "case open" in page.get("my_orders").content.decode()


def test_somebody_elses_order_is_not_there(browser, scene, people):
    assert browser(people("buyer")).get("order", scene.root).status_code == 404
    assert browser(people("seller")).get("order", scene.root).status_code == 404
    assert browser(people("buyer")).get("claim", scene.root).status_code == 404


def test_a_seller_sees_of_an_order_only_his_own_lines(browser, people, orders):
    buyer, one, other = people("buyer"), people("seller"), people("seller")
    root = orders(buyer, one, other)
    page = browser(one).get("order", root).content.decode()
    assert "Trail shoes 1" in page and "Trail shoes 2" not in page


def test_the_inbox_has_what_runs_out_first_on_top(browser, scene, orders, clock):
    first = scene.opened().case
    clock.move(hours=5)
    scene.root = orders(scene.buyer, scene.seller)
    second = scene.opened().case
    answer = browser(scene.seller).get("inbox")
    assert [row["id"] for row in answer.context["rows"]] == [first, second]
    assert "Answer the claim" in answer.content.decode()
    scene.do(scene.seller, cases.write_message, "WriteMessage", "We look.")
    assert [row["id"] for row in browser(scene.seller).get("inbox", query="?show=buyer").context["rows"]] == [second]


def test_an_agent_of_the_shop_has_its_inbox_and_a_buyer_has_none(browser, scene, people):
    scene.opened()
    agent = people("agent", shop=scene.seller.shop)
    assert len(browser(agent).get("inbox").context["rows"]) == 1
    assert browser(scene.buyer).get("inbox").status_code == 404
    assert not browser(people("seller")).get("inbox").context["rows"]


def test_the_inbox_is_narrowed_by_cause(browser, scene):
    scene.opened()
    assert browser(scene.seller).get("inbox", query="?reason=not_as_described").context["rows"]
    assert not browser(scene.seller).get("inbox", query="?reason=late").context["rows"]


def test_one_goes_on_through_a_long_list_by_its_cursor(browser, scene, orders, monkeypatch):
    from hejie.store import queries

    for _more in range(3):
        scene.root = orders(scene.buyer, scene.seller)
        scene.opened()
    whole = listing.cases(scene.ctx(scene.seller).actor, state="open").rows
    page = queries.cases(scene.ctx(scene.seller).actor, state="open", limit=2)
    rest = browser(scene.seller).get("inbox", query=f"?after={page.after}")
    assert [row["id"] for row in rest.context["rows"]] == [row["id"] for row in whole[2:]]
    assert browser(scene.seller).get("inbox", query="?after=nonsense").status_code == 422


def test_counts_stop_at_a_hundred_so_that_a_great_shop_opens_as_fast_as_a_small_one(scene, monkeypatch):
    scene.opened()
    monkeypatch.setattr(listing, "FEW", 1)
    assert listing.case_counts(scene.ctx(scene.seller).actor, {"state": "open"}, {"state": "closed"}) == [1, 0]


def test_notices_are_shown_and_marked_as_read(browser, scene):
    scene.opened()
    package = {"refund": 19900, "currency": "CNY", "goods": "keep", "service": "none", "apology": False}
    package |= {"explanation": False, "days": 10, "return_freight": {"payer": "buyer", "minor": 0}}
    facts = {"to": "seller", "claimant": "buyer", "respondent": "seller", "actor": "buyer", "reason": "late"}
    told = {
        "kind": "CaseOpened",
        "facts": facts | {"currency": "CNY", "package": package},
        "head": reader.case(scene.case).head,
        "mail": "",
    }
    notices.add(scene.root, "n1", marketplace="harbour", person=scene.seller.id, case_id=scene.case, at_ms=1, **told)
    page = browser(scene.seller)
    shown = page.get("notices")
    assert len(shown.context["rows"]) == 1 and shown.context["unread"]
    assert told["head"] in shown.content.decode()  # whoever gets no letters keeps the fingerprint from here
    page.post("notices_read", up_to=str(shown.context["now_ms"]))
    assert not page.get("notices").context["unread"]
    assert not browser(scene.buyer).get("notices").context["rows"]


@pytest.mark.parametrize(("role", "begins"), [("buyer", "/orders/"), ("seller", "/inbox/")])
def test_everybody_begins_on_his_own_page(browser, scene, role, begins):
    assert browser(getattr(scene, role)).get("home").url == begins


def test_a_stranger_finds_the_way_in(client, scene):
    page = client.get("/").content.decode()
    assert "/account/login/" in page
    assert client.get("/orders/").url.startswith("/account/login/?next=")


def test_a_receipt_is_confirmed_after_being_asked_once(browser, scene):
    page = browser(scene.buyer)
    assert "pay the seller" in page.get("order_confirm", scene.root).content.decode()
    page.post("order_confirmation", scene.root)
    order, _texts, _names = listing.order(scene.ctx(scene.buyer), scene.root)
    assert order.confirmed == "buyer"
