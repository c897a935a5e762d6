"""Lists of cases and orders as people work through them: a buyer's cases, orders, notices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.aftersales.service import SERVED
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.usecases import listing, notice_texts
from hejie.web import formatting, words
from hejie.web.case.turn import WHOSE, marks
from hejie.web.numbers import whole
from hejie.web.service import vocabulary


def my_cases(request: HttpRequest) -> HttpResponse:
    """A buyer's cases: what waits for him first, then the rest."""
    actor = request.context.actor
    closed = request.GET.get("show") == "closed"
    filters = {"state": "closed", "sort": "opened"} if closed else {"state": "open"}
    listed = listing.cases(actor, after=request.GET.get("after", ""), **filters)
    rows = [case_row(row, listed, "seller", "buyer") for row in listed.rows]
    tabs = [
        {"url": reverse("my_cases"), "label": _("Open"), "current": not closed},
        {"url": "?show=closed", "label": _("Closed"), "current": closed},
    ]
    return render(
        request,
        "lists/my_cases.html",
        {"rows": rows, "tabs": tabs, "closed": closed, "older": older(request, listed.after)},
    )


def case_row(row: dict, listed: listing.Listed, other: str, side: str = "") -> dict:
    """A case as a list shows it. `other`: the side that its reader deals with; `side`: the reader's own."""
    turn = row["turn_who"]
    return {
        "url": reverse("case", args=[row["id"]]),
        "id": row["id"],
        "title": _title(row),
        "cause": words.word(words.REASONS, row["reason"]),
        "goods": listed.texts.get(row["title_ref"], ""),
        "story": listed.texts.get(row["story_ref"], ""),
        "other": listed.names.get(row[other], ""),
        "amount": Money(row["amount"], row["currency"]) if row["amount"] else None,
        "due": clock.from_milliseconds(row["due_ms"]) if not listing.never(row["due_ms"]) else None,
        "turn_side": marks(turn) if turn else "system",
        "turn": _turn_words(turn, side),
        "wait": _wait(row, listed),
        "next": words.word(words.NEXT_STEPS, row["turn_wait"]) if row["turn_wait"] in words.NEXT_STEPS else "",
        "silence": words.word(words.SILENCES, row["turn_silence"]) if row["turn_silence"] else "",
        "stage": words.word(words.STAGES, row["stage"]),
        "outcome": words.word(words.OUTCOMES, row["outcome"]) if row["outcome"] else "",
        "opened": clock.from_milliseconds(row["opened_ms"]),
        "closed": clock.from_milliseconds(row["closed_ms"]) if row["closed_ms"] else None,
    }


def _title(row: dict) -> str:
    """A service by its kind, a dispute by what went wrong."""
    if row["service"] and (row["stage"] == "service" or row["outcome"] in SERVED):
        return vocabulary.kind_name(row["service"])
    return words.word(words.TITLES, row["reason"])


def _wait(row: dict, listed: listing.Listed) -> str:
    wait, rules = row["turn_wait"], listed.rules.get(row["id"])
    return words.called(rules, "waits", wait) if rules else words.word(words.WAITS, wait) if wait else ""


def _turn_words(turn: str, side: str) -> str:
    if not turn:
        return _("Nobody’s turn")
    if turn == side:
        return _("Your turn")
    return _("Both sides’ turn") if turn == "both" else words.word(WHOSE, turn)


def my_orders(request: HttpRequest) -> HttpResponse:
    """Orders of a buyer or a shop, newest first."""
    listed = listing.orders(request.context.actor, after=request.GET.get("after", ""))
    rows = [_order_row(row, listed) for row in listed.rows]
    return render(request, "lists/my_orders.html", {"rows": rows, "older": older(request, listed.after)})


def _order_row(row: dict, listed: listing.Listed) -> dict:
    lines = row["lines"]
    sellers = dict.fromkeys(
        listed.names.get(line["seller"], "") or words.word(words.THE_SIDE, "platform") for line in lines
    )
    return {
        "url": reverse("order", args=[row["root"]]),
        "number": row["external_id"],
        "title": lines[0]["title"] if lines else "",
        "unknown": bool(lines) and lines[0]["contents_unknown"],
        "more": max(0, len(lines) - 1),
        "sellers": ", ".join(sellers),
        "status": words.word(words.ORDER_STATES, row["status"]),
        "has_case": bool(row["cases"]),
        "paid": Money(row["paid"], row["currency"]) if row["paid"] else None,
        "ordered": clock.from_milliseconds(row["ordered_ms"]) if row["ordered_ms"] else None,
    }


def notices(request: HttpRequest) -> HttpResponse:
    """What a person was told, newest first, the unread marked."""
    ctx = request.context
    page = listing.notices_of(ctx.actor, after=request.GET.get("after", ""))
    rows = [_notice_row(row, request) for row in page.rows]
    return render(
        request,
        "lists/notices.html",
        {
            "rows": rows,
            "unread": any(not row["read"] for row in rows),
            "older": older(request, page.after),
            "now_ms": clock.milliseconds(ctx.now),
        },
    )


def _notice_row(row: dict, request: HttpRequest) -> dict:
    zone = str(formatting.timezone.get_current_timezone())
    text = notice_texts.render(
        row["kind"], row["facts"], language=get_language() or "en", zone=zone, now=request.context.now
    )
    return {
        "url": _notice_url(row),
        "subject": text.subject,
        "body": text.body,
        "turn": text.turn,
        "at": clock.from_milliseconds(row["at_ms"]),
        "read": bool(row["read_ms"]),
        "case": row["case_id"],
        "head": row["head"],
    }


def _notice_url(row: dict) -> str:
    facts = row["facts"]
    if facts["to"] == "member":
        return reverse("neutral_vote", args=[row["case_id"]])
    if row["case_id"]:
        return reverse("case", args=[row["case_id"]])
    if facts.get("path"):
        return reverse("home").removesuffix("/") + facts["path"]
    if row["kind"] == "FairnessDrift":
        return reverse("fairness")
    if row["kind"] in ("ErasureAsked", "ErasureAnswered"):
        return reverse("erasure_requests" if row["kind"] == "ErasureAsked" else "my_data")
    if facts.get("complaint_id"):
        return reverse("complaint", args=[facts["complaint_id"]])
    if facts.get("question_id"):
        return reverse("question", args=[facts["question_id"]])
    if facts.get("deal"):
        return reverse("deal", args=[facts["deal"]])
    if not facts.get("standing"):
        return ""
    own = facts["to"] != "platform"
    return reverse("standing") if own else reverse("standing_of", args=[facts["standing"], facts["of"]])


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all that was shown as read."""
    ctx, up_to = request.context, whole(request.POST.get("up_to", ""))
    listing.mark_read(ctx.actor, clock.milliseconds(ctx.now), up_to)
    return redirect("notices")


def older(request: HttpRequest, after: str) -> str:
    """The address of the next page, with all filters kept; "" at the end."""
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return f"?{urlencode(kept | {'after': after})}" if after else ""
