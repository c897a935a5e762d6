"""Calls that no other test makes: files with a paper and with a complaint, a thing by its serial number."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.standing.vet import Declare
from hejie.usecases import vetting
from tests.support.refused import says

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def sent(caller, path: str, key: str, **fields):
    """A form with a file, as programs send it."""
    file = SimpleUploadedFile("card.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    headers = {**caller._headers, "idempotency-key": key}
    return caller._client.post(f"/api/v1{path}", {"file": file, **fields}, headers=headers)


def test_a_paper_and_a_piece_of_a_complaint_are_filed_with_their_files(caller, people, ctx, orders):
    seller, buyer = people("seller"), people("buyer")
    vetting.declare(ctx(seller), Declare(seller.shop, "private", "CN", ()), key="d")
    shop, own = caller(seller), caller(buyer)
    papers = f"/sellers/{seller.shop}/papers"
    assert sent(shop, papers, "bad", kind="identity", valid_until="2030-13-1").status_code == 422
    assert sent(shop, papers, "one", kind="identity", valid_until="2030-01-01", number="A 1").status_code == 201
    assert sent(own, papers, "two", kind="identity").status_code == 404
    root = orders(buyer, seller)
    told = {"against": "service", "role": "shop", "whom": seller.shop, "text": "Nobody answers.", "order": root}
    made = own.post("/complaints", told)
    assert made.status_code == 201, made.content
    name = made.json()["created"]["complaint"]
    assert sent(own, f"/complaints/{name}/evidence", "three").status_code == 201
    assert sent(shop, f"/complaints/{name}/evidence", "four").status_code == 404


def test_a_thing_is_registered_read_and_changed_over_the_version_that_was_read(caller, people, orders):
    seller, buyer = people("seller"), people("buyer")
    own, shop = caller(buyer), caller(seller)
    made = own.post("/registrations", {"serial": "SN-0001-77", "order": orders(buyer, seller), "line": 1})
    assert made.status_code == 201, made.content
    path = f"/registrations/{made.json()['id']}"
    assert own.get(path).json()["serial_ends"] and shop.get("/registrations").status_code == 200
    for tag, status in (("", 428), ('"nonsense"', 428), ('"99"', 412)):
        headers = {**shop._headers, "idempotency-key": f"k{tag}"} | ({"if-match": tag} if tag else {})
        answer = shop._client.patch(
            f"/api/v1{path}", '{"months": 24}', content_type="application/json", headers=headers
        )
        assert answer.status_code == status, (tag, answer.content)
        assert says("version_missing", answer) == (status == 428)
