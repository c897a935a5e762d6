"""The document as a whole: what it says, in which order, and the setting of it in type."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hejie.store import readers
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import fonts, pictures
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.room import RoomWriter
from hejie.usecases.dossier_pdf.setting import set_in_type
from hejie.usecases.reading import CaseView


def render(
    view: CaseView, room: str = "", *, public_key: str, made_for: str, now: datetime, language: str, zone: str
) -> bytes:
    """The PDF of a case, or of one of its rooms, as this reader sees it.

    room       buyer, seller or internal; empty for the case's own stream
    made_for   role of its reader; language: zh, en or ru; zone: IANA name
    """
    labels = Labels(language, zone, view.case.currency)
    state = view.rooms[room] if room else view.case
    with TemporaryDirectory(prefix="hejie-pdf-") as folder:
        shown = pictures.write(view.case.root, _thumbnails(state), Path(folder))
        writer = RoomWriter(view, labels, shown, room) if room else CaseWriter(view, labels, shown)
        number = view.case.id.rpartition("-")[2].upper()
        data = {
            "language": labels.language,
            "families": fonts.families(labels.language),
            "market": b.plain(readers.marketplace_name(view.case.marketplace)),
            "title": labels("case", number=number),
            "subtitle": _capital(labels.of("rooms", room) if room else labels.phrase("reasons", view.case.reason)),
            "made": labels("made", at=labels.when(now), role=labels.of("roles", made_for)),
            "times": labels("times", zone=labels.zone_name(now)),
            "page": labels("page", page="{page}", pages="{pages}"),
            "head": state.head,
            "sections": [*writer.sections(), _check(labels, view, room, public_key)],
        }
        return set_in_type("dossier.typ", data, folder, now)


def _thumbnails(state) -> list[dict]:
    return [item.data["thumbnail"] for item in state.of_kind("evidence") if item.data.get("thumbnail")]


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _check(labels: Labels, view: CaseView, room: str, public_key: str) -> b.Block:
    stream = f"room:{view.case.id}:{room}" if room else f"case:{view.case.id}"
    state = view.rooms[room] if room else view.case
    return b.section(
        labels("check"),
        b.words(labels("check_how")),
        b.code("hejie verify FILE.zip --key \\", f"  {public_key}"),
        b.words(labels("check_key"), labels("check_proves")),
        b.pairs(
            [
                (labels("stream"), stream),
                (labels("entries"), str(state.seq)),
                (labels("head"), state.head),
                (labels("public_key"), public_key),
            ]
        ),
    )
