"""The matrix of a case as a page of its own: points, evidence, record, whose turn of proof it is, and both sides' claims."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hejie.usecases.reading import CaseView
from hejie.web.case import bargain, bids, page, turn, voice
from hejie.web.case import matrix as told
from hejie.web.case.voice import Voice
from hejie.web.neutral import issues


@require_safe
def matrix(request: HttpRequest, case_id: str) -> HttpResponse:
    """Read by whoever reads the case; each side sees the same, its own turns with the way to file for them."""
    view = page.read(request, case_id)
    speaks = voice.of_view(view)
    found, back = _turn(request, view, speaks), reverse("case", args=[case_id])
    facts = told.facts(view, speaks, request.context.now) | {
        "case": view.case,
        "heading": _("Point by point"),
        "meta": page.meta(view, speaks),
        "turn": found,
        "turn_url": found.url if found.url.startswith("/") else f"{back}{found.url}" if found.url else "",
        "issues": _issues(view, speaks),
        "back": back,
    }
    return render(request, "case/matrix.html", facts)


def _turn(request: HttpRequest, view: CaseView, speaks: Voice) -> turn.Turn:
    """The turn bar, as the case page shows it to this reader."""
    table, sealed = bargain.table(request, view), bids.own(view)
    return turn.of_case(view, speaks, ranked=bargain.has_ranked(table), sealed=bids.has_sealed(sealed))


def _issues(view: CaseView, speaks: Voice) -> dict:
    """Both sides' claims issue by issue; their pieces stand on the case page."""
    found = issues.facts(view, speaks, [])
    here = reverse("case", args=[view.case.id])
    for row in found["rows"]:
        row["evidence"] = [piece | {"anchor": f"{here}{piece['anchor']}"} for piece in row["evidence"]]
    return found
