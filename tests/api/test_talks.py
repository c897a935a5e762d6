"""Talks at an agreed time over HTTP."""

from datetime import timedelta

import pytest

from hejie.domain.kernel import clock as moments

pytestmark = pytest.mark.django_db


def test_a_talk_is_proposed_fixed_written_down_and_confirmed(caller, claim, clock):
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    at = moments.text(clock.now + timedelta(days=1))
    asked = {"moments": [at.replace("Z", "+00:00")], "how": "phone", "text": "+86 10 1234"}
    assert by_buyer.post(f"/cases/{case}/talks", {**asked, "how": "telepathy"}).json()["code"] == "bad_field"
    assert (
        by_buyer.post(f"/cases/{case}/talks", {**asked, "moments": ["2020-01-01T10:00:00Z"]}).json()["code"]
        == "talk_moments"
    )
    assert by_buyer.post(f"/cases/{case}/talks", asked).json()["created"] == {"talk": "t1"}
    shown = by_seller.get(f"/cases/{case}").json()["talks"][0]
    assert shown["proposal"]["moments"] == [at] and shown["proposal"]["text"] == "+86 10 1234" and shown["at"] is None
    assert by_seller.post(f"/cases/{case}/talks/t1/acceptance", {"moments": [at]}).status_code == 201
    assert by_buyer.get(f"/cases/{case}").json()["talks"][0]["at"] == at
    said = {"text": "Photos come by Friday."}
    assert by_buyer.post(f"/cases/{case}/talks/t1/result", said).json()["code"] == "talk_not_over"
    by_seller.post(f"/cases/{case}/messages", {"text": "They are as described."})
    clock.move(days=1)
    assert by_buyer.post(f"/cases/{case}/talks/t1/result", said).status_code == 201
    wrong = {"right": False, "text": "By Saturday."}
    assert by_seller.post(f"/cases/{case}/talks/t1/result/confirmation", wrong).status_code == 201
    result = by_buyer.get(f"/cases/{case}").json()["talks"][0]["results"][0]
    assert result["contested"] == {"seller": "By Saturday."} and result["unconfirmed"] == ["seller"]
    assert by_seller.post(f"/cases/{case}/talks/t1/result/confirmation").status_code == 201
    assert by_buyer.get(f"/cases/{case}").json()["talks"][0]["results"][0]["jointly_confirmed"]


def test_it_is_moved_and_called_off(caller, claim, clock):
    buyer, seller, body = claim
    by_buyer, by_seller = caller(buyer), caller(seller)
    case = by_buyer.post("/cases", body).json()["id"]
    first, later = (moments.text(clock.now + timedelta(days=days)) for days in (1, 2))
    by_buyer.post(f"/cases/{case}/talks", {"moments": [first], "how": "phone"})
    by_seller.post(f"/cases/{case}/talks/t1/acceptance", {"moments": [first]})
    by_seller.post(f"/cases/{case}/talks/t1/moments", {"moments": [later], "how": "video"})
    by_buyer.post(f"/cases/{case}/talks/t1/acceptance", {"moments": [later]})
    talk = by_buyer.get(f"/cases/{case}").json()["talks"][0]
    assert (talk["at"], talk["how"], talk["moves"]) == (later, "video", 1)
    assert by_buyer.post(f"/cases/{case}/talks/t1/cancellation", {"note": "Ill."}).status_code == 201
    assert by_seller.get(f"/cases/{case}").json()["talks"][0]["called_off_by"] == "buyer"
