"""Preferences and rounds of proposals over HTTP: each side reads its own, and nobody learns anything of the other."""

import pytest

from hejie.usecases import worker
from tests.support.bargains import BUYER, SELLER

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(caller, claim):
    """(buyer's caller, seller's caller, case id) of an open case."""
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    return by_buyer, by_seller, by_buyer.post("/cases", body).json()["id"]


@pytest.fixture
def asked(opened, clock):
    """The same, with a round of proposals."""
    by_buyer, by_seller, case = opened
    assert by_buyer.post(f"/cases/{case}/preferences", {"preferences": BUYER}).status_code == 201
    assert by_seller.post(f"/cases/{case}/preferences", {"preferences": SELLER}).status_code == 201
    assert by_seller.post(f"/cases/{case}/proposals").status_code == 201
    assert by_buyer.get(f"/cases/{case}/proposals").json() == {"waiting": True, "open": None, "rounds": []}
    worker.run_once(clock.now)
    return by_buyer, by_seller, case


def ranking(row: dict, *accepts: int) -> dict:
    ids = [one["id"] for one in row["proposals"]]
    return {"order": ids, "accepts": [ids[one] for one in accepts]}


def test_two_sides_settle_over_proposals(asked, clock):
    by_buyer, by_seller, case = asked
    (row,) = by_buyer.get(f"/cases/{case}/proposals").json()["rounds"]
    assert row["kind"] == "three" and row["own"] is None and len(row["proposals"]) == 3
    path = f"/cases/{case}/proposals/{row['id']}/ranking"
    first = by_buyer.post(path, {**ranking(row, 0, 1), "waives": True}, key="k")
    assert first.status_code == 201
    assert by_buyer.post(path, {**ranking(row, 0, 1), "waives": True}, key="k").json()["repeated"]
    assert by_buyer.post(path, {**ranking(row, 2), "waives": True}, key="k").json()["code"] == "key_used_otherwise"
    assert by_buyer.post(path, ranking(row)).json()["code"] == "ranked_before"
    assert by_seller.post(path, ranking(row, 1, 2)).status_code == 201
    worker.run_once(clock.now)
    found = by_seller.get(f"/cases/{case}").json()
    assert found["agreement"]["package"] == row["proposals"][1]["package"]
    assert found["rounds"][0]["result"] == "agreed" and "own" not in found["rounds"][0]
    own = by_buyer.get(f"/cases/{case}/proposals").json()["rounds"][0]["own"]
    assert own["accepts"] == [f"{row['id']}a", f"{row['id']}b"]


def test_own_words_come_back_and_points_are_ones_own(asked):
    by_buyer, by_seller, case = asked
    mine, theirs = (one.get(f"/cases/{case}/preferences").json() for one in (by_buyer, by_seller))
    assert mine["told"]["goods"]["points"] == 30 and theirs["told"]["refund"]["points"] == 70
    assert sum(one["points"] for one in mine["usual"].values()) == 100
    assert {"refund", "goods"} <= {one["issue"] for one in mine["issues"]}
    one, other = (
        each.get(f"/cases/{case}/proposals").json()["rounds"][0]["proposals"] for each in (by_buyer, by_seller)
    )
    assert [row["package"] for row in one] == [row["package"] for row in other]
    assert [row["points"] for row in one] != [row["points"] for row in other]


def test_what_makes_no_sense_is_refused_by_name(opened, caller, people):
    by_buyer, by_seller, case = opened
    path = f"/cases/{case}/preferences"
    for told, code in (
        ({"soul": {"points": 5}}, "preferences_unknown_issue"),
        ({"goods": {"best": "eat", "points": 5}}, "preferences_unknown_value"),
        ({"goods": {"points": 0}}, "preferences_no_points"),
        ({"goods": {"points": 5, "best": "keep", "worst": "keep"}}, "preferences_same_best_worst"),
        ({"goods": {"points": 5, "ratings": {"keep": 11}}}, "preferences_bad_rating"),
    ):
        assert by_buyer.post(path, {"preferences": told}).json()["code"] == code
    assert (
        by_buyer.post(f"{path}/answer", {"question": "r1a>r1b", "answer": "first"}).json()["code"]
        == "trade_off_unknown"
    )
    assert by_seller.post(f"/cases/{case}/proposals/r1/ranking", {"order": ["r1a"]}).json()["code"] == "round_not_open"
    assert caller(people("buyer")).get(path).status_code == 404
    assert caller(people("operator")).get(path).status_code == 404
    assert caller(people("operator")).get(f"/cases/{case}/proposals").status_code == 404
    assert caller(people("operator")).post(path, {"preferences": BUYER}).status_code == 404


