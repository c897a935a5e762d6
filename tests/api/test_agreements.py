"""The agreement over HTTP: terms, text in every signed language, signatures, state; the PDF; signing what was read."""

import pytest


@pytest.fixture
def settled(caller, claim):
    """A case whose parties have accepted an offer, with a caller for either."""
    buyer, seller, body = claim
    one, other = caller(buyer), caller(seller)
    case = one.post("/cases", body).json()["id"]
    other.post(f"/cases/{case}/offers", {"package": {"refund": 11940, "apology": True}})
    assert one.post(f"/cases/{case}/offers/o2/acceptance", {"waives": True}).status_code == 201
    return case, one, other


def test_what_is_about_to_be_signed_is_read_and_signed_as_it_was_read(settled):
    case, buyer, seller = settled
    read = buyer.get(f"/cases/{case}/agreement").json()
    assert (read["in_effect"], read["pinned"], read["signatures"], read["languages"]) == (False, False, [], ["en"])
    text = read["texts"][0]["text"]
    assert (
        read["package"]["refund"] == 11940 and "¥119.40" in text and "the buyer gives up ¥79.60 of what is due" in text
    )
    assert {one["language"] for one in read["translations"]} == {"zh", "ru"}
    wrong = buyer.post(f"/cases/{case}/agreement/signatures", {"document": "0" * 64})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "agreement_changed")
    for one in (buyer, seller):
        assert one.post(f"/cases/{case}/agreement/signatures", {"document": read["fingerprint"]}).status_code == 201
    after = seller.get(f"/cases/{case}/agreement").json()
    assert after["in_effect"] and after["pinned"] and after["fingerprint"] == read["fingerprint"]
    assert after["texts"][0]["text"] == read["texts"][0]["text"] and len(after["texts"][0]["reference"]["ref"]) == 64
    assert [one["side"] for one in after["signatures"]] == ["buyer", "seller"]
    record = buyer.get(f"/cases/{case}/record").json()["entries"]
    hashes = {entry["seq"]: entry["hash"] for entry in record}
    assert all(hashes[one["seq"]] == one["head"] for one in after["signatures"])
    assert {duty["what"]: duty["status"] for duty in after["obligations"]}["apology"] == "open"


def test_a_body_is_not_needed_to_sign(settled):
    case, buyer, _seller = settled
    assert buyer.post(f"/cases/{case}/agreement/signatures").status_code == 201


def test_the_pdf(settled):
    case, buyer, _seller = settled
    answer = buyer.get(f"/cases/{case}/agreement.pdf")
    assert answer["content-type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert buyer.get(f"/cases/{case}/agreement.pdf").content == answer.content
    assert buyer.get(f"/cases/{case}/agreement.pdf?language=ru").content != answer.content


def test_nobody_else_reads_it(settled, caller, people):
    case = settled[0]
    for stranger in (people("buyer"), people("seller")):
        for path in ("agreement", "agreement.pdf"):
            assert caller(stranger).get(f"/cases/{case}/{path}").status_code == 404
    assert caller(people("operator")).get(f"/cases/{case}/agreement").status_code == 200


def test_there_is_none_before_both_have_accepted(opened, caller, claim):
    assert caller(claim[0]).get(f"/cases/{opened['id']}/agreement").status_code == 404
