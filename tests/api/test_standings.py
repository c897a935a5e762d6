"""Standings over the API: read by whose they are, appealed once, decided by an operator, told to nobody else."""

import json

import pytest

from hejie.domain.cases import commands as case_commands
from hejie.usecases import cases, standings
from tests.support.dispute import Disputes


@pytest.fixture
def sanctioned(people, ctx, orders, clock, run_worker):
    """A seller with three upheld complaints: announced is that his trade stops."""
    seller = people("seller")
    make = Disputes(people, ctx, orders, clock)
    opened = [make(seller=seller) for _ in range(3)]
    for number, one in enumerate(opened):
        payload = {
            "case": one.case, "side": "seller", "of": seller.shop, "grounds": ["silent"], "reason": "defective",
            "closed_at": "2026-11-02T08:00:00.000Z", "seq": 9, "judges": [],
        }  # fmt: skip
        standings.count(ctx(), payload, key=f"count {number}")
    return seller, opened[0]


def test_a_shop_reads_what_counts_and_what_follows(caller, sanctioned):
    seller, dispute = sanctioned
    answer = caller(seller).get(f"/sellers/{seller.shop}/standing")
    body = answer.json()
    assert answer.status_code == 200 and answer["ETag"] == f'"{body["head"]}"'
    assert [row["case"] for row in body["counted"]][0] == dispute.case
    stop = body["sanctions"][-1]
    assert (stop["measure"], stop["does"], stop["status"]) == (
        "three_complaints",
        ["trading_stop", "delisting"],
        "announced",
    )
    assert {row["id"]: row["needed"] for row in body["measures"]}["three_complaints"] == {"count": 6}
    assert body["policy"]["id"] == "sanctions/standard" and set(stop["says"]) == {"en", "zh", "ru"}


def test_it_is_not_there_for_others_and_neutrals(caller, sanctioned, people):
    seller, dispute = sanctioned
    path = f"/sellers/{seller.shop}/standing"
    for who in (people("seller"), people("neutral"), dispute.buyer, people("agent")):
        assert caller(who).get(path).status_code == 404
    for who in (people("operator"), people("auditor"), people("agent", shop=seller.shop)):
        assert caller(who).get(path).status_code == 200
    program = caller(people("operator"), ("read",), integrator="shop")
    assert program.get(path).status_code == 404
    assert program.get(path, **{"On-Behalf-Of": f"seller:{seller.shop}"}).status_code == 200
    own = caller(dispute.buyer)
    assert own.get(f"/buyers/{dispute.buyer.id}/standing").json()["sanctions"] == []
    assert own.get(f"/buyers/{people('buyer').id}/standing").status_code == 404


def test_whether_a_case_is_there_or_still_open_is_told_to_no_stranger(caller, sanctioned, people):
    seller, dispute = sanctioned
    for who in (people("seller"), people("buyer"), dispute.buyer):
        body = {"case": dispute.case, "finding": "false_evidence", "text": "So it was."}
        assert caller(who).post(f"/sellers/{seller.shop}/standing/findings", body).json()["code"] == "not_found"


def test_an_appeal_and_its_decision(caller, sanctioned, people):
    seller, _dispute = sanctioned
    path = f"/sellers/{seller.shop}/standing"
    made = caller(seller).post(f"{path}/appeals", {"sanction": "s4", "grounds": "The carrier lost them."}, key="k")
    assert (made.status_code, made.json()["created"]) == (201, {"appeal": "a1"})
    again = caller(seller).post(f"{path}/appeals", {"sanction": "s4", "grounds": "The carrier lost them."})
    assert (again.status_code, again.json()["code"]) == (409, "sanction_appeal_closed")
    body = {"granted": True, "reasons": "Looked at with the carrier."}
    assert caller(seller).post(f"{path}/appeals/1/decision", body).status_code == 404
    operator = caller(people("operator"))
    assert operator.post(f"{path}/appeals/first/decision", body).json()["code"] == "sanction_unknown"
    assert operator.post(f"{path}/appeals/a1/decision", body).status_code == 201
    appeal = caller(seller).get(path).json()["sanctions"][-1]["appeal"]
    assert (appeal["result"], appeal["reasons"]) == ("granted", "Looked at with the carrier.")


def test_a_finding_about_a_buyer_and_a_lifting(caller, sanctioned, people, ctx):
    seller, dispute = sanctioned
    cases.withdraw_case(ctx(dispute.buyer), case_commands.WithdrawCase(dispute.case, ""), key="w")
    operator = caller(people("operator"))
    path = f"/buyers/{dispute.buyer.id}/standing"
    body = {"case": dispute.case, "finding": "false_evidence", "text": "Another pair is shown."}
    found = operator.post(f"{path}/findings", body)
    assert (found.status_code, found.json()["created"]) == (201, {"item": "f1"})
    assert caller(dispute.buyer).get(path).json()["counted"][0]["text"] == "Another pair is shown."
    lifted = operator.post(f"/sellers/{seller.shop}/standing/sanctions/s4/lifting", {"reasons": "Recalled goods."})
    assert lifted.status_code == 201
    assert caller(seller).get(f"/sellers/{seller.shop}/standing").json()["sanctions"][-1]["why"] == "lifted"


def test_a_shops_program_is_told_of_the_sanction_and_of_nothing_that_was_counted(
    hook, sanctioned, receiver, run_worker
):
    seller, _dispute = sanctioned
    run_worker()
    told = [json.loads(body) for _headers, body in receiver.got]
    about = [one for one in told if one["data"]["stream"].startswith("standing:")]
    assert {one["type"] for one in about} == {"SanctionAnnounced", "SanctionInEffect"}
    stop = next(one["data"] for one in about if one["data"]["measure"] == "three_complaints")
    assert (stop["seller"], stop["does"], stop["sanction"]) == (seller.shop, ["trading_stop", "delisting"], "s4")
    assert stop["begins"] == "2026-11-09T08:00:00.000Z"
