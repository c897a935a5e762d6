"""The marketplace's own record of an order over HTTP: scans, weights, chats, proofs of delivery, listings; with a file or without."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field, ValidationError

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import done, reading, sending
from hejie.api.shapes import Strict
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.records import Record
from hejie.usecases import order_records
from hejie.usecases.order_records import Told

Kind = Literal["scan", "weight", "proof_of_delivery", "chat", "listing", "question", "digital", "order"]
Source = Literal["carrier", "warehouse", "chat", "catalogue", "shop", "payments", "platform", "seller"]
Fact = bool | int | str


class ChatLine(Strict):
    """A message of a chat: who wrote it, when, what."""

    sender: Annotated[str, Field(max_length=120)]
    text: Annotated[str, Field(max_length=20_000)]
    at: AwareDatetime | None = None


class RecordIn(Strict):
    """Something that you have on record of an order. A shop's people put down their own proofs (digital, proof_of_delivery) with the source
    `seller`: in a case they are that side's word.

    `at`: when it was. `origin`: name of the firm or program, no person's. `lines`: those that it is about, of one seller; all
    where the order has one seller. `facts` by kind: scan: station (picked_up, weighed, in_transit, at_depot, out_for_delivery,
    attempted, delivered, returning, returned, lost, damaged), place, waybill; weight: grams, place, waybill;
    proof_of_delivery: handed (in_person, household, neighbour, locker, pick_up_point, left_at_door), signed_by, place, waybill;
    digital: event (sent, opened, downloaded, activated, streamed, revoked), account, downloads, first_access, key_hash (never the
    key: hexadecimal SHA-256 of `<your number of the order>:<key>`, of the key only letters and digits, in capitals);
    chat: messages, since, until; listing: title, address, minor, currency; order: number, minor, currency. Grams and minor are
    whole numbers, moments are written 2026-03-01T08:30:00.000Z. `messages`: of a chat, in order.
    """

    kind: Kind
    source: Source
    at: AwareDatetime
    origin: Annotated[str, Field(max_length=80)] = ""
    lines: Annotated[list[Annotated[int, Field(ge=1)]], Field(max_length=1000)] = []
    facts: dict[Annotated[str, Field(max_length=40)], Fact] = {}
    note: Annotated[str, Field(max_length=500)] = ""
    messages: Annotated[list[ChatLine], Field(max_length=order_records.MOST_MESSAGES)] = []


@api.post("/orders/{root}/records", response={201: schemas.Receipt}, tags=["orders"])
def take_in(request: HttpRequest, root: str, body: RecordIn) -> HttpResponse:
    """Put on the order's record what you know of it. It appears at once as evidence, with its source, in every open case about
    these lines, and in every later one; both sides see it. `created.id` in the answer is the record's number."""
    ctx, key, _head = sending(request)
    return done(order_records.import_record(ctx, root, _told(body), key=key))


@api.post("/orders/{root}/records/files", response={201: schemas.Receipt}, tags=["orders"])
def take_in_file(
    request: HttpRequest,
    root: str,
    file: UploadedFile = File(...),  # noqa: B008
    record: str = Form(...),
) -> HttpResponse:
    """The same with a file: a photo of the proof of delivery, the chat as it was saved. `record`: the JSON of the other call."""
    ctx, key, _head = sending(request)
    try:
        body = RecordIn.model_validate_json(record)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refusal("bad_field", field=".".join(map(str, first["loc"])) or "record", reason=first["msg"]) from None
    return done(order_records.import_record(ctx, root, _told(body), key=key, file=file, name=file.name or ""))


class KeyIn(Strict):
    """A licence key as the buyer has it."""

    key: Annotated[str, Field(min_length=1, max_length=500)]


@api.post("/orders/{root}/key-checks", response=dict, tags=["orders"])
def check_key(request: HttpRequest, root: str, body: KeyIn) -> dict:
    """Whether this is the licence key that was delivered with the order, by its hash on the record; the key is not kept."""
    found = order_records.check_key(reading(request), root, body.key)
    return {"delivered": bool(found), "records": [one.id for one in found]}


@api.get("/orders/{root}/records", response=dict, tags=["orders"])
def list_records(request: HttpRequest, root: str) -> dict:
    """What the marketplace has on record of an order, in the order in which it came. A shop sees that of its own lines."""
    found, texts = order_records.of_order(reading(request), root)
    return {"records": [row(one, texts) for one in found]}


def row(record: Record, texts: Mapping[str, str]) -> dict:
    """A record as an answer has it; a private text that is gone is null."""
    facts = {
        name: texts.get(value["ref"]) if isinstance(value, Mapping) else value for name, value in record.facts.items()
    }
    return {
        "id": record.id,
        "kind": record.kind,
        "source": record.source,
        "origin": record.origin,
        "at": record.at,
        "imported_at": record.imported_at,
        "lines": list(record.lines),
        "facts": facts,
        "note": texts.get(record.note["ref"]) if record.note else None,
        "file": {"name": texts.get(record.name["ref"]), **record.file},
    }


def _told(body: RecordIn) -> Told:
    return Told(
        kind=body.kind,
        source=body.source,
        at=clock.text(body.at),
        origin=body.origin,
        lines=tuple(body.lines),
        facts=body.facts,
        note=body.note,
        messages=tuple(_message(one.sender, one.text, one.at) for one in body.messages),
    )


def _message(sender: str, text: str, at: datetime | None) -> dict:
    return {"from": sender, "text": text, **({"at": clock.text(at)} if at else {})}
