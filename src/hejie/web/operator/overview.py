"""The overview: what needs somebody now, how cases flow, which clocks run out, why cases come, where the money lies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.usecases import listing
from hejie.usecases import overview as use
from hejie.web import formatting
from hejie.web.lists import case_row
from hejie.web.operator import flow, needs, pages, pareto
from hejie.web.templatetags.hejie_ui import bar

CLOCKS = 8


def overview(request: HttpRequest) -> HttpResponse:
    """The operator's first page."""
    ctx = request.context
    days = pages.period(request)
    since = pages.since(request, days)
    waiting, health = use.needs(ctx), use.health(ctx)
    listed = needs.listed(ctx, waiting, health)
    facts = {
        "turn": needs.turn(listed),
        "needs": listed,
        "health": health_rows(health),
        "tabs": pages.period_tabs(days),
        "flow": flow.drawn(use.flow(ctx, since)),
        "requests": _requests(use.requests(ctx, since)),
        "clocks": _clocks(request),
        "clocks_note": needs.clocks_note(health),
        "causes": pareto.drawn(use.causes(ctx, since)),
        "shops": _shops(use.shops(ctx, since)),
        "money": [_money(row) for row in use.money(ctx)],
    }
    return render(request, "operator/overview.html", facts)


def _requests(found: use.Requests) -> str:
    """What came of the requests for service, in a sentence; "" where there were none."""
    if not found.all:
        return ""
    return _(
        "Beside the disputes below there were %(all)s requests for service: %(done)s done, %(open)s under way, %(ended)s "
        "ended without result, %(disputed)s went on as disputes and stand below."
    ) % {name: formatting.number(getattr(found, name)) for name in ("all", "done", "open", "ended", "disputed")}


def _clocks(request: HttpRequest) -> list[dict]:
    """The clocks of open cases that run out first, each with what silence means."""
    ctx = request.context
    listed = listing.cases(ctx.actor, state="open", limit=CLOCKS)
    rows = []
    for found in listed.rows:
        row = case_row(found, listed, "seller", "platform")
        if row["due"] is None:
            continue
        name = (
            listed.names.get(found[found["turn_who"]], "")
            if found["turn_who"] in ("buyer", "seller", "neutral")
            else ""
        )
        rows.append(row | {"name": name})
    return rows


def _shops(found: list[tuple]) -> list[dict]:
    """Shops with many cases, with what is known of how they answered."""
    rows = []
    for shop, name, cases, silent, lost in found:
        told = [_("silent: %(count)s") % {"count": formatting.number(silent)}] if silent else []
        told += [_("decided for the buyer: %(count)s") % {"count": formatting.number(lost)}] if lost else []
        rows.append(
            {"url": reverse("shop", args=[shop]), "name": name or shop, "note": " · ".join(told), "cases": cases}
        )
    return rows


def _money(row: use.Held) -> dict:
    """One currency as a ledger."""
    most = max(row.held, 1)

    def line(label: str, minor: int, how: str = "", drawn: bool = True, total: bool = False) -> dict:
        figure = {"label": label, "sum": Money(minor, row.currency), "how": how, "total": total}
        return figure | ({"bar": bar(minor, most)} if drawn else {})

    return {
        "currency": row.currency,
        "balanced": row.balanced,
        "rows": [
            line(_("In custody, promised to nobody"), row.custody),
            line(_("Reserved, on its way out"), row.reserved, _("by agreements, decisions and confirmed orders")),
            line(_("Sellers’ deposits"), row.deposits),
            line(_("Guarantee fund"), row.fund),
            line(_("Held in all"), row.held, drawn=False, total=True),
            line(
                _("Paid for the goods of open cases"), row.frozen, _("a part of what is held; it stands still"), False
            ),
            line(_("Came in since the beginning"), row.came_in, drawn=False),
            line(_("Went out since the beginning"), row.went_out, drawn=False),
        ],
    }


def health_rows(found: use.Health) -> list[dict]:
    """Record and worker as a list of states."""
    sealed = clock.from_milliseconds(found.sealed_ms) if found.sealed_ms else None
    return [
        {
            "words": _("Last seal"),
            "note": _("%(count)s entries since then") % {"count": formatting.number(found.unsealed)},
            "at": sealed,
            "value": "" if sealed else _("none yet"),
            "alert": found.seal_is_old,
        },
        {"words": _("Entries under seal, of all marketplaces"), "value": formatting.number(found.sealed)},
        {
            "words": _("Due defaults carried out"),
            "note": _("none waits longer than two minutes")
            if not found.overdue
            else _("the worker is behind or stands still"),
            "value": formatting.number(found.overdue) if found.overdue else "",
            "alert": bool(found.overdue),
        },
        {
            "words": _("Letters and payments carried out"),
            "note": _("none waits longer than two minutes")
            if not found.waiting
            else _("the worker is behind or stands still"),
            "value": formatting.number(found.waiting) if found.waiting else "",
            "alert": bool(found.waiting),
        },
    ]
