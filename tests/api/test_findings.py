"""Findings by API: kept in the internal room, then decided with; what is on the file and in the book alone counts."""

import pytest


@pytest.fixture
def decided_soon(opened, claim, caller, people, operator):
    """(case, buyer, seller, neutral) of a case that waits for its decision, each as he calls."""
    (buyer, seller, _body), case, neutral = claim, opened["id"], people("neutral")
    by_neutral = caller(neutral)
    assert caller(seller).post(f"/cases/{case}/statements", {"text": "As described."}).status_code == 201
    assert caller(buyer).post(f"/cases/{case}/escalation").status_code == 201
    assert operator.post(f"/cases/{case}/assignment", {"neutral": neutral.id}).status_code == 201
    assert by_neutral.post(f"/cases/{case}/mediation/end").status_code == 201
    return case, caller(buyer), caller(seller), by_neutral


RULING = {
    "findings": "Short.",
    "rules": "Size rule 3",
    "package": {"refund": 19900},
    "points": [
        {
            "point": "description",
            "finding": "proved",
            "step": "explanation",
            "reasons": "The sheet is of another batch.",
        },
        {"words": "The pair is unworn.", "says": "buyer", "finding": "undisputed"},
    ],
    "applied": [{"rulebook": "burdens/standard", "article": "ours"}],
    "otherwise": "A sheet of this batch.",
}


def test_a_case_tells_each_side_what_is_to_be_proved_by_whom(decided_soon):
    case, by_buyer, by_seller, _neutral = decided_soon
    for caller_ in (by_buyer, by_seller):
        burden = caller_.get(f"/cases/{case}").json()["burden"]
        assert burden["book"]["id"] == "burdens/standard"
        (point,) = burden["trees"][0]["points"]
        assert point["now"] == {
            "step": "first_proof",
            "on": "buyer",
            "missing": True,
            "not_weighed": [],
            "if_nothing_more_comes": "not_proved",
        }


def test_a_decision_in_parts_comes_back_as_it_was_sent(decided_soon):
    case, by_buyer, _seller, by_neutral = decided_soon
    assert by_neutral.post(f"/cases/{case}/decision", RULING).status_code == 201
    (ruling,) = by_buyer.get(f"/cases/{case}").json()["rulings"]
    first, second = ruling["points"]
    assert first["burden"]["on"] == "seller" and first["reasons"] == "The sheet is of another batch."
    assert second == {
        "point": None,
        "words": "The pair is unworn.",
        "says": "buyer",
        "finding": "undisputed",
        "burden": None,
        "evidence": [],
        "reasons": None,
    }
    assert ruling["applied"][0]["version"] == "2026-11-1" and ruling["otherwise"] == "A sheet of this batch."


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"otherwise": ""}, "otherwise_missing"),
        ({"points": [{"point": "description", "finding": "proved", "evidence": ["e9"]}]}, "unknown_evidence"),
        ({"points": [{"point": "nothing", "finding": "proved"}]}, "point_unknown"),
        ({"applied": [{"rulebook": "burdens/standard", "version": "1"}]}, "rule_of_other_version"),
    ],
)
def test_what_a_decision_cannot_rest_on_is_told(decided_soon, change, code):
    case, _buyer, _seller, by_neutral = decided_soon
    answer = by_neutral.post(f"/cases/{case}/decision", RULING | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_decision_in_the_two_texts_of_before_needs_what_would_have_changed_it(decided_soon):
    case, by_buyer, _seller, by_neutral = decided_soon
    plain = {name: RULING[name] for name in ("findings", "rules", "package", "otherwise")}
    assert by_neutral.post(f"/cases/{case}/decision", plain).status_code == 201
    assert by_buyer.get(f"/cases/{case}").json()["rulings"][0]["points"] == []


def test_kept_findings_are_read_by_the_neutral_and_never_by_a_side(decided_soon):
    case, by_buyer, by_seller, by_neutral = decided_soon
    kept = {"points": RULING["points"], "otherwise": "A secret so far."}
    answer = by_neutral.post(f"/cases/{case}/findings", kept)
    assert answer.status_code == 201 and answer.json()["created"] == {"id": "f1"}
    rooms = by_neutral.get(f"/cases/{case}").json()["rooms"]
    assert rooms["internal"][0]["otherwise"]["text"] == "A secret so far."
    for side in (by_buyer, by_seller):
        assert b"A secret so far." not in side.get(f"/cases/{case}").content
        assert b"another batch" not in side.get(f"/cases/{case}").content
        assert side.post(f"/cases/{case}/findings", kept).status_code in (403, 404, 409)


def test_cases_like_it_are_for_its_neutral_alone(decided_soon):
    case, by_buyer, by_seller, by_neutral = decided_soon
    assert by_neutral.get(f"/cases/{case}/similar").json() == {"whole": 0, "outcomes": {}, "likest": []}
    for side in (by_buyer, by_seller):
        assert side.get(f"/cases/{case}/similar").status_code == 404
