"""Neutrals over HTTP."""

import io
import zipfile

import pytest

from hejie.domain.cases import commands
from hejie.record import reader
from hejie.usecases import mediation


@pytest.fixture
def given(caller, claim, people, operator, ctx):
    """A case that a neutral has: (case, neutral, buyer, seller)."""
    buyer, seller, body = claim
    case = caller(buyer).post("/cases", body).json()["id"]
    caller(seller).post(f"/cases/{case}/messages", {"text": "No."})
    assert caller(buyer).post(f"/cases/{case}/escalation").status_code == 201
    neutral = people("neutral")
    assert operator.post(f"/cases/{case}/assignment", {"neutral": neutral.id}).status_code == 201
    return case, neutral, buyer, seller


def test_a_case_is_handed_over_and_its_repeat_gets_the_first_answer(given, caller, people):
    case, neutral, _buyer, _seller = given
    second, body = people("neutral"), {"reason": "I am ill."}
    own = caller(neutral)
    answer = own.post(f"/cases/{case}/assignment/hand-over", body | {"to": second.id}, key="one")
    assert answer.status_code == 201, answer.content
    assert reader.case(case).neutral == second.id
    assert own.post(f"/cases/{case}/assignment/hand-over", body | {"to": second.id}, key="one").json()["repeated"]
    assert own.get(f"/cases/{case}").status_code == 404
    refused = caller(second).post(f"/cases/{case}/assignment/hand-over", body | {"to": neutral.id})
    assert (refused.status_code, refused.json()["code"]) == (409, "neutral_not_impartial")


def test_who_could_take_a_case_is_told_to_operators_and_its_neutral_alone(given, caller, operator, people):
    case, neutral, buyer, seller = given
    second = people("neutral")
    for who in (operator, caller(neutral)):
        told = who.get(f"/cases/{case}/assignment").json()
        assert told["neutral"] == neutral.id and [one["id"] for one in told["items"]] == [second.id]
        assert told["hindered"] == {"former": 1}
    for who in (buyer, seller, second):
        assert caller(who).get(f"/cases/{case}/assignment").status_code == 404


def test_neither_side_can_hand_over_or_reads_why(given, caller, operator):
    case, _neutral, buyer, seller = given
    for side in (buyer, seller):
        answer = caller(side).post(f"/cases/{case}/assignment/hand-over", {"reason": "Away with him."})
        assert answer.status_code in (403, 404, 409)
    assert operator.post(f"/cases/{case}/assignment/hand-over", {"reason": "A secret reason."}).status_code == 201
    for side in (buyer, seller):
        own = caller(side)
        for path in ("", "/record", "/record?room=internal"):
            assert b"A secret reason" not in own.get(f"/cases/{case}{path}").content
        assert own.get(f"/cases/{case}/dossier?room=internal").status_code == 404


def test_why_a_case_was_handed_over_and_who_has_a_stake_leave_by_no_webhook_and_no_dossier(
    hook, given, caller, operator, receiver, run_worker
):
    case, neutral, buyer, seller = given
    secret = "A secret reason"
    caller(neutral).post(f"/neutrals/{neutral.id}/stakes", {"party": seller.shop, "reason": secret})
    assert caller(neutral).post(f"/cases/{case}/assignment/hand-over", {"reason": secret}).status_code == 201
    run_worker()
    told = [body for _headers, body in receiver.got]
    assert any(b"NeutralLeft" in body for body in told)
    assert not any(secret.encode() in body or b"NoteWritten" in body or b"room:" in body for body in told)
    for side in (buyer, seller):
        with zipfile.ZipFile(io.BytesIO(caller(side).get(f"/cases/{case}/dossier").getvalue())) as bundle:
            names = bundle.namelist()
            assert not any(secret.encode() in bundle.read(name) for name in names if not name.endswith(".pdf"))
            assert not any("internal" in name for name in names)


def test_work_is_read_by_operators_and_of_himself_by_a_neutral(given, caller, operator, people):
    _case, neutral, buyer, _seller = given
    everybody = operator.get("/neutrals/workload").json()
    (row,) = everybody["items"]
    assert (row["id"], row["open"], row["waiting"], row["decided"]) == (neutral.id, 1, 1, 0)
    assert (everybody["median_from"], everybody["shares_from"], everybody["days"]) == (5, 20, 90)
    people("neutral")
    assert [one["id"] for one in caller(neutral).get("/neutrals/workload").json()["items"]] == [neutral.id]
    assert caller(buyer).get("/neutrals/workload").status_code in (403, 404)


def test_a_profile_and_stakes_are_kept(given, caller, operator, people):
    _case, neutral, _buyer, seller = given
    own = caller(neutral)
    put = own.call("put", f"/neutrals/{neutral.id}/profile", {"languages": ["en", "ru"], "most_open": 3})
    assert put.status_code == 200 and put.json()["languages"] == ["en", "ru"]
    stake = {"party": seller.shop, "reason": "A cousin."}
    assert own.post(f"/neutrals/{neutral.id}/stakes", stake).json()["stakes"] == [stake]
    assert operator.get(f"/neutrals/{neutral.id}/profile").json()["stakes"] == [stake]
    assert caller(people("neutral")).get(f"/neutrals/{neutral.id}/profile").status_code == 404
    assert own.post(f"/neutrals/{neutral.id}/stakes/{seller.shop}/end").json()["stakes"] == []


def test_all_cases_of_somebody_are_handed_over(given, caller, operator):
    case, neutral, _buyer, _seller = given
    assert caller(neutral).post(f"/neutrals/{neutral.id}/hand-over", {"reason": "x"}).status_code == 404
    answer = operator.post(f"/neutrals/{neutral.id}/hand-over", {"reason": "He has left us."})
    assert answer.json() == {"moved": [case], "refused": [], "more": False}


def test_an_excluded_neutral_is_refused_with_the_reason(given, operator, people, ctx):
    case, _neutral, buyer, _seller = given
    mediation.object_to_neutral(ctx(buyer), commands.ObjectToNeutral(case, "We know each other."), key="o")
    answer = operator.post(f"/cases/{case}/assignment", {"neutral": buyer.id})
    assert (answer.status_code, answer.json()["code"]) == (409, "neutral_not_impartial")
