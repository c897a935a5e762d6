"""The part of a document that names what is not shown to its reader, and why: nothing is left out in silence."""

from collections.abc import Iterable, Mapping

from hejie.domain.cases.state import CaseState, RoomState
from hejie.record.export import references
from hejie.store import queries, story, told
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels, texts

MOST = 300


Place = tuple[str, int, str]
"""Kind and number of the entry that first held a reference, and the name of its field."""


def section(root: str, stream: str, state: CaseState | RoomState, labels: Labels) -> b.Block:
    """Each reference of the stream that is not shown: what it was, when and why it went; or that nothing is withheld.

    It tells of this stream alone, and nothing of whether there are others.
    """
    own = stream.startswith("room:")  # only in rooms stands what needs a key beside the database
    first, erased = _read(root, stream, state) if state.erased or own else ({}, {})
    closed = told.closed(root, [ref for ref in first if ref not in erased]) if own else set()
    if not erased and not closed:
        return b.section(labels("withheld"), b.words(labels("nothing_withheld"), labels("rooms_apart")))
    notes = _notes(root, erased.values())
    columns = [(labels("what"), "rest"), (labels("entry"), "figures"), (labels("why"), "rest"), (labels("at"), "fit")]
    gone = [ref for ref in first if ref in erased or ref in closed]
    rows = [_row(ref, first[ref], erased.get(ref), labels, notes) for ref in gone[:MOST]]
    more = [labels("fewer", shown=MOST, all=len(gone))] if len(gone) > MOST else []
    return b.section(
        labels("withheld"),
        b.words(labels("withheld_how")),
        b.table(columns, rows),
        b.words(*more, labels("rooms_apart")),
    )


def _read(root: str, stream: str, state: CaseState | RoomState) -> tuple[dict[str, Place], dict[str, Mapping]]:
    """Every reference of a stream with its place, and by which entry each erased one of them went."""
    first: dict[str, Place] = {}
    erased: dict[str, Mapping] = {}
    for entry in reversed(story.newest(root, stream, before=state.seq + 1, limit=state.seq)):
        for name, value in entry["data"].items():
            for ref in references(value):
                first.setdefault(ref, (entry["kind"], entry["seq"], name))
        if entry["kind"] == "ContentErased":
            erased |= dict.fromkeys(entry["data"]["erased"], entry)
    return first, {ref: entry for ref, entry in erased.items() if ref in first}


def _row(ref: str, place: Place, entry: Mapping | None, labels: Labels, notes: Mapping[str, str]) -> list[b.Cell]:
    kind, seq, where = place
    what = f"{labels.of('kinds', kind)}{labels('colon')}{labels.of('fields', where)}"
    if entry is None:
        return [[what, b.plain(ref)], str(seq), labels("key_away"), ""]
    when = [labels.when(entry["at"]), labels("erased_by_entry", seq=entry["seq"])]
    return [[what, b.plain(ref)], str(seq), _why(entry, labels, notes), when]


def _why(entry: Mapping, labels: Labels, notes: Mapping[str, str]) -> list[str]:
    """The reason by its code, the law after whose retention it went, and the words that somebody has added."""
    data = entry["data"]
    why, note = str(data.get("why", "")), data.get("note")
    known = why in texts()["erasures"]
    lines = [labels.of("erasures", why) if known else labels("erased_by_right")]
    if data.get("rule"):
        book = data.get("rulebook") or {}
        lines.append(labels("retention_rule", rule=f"{data['rule'].upper()} {book.get('version', '')}".strip()))
    if isinstance(note, Mapping) and notes.get(note["ref"]):
        lines += b.paragraphs(notes[note["ref"]])
    elif why and not known:
        lines.append(b.plain(why))
    return lines


def _notes(root: str, entries: Iterable[Mapping]) -> Mapping[str, str]:
    found = (entry["data"].get("note") for entry in entries)
    return queries.texts(root, [note["ref"] for note in found if isinstance(note, Mapping)])
