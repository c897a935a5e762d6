"""The document as a whole: what it says, in which order, and the setting of it in type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hejie.record.dossier import SealShown
from hejie.rulebooks.certificates import Form
from hejie.store import readers
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import certificate, fonts, pictures, sealed
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.room import RoomWriter
from hejie.usecases.dossier_pdf.setting import set_in_type
from hejie.usecases.reading import CaseView


@dataclass(frozen=True, slots=True)
class Made:
    """For whom and with what a document is made.

    public_key   that of the dossier; made_for: role of its reader; language: zh, en or ru; zone: IANA name
    form         of the page for a body outside; None: without one
    """

    public_key: str
    made_for: str
    now: datetime
    language: str
    zone: str
    form: Form | None = None


def render(
    view: CaseView,
    room: str = "",
    *,
    public_key: str,
    made_for: str,
    now: datetime,
    language: str,
    zone: str,
    form: Form | None = None,
    seals: Sequence[SealShown] = (),
) -> bytes:
    """The PDF of a case, or of one of its rooms, as this reader sees it.

    room       buyer, seller or internal; empty for the case's own stream
    made_for   role of its reader; language: zh, en or ru; zone: IANA name
    form       of the page for a body outside, which only the case's own document has; None: without one
    seals      that cover the entries, in order
    """
    made = Made(public_key, made_for, now, language, zone, form)
    labels = Labels(language, zone, view.case.currency)
    state = view.rooms[room] if room else view.case
    with TemporaryDirectory(prefix="hejie-pdf-") as folder:
        shown = pictures.write(view.case.root, pictures.wanted(state.of_kind("evidence")), Path(folder))
        writer = RoomWriter(view, labels, shown, room) if room else CaseWriter(view, labels, shown)
        check = _check(labels, view, room, public_key)
        check["blocks"] += sealed.blocks(seals, labels)
        sections = [*writer.sections(), check | {"key": "check"}]
        data = _front(view, labels, room, made) | {
            "head": state.head,
            "sections": sections,
            "exhibits": writer.exhibits.index(),
            "certificates": [] if room else _certificates(view, labels, sections, made),
        }
        return set_in_type("dossier.typ", data, folder, now)


def _front(view: CaseView, labels: Labels, room: str, made: Made) -> dict:
    number = view.case.id.rpartition("-")[2].upper()
    return {
        "language": labels.language,
        "families": fonts.families(labels.language),
        "market": _market(view),
        "title": labels("case", number=number),
        "subtitle": _capital(labels.of("rooms", room) if room else labels.phrase("reasons", view.case.reason)),
        "made": labels("made", at=labels.when(made.now), role=labels.of("roles", made.made_for)),
        "times": labels("times", zone=labels.zone_name(made.now)),
        "page": labels("page", page="{page}", pages="{pages}"),
        "contents": labels("contents"),
    }


def _certificates(view: CaseView, labels: Labels, sections: Sequence[b.Block], made: Made) -> list:
    if made.form is None:
        return []
    return certificate.pages(
        made.form, view, labels, sections, market=_market(view), public_key=made.public_key, now=made.now
    )


def _market(view: CaseView) -> str:
    return b.plain(readers.marketplace_name(view.case.marketplace))


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
