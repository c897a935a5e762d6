"""Remarks on evidence and the matrix over HTTP, as each reader gets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
PROVES = "description.first_proof"


@pytest.fixture
def filed(claim, caller, monkeypatch):
    """(case, buyer, seller) with e1 of the buyer for his turn of proof."""
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    sent = {"file": SimpleUploadedFile("ruler.txt", b"261 mm"), "purpose": "The length.", "proves": PROVES}
    headers = {**by_buyer._headers, "idempotency-key": "file-1"}
    answer = by_buyer._client.post(f"/api/v1/cases/{case}/evidence", sent, headers=headers)
    assert answer.status_code == 201, answer.content
    return case, by_buyer, by_seller


def test_a_remark_stands_below_its_piece_and_disputes_it(filed):
    case, by_buyer, by_seller = filed
    path = f"/cases/{case}/evidence/e1/remarks"
    said = {"text": "That is another pair.", "disputes": True}
    answer = by_seller.post(path, said, key="remark-1")
    assert answer.status_code == 201 and answer.json()["created"] == {"id": "c1"}
    assert by_seller.post(path, said, key="remark-1").json()["repeated"]
    assert by_seller.post(path, {**said, "text": "Other."}, key="remark-1").json()["code"] == "key_used_otherwise"
    found = by_buyer.get(path).json()
    assert found["disputed_by"] == ["seller"]
    (remark,) = found["remarks"]
    assert (remark["id"], remark["by"], remark["disputes"], remark["text"]) == ("c1", "seller", True, said["text"])
    file = by_buyer.get(f"/cases/{case}").json()["file"]
    assert next(one for one in file if one["kind"] == "evidence")["disputed_by"] == ["seller"]
    assert next(one for one in file if one["kind"] == "remark")["text"]["text"] == said["text"]


@pytest.mark.parametrize(
    ("piece", "body", "status", "code"),
    [
        ("e9", {"text": "Hm."}, 404, "unknown_piece"),
        ("e1", {"text": "Hm.", "disputes": True}, 422, "not_yours_to_dispute"),
        ("e1", {"text": " "}, 422, "text_missing"),
        ("e1", {"text": "Hm.", "room": "seller"}, None, "room_not_yours"),
        ("e1", {"text": "Hm.", "room": "moon"}, None, "room_not_yours"),
        ("e1", {"text": "Hm.", "more": 1}, 422, "bad_field"),
    ],
)
def test_a_remark_that_is_not_taken_in(filed, piece, body, status, code):
    case, by_buyer, _seller = filed
    answer = by_buyer.post(f"/cases/{case}/evidence/{piece}/remarks", body)
    assert answer.json()["code"] == code
    assert status in (None, answer.status_code)


def test_of_a_case_of_others_nobody_reads_a_remark_nor_the_matrix(filed, people, caller):
    case, _buyer, by_seller = filed
    by_seller.post(f"/cases/{case}/evidence/e1/remarks", {"text": "Hm."})
    stranger = caller(people("buyer"))
    for path in (f"/cases/{case}/evidence/e1/remarks", f"/cases/{case}/matrix"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/cases/{case}/evidence/e1/remarks", {"text": "Hm."}).status_code == 404
    assert by_seller.get(f"/cases/{case}/evidence/e1/remarks?room=buyer").status_code == 404
    assert by_seller.get(f"/cases/{case}/evidence/e7/remarks").status_code == 404


def test_the_matrix_tells_both_sides_the_same(filed):
    case, by_buyer, by_seller = filed
    by_seller.post(f"/cases/{case}/evidence/e1/remarks", {"text": "Another pair.", "disputes": True})
    first, second = by_buyer.get(f"/cases/{case}/matrix").json(), by_seller.get(f"/cases/{case}/matrix").json()
    assert first == second
    (point,) = [one for one in first["points"] if one["id"] == "description"]
    assert point["evidence"] == {"buyer": ["e1"], "seller": [], "record": []}
    assert [turn["state"] for turn in point["turns"]][:2] == ["filed", "missing"]
    assert point["turns"][0]["evidence"] == ["e1"]
    now = point["now"]
    assert (now["on"], now["missing"], now["if_nothing_more_comes"]) == ("seller", True, "proved")
    assert set(now["follows"]) == {"en", "zh", "ru"} and now["source"]
    assert point["disputed"] == {"e1": ["seller"]}
    piece = first["evidence"]["e1"]
    assert (piece["by"], piece["late"], piece["erased"], piece["remarks"]) == ("buyer", False, False, ["c1"])
    assert not first["over"] and first["book"]["id"] == "burdens/standard"


def test_the_day_by_which_something_is_missing_is_that_of_the_open_deadline(filed, claim, caller):
    case, by_buyer, _seller = filed
    deadlines = by_buyer.get(f"/cases/{case}").json()["deadlines"]
    answer = next(row for row in deadlines if row["wait"] == "answer")
    (point,) = [one for one in by_buyer.get(f"/cases/{case}/matrix").json()["points"] if one["id"] == "description"]
    assert point["now"]["until"] == {"deadline": answer["id"], "wait": "answer", "until": answer["until"]}
