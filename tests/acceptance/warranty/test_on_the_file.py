"""What a request's file, lists and letters say of a step: warranty scenarios over the API, each with what must not be there."""

import json
from io import BytesIO

import pytest
from django.test import Client

from hejie.record import reader
from hejie.store import queries
from tests.acceptance.warranty.scenarios import scenario
from tests.acceptance.warranty.test_goods_and_money import done, refused, sent

pytestmark = pytest.mark.django_db


@scenario("ws-075")
def test_the_condition_at_receipt_stands_on_the_file_with_who_which_line_and_which_grade(returns):
    asked = returns()
    early = {"pieces": [{"line": 1, "received": 1, "grade": "C"}]}
    refused(asked.step(asked.seller, "receipt", early, note="Scratches."), "step_not_now")
    sent(asked)
    refused(asked.step(asked.seller, "receipt", {"pieces": [{"line": 1, "grade": "Q"}]}), "step_told")
    done(asked.step(asked.seller, "receipt", early, note="Scratches on the lid."))
    step = asked.seen()["service"]["steps"][-1]
    assert (step["step"], step["side"], step["note"]) == ("receive", "seller", "Scratches on the lid.")
    assert [(one["line"], one["received"], one["grade"]) for one in step["pieces"]] == [(1, 1, "C")]
    entries = asked.buyer.get(f"/cases/{asked.case}/record").json()["entries"]
    bodies = [json.loads(entry["body"]) for entry in entries]
    (came,) = [one for one in bodies if one["kind"] == "ServiceStepTaken" and one["data"]["step"] == "receive"]
    assert (came["by"]["role"], came["by"]["id"]) == ("seller", asked.people[1].id)
    assert "Scratches" not in json.dumps(bodies)  # words stand beside the record, by reference


@scenario("ws-027")
def test_once_the_facts_are_told_it_waits_for_the_shop_and_whoever_looks_after_it_is_told(
    returns, people, caller, run_worker
):
    seller = people("seller")
    colleague = people("agent", shop=seller.shop)
    asked = returns(seller=seller)
    by = caller(colleague)
    assert by.post(f"/cases/{asked.case}/charge", {"person": "me", "seen": ""}).status_code == 201
    done(asked.step(asked.seller, "steps/ask_facts", {}, note="Which socket?"))
    run_worker()
    before = {row["id"] for row in by.get("/notices").json()["notices"]}
    assert by.get("/cases?turn=seller&in_charge=me").json()["cases"] == []
    done(asked.step(asked.buyer, "steps/facts", {}, note="The one in the kitchen."))
    run_worker()
    assert [row["id"] for row in by.get("/cases?turn=seller&in_charge=me").json()["cases"]] == [asked.case]
    new = [row for row in by.get("/notices").json()["notices"] if row["id"] not in before]
    assert [(row["kind"], row["case"]) for row in new] == [("ServiceStepTaken", asked.case)] and new[0]["head"]


@scenario("ws-050")
def test_each_figure_goes_up_by_what_happened_and_overdue_stays(returns, people):
    seller = people("seller")
    first = returns(seller=seller)

    def figures() -> list[int]:
        wanted = ("turn=seller", "in_charge=me", "turn=buyer", "turn=seller&near=overdue")
        return [len(first.seller.get(f"/cases?{query}").json()["cases"]) for query in wanted]

    assert figures() == [1, 0, 0, 0]
    second, third = returns(seller=seller), returns(seller=seller)
    assert second.seller.post(f"/cases/{second.case}/charge", {"person": "me", "seen": ""}).status_code == 201
    done(third.step(third.seller, "answer", approve=True))
    assert figures() == [2, 1, 1, 0]


@scenario("ws-093", "ws-094")
def test_a_letter_is_one_complaint_without_a_person_of_ours_with_its_sender_and_message_kept(people, caller):
    boss = caller(people("operator"))
    content = b"From: Ann Fell <ann@far.example>\nMessage-ID: <77@far>\nSubject: Cold soup\n\nNobody answers."

    def letter(key: str, words: bytes = content):
        file = BytesIO(words)
        file.name = "a.eml"
        headers = {"authorization": boss._headers["authorization"], "idempotency-key": key}
        return Client().post("/api/v1/complaints/letters", {"file": file}, headers=headers)

    made = letter("1")
    done(made)
    name = made.json()["created"]["complaint"]
    again = letter("2", content.replace(b"Nobody", b"No one"))
    assert (again.status_code, again.json()["code"]) == (409, "complaint_exists")
    assert again.json()["facts"]["complaint"] == name
    (row,) = boss.get("/complaints").json()["complaints"]
    assert (row["id"], row["channel"], row["status"]) == (name, "email", "received")
    root = f"complaint:harbour:{name}"
    state = reader.state(root, root)
    refs = [one["ref"] for one in (state.contact, state.subject)]
    texts = queries.texts(root, refs)
    assert state.complainant == "" and "ann@far.example" in texts[refs[0]] and "Ann Fell" in texts[refs[0]]
    assert texts[refs[1]] == "Cold soup"
