"""Own data over HTTP: taken along by the person himself, and asked to be erased; by nobody for him."""

import io
import zipfile

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(caller, claim):
    buyer, _seller, body = claim
    made = caller(buyer, ("read", "write", "personal"))
    assert made.post("/cases", body).status_code == 201
    return made


def test_a_person_takes_everything_along(calls):
    answer = calls.get("/me/data")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert "account.json" in names and any(name.startswith("cases/") for name in names)


def test_a_request_is_made_once_listed_and_taken_back(calls):
    first = calls.post("/me/erasure-requests", {"reason": "I have left"}, key="k")
    assert first.status_code == 201 and first.json()["status"] == "open"
    assert calls.post("/me/erasure-requests", {"reason": "I have left"}, key="k").json()["id"] == first.json()["id"]
    again = calls.post("/me/erasure-requests", {}, key="other")
    assert (again.status_code, again.json()["code"]) == (409, "erasure_asked_already")
    (listed,) = calls.get("/me/erasure-requests").json()["requests"]
    assert listed["id"] == first.json()["id"] and listed["due_at"] > listed["asked_at"]
    assert calls.call("delete", f"/me/erasure-requests/{listed['id']}").status_code == 204
    assert calls.call("delete", f"/me/erasure-requests/{listed['id']}").json()["code"] == "erasure_decided"


def test_what_is_not_his_is_not_named(calls):
    answer = calls.post("/me/erasure-requests", {"what": "pieces", "refs": ["0" * 64]})
    assert (answer.status_code, answer.json()["code"]) == (422, "erasure_names_nothing")
    assert calls.post("/me/erasure-requests", {"what": "nothing"}).status_code == 422


def test_a_program_that_acts_for_him_gets_nothing(caller, claim, people):
    program = caller(people("operator"), ("read", "write", "orders"), integrator="shop")
    behalf = {"on-behalf-of": f"buyer:{claim[0].id}"}
    assert program.get("/me/data", **behalf).status_code == 404
    assert program.post("/me/erasure-requests", {}, **behalf).status_code == 404
