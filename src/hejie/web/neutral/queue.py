"""A neutral's cases by what runs out first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import listing, live, panels
from hejie.web import formatting, words
from hejie.web.lists import case_row
from hejie.web.live_address import live_url
from hejie.web.neutral import vote
from hejie.web.operator import pages

# Views of the queue: name, words, filters.
VIEWS = (
    ("open", gettext_lazy("All open"), {"state": "open"}),
    ("mine", gettext_lazy("Your turn"), {"state": "open", "turn": "neutral"}),
    ("both", gettext_lazy("Both sides’ turn"), {"state": "open", "turn": "both"}),
    ("closed", gettext_lazy("Closed"), {"state": "closed", "sort": "opened"}),
)


def queue(request: HttpRequest) -> HttpResponse:
    """The cases that somebody has been given as neutral."""
    actor = request.context.actor
    if actor.role != "neutral":
        raise Refusal("not_found")
    name, _words, filters = next((view for view in VIEWS if view[0] == request.GET.get("show")), VIEWS[0])
    heard = live_url(request, live.list_token(request.context))
    listed = listing.cases(actor, after=request.GET.get("after", ""), **filters)
    rows = [_row(row, listed) for row in listed.rows]
    facts = {
        "rows": rows,
        "tabs": _tabs(actor, name),
        "show": name,
        "panels": vote.rows(panels.waiting(request.context)),
        "live_url": heard,
        "turn": _turn(rows) if name == "open" else None,
        "older": pages.older(request, "after", listed.after),
    }
    return render(request, "neutral/queue.html", facts)


def _row(row: dict, listed: listing.Listed) -> dict:
    sides = [listed.names.get(row[side], "") or words.word(words.THE_SIDE, side) for side in ("buyer", "seller")]
    url = reverse("case" if row["closed_ms"] else "neutral_table", args=[row["id"]])
    return case_row(row, listed, "seller", "neutral") | {"url": url, "other": " · ".join(sides)}


def _turn(rows: list[dict]) -> dict | None:
    """The first clock that is the neutral's own."""
    return next((row for row in rows if row["turn_side"] == "neutral" and row["due"]), None)


def _tabs(actor: object, current: str) -> list[dict]:
    counts = listing.case_counts(actor, *(filters for _name, _words, filters in VIEWS))
    return [
        {
            "url": f"?show={name}",
            "label": label,
            "count": formatting.number(count) if count < listing.FEW else f"{listing.FEW - 1}+",
            "current": name == current,
        }
        for (name, label, _filters), count in zip(VIEWS, counts, strict=True)
    ]
