"""The pages of a shop's listings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hejie.adapters import listing_files
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.listings import check
from hejie.usecases import listing_words
from hejie.usecases import listings as use
from hejie.web import refusals
from hejie.web.asking import again
from hejie.web.listings import forms
from hejie.web.numbers import whole

_WEIGHTY = (check.FORBIDDEN, check.VOID, check.CONTRADICTS, check.UNDISCLOSED, check.MISSING)


def listed(request: HttpRequest) -> HttpResponse:
    """A shop's listings by product number, each with how much there is to mend."""
    found, after = use.of_shop(request.context, after=request.GET.get("after", "")[:120])
    rows = [
        {
            "url": reverse("listing", args=[row.product]),
            "product": row.product,
            "title": row.data["title"],
            "category": listing_words.category(row.category, request.LANGUAGE_CODE) if row.category else "",
            "price": Money(**row.data["price"]) if row.data.get("price") else None,
            "weighty": sum(row.found.get(kind, 0) for kind in _WEIGHTY),
            "light": sum(number for kind, number in row.found.items() if kind not in _WEIGHTY),
            "at": row.published_at,
        }
        for row in found
    ]
    older = f"{request.path}?{urlencode({'after': after})}" if after else ""
    return render(request, "listings/list.html", {"rows": rows, "older": older})


def one(request: HttpRequest, product: str) -> HttpResponse:
    """A listing: what it says, what is noticed about it today, and its versions."""
    ctx, language = request.context, request.LANGUAGE_CODE
    row = use.one(ctx, product, whole(request.GET.get("version", "")) or 0)
    _listing, found = use.again(ctx, row)
    facts = {
        "row": row,
        "price": Money(**row.data["price"]) if row.data.get("price") else None,
        "category": listing_words.category(row.category, language) if row.category else "",
        "facts": _facts(row.data.get("facts", {}), language),
        "findings": _findings(found, language),
        "versions": use.versions(ctx, product),
    }
    return render(request, "listings/one.html", facts)


def _facts(told: dict[str, Any], language: str) -> list[tuple[str, str]]:
    known = listing_words.listings.taxonomy().facts
    return [
        (known[name].name[language], listing_words.fact_value(name, value, language))
        for name, value in told.items()
        if name in known
    ]


def _findings(found: tuple, language: str) -> list[dict[str, Any]]:
    return [
        {**listing_words.said(one, language), "weighty": one.kind in _WEIGHTY, "quotes": "words" in one.values}
        for one in found
    ]


def edit(request: HttpRequest) -> HttpResponse:
    """The form of a new listing or of a new version; it can be looked at before it is published."""
    ctx, sent = request.context, request.POST or None
    shop = use.shop_of(ctx)
    product = request.GET.get("product", "")
    row = use.one(ctx, product) if product else None
    kept = {**row.data, "product": row.product} if row else None
    category = request.POST.get("category", request.GET.get("category", row.category if row else ""))[:80]
    currency = row.data["price"]["currency"] if row and row.data.get("price") else request.marketplace.currency
    act = request.POST.get("do", "")
    form = forms.form(
        sent if act != "category" else None, category, currency, _typed(request, kept) if act == "category" else kept
    )
    facts = {"form": form, "row": row, "category": category, "categories": forms.categories(request.LANGUAGE_CODE)}
    if sent is None or act == "category":
        return render(request, "listings/edit.html", facts)
    written = form.written()
    if written is None:
        return render(request, "listings/edit.html", facts | {"wrong_rows": True}, status=422)
    try:
        if act == "publish":
            done = use.publish(ctx, written, shop)
            messages.success(
                request, _("Version %(number)s counts for orders from now on.") % {"number": done.row.number}
            )
            return redirect("listing", done.row.product)
        _listing, found = use.try_(ctx, written, shop)
    except Refusal as refusal:
        return again(request, "listings/edit.html", facts, refusal)
    return render(
        request, "listings/edit.html", facts | {"findings": _findings(found, request.LANGUAGE_CODE), "looked": True}
    )


def _typed(request: HttpRequest, kept: dict[str, Any] | None) -> dict[str, Any]:
    """What stood in the form when another category was chosen, so that nothing typed is lost."""
    typed = {name: request.POST.get(name, "") for name in ("product", "title", "text")}
    facts = {
        name.removeprefix("f-"): values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name.startswith("f-") and any(values)
    }
    return {**(kept or {}), **typed, "facts": facts}


def take_in(request: HttpRequest) -> HttpResponse:
    """Publish many out of a file: the good rows go in, the bad ones are told with their reason."""
    use.shop_of(request.context)
    form = forms.File(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "listings/file.html", {"form": form}, status=422 if form.errors else 200)
    told: dict[str, Any] = {"new": 0, "known": 0, "bad": []}
    try:
        rows = listing_files.rows(form.cleaned_data["file"].read(listing_files.LONGEST + 1))
        for outcome in use.publish_all(request.context, rows):
            if isinstance(outcome, use.BadRow):
                said = refusals.told(request, outcome.refusal)
                told["bad"].append(
                    {"number": outcome.number, "product": outcome.product, "why": f"{said.what} {said.why}"}
                )
            else:
                told["new" if outcome.new else "known"] += 1
    except Refusal as refusal:
        return again(request, "listings/file.html", {"form": form, "told": told}, refusal)
    return render(request, "listings/file.html", {"form": forms.File(), "told": told, "done": True})
