"""Shops of a marketplace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.store import totals
from hejie.usecases.people import shops as use
from hejie.web.operator import acting, forms, pages


def shops(request: HttpRequest) -> HttpResponse:
    """A list of shops."""
    form = forms.ShopFilters(request.GET)
    sought = form.cleaned_data["words"] if form.is_valid() else ""
    found, after = use.listed(request.context, search=sought, after=request.GET.get("after", ""))
    facts = {
        "rows": [{"shop": one, "url": reverse("shop", args=[one.id])} for one in found],
        "filters": form,
        "older": pages.older(request, "after", after),
        "reset": reverse("shops") if sought else "",
    }
    return render(request, "operator/shops.html", facts)


def shop(request: HttpRequest, shop_id: str) -> HttpResponse:
    """One shop: its people, its deposit, what it was paid and owes."""
    one = use.shop(request.context, shop_id)
    market = one.marketplace_id
    money = (
        (_("Deposit"), totals.deposit_total(market, one.id)),
        (_("Paid out in all"), totals.seller_total(market, one.id)),
        (_("Owed to buyers, not covered"), totals.seller_debts(market, one.id)),
    )
    facts = {
        "shop": one,
        "people": [
            {
                "url": reverse("person", args=[who]),
                "name": name or email or who,
                "role": forms.ROLE_WORDS.get(role, role),
            }
            for who, name, email, role in use.people(request.context, one)
        ],
        "money": [{"label": label, "sum": amount} for label, sums in money for amount in sums],
    }
    return render(request, "operator/shop.html", facts)


def edit(request: HttpRequest, shop_id: str = "") -> HttpResponse:
    """Add a shop or change one."""
    acting.proved(request, "shop")
    one = use.shop(request.context, shop_id) if shop_id else None
    form = forms.Shop(
        request.POST or None,
        initial={"name": one.name, "external_ref": one.external_ref, "tier": one.tier} if one else None,
    )
    facts = {
        "title": _("Change the shop") if one else _("Add a shop"),
        "lead": _("Shops that orders name are entered by themselves; here you give them the name that people see."),
        "send": _("Save"),
        "back": reverse("shop", args=[shop_id]) if one else reverse("shops"),
        "back_words": _("Back"),
    }

    def do(data: dict) -> object:
        return use.save(request.context, shop_id, **data)

    return acting.form_page(request, form, facts, do, done=_("The shop is saved."), goes=lambda one: ("shop", one.id))
