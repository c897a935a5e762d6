"""What is put on a file, in the joint room as in the others, and how a private or internal room folds."""

from collections.abc import Mapping
from dataclasses import replace

from hejie.domain.cases import panels
from hejie.domain.cases.state import Kept, RoomState, Said

SAID = {
    "MessageWritten": "message",
    "StatementMade": "statement",
    "EvidenceFiled": "evidence",
    "EvidenceCommented": "remark",
    "SignalFound": "signal",
    "CaptureCodeGiven": "capture_code",
    "QuestionAsked": "question",
    "QuestionAnswered": "answer",
    "QuestionLapsed": "lapsed_question",
    "AppealAnswered": "appeal_answer",
    "NoteWritten": "note",
    "FindingsKept": "findings",
    "NoticeSent": "notice",
}


def said_of(entry: Mapping, kind: str, number: int) -> Said:
    """The item that an entry puts on a file; `number` of items stand there before it."""
    data = entry["data"]
    by = entry["by"]
    return Said(
        data.get("id") or f"n{number + 1}",
        kind,
        data.get("side", by["role"]),
        by["id"],
        entry["at"],
        entry["seq"],
        data,
    )


def evolve(state: RoomState, entry: Mapping) -> RoomState:
    """The state of a private or internal room after one more entry."""
    said, erased, seat, kept = state.said, state.erased, state.seat, state.kept
    if entry["kind"] in SAID:
        said = (*said, said_of(entry, SAID[entry["kind"]], len(said)))
    elif entry["kind"] == "ContentErased":
        erased = erased | frozenset(entry["data"]["erased"])
    elif entry["kind"] == "SeatGiven":
        seat = panels.seated(entry)
    elif entry["kind"] == "VoteCast":
        seat = panels.voted(seat, entry)
    else:
        kept = (*kept, Kept(entry["kind"], entry["at"], entry["seq"], entry["by"]["id"], entry["data"]))
    place = {"seq": entry["seq"], "head": entry["hash"], "changed_at": entry["at"]}
    return replace(state, said=said, erased=erased, seat=seat, kept=kept, **place)
