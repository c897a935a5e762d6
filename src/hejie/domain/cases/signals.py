"""Signals on a case's file: what the program has noticed about a piece or about words. They ask for more proof.

A signal is an entry of the case's own stream by the program. It begins and ends no deadline, takes no turn from anybody and
changes nothing that silence or a decision brings. It names no other case, person or content.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from hejie.domain.cases.filing_commands import NoteSignals
from hejie.domain.cases.state import SIDES, CaseState, Said
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event

CLAIM, PARCEL = "claim", "parcel"
"""What a signal is about that has no number of its own: the words of the claim; a waybill."""
_WORDS, _SPOKEN = ("message", "statement"), ("MessageWritten", "StatementMade")
LEAST_BYTES = 150
"""Shorter texts are not compared: there is nothing in them that would be anybody's own."""


def note(world: World, command: NoteSignals, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put what was noticed on the file, each signal about a thing once; nothing in a closed case, nor about erased content."""
    case = world.case
    item = subject(case, command.about)
    of = side_of(case, command.about, command.of)
    if case.closed or of not in SIDES or (item is not None and is_gone(case, item)):
        return ()
    known = {(one.data["about"], one.data["signal"]) for one in case.of_kind("signal")}
    fresh = [one for one in command.findings if (command.about, one["signal"]) not in known]
    first = len(case.of_kind("signal")) + 1
    return tuple(
        Event(
            world.streams["case"],
            "SignalFound",
            {
                "id": f"g{first + number}",
                "about": command.about,
                "piece": command.about if item is not None and item.kind == "evidence" else "",
                "of": of,
                "signal": one["signal"],
                "facts": dict(one["facts"]),
                "rulebook": command.rulebook,
                "version": command.version,
            },
        )
        for number, one in enumerate(fresh)
    )


def subject(case: CaseState, about: str) -> Said | None:
    """The piece, message or statement that a signal is about; None for the claim and for a parcel."""
    kinds = ("evidence", *_WORDS)
    return next((item for item in case.said if item.id == about and item.kind in kinds), None)


def side_of(case: CaseState, about: str, otherwise: str = "") -> str:
    """Whose it is: buyer, seller, or somebody else's, of which nothing is noted."""
    if about == CLAIM:
        return case.told_by
    item = subject(case, about)
    return item.side if item is not None else otherwise


def is_gone(case: CaseState, item: Said) -> bool:
    """Whether the content of an item was erased."""
    reference = item.data.get("file") or item.data.get("text") or {}
    return reference.get("ref") in case.erased


def asked(case: CaseState | None, entry: Mapping) -> Iterator[tuple[str, Mapping]]:
    """(about, what to look at) for an entry after which there is something to look at; of the joint room and the order alone."""
    kind, data = entry["kind"], entry["data"]
    if kind in ("Shipped", "ParcelCorrected") and "waybill" in data:
        yield PARCEL, {"ref": data["waybill"]["ref"], "of": "seller", "whole": True}
    if case is None or entry["stream"] != f"case:{case.id}":
        return
    piece = kind == "EvidenceFiled" and data["side"] in SIDES and "record" not in data
    words = kind in _SPOKEN and data.get("side") in SIDES and _is_long(data.get("text"))
    if piece or words:
        yield data["id"], {}
    elif kind == "CaseOpened":
        yield CLAIM, {}
    elif kind == "ServiceStepTaken" and "waybill" in data and data["side"] in SIDES:
        yield PARCEL, {"ref": data["waybill"]["ref"], "of": data["side"], "whole": True}
    elif kind == "ObligationReported" and data.get("note"):
        duty = next((one for one in case.obligations if one.id == data["obligation"]), None)
        if duty is not None and duty.side in SIDES:
            yield PARCEL, {"ref": data["note"]["ref"], "of": duty.side, "whole": False}


def _is_long(text: Mapping | None) -> bool:
    return bool(text) and text["size"] >= LEAST_BYTES
