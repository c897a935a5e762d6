"""The document of a stream of its own (a question, a complaint, a room of one): who said and filed what, and each entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryDirectory

from hejie.domain.kernel.own_stream import OwnStream
from hejie.record.dossier import SealShown
from hejie.store import queries, readers, story
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import fonts, sealed, withheld
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.setting import set_in_type

MOST = 400
_QUIET = frozenset({"NoticeSent", "DeadlineReminded", "DeadlineCleared"})
_TOLD = ("subject", "text", "title", "place", "contact", "name", "note", "left_out")
_OWN_PEOPLE = {"operator": "platform", "agent": "platform"}
# The stroke of a side of a complaint, as pages draw it.
_STROKES = {"complainant": "buyer", "whom": "seller", "platform": "neutral"}


@dataclass(frozen=True, slots=True)
class About:
    """What the first page says. kind: question or complaint; room: "", desk or word; parties: (side, name); names: by id."""

    kind: str
    id: str
    room: str
    parties: Sequence[tuple[str, str]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class For:
    """For whom and with what it is made. language: zh, en or ru; zone: IANA name."""

    public_key: str
    role: str
    now: datetime
    language: str
    zone: str


def render(root: str, stream: str, state: OwnStream, about: About, made: For, seals: Sequence[SealShown]) -> bytes:
    """The PDF of a stream, as far as `state` goes."""
    labels = Labels(made.language, made.zone)
    entries = list(reversed(story.newest(root, stream, before=state.seq + 1, limit=MOST)))
    wanted = [
        data[name]["ref"] for data in (one["data"] for one in entries) for name in _TOLD if _is_text(data.get(name))
    ]
    texts = queries.texts(root, wanted)
    parts = [
        ("summary", b.section(labels("about_this"), b.pairs(_summary(entries[0], state, about, labels)))),
        ("conversation", b.section(labels("conversation"), *_said(entries, about, labels, texts))),
        ("timeline", _timeline(entries, state, about, labels)),
        ("withheld", withheld.section(root, stream, state, labels)),
        ("check", _check(stream, state, made.public_key, labels, seals)),
    ]
    data = {
        "language": labels.language,
        "families": fonts.families(labels.language),
        "market": b.plain(readers.marketplace_name(state.marketplace)),
        "title": labels(about.kind, number=about.id.upper()),
        "subtitle": labels.of("rooms", about.room) if about.room else labels(f"{about.kind}_whole"),
        "made": labels("made", at=labels.when(made.now), role=labels.of("roles", made.role)),
        "times": labels("times", zone=labels.zone_name(made.now)),
        "page": labels("page", page="{page}", pages="{pages}"),
        "contents": labels("contents"),
        "head": state.head,
        "sections": [part | {"key": key} for key, part in parts if part["blocks"]],
        "exhibits": None,
        "certificates": [],
    }
    with TemporaryDirectory(prefix="hejie-pdf-") as folder:
        return set_in_type("dossier.typ", data, folder, made.now)


def _summary(first: Mapping, state: OwnStream, about: About, labels: Labels) -> list[tuple[str, b.Cell]]:
    rows: list[tuple[str, b.Cell]] = [(labels("begun"), labels.when(first["at"]))] if first["seq"] == 1 else []
    rows += [(labels.of("sides", side), b.plain(name)) for side, name in about.parties if name]
    return [*rows, (labels("entries"), str(state.seq))]


def _said(entries: Sequence[Mapping], about: About, labels: Labels, texts: Mapping[str, str]) -> list[b.Block]:
    """What people wrote and filed, in order; a file by its name and its fingerprint, under which it lies in `contents/`."""
    blocks = []
    for entry in entries:
        data = entry["data"]
        lines = [line for name in _TOLD if _is_text(data.get(name)) for line in _lines(data[name], labels, texts)]
        lines += [f"{labels.when(begins)} – {labels.when(ends)}" for begins, ends in data.get("slots", ())]
        if not lines:
            continue
        side = data.get("side") or entry["by"]["role"]
        file = data["file"]["ref"] if "file" in data else ""
        head = _author(entry, about, labels)
        note = labels.of("kinds", entry["kind"]) + (f" · {file}" if file else "")
        blocks.append(b.said(_STROKES.get(side, side), head, lines, labels.when(entry["at"]), b.plain(note)))
    return blocks


def _lines(reference: Mapping, labels: Labels, texts: Mapping[str, str]) -> list[str]:
    found = texts.get(reference["ref"])
    return [labels("erased")] if found is None else b.paragraphs(found, labels("shortened"))


def _timeline(entries: Sequence[Mapping], state: OwnStream, about: About, labels: Labels) -> b.Block:
    columns = [(labels("entry"), "figures"), (labels("at"), "fit"), (labels("by"), "fit"), (labels("what"), "rest")]
    rows = [
        [str(one["seq"]), labels.when(one["at"]), _author(one, about, labels), _what(one, labels)]
        for one in entries
        if one["kind"] not in _QUIET
    ]
    notes = [labels("notices")]
    if state.seq > len(entries):
        notes.insert(0, labels("earlier", shown=len(entries), all=state.seq))
    return b.section(labels("timeline"), b.table(columns, rows), b.words(*notes))


def _what(entry: Mapping, labels: Labels) -> str:
    data, what = entry["data"], labels.of("kinds", entry["kind"])
    if entry["kind"] == "DeadlineSet":
        who, wait = labels.of("sides", data["who"]), labels.phrase("waits", data["wait"])
        return f"{what}{labels('colon')}{labels('turn', who=who, what=wait, until=labels.when(data['until']))}"
    if entry["kind"] == "DefaultApplied":
        return f"{what}{labels('colon')}{labels.phrase('silences', data['silence'])}"
    if entry["kind"] == "ComplaintAnswered":
        return f"{what}{labels('colon')}{labels.of('findings_on_complaints', data['outcome'])}"
    return what


def _author(entry: Mapping, about: About, labels: Labels) -> str:
    """The side, and the name where it is told; a clock that an act has set is the program's own."""
    by, side = entry["by"], entry["data"].get("side")
    if not side:
        side = "system" if entry["kind"].startswith("Deadline") else _OWN_PEOPLE.get(by["role"], by["role"])
    name = b.plain(about.names.get(by["id"], "")) if side != "system" else ""
    return f"{labels.of('sides', side)} · {name}" if name else labels.of("sides", side)


def _is_text(value: object) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"ref", "size", "type"}


def _check(stream: str, state: OwnStream, key: str, labels: Labels, seals: Sequence[SealShown]) -> b.Block:
    rows = [(labels("stream"), stream), (labels("entries"), str(state.seq)), (labels("head"), state.head)]
    return b.section(
        labels("check"),
        b.words(labels("check_how")),
        b.code("hejie verify FILE.zip --key \\", f"  {key}"),
        b.words(labels("check_key"), labels("check_proves")),
        b.pairs([*rows, (labels("public_key"), key)]),
        *sealed.blocks(seals, labels),
    )