def test_nobody_ranks_for_another(asked, caller, claim, people):
    by_buyer, _by_seller, case = asked
    (row,) = by_buyer.get(f"/cases/{case}/proposals").json()["rounds"]
    headers = {"on-behalf-of": f"buyer:{claim[0].id}"}
    integrator = caller(people("operator"), ("read", "write"), integrator="shop", **headers)
    answer = integrator.post(f"/cases/{case}/proposals/{row['id']}/ranking", ranking(row, 0))
    assert answer.json()["code"] == "act_in_person"


def test_an_own_room_is_read_by_its_side_alone(asked, caller, people):
    by_buyer, by_seller, case = asked
    own = by_buyer.get(f"/cases/{case}/record?room=pref-buyer")
    assert own.status_code == 200 and "PreferencesTold" in own.content.decode()
    for who in (by_seller, caller(people("operator")), caller(people("auditor"))):
        assert who.get(f"/cases/{case}/record?room=pref-buyer").status_code == 404
        assert who.get(f"/cases/{case}/record?room=engine").status_code == 404
    assert by_buyer.get(f"/cases/{case}/record?room=engine").status_code == 404
    assert by_buyer.get(f"/cases/{case}/dossier?room=pref-buyer").status_code == 200
    assert by_seller.get(f"/cases/{case}/dossier?room=pref-buyer").status_code == 404


def test_a_program_that_acts_for_a_side_reads_nothing_that_the_side_keeps_for_itself(
    caller, claim, people, clock, settings, tmp_path
):
    settings.HOME = tmp_path
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    told = {"refund": {"points": 61}, "words": {"points": 39}}
    program = caller(people("operator"), ("read", "write"), integrator="shop", **{"on-behalf-of": f"buyer:{buyer.id}"})
    assert by_buyer.post(f"/cases/{case}/proposals").status_code == 201
    worker.run_once(clock.now)
    assert by_seller.post(f"/cases/{case}/bidding", {"package": {"goods": "keep"}}).status_code == 201
    paths = ("preferences", "proposals", "bidding")
    before = [program.get(f"/cases/{case}/{path}").content for path in paths]
    assert by_buyer.post(f"/cases/{case}/preferences", {"preferences": told}).status_code == 201
    order = [one["id"] for one in by_buyer.get(f"/cases/{case}/proposals").json()["rounds"][-1]["proposals"]]
    assert by_buyer.post(f"/cases/{case}/proposals/r1/ranking", {"order": order}).status_code == 201
    sealed = {"bidding": "bd1", "minor": 8000, "currency": "CNY", "waives": True}
    assert by_buyer.post(f"/cases/{case}/bids", sealed).status_code == 201
    assert [program.get(f"/cases/{case}/{path}").content for path in paths] == before
    for room in ("pref-buyer", "bid-buyer"):
        assert program.get(f"/cases/{case}/record?room={room}").status_code == 404
    assert by_buyer.get(f"/cases/{case}/record?room=pref-buyer").status_code == 200


def test_that_somebody_was_refused_to_rank_again_stands_in_no_log(asked, caplog):
    by_buyer, _by_seller, case = asked
    order = [one["id"] for one in by_buyer.get(f"/cases/{case}/proposals").json()["rounds"][-1]["proposals"]]
    path = f"/cases/{case}/proposals/r1/ranking"
    assert by_buyer.post(path, {"order": order}).status_code == 201
    assert by_buyer.post(path, {"order": order}).json()["code"] == "ranked_before"
    assert "ranking" not in caplog.text
