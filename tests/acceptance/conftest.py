"""What acceptance from outside begins with: everybody's programs, and a return that they drive over the API alone."""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.rulebooks import procedures
from tests.api.conftest import BASE, Caller, caller
from tests.support.service import Services

__all__ = ["caller"]

SHOWN = procedures.load("procedures/standard").digest
PHOTO = b"what I have seen, in words"


def file(by: Caller, case: str, *, name: str = "words.txt", content: bytes = PHOTO, key: str = "file", **more: str):
    """The answer to a piece of evidence filed over the API by one side."""
    body = {"file": SimpleUploadedFile(name, content), "purpose": "To show it", **more}
    headers = {**by._headers, "idempotency-key": key}
    return by._client.post(f"{BASE}/cases/{case}/evidence", body, headers=headers)


@dataclass
class Asked:
    """A request over the API, its two sides' programs, and the order that it is about."""

    case: str
    root: str
    buyer: Caller
    seller: Caller
    people: tuple

    def seen(self, by: Caller | None = None) -> dict:
        """The case as one side reads it."""
        return (by or self.buyer).get(f"/cases/{self.case}").json()

    def step(self, by: Caller, name: str, told: dict | None = None, **more):
        """The answer to one of the nouns below a return: answer, label, shipment, receipt, inspection, steps/…"""
        body = more if told is None else {"told": told, **more}
        return by.post(f"/returns/{self.case}/{name}", body)

    def on_its_way(self) -> "Asked":
        """Approved, with a label, and sent."""
        waybill = {"carrier": "SF", "waybill": "L1001"}
        for by, name, body in (
            (self.seller, "answer", {"approve": True}),
            (self.seller, "label", {"told": waybill}),
            (self.buyer, "shipment", {"told": waybill}),
        ):
            answer = by.post(f"/returns/{self.case}/{name}", body)
            assert answer.status_code == 201, (name, answer.content)
        return self

    def paid_back(self) -> int:
        """What was posted to the buyer, in minor units."""
        from hejie.record import reader

        return sum(hold.to_buyer for hold in reader.order(self.root).custody.holds)


@pytest.fixture
def returns(people, ctx, marketplace, clock, caller):
    """Asks for a return over the API: `asked = returns()`; one of two kettles unless told otherwise."""
    services = Services(people, ctx, marketplace, clock)

    def ask(
        *,
        reason: str = "defective",
        pieces=((1, 1),),
        buyer=None,
        seller=None,
        order: dict | None = None,
        root: str = "",
        **more,
    ):
        buyer, seller = buyer or people("buyer"), seller or people("seller")
        root = root or services.order(buyer, seller, **(order or {}))
        by_buyer, by_seller = caller(buyer), caller(seller)
        body = {
            "order": root, "pieces": [{"line": line, "quantity": number} for line, number in pieces], "reason": reason,
            "story": "It does not boil.", "shown": SHOWN, **more,
        }  # fmt: skip
        answer = by_buyer.post("/returns", body)
        assert answer.status_code == 201, answer.content
        return Asked(answer.json()["id"], root, by_buyer, by_seller, (buyer, seller))

    ask.order = services.order
    return ask
