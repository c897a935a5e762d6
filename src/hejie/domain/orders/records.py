"""What the marketplace itself knows of an order: scans of the parcel, its weight, the chat, a proof of delivery, the listing.

A shop's or carrier's program sends it in; it stands in the order's stream as it was told, with where it is from and when
it was. Nothing is worked out from it and nothing that contradicts it is refused: two weights stay two weights.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hejie.domain.kernel import clock, erasing
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import exponent
from hejie.domain.kernel.refusal import Refusal

SELLER = "seller"
SOURCES = ("carrier", "warehouse", "chat", "catalogue", "shop", "payments", "platform", SELLER)
"""Where a record is from; which firm or program that was stands beside it (`origin`). SELLER: a shop's people themselves, whose own word
it is in every case; `shop`: its program."""
STATIONS = (
    "picked_up", "weighed", "in_transit", "at_depot", "out_for_delivery", "attempted", "delivered", "returning", "returned",
    "lost", "damaged",
)  # fmt: skip
HANDED = ("in_person", "household", "neighbour", "locker", "pick_up_point", "left_at_door")
"""How a parcel was handed over."""

EVENTS = ("sent", "opened", "downloaded", "activated", "streamed", "revoked")
"""What became of digital goods: handed over to the account, first opened, downloaded, a key used, played, taken away."""

COUNT, TEXT, MOMENT, CURRENCY, HASH = "count", "text", "moment", "currency", "hash"
# Kind → fact → what it may be: one of these words, a whole number, private text, a moment, a currency, a SHA-256 in hexadecimal.
FACTS: Mapping[str, Mapping[str, str | tuple[str, ...]]] = {
    "scan": {"station": STATIONS, "place": TEXT, "waybill": TEXT},
    "weight": {"grams": COUNT, "place": TEXT, "waybill": TEXT},
    "proof_of_delivery": {"handed": HANDED, "signed_by": TEXT, "place": TEXT, "waybill": TEXT},
    "chat": {"messages": COUNT, "since": MOMENT, "until": MOMENT},
    "listing": {
        "title": TEXT,
        "address": TEXT,
        "minor": COUNT,
        "currency": CURRENCY,
        "version": COUNT,
        "published": MOMENT,
    },
    "deal": {"hash": TEXT, "minor": COUNT, "currency": CURRENCY, "version": COUNT, "agreed": MOMENT},
    "question": {"title": TEXT, "asked": MOMENT, "first": COUNT, "messages": COUNT, "since": MOMENT, "until": MOMENT},
    "digital": {
        "event": EVENTS,
        "account": TEXT,
        "downloads": COUNT,
        "first_access": MOMENT,
        "key_hash": HASH,
        "version": COUNT,
    },
    "order": {"number": TEXT, "minor": COUNT, "currency": CURRENCY},
}
KINDS = tuple(FACTS)
_NEEDED = {"scan": ("station",), "weight": ("grams",), "digital": ("event",)}
MOST = 300
_IS_HASH = re.compile("[0-9a-f]{64}").fullmatch
_LONGEST_FACT, _LONGEST_ORIGIN, _LARGEST = 500, 80, 2**53 - 1


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """Put something that the marketplace knows of an order on its record.

    kind      one of KINDS; facts: those of its kind by name (FACTS), plain
    source    one of SOURCES; origin: name of the firm or program that told it, no person's; "" where nobody says
    at        when it was, in the record's form
    lines     of one seller; none for all of an order with one seller
    file      {"ref", "size", "type"} of what was sent; name: of that file; thumbnail, view: pictures made anew of it
    note      a word with it, for both sides; may be empty
    """

    root: str
    kind: str
    source: str
    at: str
    file: Mapping
    name: str
    origin: str = ""
    lines: tuple[int, ...] = ()
    facts: Mapping = field(default_factory=dict)
    note: str = ""
    thumbnail: Mapping | None = None
    view: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One of them, as it stands. `imported_at`: when it came in; name, note, texts in facts, file: references."""

    id: str
    kind: str
    source: str
    origin: str
    at: str
    lines: tuple[int, ...]
    facts: Mapping
    file: Mapping
    name: Mapping
    note: Mapping | None
    imported_at: str
    thumbnail: Mapping | None = None
    view: Mapping | None = None


