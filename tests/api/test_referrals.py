"""The way to outside bodies over HTTP: the choice with its reasons and last days, the letter, and what came back."""

import io
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(caller, claim):
    """(buyer's caller, seller's caller, case id) of an open case."""
    buyer, seller, body = claim
    by_buyer = caller(buyer)
    return by_buyer, caller(seller), by_buyer.post("/cases", body).json()["id"]


def test_the_choice_comes_with_reasons_last_days_and_what_was_guessed(opened):
    by_buyer, _seller, case = opened
    found = by_buyer.get(f"/cases/{case}/referral").json()
    first = found["bodies"][0]
    assert (first["id"], first["kind"], first["binding"], first["languages"]) == (
        "cn_12315", "consumer_authority", False, ["zh"],
    )  # fmt: skip
    assert first["verified"] is False and "fee" in first["remembered"] and first["source"]
    assert {"code": "free", "text": "It costs nothing."} in first["why"]
    assert found["guessed"] == ["buyer_in", "seller_in", "consumer"] and found["missing"] == ["arbitration_agreed"]
    (day,) = found["last_days"]
    assert (day["began"], day["began_on"], day["last_on"], day["over"]) == (
        "delivered", "2026-11-01", "2029-11-01", False,
    )  # fmt: skip
    assert day["renewed_on"] == "2026-11-02" and day["verified"] is True
    assert found["places"]["DE"]["en"] == "Germany" and found["referrals"] == []


def test_other_facts_make_another_choice_in_the_callers_language(opened, caller, claim):
    _buyer, _seller, case = opened
    german = caller(claim[0], language="ru").get(f"/cases/{case}/referral?buyer_in=DE&seller_in=FR&consumer=yes").json()
    assert german["bodies"][0]["id"] == "eu_ecc" and german["bodies"][0]["languages"] == ["de", "en"]
    assert german["facts"]["arbitration_agreed"] is None and german["guessed"] == []
    not_there = {row["id"]: [one["code"] for one in row["why_not"]] for row in german["passed_over"]}
    assert not_there["de_universalschlichtung"] == ["seller_elsewhere"]
    assert german["bodies"][0]["name"].startswith("Европейский")


def test_a_letter_is_drafted_kept_and_answered(opened):
    by_buyer, by_seller, case = opened
    draft = by_buyer.get(f"/cases/{case}/referral/draft?body=cn_12315").json()
    assert draft["language"] == "zh" and "The shoes are 7 mm too short." in draft["letter"]
    body = {"body": "cn_12315", "language": "zh", "letter": draft["letter"]}
    made = by_buyer.post(f"/cases/{case}/referral", body, key="one")
    assert made.status_code == 201 and made.json()["created"] == {"referral": "x1"}
    assert by_buyer.post(f"/cases/{case}/referral", body, key="one").json()["repeated"]
    answered = by_buyer.post(f"/cases/{case}/referral/x1/result", {"result": "accepted", "note": "No. 4711"})
    assert answered.status_code == 201
    (row,) = by_seller.get(f"/cases/{case}").json()["referrals"]
    assert (row["id"], row["by"], row["result"], row["answers"][0]["note"]) == ("x1", "buyer", "accepted", "No. 4711")
    assert row["letter"] == draft["letter"].strip()


def test_letter_and_bundle_are_downloaded(opened):
    by_buyer, by_seller, case = opened
    by_buyer.post(f"/cases/{case}/referral", {"body": "cn_court", "language": "zh", "letter": "请求退款。"})
    assert by_seller.get(f"/cases/{case}/referral/x1/letter").content.decode() == "请求退款。"
    assert by_seller.get(f"/cases/{case}/referral/x1/letter?format=pdf").content.startswith(b"%PDF-")
    answer = by_seller.get(f"/cases/{case}/referral/x1/bundle")
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "letter.pdf" in archive.namelist() and f"case-{case}.zip" in archive.namelist()
    assert by_seller.get(f"/cases/{case}/referral/x2/letter").status_code == 404


@pytest.mark.parametrize(
    "path, body, status, code",
    [
        ("referral", {"body": "nobody", "language": "zh", "letter": "x"}, 422, "body_unknown"),
        ("referral", {"body": "cn_12315", "language": "la", "letter": "x"}, 422, "bad_field"),
        ("referral", {"body": "cn_12315", "language": "zh", "letter": ""}, 422, "text_missing"),
        ("referral", {"body": "cn_12315", "letter": "x"}, 422, "bad_field"),
        ("referral/x1/result", {"result": "accepted"}, 404, "referral_unknown"),
        ("referral/x1/result", {"result": "won"}, 422, "bad_field"),
    ],
)
def test_what_cannot_be_is_told_as_a_problem(opened, path, body, status, code):
    answer = opened[0].post(f"/cases/{opened[2]}/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_strangers_and_other_roles_go_nowhere(opened, caller, people):
    by_buyer, by_seller, case = opened
    stranger, operator = caller(people("buyer")), caller(people("operator"))
    body = {"body": "cn_12315", "language": "zh", "letter": "x"}
    assert stranger.get(f"/cases/{case}/referral").status_code == 404
    assert stranger.post(f"/cases/{case}/referral", body).status_code == 404
    assert operator.post(f"/cases/{case}/referral", body).json()["code"] == "not_allowed_now"
    seen = operator.get(f"/cases/{case}/referral").json()
    assert seen["bodies"] == [] and seen["facts"] is None
    by_buyer.post(f"/cases/{case}/referral", body)
    assert by_seller.post(f"/cases/{case}/referral/x1/result", {"result": "accepted"}).status_code == 403


def test_an_unknown_place_is_a_problem(opened):
    answer = opened[0].get(f"/cases/{opened[2]}/referral?buyer_in=XX")
    assert (answer.status_code, answer.json()["code"]) == (422, "place_unknown")
