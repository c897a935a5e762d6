"""The marketplace's record of the order as evidence in a case: put there by the program itself, with its source.

A case gets what concerns its lines, from before it opened too and as long as it is open; one that is reopened catches up.
It is the very same content as in the order's stream. Where two records cannot both be right, both stay and it is said.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations

from hejie.domain.cases.state import CaseState, Said
from hejie.domain.cases.world import World
from hejie.domain.kernel.events import Event
from hejie.domain.orders.records import SELLER, Record

_CLOSE = 50
"""Parts of a thousand by which two scales may differ; below 20 g nothing is said of it either."""
_LEAST_GRAMS = 20
# What ends a parcel's way, and cannot be so while another of them is.
_ENDS = ("delivered", "returned", "lost")


def due(world: World, *, now: datetime) -> tuple[Event, ...]:
    """Records of the order that the case lacks, as events of the program; nothing where it has them all or is over."""
    case, order = world.case, world.order
    if case is None or order is None or case.closed or not order.records:
        return ()
    there = {item.data["record"]["id"] for item in of(case)}
    missing = [one for one in order.records if one.id not in there and _concerns(one, case)]
    kept = [one for one in missing if one.file["ref"] not in order.erased]
    first = len(case.of_kind("evidence")) + 1
    stream = world.streams["case"]
    return tuple(
        Event(stream, "EvidenceFiled", {"id": f"e{number}", **_piece(one, case)})
        for number, one in enumerate(kept, start=first)
    )


def of(case: CaseState) -> tuple[Said, ...]:
    """All pieces of a case that came from the marketplace's record, in the order in which they came."""
    return tuple(item for item in case.of_kind("evidence") if is_record(item))


def is_record(item: Said) -> bool:
    """Whether a piece came from the marketplace's record and was filed by nobody."""
    return "record" in item.data


def contradictions(case: CaseState) -> tuple[tuple[Said, Said], ...]:
    """Pairs of records that cannot both be right of one parcel: two weights, or two different ends of its way.

    Weights that differ by less than a twentieth, or by less than 20 g, are what scales do.
    """
    pairs = combinations([item for item in of(case) if item.data["file"]["ref"] not in case.erased], 2)
    return tuple((one, other) for one, other in pairs if _differ(one.data["record"], other.data["record"]))


def _concerns(record: Record, case: CaseState) -> bool:
    return not set(record.lines).isdisjoint(case.lines)


def _piece(record: Record, case: CaseState) -> dict:
    return {
        "side": "seller" if record.source == SELLER else "platform",
        "file": dict(record.file),
        "name": dict(record.name),
        "purpose": dict(record.note) if record.note else None,
        "late": case.ruling is not None,
        "source": record.source,
        "record": {
            "id": record.id,
            "kind": record.kind,
            "origin": record.origin,
            "at": record.at,
            "facts": dict(record.facts),
        },
        **{name: dict(found) for name, found in _pictures(record)},
    }


def _pictures(record: Record) -> Iterator[tuple[str, Mapping]]:
    for name in ("thumbnail", "view"):
        if found := getattr(record, name):
            yield name, found


def _differ(one: Mapping, other: Mapping) -> bool:
    facts, others = one["facts"], other["facts"]
    if one["kind"] == other["kind"] == "weight":
        apart = abs(facts["grams"] - others["grams"])
        return apart >= _LEAST_GRAMS and apart * 1000 > _CLOSE * max(facts["grams"], others["grams"])
    ends = {_end(one), _end(other)}
    return len(ends) == 2 and "" not in ends


def _end(record: Mapping) -> str:
    """How a parcel's way ended by this record; "" where it says nothing of that."""
    if record["kind"] == "proof_of_delivery":
        return "delivered"
    station = record["facts"].get("station", "")
    return station if station in _ENDS else ""
