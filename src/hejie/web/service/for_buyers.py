"""Staff write down for a buyer who called or came by what he asks for: the order is found by its number, then the same questions."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import ids, listing
from hejie.web.forms import Form


class Number(Form):
    """The number of an order, as buyer and shop have it."""

    number = forms.CharField(
        label=gettext_lazy("Number of the order"),
        help_text=gettext_lazy("It stands in the buyer’s order and in the shop’s letters."),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def find(request: HttpRequest) -> HttpResponse:
    """Find an order by its number. Refuses not_found for others than staff and a shop's people."""
    actor = request.context.actor
    if actor.role not in ("operator", "agent", "seller"):
        raise Refusal("not_found")
    form = Number(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        root = _root(request, form.cleaned_data["number"].strip())
        if root:
            return redirect("service_ask", root)
        form.add_error(
            "number", _("There is no order with this number here. Check it with the buyer, figure by figure.")
        )
    back = reverse("inbox") if actor.seller else reverse("overview") if actor.role == "operator" else reverse("desk")
    facts = {"form": form, "back": back}
    return render(request, "service/find.html", facts, status=422 if form.errors else 200)


def _root(request: HttpRequest, number: str) -> str:
    root = ids.order_root(request.marketplace.pk, number)
    try:
        listing.order(request.context, root)
    except Refusal:
        return ""
    return root
