"""What is on file: each piece with its picture, purpose, filer and moment, from every room that the reader may see."""

from collections.abc import Iterator

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import imported
from hejie.domain.cases.state import Said
from hejie.domain.kernel import clock
from hejie.usecases import record_words, service_words
from hejie.usecases.reading import CaseView
from hejie.web.case import captured, remarks, seen_by, signals
from hejie.web.case.offers import name_of
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, written
from hejie.web.languages import active

_KINDS = {
    "image": (gettext_lazy("photo"), "photo"),
    "video": (gettext_lazy("film"), "film"),
    "audio": (gettext_lazy("sound"), "sound"),
    "message": (gettext_lazy("letter"), "letter"),
    "text": (gettext_lazy("text"), "letter"),
}


def pieces(view: CaseView, voice: Voice) -> list[dict]:
    """All evidence that the reader may see, in the order in which it was filed."""
    return [piece(item, room, view, voice) for room, item in filed(view)]


def filed(view: CaseView) -> Iterator[tuple[str, Said]]:
    """(room, piece) of all that the reader may see, the joint room first."""
    for item in view.case.of_kind("evidence"):
        yield "joint", item
    for room, state in view.rooms.items():
        for item in state.of_kind("evidence") if state else ():
            yield room, item


def find(view: CaseView, room: str, piece: str) -> Said | None:
    """One piece that the reader may see, or None."""
    return next((item for where, item in filed(view) if (where, item.id) == (room, piece)), None)


def title_of(view: CaseView, item: Said) -> str:
    """What its filer called a piece, without the ending of the file's name; of the marketplace's record what it is."""
    if imported.is_record(item):
        return record_words.title(item.data, active())
    name = view.text(item.data["name"])
    stem, dot, ending = name.rpartition(".")
    return (stem if dot and len(ending) <= 5 else name) or _("(erased)")


def piece(item: Said, room: str, view: CaseView, voice: Voice) -> dict:
    """One piece as `components/exhibit.html` takes it."""
    file, case = item.data["file"], view.case
    erased = file["ref"] in case.erased or any(state and file["ref"] in state.erased for state in view.rooms.values())
    words, picture = _KINDS.get(file["type"].partition("/")[0], (None, "page"))
    if imported.is_record(item) and not captured.is_chat(item):
        picture = "record"
    shown = "view" if item.data.get("view") else "chat" if captured.is_chat(item) else "file"
    kind = words or (_("PDF") if file["type"] == "application/pdf" else _("file"))
    return {
        "id": f"{room}-{item.id}",
        "number": item.id.upper(),
        "side": marks(item.side),
        "name": view.names.get(item.by, "") or name_of(voice, item.side),
        "source": captured.record(view, item).get("source", ""),
        "title": title_of(view, item),
        "url": "#evidence" if erased else _address(item, shown, case.id, room),
        "original": _address(item, "file", case.id, room) if shown != "file" and not erased else "",
        "thumbnail": reverse("case_evidence_picture", args=[case.id, room, item.id])
        if item.data.get("thumbnail") and not erased
        else "",
        "picture": picture,
        "lines": captured.lines(view, item),
        "for_what": written(service_words.purpose(item.data, active(), view.text)),
        "at": clock.parse(item.at),
        "kind": _("%(kind)s, %(size)s") % {"kind": kind, "size": filesizeformat(file["size"])},
        "seen": "" if erased else seen_by.words(case, room, item.id, voice),
        "state": _state(item, room, erased),
        "remarks": remarks.facts(view, voice, room, item),
        "signals": signals.beside(view, item.id) if room == "joint" else [],
    }


def _address(item: Said, form: str, case_id: str, room: str) -> str:
    """Where a piece is read, or its original is fetched."""
    return reverse(f"case_evidence_{form}", args=[case_id, room, item.id])


def _state(item: Said, room: str, erased: bool) -> dict | None:
    if erased:
        return {"words": _("erased"), "kind": "", "sign": ""}
    if room != "joint":
        return {"words": _("private room"), "kind": "side", "sign": "lock"}
    if item.data.get("late"):
        return {"words": _("after the decision"), "kind": "alert", "sign": "late"}
    return None
