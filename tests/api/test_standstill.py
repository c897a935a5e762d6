"""More time, standstills, steps and taking up again over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.conf import context
from hejie.usecases import evidence, market_procedures
from tests.domain.procedure import written
from tests.support import own_procedures

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(caller, claim):
    """(buyer's caller, seller's caller, case id) of an open case."""
    buyer, seller, body = claim
    by_buyer = caller(buyer)
    return by_buyer, caller(seller), by_buyer.post("/cases", body).json()["id"]


def test_a_seller_gets_more_time_once_with_a_reason(opened):
    by_buyer, by_seller, case = opened
    before = {row["id"]: row for row in by_seller.get(f"/cases/{case}").json()["deadlines"]}
    assert (before["d1"]["extendable"], before["d2"]["extendable"]) == (True, False)
    asked = {"deadline": "d1", "reason": "The warehouse counts until Monday."}
    assert by_buyer.post(f"/cases/{case}/extensions", asked).json()["code"] == "extension_not_allowed"
    assert by_seller.post(f"/cases/{case}/extensions", asked, key="more").status_code == 201
    assert by_seller.post(f"/cases/{case}/extensions", asked, key="more").json()["repeated"]
    assert by_seller.post(f"/cases/{case}/extensions", asked).json()["code"] == "extended_before"
    after = {row["id"]: row for row in by_seller.get(f"/cases/{case}").json()["deadlines"]}
    assert after["d1"]["extended"] and not after["d1"]["extendable"] and after["d1"]["until"] > before["d1"]["until"]


def test_a_joint_standstill_begins_with_the_second_wish_and_either_side_ends_it(opened):
    by_buyer, by_seller, case = opened
    offered = by_buyer.get(f"/cases/{case}").json()["standstill"]
    assert [row["pause"] for row in offered["possible"]] == ["joint", "court", "police"] and not offered["paused"]
    assert by_buyer.post(f"/cases/{case}/pause", {"pause": "joint"}).status_code == 201
    told = by_seller.get(f"/cases/{case}").json()["standstill"]
    assert told["asked"] == [{"pause": "joint", "by": "buyer"}] and told["paused"] is None
    assert by_seller.post(f"/cases/{case}/pause", {"pause": "joint"}).status_code == 201
    told = by_seller.get(f"/cases/{case}").json()
    assert told["standstill"]["paused"]["pause"] == "joint" and told["standstill"]["paused"]["until"]
    assert {row["held"] for row in told["deadlines"] if row["wait"] != "pause"} == {"paused"}
    assert by_buyer.post(f"/cases/{case}/pause/end").status_code == 201
    assert by_buyer.post(f"/cases/{case}/pause/end").json()["code"] == "not_paused"


def test_who_went_to_court_alone_says_so(opened):
    _buyer, by_seller, case = opened
    assert by_seller.post(f"/cases/{case}/pause", {"pause": "court"}).json()["code"] == "text_missing"
    assert by_seller.post(f"/cases/{case}/pause", {"pause": "court", "reason": "Case 12."}).status_code == 201
    assert by_seller.post(f"/cases/{case}/pause", {"pause": "moon"}).json()["code"] == "pause_unknown"


def test_a_step_of_the_procedure_is_said_once(caller, claim, people, ctx):
    text = written.text(
        id="procedures/harbour",
        steps={"intercepting": {"by": ["respondent"], "stages": ["negotiation"]}},
        waits={"intercept": {"who": "respondent", "within": {"days": 3}, "silence": "grant_claim",
                             "starts": [{"step": "intercepting"}], "ends": [{"offered": "respondent"}]}},
        unfair={"sight": {"why": {"en": "E.", "zh": "中。", "ru": "Я."}, "source": "Rules 3"}},
    )  # fmt: skip
    operator = ctx(people("operator"))
    shown = own_procedures.put(operator, text)
    market_procedures.choose(operator, shown.id)
    buyer, seller, body = claim
    case = caller(buyer).post("/cases", body | {"shown": shown.digest}).json()["id"]
    by_seller = caller(seller)
    told = by_seller.get(f"/cases/{case}").json()
    assert told["steps"] == {"possible": ["intercepting"], "taken": []}
    assert told["unfair"] == [{"about": "sight", "why": {"en": "E.", "zh": "中。", "ru": "Я."}, "source": "Rules 3"}]
    assert caller(buyer).get(f"/cases/{case}").json()["steps"]["possible"] == []
    answer = by_seller.post(f"/cases/{case}/steps", {"step": "intercepting", "note": "Asked the carrier."})
    assert answer.status_code == 201
    told = by_seller.get(f"/cases/{case}").json()
    assert told["steps"] == {"possible": [], "taken": ["intercepting"]}
    assert "intercept" in [row["wait"] for row in told["deadlines"]]
    assert by_seller.post(f"/cases/{case}/steps", {"step": "intercepting"}).json()["code"] == "step_taken"


def test_a_closed_case_is_taken_up_again_on_new_evidence_alone(opened, claim, clock):
    by_buyer, _seller, case = opened
    by_buyer.post(f"/cases/{case}/withdrawal")
    asked = {"evidence": ["e1"], "reason": "The laboratory found something."}
    assert by_buyer.post(f"/cases/{case}/reopening", asked).json()["code"] == "unknown_evidence"
    clock.move(hours=1)
    upload = SimpleUploadedFile("report.txt", b"Lead: 12 mg", "text/plain")
    evidence.file_upload(
        context.for_actor(claim[0].actor, clock.now), case, upload, name="Report", purpose="Lead", room="joint", key="e"
    )
    assert by_buyer.post(f"/cases/{case}/reopening", asked).status_code == 201
    told = by_buyer.get(f"/cases/{case}").json()
    assert (told["stage"], told["outcome"], told["reopened"]) == ("decision", None, 1)