@dataclass(frozen=True, slots=True)
class EraseRecord:
    """Erase contents that an order's own stream names. rule: after which rule of retention, as `EraseContent` has it."""

    root: str
    refs: tuple[str, ...]
    why: str = ""
    rule: Mapping | None = None


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    order: object


def import_record(world: World, command: ImportRecord, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a record on the order's stream, as it was told.

    Refuses   record_kind, record_source, record_fact (facts: fact, kind), unknown_line, record_lines (its lines are not all of
              one seller, or none are named and the order has several), bad_date (no moment, or one to come),
              too_many_records, text_too_long, currency_unknown
    """
    if command.kind not in FACTS:
        raise Refusal("record_kind", given=command.kind[:40], known=", ".join(KINDS))
    if command.source not in SOURCES:
        raise Refusal("record_source", given=command.source[:40], known=", ".join(SOURCES))
    if len(world.order.records) >= MOST:
        raise Refusal("too_many_records", most=MOST)
    data = {
        "id": f"r{len(world.order.records) + 1}",
        "kind": command.kind,
        "source": command.source,
        "origin": _short(command.origin, _LONGEST_ORIGIN),
        "at": _moment(command.at, now),
        "lines": list(_lines(world.order, command.lines)),
        "facts": _facts(command),
        "file": dict(command.file),
        "name": Private(_short(command.name, _LONGEST_FACT)),
        "note": Private(_short(command.note, _LONGEST_FACT)) if command.note.strip() else None,
    }
    for name in ("thumbnail", "view"):
        if reference := getattr(command, name):
            data[name] = dict(reference)
    return (Event(f"order:{world.root}", "RecordImported", data),)


def erase(world: World, command: EraseRecord, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Erase contents of the order's stream. Refuses nothing_to_erase."""
    refs = [ref for ref in dict.fromkeys(command.refs) if ref not in world.order.erased]
    if not refs:
        raise Refusal("nothing_to_erase")
    return (Event(f"order:{world.root}", "ContentErased", erasing.said(refs, command.why, rule=command.rule)),)


def read(data: Mapping, at: str) -> Record:
    """A record as its entry has it."""
    return Record(
        data["id"], data["kind"], data["source"], data["origin"], data["at"], tuple(data["lines"]), data["facts"],
        data["file"], data["name"], data["note"], at, data.get("thumbnail"), data.get("view"),
    )  # fmt: skip


def _lines(order: object, named: tuple[int, ...]) -> tuple[int, ...]:
    lines = tuple(sorted({order.line(number).line for number in named})) or tuple(one.line for one in order.lines)
    if len({order.seller_of(number) for number in lines}) > 1:
        raise Refusal("record_lines")
    return lines


def _facts(command: ImportRecord) -> dict:
    known = FACTS[command.kind]
    for name in (*command.facts, *_NEEDED.get(command.kind, ())):
        if name not in known or name not in command.facts:
            raise Refusal("record_fact", fact=name[:40], kind=command.kind)
    if "minor" in command.facts and "currency" not in command.facts:
        raise Refusal("record_fact", fact="currency", kind=command.kind)
    return {name: _fact(command.kind, name, known[name], value) for name, value in command.facts.items()}


def _fact(kind: str, name: str, what: str | tuple[str, ...], value: object) -> object:
    wrong = Refusal("record_fact", fact=name, kind=kind)
    if what == COUNT:
        if type(value) is not int or not 0 <= value <= _LARGEST:
            raise wrong
        return value
    if not isinstance(value, str) or not value.strip():
        raise wrong
    if what == TEXT:
        return Private(_short(value, _LONGEST_FACT))
    if what == CURRENCY:
        exponent(value)
    elif what == HASH:
        if not _IS_HASH(value):
            raise wrong  # a key in the clear above all
    elif what == MOMENT:
        _moment(value, None)
    elif value not in what:
        raise wrong
    return value


def _moment(written: str, now: datetime | None) -> str:
    """A moment in the record's form; with `now`, one that is not to come. Refuses bad_date."""
    try:
        moment = clock.parse(written)
    except (TypeError, ValueError):
        raise Refusal("bad_date", given=str(written)[:40]) from None
    if now is not None and moment > now:
        raise Refusal("bad_date", given=written)
    return written


def _short(text: str, most: int) -> str:
    cleaned = text.strip().replace("\x00", "")
    if len(cleaned) > most:
        raise Refusal("text_too_long", most=most, given=len(cleaned))
    return cleaned
