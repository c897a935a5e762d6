"""The pages of deals: one's list, a deal with its versions, and the forms by which it is put, changed, confirmed and left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hejie.domain.deals import commands
from hejie.domain.deals.state import STATUSES
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import deals as use
from hejie.usecases import listings as goods
from hejie.usecases import own_dossiers
from hejie.web import leading, refusals
from hejie.web.asking import again, key_of
from hejie.web.deals import forms, shown
from hejie.web.files import packed
from hejie.web.operator import holds

_EDIT = "deals/edit.html"


def listed(request: HttpRequest) -> HttpResponse:
    """One's deals, the last moved first."""
    status = request.GET.get("status", "")
    status = status if status in STATUSES else ""
    page, titles, names = use.listed(request.context, status=status, after=request.GET.get("after", ""))
    actor = request.context.actor
    side = "buyer" if actor.role == "buyer" else "seller" if actor.seller else ""  # whoever only reads has no turn
    other = "seller" if side == "buyer" else "buyer"
    rows = [
        {
            "url": reverse("deal", args=[row["id"]]),
            "title": titles.get(row["title_ref"], ""),
            "other": names.get(row[other], "") or row[other],
            "status": shown.STATUSES[row["status"]],
            "kind": row["status"],
            "mine": row["turn"] == side,
            "total": Money(row["total"], row["currency"]),
            "until": clock.from_milliseconds(row["due_ms"]) if row["due_ms"] and row["turn"] else None,
        }
        for row in page.rows
    ]
    kept = {"status": status} if status else {}
    older = f"{request.path}?{urlencode({**kept, 'after': page.after})}" if page.after else ""
    tabs = [
        {"url": request.path + (f"?status={name}" if name else ""), "label": words, "current": name == status}
        for name, words in (
            ("", _("All")),
            ("open", _("Being discussed")),
            ("agreed", _("Confirmed by both")),
            ("ordered", _("Order placed")),
        )
    ]
    return render(request, "deals/list.html", {"rows": rows, "older": older, "tabs": tabs, "shop": side == "seller"})


def one(request: HttpRequest, deal: str) -> HttpResponse:
    """One deal: whose turn it is, the terms that count or lie on the table, and how they came about."""
    view = use.read(request.context, deal)
    return render(request, "deals/deal.html", _facts(request, view))


def _facts(request: HttpRequest, view: use.DealView) -> dict[str, Any]:
    deal, language, now = view.deal, request.LANGUAGE_CODE, request.context.now
    shown_version = (
        view.newest if deal.status == "open" or deal.changing or not deal.agreed else view.versions[deal.agreed - 1]
    )
    return {
        "deal": deal,
        "view": view,
        "side": view.side,
        "status": shown.STATUSES[deal.status],
        "names": {
            "buyer": view.names.get(deal.buyer) or _("The buyer"),
            "seller": view.names.get(deal.seller) or _("The seller"),
        },
        "version": shown.version(shown_version, language, now),
        "total": shown.total(view.versions[deal.agreed - 1] if deal.agreed else shown_version),
        "turn": shown.turn(view),
        "may": shown.may(view),
        "differs": shown.differs(view),
        "others": [shown.version(row, language, now) for row in reversed(view.versions) if row is not shown_version],
        "confirmed": {side: deal.has_confirmed(side) for side in ("buyer", "seller")},
        "why": view.why,
        "hold": holds.kept(deal),
        "title": shown_version.terms["goods"][0].get("title") or _("Deal"),
    }


@require_safe
def dossier(request: HttpRequest, deal: str) -> HttpResponse:
    """The deal as a file that proves itself, which leaves while it is put together. `?language=` of its PDF."""
    language = request.GET.get("language", "")[:2] or request.LANGUAGE_CODE[:2]
    return packed(request, own_dossiers.of_deal(request.context, deal, language=language), f"deal-{deal}.zip")


