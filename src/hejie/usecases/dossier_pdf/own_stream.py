"""The document of a stream of its own (a question, a complaint, a room of one): who said and filed what, and each entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hejie.domain.kernel.own_stream import OwnStream
from hejie.record.dossier import SealShown
from hejie.store import queries
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import frame
from hejie.usecases.dossier_pdf.frame import For, is_text
from hejie.usecases.dossier_pdf.labels import Labels

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


def render(root: str, stream: str, state: OwnStream, about: About, made: For, seals: Sequence[SealShown]) -> bytes:
    """The PDF of a stream, as far as `state` goes."""
    labels = Labels(made.language, made.zone)
    entries = frame.newest(root, stream, state)
    wanted = [
        data[name]["ref"] for data in (one["data"] for one in entries) for name in _TOLD if is_text(data.get(name))
    ]
    texts = queries.texts(root, wanted)
    parts = [
        ("summary", b.section(labels("about_this"), b.pairs(_summary(entries[0], state, about, labels)))),
        ("conversation", b.section(labels("conversation"), *_said(entries, about, labels, texts))),
        (
            "timeline",
            frame.timeline(
                entries, state, labels, lambda one: _author(one, about, labels), lambda one: _what(one, labels)
            ),
        ),
    ]
    subtitle = labels.of("rooms", about.room) if about.room else labels(f"{about.kind}_whole")
    titles = (labels(about.kind, number=about.id.upper()), subtitle)
    return frame.document(root, stream, state, titles, parts, labels, made, seals)


def _summary(first: Mapping, state: OwnStream, about: About, labels: Labels) -> list[tuple[str, b.Cell]]:
    rows: list[tuple[str, b.Cell]] = [(labels("begun"), labels.when(first["at"]))] if first["seq"] == 1 else []
    rows += [(labels.of("sides", side), b.plain(name)) for side, name in about.parties if name]
    return [*rows, (labels("entries"), str(state.seq))]


def _said(entries: Sequence[Mapping], about: About, labels: Labels, texts: Mapping[str, str]) -> list[b.Block]:
    """What people wrote and filed, in order; a file by its name and its fingerprint, under which it lies in `contents/`."""
    blocks = []
    for entry in entries:
        data = entry["data"]
        lines = [line for name in _TOLD if is_text(data.get(name)) for line in _lines(data[name], labels, texts)]
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


def _what(entry: Mapping, labels: Labels) -> str:
    what = labels.of("kinds", entry["kind"])
    more = frame.clock_words(entry, labels)
    if entry["kind"] == "ComplaintAnswered":
        more = labels.of("findings_on_complaints", entry["data"]["outcome"])
    return f"{what}{labels('colon')}{more}" if more else what


def _author(entry: Mapping, about: About, labels: Labels) -> str:
    """The side, and the name where it is told; a clock that an act has set is the program's own."""
    by, side = entry["by"], entry["data"].get("side")
    if not side:
        side = "system" if entry["kind"].startswith("Deadline") else _OWN_PEOPLE.get(by["role"], by["role"])
    name = b.plain(about.names.get(by["id"], "")) if side != "system" else ""
    return f"{labels.of('sides', side)} · {name}" if name else labels.of("sides", side)
