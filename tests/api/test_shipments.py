"""Parcels over HTTP: of many orders in one call, one put right; a shop's own proof; what programs and other shops may."""

import pytest

from tests.support.service import Services

pytestmark = [pytest.mark.django_db, pytest.mark.once]
_ALL = ("read", "write", "staff")


@pytest.fixture
def sold(people, ctx, marketplace, clock):
    """(order, its number) of a shop, paid and not sent: `sold(seller)`."""
    services = Services(people, ctx, marketplace, clock)

    def make(seller):
        from hejie.record import reader

        root = services.order(people("buyer"), seller, shipped=False)
        return root, reader.order(root).external_id

    return make


def test_a_half_bad_call_sends_its_good_rows_and_said_again_changes_nothing(people, caller, sold):
    seller, stranger = people("seller"), people("seller")
    by, (root, number), (_other, theirs) = caller(seller, _ALL), sold(seller), sold(stranger)
    rows = [
        {"order": number, "carrier": "SF", "waybill": "SF1380042207719"},
        {"order": theirs, "carrier": "SF", "waybill": "SF1380042207720"},
        {"order": number, "carrier": "SF", "waybill": "SF1380042207721", "lines": [9]},
    ]
    answer = by.post("/shipments", {"rows": rows})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["done"], told["known"], told["refused"]) == (1, 0, 2)
    assert [row.get("code") for row in told["rows"]] == [None, "order_not_yours", "unknown_line"]
    assert told["rows"][1]["id"] is None and told["rows"][1]["do"]
    assert by.post("/shipments", {"rows": rows[:1]}, key="again").json()["known"] == 1
    (parcel,) = by.get(f"/orders/{root}").json()["parcels"]
    assert parcel["id"] == "p1" and parcel["waybill"] == "SF1380042207719"
    path = f"/orders/{root}/parcels/p1/correction"
    wrong = by.post(path, {"carrier": "EMS", "waybill": "EE123456784CN"}, key="w")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "waybill_check")
    assert by.post(path, {"carrier": "EMS", "waybill": "EE123456784CN", "sure": True}, key="r").status_code == 201
    assert by.get(f"/orders/{root}").json()["parcels"][0]["carrier"] == "EMS"
    assert caller(stranger, _ALL).post(path, {"carrier": "X"}).status_code == 404


def test_a_shop_proves_its_own_delivery_as_its_word_and_nothing_else(people, caller, sold):
    seller = people("seller")
    by, (root, _number) = caller(seller, _ALL), sold(seller)
    record = {"kind": "digital", "source": "seller", "at": "2026-10-30T08:00:00.000Z", "facts": {"event": "sent"}}
    for kind in ({"source": "carrier"}, {"source": "shop"}, {"kind": "weight", "facts": {"grams": 5}}):
        assert by.post(f"/orders/{root}/records", {**record, **kind}, key=str(kind)).status_code == 404
    assert by.post(f"/orders/{root}/records", record).status_code == 201
    assert caller(people("seller"), _ALL).post(f"/orders/{root}/records", record).status_code == 404
