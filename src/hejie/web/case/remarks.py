"""What is said of a piece of evidence, who disputes it, and where the reader says something of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases import remarks
from hejie.domain.cases.state import SIDES, Said
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import mediation
from hejie.web.case.offers import can, name_of
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice

_DISPUTED = {"buyer": gettext_lazy("the buyer disputes it"), "seller": gettext_lazy("the seller disputes it")}


def file_of(view: CaseView, room: str) -> remarks.File | None:
    """The case or the room in which a piece stands, as its reader sees it."""
    return view.case if room == "joint" else view.rooms.get(room)


def facts(view: CaseView, voice: Voice, room: str, item: Said) -> dict:
    """What `case/remarks.html` shows below a piece: each side's newest remark, the earlier ones folded, badges, the way on."""
    said = all_of(view, voice, room, item)
    newest = {one["side"]: one["id"] for one in said}
    shown = [one for one in said if one["id"] in newest.values()]
    earlier = [one for one in said if one not in shown]
    return {
        "badges": badges(view, voice, room, item),
        "shown": shown,
        "earlier": earlier,
        "earlier_words": ngettext("%(count)s earlier remark", "%(count)s earlier remarks", len(earlier))
        % {"count": formatting.number(len(earlier))},
        "url": url_of(view, room, item),
    }


def badges(view: CaseView, voice: Voice, room: str, item: Said) -> list[dict]:
    """Who disputes a piece now; and that it came late, where its room says something else first."""
    found = [
        {
            "words": _("you dispute it") if voice.is_mine(side) else str(_DISPUTED[side]),
            "kind": "alert",
            "sign": "cross",
        }
        for side in remarks.disputed(file_of(view, room), item.id)
    ]
    if room != "joint" and item.data.get("late"):
        found.append({"words": _("after the decision"), "kind": "alert", "sign": "late"})
    return found


def all_of(view: CaseView, voice: Voice, room: str, item: Said) -> list[dict]:
    """Every remark on a piece, oldest first."""
    said = remarks.of(file_of(view, room), item.id)
    newest = {one.side: one.id for one in said}
    return [_remark(one, newest[one.side] == one.id, view, voice, room) for one in said]


def _remark(one: Said, stands: bool, view: CaseView, voice: Voice, room: str) -> dict:
    text = view.text(one.data["text"])
    return {
        "id": f"{room}-{one.id}",
        "side": marks(one.side),
        "name": view.names.get(one.by, "") or name_of(voice, one.side),
        "at": clock.parse(one.at),
        "text": text,
        "erased": not text,
        "disputes": one.data["disputes"],
        "stands": stands,
        **(mediation.foot(view, one) if room == "joint" else {}),
    }


def may_remark(view: CaseView, room: str, item: Said) -> bool:
    """Whether the reader may say something of a piece: a party anywhere, the neutral in a private room."""
    file = file_of(view, room)
    if file is None or not can(view, "evidence") or remarks.is_erased(file, item):
        return False
    return view.side in SIDES or (room != "joint" and view.side in ("neutral", "platform"))


def url_of(view: CaseView, room: str, item: Said) -> str:
    """Where the reader says something of a piece, or reads all that was said of it; "" where there is nothing for him."""
    if not may_remark(view, room, item) and not remarks.of(file_of(view, room), item.id):
        return ""
    return reverse("case_evidence_remarks", args=[view.case.id, room, item.id])