def new(request: HttpRequest) -> HttpResponse:
    """Put a deal to the other side. A buyer comes with a shop (`?shop=`), either with goods (`?product=`)."""
    actor, sent = request.context.actor, request.POST or None
    if actor.role not in ("buyer", "seller", "agent") or (actor.role == "agent" and not actor.seller):
        raise Refusal("not_found")
    buyer = actor.role == "buyer"
    shop = request.GET.get("shop", "")
    if buyer and not shop:
        return redirect("deals")  # there is nobody to put it to: one begins on the page of a shop
    beside = forms.Business(sent) if buyer else forms.Whom(sent)
    whole = forms.Terms(sent, request.marketplace.currency, None if sent else _of_product(request, shop))
    facts = {"form": whole, "beside": beside, "buyer": buyer, "new": True, "shop": shop}
    if sent is None or request.POST.get("do"):
        return render(request, _EDIT, facts)
    written = whole.written()
    if not beside.is_valid() or written is None:
        return render(request, _EDIT, facts | {"wrong_rows": True}, status=422)
    if leading.before_sending(request, *whole.forms()):
        return render(request, _EDIT, facts)
    try:
        receipt = use.propose(
            request.context, seller=shop, buyer="" if buyer else beside.cleaned_data["buyer"], written=written,
            note=whole.head.cleaned_data["note"], business=buyer and beside.cleaned_data["business"], key=key_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return again(request, _EDIT, facts, refusal)
    messages.success(request, _("The deal has been put to the other side."))
    return redirect("deal", receipt.created["deal"])


def _of_product(request: HttpRequest, shop: str) -> dict[str, Any] | None:
    """Terms to begin with, out of the listing of a product; None where there is none."""
    product = request.GET.get("product", "")
    found = goods.for_sale(request.context, shop or request.context.actor.seller, product) if product else None
    price = found.data.get("price") if found else None
    if found is None or (price and price["currency"] != request.marketplace.currency):
        return None
    row = {
        "title": found.data["title"][:200],
        "product": product,
        "quantity": 1,
        "price": price["minor"] if price else 0,
    }
    return {"currency": request.marketplace.currency, "goods": [row]}


def amend(request: HttpRequest, deal: str) -> HttpResponse:
    """Put another version on the table, begun with the newest one."""
    view = use.read(request.context, deal)
    sent = request.POST or None
    currency = view.newest.terms["currency"]
    whole = forms.Terms(sent, currency, view.newest.terms)
    change = view.deal.status == "agreed"
    facts = {"form": whole, "deal": view.deal, "change": change}
    if not view.side or view.deal.status not in ("open", "agreed"):
        return refusals.answer(request, Refusal("deal_over", deal=deal, status=view.deal.status))
    if sent is None or request.POST.get("do"):
        return render(request, _EDIT, facts)
    written = whole.written()
    if written is None:
        return render(request, _EDIT, facts | {"wrong_rows": True}, status=422)
    if leading.before_sending(request, *whole.forms()):
        return render(request, _EDIT, facts)
    kept = {
        name: view.newest.terms[name] for name in ("replace_months", "price_match_days") if name in view.newest.terms
    }
    try:
        command = commands.AmendDeal(deal, {**kept, **written}, whole.head.cleaned_data["note"], change)
        use.amend(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return again(request, _EDIT, facts, refusal)
    messages.success(request, _("The new version has been put to the other side."))
    return redirect("deal", deal)


@require_POST
def confirm(request: HttpRequest, deal: str) -> HttpResponse:
    """Confirm the version that was shown."""
    command = commands.ConfirmDeal(deal, request.POST.get("hash", "")[:64])
    return _act(request, deal, use.confirm, command, _("You have confirmed this version."))


@require_POST
def leave(request: HttpRequest, deal: str) -> HttpResponse:
    """Decline, or take one's own proposal back."""
    why = request.POST.get("why", "")[:2000]
    if leads := leading.to_say(request, why):
        return render(
            request, "deals/deal.html", _facts(request, use.read(request.context, deal)) | {"kept": why, "leads": leads}
        )
    command = commands.LeaveDeal(deal, why)
    return _act(request, deal, use.leave, command, _("It binds nobody."))


def _act(request: HttpRequest, deal: str, do: Any, command: Any, done: str) -> HttpResponse:
    try:
        do(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return again(request, "deals/deal.html", _facts(request, use.read(request.context, deal)), refusal)
    messages.success(request, done)
    return redirect("deal", deal)
