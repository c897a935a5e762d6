"""The record as a whole: does it hold, how far is it sealed, does the worker keep up; and who has read what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.usecases import auditing, overview
from hejie.web.operator import needs, pages
from hejie.web.operator.overview import health_rows
from hejie.web.words import ROLES, word


def record(request: HttpRequest) -> HttpResponse:
    """Seals, the check of the marketplace's own record piece by piece, and for operators what keeps failing."""
    ctx = request.context
    size, sealed_ms, unsealed = auditing.sealing(ctx)
    checked = auditing.check_some(ctx, request.POST.get("after", "")) if request.method == "POST" else None
    facts = {
        "sealed": size,
        "sealed_at": clock.from_milliseconds(sealed_ms) if sealed_ms else None,
        "unsealed": unsealed,
        "seals": [{"seal": one, "at": clock.from_milliseconds(one.at_ms)} for one in auditing.newest_seals(ctx)],
        "all_seals": _address("seals"),
        "checked": _checked(request, checked) if checked else None,
        "worker": health_rows(overview.health(ctx)) if ctx.actor.role == "operator" else [],
        "stuck": needs.stuck(overview.needs(ctx)) if ctx.actor.role == "operator" else [],
    }
    return render(request, "operator/checked.html" if request.htmx else "operator/record.html", facts)


def _checked(request: HttpRequest, found: auditing.Checked) -> dict:
    """What has been checked so far, the stretches before it included."""
    before = {name: _number(request, name) for name in ("roots", "streams", "entries", "faults")}
    return {
        "roots": before["roots"] + found.roots,
        "streams": before["streams"] + found.streams,
        "entries": before["entries"] + found.entries,
        "faults": before["faults"] + len(found.faults),
        "told": found.faults,
        "after": found.after,
    }


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdigit() and len(value) < 12 else 0


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def readings(request: HttpRequest) -> HttpResponse:
    """Who of the staff has read which case, and what of it, newest first."""
    case_id = request.GET.get("case", "")
    found, names, older = auditing.read_by(request.context, case_id, pages.whole(request, "before"))
    rows = [
        {
            "at": row.at,
            "name": names.get(row.person_id, "") or row.who or row.person_id,
            "role": word(ROLES, row.role),
            "case": row.case_id,
            "named": _named(row.case_id),
            "url": _place(row.case_id),
            "only_url": f"?case={row.case_id}",
            "what": _what(row.what),
        }
        for row in found
    ]
    facts = {"rows": rows, "case": case_id, "older": pages.older(request, "before", older)}
    return render(request, "operator/readings.html", facts)


def _place(name: str) -> str:
    """The page of what was read: a case by its id, an order, a deal, a question or a complaint as `order:<id>`."""
    kind, colon, id_ = name.partition(":")
    return reverse(kind, args=[id_]) if colon else reverse("case", args=[name])


def _named(name: str) -> str:
    """What was read, where it is no case: “Order abcdefghijklmnop”; "" for a case."""
    kind, colon, id_ = name.partition(":")
    words_ = {"order": _("Order"), "deal": _("Deal"), "question": _("Question"), "complaint": _("Complaint")}
    return f"{words_[kind]} {id_}" if colon else ""


def _what(kind: str) -> str:
    """What was read, in words; pieces of evidence by their number."""
    if kind.startswith("evidence/"):
        return _("evidence %(number)s") % {"number": kind.rpartition("/")[2].upper()}
    if kind.startswith("dossier"):
        return _("the dossier")
    known = {
        "page": _("the page"),
        "page refreshed": _("the page, kept open"),
        "record": _("the whole record"),
        "api": _("over the API"),
    }
    return known.get(kind, kind)
