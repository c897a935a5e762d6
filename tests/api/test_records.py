"""The marketplace's record of an order over HTTP."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
SCAN = {
    "kind": "scan",
    "source": "carrier",
    "origin": "SF Express",
    "at": "2026-11-01T10:00:00Z",
    "facts": {"station": "delivered", "place": "Hangzhou"},
}


@pytest.fixture
def shop(caller, people):
    """The marketplace's own program."""
    return caller(people("operator"), ("read", "write", "orders"), integrator="shop")


def test_a_record_is_taken_in_and_read_by_both_sides_in_their_case(shop, caller, claim):
    buyer, seller, body = claim
    made = shop.post(f"/orders/{body['order']}/records", SCAN)
    assert (made.status_code, made.json()["created"]) == (201, {"id": "r1"})
    case = caller(buyer).post("/cases", body).json()["cases"][0]
    for who in (buyer, seller):
        whole = caller(who).get(f"/cases/{case['id'] if isinstance(case, dict) else case}").json()
        (piece,) = [one for one in whole["file"] if one["kind"] == "evidence"]
        assert (piece["side"], piece["source"], piece["record"]["facts"]["station"]) == (
            "platform",
            "carrier",
            "delivered",
        )
        (row,) = caller(who).get(f"/orders/{body['order']}/records").json()["records"]
        assert row["facts"] == {"station": "delivered", "place": "Hangzhou"}


def test_a_file_comes_with_the_same_words(shop, claim):
    *_people, body = claim
    file = SimpleUploadedFile("chat.txt", b"[2026-11-01 10:00] Lin: Hello", "text/plain")
    record = json.dumps({"kind": "chat", "source": "chat", "at": "2026-11-01T10:00:00Z"})
    answer = shop._client.post(
        f"/api/v1/orders/{body['order']}/records/files",
        {"file": file, "record": record},
        headers={**shop._headers, "idempotency-key": "f1"},
    )
    assert answer.status_code == 201, answer.content
    (row,) = shop.get(f"/orders/{body['order']}/records").json()["records"]
    assert (row["file"]["name"], row["file"]["type"]) == ("chat.txt", "text/plain")
    wrong = shop._client.post(
        f"/api/v1/orders/{body['order']}/records/files",
        {"file": SimpleUploadedFile("chat.txt", b"x", "text/plain"), "record": "{"},
        headers={**shop._headers, "idempotency-key": "f2"},
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_field")


def test_a_token_without_the_scope_puts_nothing_on_record(caller, claim):
    buyer, seller, body = claim
    assert caller(buyer).post(f"/orders/{body['order']}/records", SCAN).status_code == 403
    assert caller(seller).post(f"/orders/{body['order']}/records", SCAN).status_code == 404  # no carrier's word is his


def test_a_code_is_given_over_http_and_stands_on_the_piece_that_is_filed_with_it(caller, claim):
    buyer, seller, body = claim
    one = caller(buyer)
    case = one.post("/cases", body).json()["cases"][0]
    case = case["id"] if isinstance(case, dict) else case
    given = one.post(f"/cases/{case}/capture-codes", key="c1")
    assert (given.status_code, given.json()["created"]["id"], len(given.json()["code"])) == (201, "k1", 6)
    again = one.post(f"/cases/{case}/capture-codes", key="c1").json()
    assert (again["repeated"], again["code"]) == (True, given.json()["code"])
    sent = {"file": SimpleUploadedFile("a.txt", b"It is short."), "purpose": "Length", "how": "photo", "code": "k1"}
    headers = {**one._headers, "idempotency-key": "f1"}
    assert one._client.post(f"/api/v1/cases/{case}/evidence", sent, headers=headers).status_code == 201
    (piece,) = [row for row in caller(seller).get(f"/cases/{case}").json()["file"] if row["kind"] == "evidence"]
    assert (piece["how"], piece["code"]["code"]) == ("photo", given.json()["code"])
