"""A shop's own desk: figures beside a buyer, who looks after a request, days, what is close to its time, what is over it."""

from datetime import timedelta

import pytest

from hejie.store import charges
from hejie.usecases import service_settings
from tests.acceptance.warranty.scenarios import scenario

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def found(by, query: str) -> set[str]:
    """Ids of the cases in a list."""
    answer = by.get(f"/cases?{query}")
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["cases"]}


@scenario("ws-014")
def test_a_line_of_an_order_that_names_no_number_gets_the_next_and_a_request_names_it(people, caller):
    by = caller(people("operator"), ("read", "write", "orders"), integrator="shop")
    lines = [
        {"title": "Kettle", "price": 100},
        {"title": "Cups", "price": 200},
        {"line": 7, "title": "Spoon", "price": 3},
        {"price": 1},
    ]
    answer = by.post("/orders", {"id": "N-1", "currency": "CNY", "lines": lines})
    assert answer.status_code == 201, answer.content
    seen = by.get(f"/orders/{answer.json()['id']}").json()["lines"]
    assert [(row["line"], row["title"]) for row in seen] == [(1, "Kettle"), (2, "Cups"), (7, "Spoon"), (8, None)]


@scenario("ws-103")
def test_beside_a_request_stand_how_many_its_buyer_has_open_and_in_all_and_nobody_but_the_shop_reads_it(
    returns, people, clock
):
    seller, first, second = people("seller"), people("buyer"), people("buyer")
    gone = returns(buyer=first, seller=seller)
    assert gone.buyer.post(f"/cases/{gone.case}/withdrawal", {}).status_code == 201
    clock.move(days=1)
    a, b = returns(buyer=first, seller=seller), returns(buyer=second, seller=seller)
    elsewhere = returns(buyer=first)
    figures = [one.seen(one.seller)["asked_before"] for one in (a, b)]
    assert [(one["open"], one["all"]) for one in figures] == [(1, 2), (1, 1)]
    assert figures[0]["last_at"] == a.seen()["opened_at"]
    assert "asked_before" not in a.seen() and elsewhere.seen(elsewhere.seller)["asked_before"]["all"] == 1


@scenario("ws-105")
def test_one_list_is_of_requests_that_nobody_looks_after_and_it_wins_over_a_person(returns, people, caller):
    seller = people("seller")
    colleague = people("agent", shop=seller.shop)
    taken, left = returns(seller=seller), returns(seller=seller)
    by, other = taken.seller, caller(colleague)
    answer = by.post(f"/cases/{taken.case}/charge", {"person": "me", "seen": ""})
    assert answer.status_code == 201 and answer.json()["in_charge"]["person"] == seller.id
    assert found(by, "nobody=true") == {left.case} == found(by, f"nobody=true&in_charge={seller.id}")
    assert found(by, "in_charge=me") == {taken.case} == found(other, f"in_charge={seller.id}")
    refused = other.post(f"/cases/{taken.case}/charge", {"person": "me", "seen": ""}, key="late")
    assert (refused.status_code, refused.json()["code"]) == (409, "charge_changed")
    assert found(other, "in_charge=me") == set()
    over = other.post(f"/cases/{taken.case}/charge", {"person": "me", "seen": seller.id}, key="over")
    assert over.json()["in_charge"]["given_by"] == colleague.id
    charges.leave(colleague.actor.marketplace, colleague.id)  # as when he is forgotten
    assert found(by, "nobody=true") == {taken.case, left.case}
    assert other.post(f"/cases/{taken.case}/charge", {"person": "me"}, key="once more").status_code == 201
    back = other.post(f"/cases/{taken.case}/charge", {"person": "", "seen": colleague.id}, key="back")
    assert back.json()["in_charge"] is None and found(by, "nobody=true") == {taken.case, left.case}
    stranger = people("seller")
    assert by.post(f"/cases/{left.case}/charge", {"person": stranger.id}, key="x").json()["code"] == "not_of_the_shop"
    for who in (taken.buyer, caller(stranger), caller(people("operator"))):
        assert who.get(f"/cases/{taken.case}/charge").status_code == 404
    assert taken.buyer.get("/cases?nobody=true").status_code == 404
    assert "in_charge" not in taken.seen() and "in_charge" not in taken.buyer.get("/cases").json()["cases"][0]


@scenario("ws-107")
def test_days_are_whole_in_the_zone_that_is_named(returns, clock):
    asked = returns()
    day, zone = clock.now.date(), "zone=UTC"
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert found(asked.seller, f"opened_from={day}&opened_to={day}&{zone}") == {asked.case}
    assert found(asked.seller, f"opened_from={after}&{zone}") == set() == found(asked.seller, f"opened_to={before}")
    far = "zone=Pacific/Kiritimati" if clock.now.hour >= 10 else "zone=Pacific/Pago_Pago"
    there = after if clock.now.hour >= 10 else before
    assert found(asked.seller, f"opened_from={there}&opened_to={there}&{far}") == {asked.case}
    for query, code in ((f"opened_from={after}&opened_to={day}", "days_turned_round"), ("zone=Moon", "zone_unknown")):
        answer = asked.seller.get(f"/cases?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, code)


@scenario("ws-109", "ws-110")
def test_of_all_waits_those_past_the_mark_are_close_those_past_the_end_are_over_and_one_that_stands_still_is_neither(
    returns, people, clock, ctx
):
    seller = people("seller")
    service_settings.save(ctx(seller), {"warn": 50}, over=0)
    over, still = returns(seller=seller), returns(seller=seller)
    told = still.step(still.seller, "steps/ask_facts", {}, note="Which size is it?")
    assert told.status_code == 201, told.content
    clock.move(hours=17)
    close = returns(seller=seller)
    clock.move(hours=31.5)
    fresh = returns(seller=seller)
    mine = "turn=seller&near="  # of the one that stands still, the buyer's time to tell runs
    assert found(fresh.seller, f"{mine}at_risk") == {close.case}
    assert found(fresh.seller, f"{mine}overdue") == {over.case}
    assert still.case in found(fresh.seller, "turn=buyer")
