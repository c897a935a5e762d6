"""The calendar's address over HTTP: made by the person himself, shown once, ended; and the file behind it, without cookies."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(caller, claim) -> str:
    """The path of a buyer's calendar with one open case."""
    buyer, _seller, body = claim
    calls = caller(buyer)
    assert calls.post("/cases", body).status_code == 201
    answer = calls.post("/me/calendar", key="k")
    assert answer.status_code == 201, answer.content
    return reverse("calendar_feed", args=[answer.json()["url"].rpartition("/")[2].removesuffix(".ics")])


def test_the_address_serves_a_calendar_to_whoever_knows_it_without_cookies(made):
    answer = Client().get(made)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n") and answer.content.count(b"BEGIN:VEVENT") == 2
    assert not answer.cookies and "private" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
    again = Client().get(made, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304 and not again.content
    assert Client().post(made).status_code == 405


def test_its_state_is_told_and_never_the_address(made, caller, claim):
    calls = caller(claim[0])
    before = calls.get("/me/calendar").json()
    assert set(before) == {"created_at", "last_read_at"} and before["last_read_at"] is None
    Client().get(made)
    assert calls.get("/me/calendar").json()["last_read_at"]


def test_it_ends_at_once(made, caller, claim):
    calls = caller(claim[0])
    assert calls.call("delete", "/me/calendar").status_code == 204
    assert calls.call("delete", "/me/calendar").status_code == 204
    gone = Client().get(made)
    assert gone.status_code == 404 and "text/plain" in gone["Content-Type"]
    assert calls.get("/me/calendar").status_code == 404
    assert calls.post("/me/calendar", key="k").json()["code"] == "calendar_address_over"


def test_too_many_readings_are_told_when_to_come_again(made, monkeypatch):
    from hejie.usecases import calendars

    monkeypatch.setattr(calendars, "MOST_READS", 2)
    assert [Client().get(made).status_code for _ in range(3)] == [200, 200, 429]
    answer = Client().get(made, headers={"accept-language": "zh"})
    assert int(answer["Retry-After"]) > 3000 and "一小时内已读取" in answer.content.decode()


def test_nobody_makes_it_for_another(caller, people, claim):
    buyer, seller, _body = claim
    program = caller(people("operator"), ("read", "write"), integrator="shop")
    assert program.post("/me/calendar").status_code == 404
    assert program.post("/me/calendar", **{"on-behalf-of": f"buyer:{buyer.id}"}).status_code == 404
    assert caller(buyer, ("read", "write")).post("/me/calendar").json()["code"] == "act_in_person"
    assert caller(buyer, ("read",)).post("/me/calendar").json()["code"] == "scope_missing"
    assert caller(seller).post("/me/calendar").status_code == 201
    assert Client().post("/api/v1/me/calendar", headers={"idempotency-key": "k"}).status_code in (401, 403)
