"""A mediation by API: the same acts as on the pages, and nothing that a page would not show."""

import pytest

PART = {"refund": 11940}


@pytest.fixture
def mediated(opened, claim, caller, people, operator, clock):
    """(case, buyer, seller, neutral), each as he calls, with the opening statement put."""
    (buyer, seller, _body), case, neutral = claim, opened["id"], people("neutral")
    by_neutral = caller(neutral)
    caller(seller).post(f"/cases/{case}/statements", {"text": "As described."})
    caller(buyer).post(f"/cases/{case}/escalation")
    operator.post(f"/cases/{case}/assignment", {"neutral": neutral.id})
    assert by_neutral.post(f"/cases/{case}/mediation/opening").status_code == 201
    clock.move(minutes=1)
    return case, caller(buyer), caller(seller), by_neutral


def test_the_statement_is_read_and_confirmed(mediated):
    case, by_buyer, by_seller, by_neutral = mediated
    opening = by_buyer.get(f"/cases/{case}").json()["mediation"]["opening"]
    assert set(opening["texts"]) == {"en", "zh", "ru"} and opening["confirmed"] == {}
    wrong = by_buyer.post(f"/cases/{case}/mediation/opening/confirmation", {"digest": "0" * 64})
    assert wrong.json()["code"] == "opening_changed"
    sent = {"digest": opening["digest"]}
    assert by_buyer.post(f"/cases/{case}/mediation/opening/confirmation", sent).status_code == 201
    assert set(by_seller.get(f"/cases/{case}").json()["mediation"]["opening"]["confirmed"]) == {"buyer"}
    assert by_neutral.post(f"/cases/{case}/mediation/opening").json()["code"] == "opening_made"


def test_what_was_said_does_not_reach_whoever_decides_unless_its_author_allows(mediated, clock):
    case, by_buyer, by_seller, by_neutral = mediated
    by_buyer.post(f"/cases/{case}/messages", {"text": "Sixty per cent would do."})
    by_seller.post(f"/cases/{case}/offers", {"package": PART, "note": "Our last word."})
    clock.move(minutes=1)
    assert by_neutral.post(f"/cases/{case}/mediation/end").status_code == 201
    answer = by_neutral.get(f"/cases/{case}").content.decode()
    assert "Sixty per cent" not in answer and "Our last word" not in answer and "11940" not in answer
    assert by_neutral.get(f"/cases/{case}").json()["mediation"]["left_out"] == 2
    assert by_neutral.get(f"/cases/{case}/record").json()["code"] == "record_holds_mediation"
    assert by_neutral.get(f"/cases/{case}/dossier").json()["code"] == "record_holds_mediation"
    assert "Sixty per cent" in by_seller.get(f"/cases/{case}").content.decode()
    own = by_buyer.get(f"/cases/{case}").json()["mediation"]["confidential"]
    assert own == [{"id": "m1", "allowed": False}]
    assert (
        by_buyer.post(f"/cases/{case}/mediation/allowances", {"items": ["o2"]}).json()["code"] == "nothing_said_there"
    )
    assert by_buyer.post(f"/cases/{case}/mediation/allowances", {"items": ["m1"]}).status_code == 201
    assert "Sixty per cent" in by_neutral.get(f"/cases/{case}").content.decode()
    taken = by_buyer.post(f"/cases/{case}/mediation/allowances", {"items": ["m1"], "allow": False})
    assert taken.status_code == 201
    assert "Sixty per cent" not in by_neutral.get(f"/cases/{case}").content.decode()


def test_what_may_be_told_stands_in_its_room_and_texts_go_to_both(mediated):
    case, by_buyer, by_seller, by_neutral = mediated
    told = by_buyer.post(f"/cases/{case}/tellings", {"text": "A drop-off point would do.", "package": PART})
    assert told.json()["created"] == {"id": "y1"}
    assert by_neutral.post(f"/cases/{case}/tellings", {"text": "x"}).status_code == 404
    (found,) = by_neutral.get(f"/cases/{case}").json()["mediation"]["may_be_told"]["buyer"]
    assert found["package"]["refund"] == 11940
    assert "drop-off" not in by_seller.get(f"/cases/{case}").content.decode()
    draft = {"text": "Both want an end of it.", "package": PART}
    assert by_neutral.post(f"/cases/{case}/texts/drafts", draft).json()["created"] == {"id": "w1"}
    assert by_buyer.get(f"/cases/{case}").json()["mediation"]["texts"] == []
    assert by_neutral.post(f"/cases/{case}/texts", draft).json()["created"] == {"draft": "x1"}
    (text,) = by_seller.get(f"/cases/{case}").json()["mediation"]["texts"]
    assert text["text"] == "Both want an end of it." and text["package"]["refund"] == 11940


def test_the_map_is_not_found_by_anybody_but_the_mediating_neutral(mediated, caller, people, operator, clock):
    case, by_buyer, by_seller, by_neutral = mediated
    found = by_neutral.get(f"/cases/{case}/settlement-map").json()
    assert found["frontier"] and set(found["solutions"]) == {"nash", "egalitarian", "kalai_smorodinsky", "utilitarian"}
    for other in (by_buyer, by_seller, operator, caller(people("auditor")), caller(people("neutral"))):
        assert other.get(f"/cases/{case}/settlement-map").json()["code"] == "not_found"
    clock.move(minutes=1)
    by_neutral.post(f"/cases/{case}/mediation/end")
    assert by_neutral.get(f"/cases/{case}/settlement-map").json()["code"] == "not_found"
