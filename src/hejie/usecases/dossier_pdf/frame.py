"""What the documents of all streams beside cases have alike: front page, chronology, what is not shown, how to check."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import Protocol

from hejie.domain.kernel.deadlines import Deadline
from hejie.record.dossier import SealShown
from hejie.store import readers, story
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import fonts, sealed, withheld
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.setting import set_in_type

MOST = 400
"""Newest entries of a stream that its document tells of."""
MOST_ROWS = 500
"""Rows of one of its tables."""

# The machinery's own; all of it stands in entries.jsonl.
_QUIET = frozenset({"NoticeSent", "DeadlineReminded", "DeadlineCleared"})
Part = tuple[str, b.Block | None]
"""A part of a document with the key by which it is known; None, or without blocks: it is left out."""


@dataclass(frozen=True, slots=True)
class For:
    """For whom and with what a document is made. language: zh, en or ru; zone: IANA name."""

    public_key: str
    role: str
    now: datetime
    language: str
    zone: str


class State(Protocol):
    """What the state of any stream has."""

    marketplace: str
    seq: int
    head: str
    erased: frozenset[str]


def newest(root: str, stream: str, state: State) -> list[dict]:
    """The newest 400 entries of a stream as far as `state` goes, oldest first."""
    return list(reversed(story.newest(root, stream, before=state.seq + 1, limit=MOST)))


def document(
    root: str, stream: str, state: State, titles: tuple[str, str], parts: Sequence[Part], labels: Labels, made: For,
    seals: Sequence[SealShown],
) -> bytes:  # fmt: skip
    """The PDF of a stream: its parts in this order, then what is not shown and how the file is checked. titles: title, subtitle."""
    ends = [
        ("withheld", withheld.section(root, stream, state, labels)),
        ("check", _check(stream, state, made.public_key, labels, seals)),
    ]
    data = {
        "language": labels.language,
        "families": fonts.families(labels.language),
        "market": b.plain(readers.marketplace_name(state.marketplace)),
        "title": titles[0],
        "subtitle": titles[1],
        "made": labels("made", at=labels.when(made.now), role=labels.of("roles", made.role)),
        "times": labels("times", zone=labels.zone_name(made.now)),
        "page": labels("page", page="{page}", pages="{pages}"),
        "contents": labels("contents"),
        "head": state.head,
        "sections": [part | {"key": key} for key, part in [*parts, *ends] if part and part["blocks"]],
        "exhibits": None,
        "certificates": [],
    }
    with TemporaryDirectory(prefix="hejie-pdf-") as folder:
        return set_in_type("dossier.typ", data, folder, made.now)


def timeline(
    entries: Sequence[Mapping],
    state: State,
    labels: Labels,
    author: Callable[[Mapping], str],
    what: Callable[[Mapping], b.Cell],
) -> b.Block:
    """Entry by entry, oldest first, without notices, reminders and deadlines that were met. author, what: of one entry, in words."""
    columns = [(labels("entry"), "figures"), (labels("at"), "fit"), (labels("by"), "fit"), (labels("what"), "rest")]
    rows = [
        [str(one["seq"]), labels.when(one["at"]), author(one), what(one)]
        for one in entries
        if one["kind"] not in _QUIET
    ]
    notes = [labels("notices")]
    if state.seq > len(entries):
        notes.insert(0, labels("earlier", shown=len(entries), all=state.seq))
    return b.section(labels("course"), b.table(columns, rows), b.words(*notes))


def deadlines(found: Iterable[Deadline], labels: Labels) -> b.Block:
    """Whose turn it is, until when, and what silence means; the first `MOST_ROWS` of them."""
    columns = [(labels("who"), "fit"), (labels("what"), "rest"), (labels("until"), "fit"), (labels("silence"), "rest")]
    rows = [
        [
            labels.of("sides", row.who),
            labels.phrase("waits", row.wait),
            labels("held") if row.held else labels.when(row.until),
            labels.phrase("silences", row.silence),
        ]
        for row in sorted(found, key=lambda row: row.until)[:MOST_ROWS]
    ]
    return b.section(labels("deadlines"), b.table(columns, rows))


def clock_words(entry: Mapping, labels: Labels) -> str:
    """What an entry of the clocks says besides its kind: whose turn it is until when, why it moved, what silence did; "" for others."""
    kind, data = entry["kind"], entry["data"]
    if kind == "DeadlineSet":
        who, wait = labels.of("sides", data["who"]), labels.phrase("waits", data["wait"])
        return labels("turn", who=who, what=wait, until=labels.when(data["until"]))
    if kind == "DeadlineMoved":
        return f"{labels.when(data['until'])}{labels('join')}{labels.of('moved', data['why'])}"
    return labels.phrase("silences", data["silence"]) if kind == "DefaultApplied" else ""


def is_text(value: object) -> bool:
    """Whether a value of an entry is the reference of a private content."""
    return isinstance(value, Mapping) and value.keys() == {"ref", "size", "type"}


def _check(stream: str, state: State, key: str, labels: Labels, seals: Sequence[SealShown]) -> b.Block:
    rows = [(labels("stream"), stream), (labels("entries"), str(state.seq)), (labels("head"), state.head)]
    return b.section(
        labels("check"),
        b.words(labels("check_how")),
        b.code("hejie verify FILE.zip --key \\", f"  {key}"),
        b.words(labels("check_key"), labels("check_proves")),
        b.pairs([*rows, (labels("public_key"), key)]),
        *sealed.blocks(seals, labels),
    )
