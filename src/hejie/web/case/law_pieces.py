"""Pieces for which the law asks in a case, who brings each, why, and whether it is there: by the finding that stands with it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.cases.law_burden import PIECE
from hejie.rulebooks import law
from hejie.usecases.reading import CaseView
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.languages import active


def of_case(view: CaseView) -> list[dict]:
    """Items of a list of what is missing, the reader's own first; what was filed for one is named beside it."""
    kept = view.case.entitled
    if not kept:
        return []
    filed: dict[str, list[str]] = {}
    for item in view.case.of_kind("evidence"):
        filed.setdefault(item.data.get("proves", ""), []).append(item.id.upper())
    found = [_item(one, filed.get(f"{PIECE}.{one['what']}", ()), view) for one in kept.get("evidence", ())]
    return sorted((one for one in found if one), key=lambda one: one["side"] != view.side)


def choices(view: CaseView) -> list[tuple[str, str]]:
    """(value, words) of pieces that the reader's own side may file for."""
    kept = view.case.entitled or {}
    own = [one["what"] for one in kept.get("evidence", ()) if one["from"] == view.side]
    return [(f"{PIECE}.{what}", _named(what)["name"][active()]) for what in own if _named(what)]


def file_url(view: CaseView, proves: str) -> str:
    """Where the reader files for one turn of proof, `point.step`, or one piece of the law, with that chosen."""
    return f"{reverse('case_evidence_new', args=[view.case.id])}?{urlencode({'proves': proves})}"


def _item(one: Mapping, pieces: list[str], view: CaseView) -> dict:
    known = _named(one["what"])
    if not known:
        return {}
    mine = one["from"] == view.side
    frame = _("From you: %(proof)s") if mine else _("From the buyer: %(proof)s")
    if not mine and one["from"] == "seller":
        frame = _("From the seller: %(proof)s")
    item = {
        "side": marks(one["from"]),
        "words": frame % {"proof": known["name"][active()]},
        "why": known["why"][active()],
    }
    if pieces:
        return item | {"why": _("On the file: %(proof)s") % {"proof": ", ".join(pieces)}}
    if mine and can(view, "evidence"):
        url = file_url(view, f"{PIECE}.{one['what']}")
        item |= {"url": url, "action": _("Add evidence")}
    return item


def _named(what: str) -> Mapping:
    """A piece by its word, with name and reason in three languages; empty where no rule knows it any more."""
    return next((one for one in law.pieces() if one["what"] == what), {})
