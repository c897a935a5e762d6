"""Things registered by their serial numbers: one's list, registering one, one with its guarantee; a shop sees its own goods alone."""

from datetime import date

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.aftersales import serials
from hejie.domain.aftersales.guarantees import MOST_MONTHS, Cover
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.usecases import guarantees as covers
from hejie.usecases import listing, registrations, service_settings
from hejie.web import asking, formatting
from hejie.web.case import repair_facts
from hejie.web.case.voice import written
from hejie.web.forms import Form, forms
from hejie.web.numbers import whole

TABS = {
    "": gettext_lazy("All"),
    "active": gettext_lazy("Under guarantee"),
    "soon": gettext_lazy("Ends within 30 days"),
    "over": gettext_lazy("Over"),
}
_STAFF = ("operator", "seller", "agent", "buyer")


class Number(Form):
    """The number on the thing."""

    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        help_text=gettext_lazy(
            "As it stands on the thing or its box. Only its last signs are shown; the number itself is not kept."
        ),
        max_length=serials.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_serial(self) -> str:
        """A number that can be one."""
        try:
            serials.plain(self.cleaned_data["serial"])
        except Refusal:
            raise forms.ValidationError(_("Write letters and figures as they stand on the thing.")) from None
        return self.cleaned_data["serial"]


class Which(Number):
    """A buyer's thing: which of the order's goods it is."""

    line = forms.TypedChoiceField(label=gettext_lazy("Which of the goods is it?"), coerce=int)

    def __init__(self, lines: list[tuple[int, object]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines
        if len(lines) == 1:
            self.fields["line"].widget = forms.HiddenInput()
            self.fields["line"].initial = lines[0][0]


class Guarantee(Form):
    """How long a thing is under guarantee, as its shop says."""

    title = forms.CharField(label=gettext_lazy("What it is"), required=False, max_length=200)
    began_on = forms.DateField(
        label=gettext_lazy("The guarantee begins on"),
        help_text=gettext_lazy("The day on which it was handed over."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    months = forms.IntegerField(
        label=gettext_lazy("Months of guarantee"),
        help_text=gettext_lazy("0 where no end is known."),
        min_value=0,
        max_value=MOST_MONTHS,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )
    more_months = forms.IntegerField(
        label=gettext_lazy("Months by which it was extended"),
        help_text=gettext_lazy("What the buyer has bought or was given on top."),
        min_value=0,
        max_value=MOST_MONTHS,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )

    def told(self) -> dict:
        """As the use case takes it."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "began_on": data["began_on"].isoformat(),
            "months": data["months"],
            "more_months": data["more_months"] or 0,
        }

    def clean(self) -> dict:
        """More months need months."""
        data = super().clean()
        if data.get("more_months") and not data.get("months"):
            self.add_error("months", _("Say first how long the guarantee is; then by how much it was extended."))
        return data


class OfShop(Guarantee, Number):
    """A thing of the shop's."""

    field_order = ("serial", "title", "began_on", "months", "more_months")


def listed(request: HttpRequest) -> HttpResponse:
    """One's registered things by the end of their guarantee; a shop also finds one by its number."""
    ctx = _ctx(request)
    state = request.GET.get("show", "")
    state = state if state in TABS else ""
    search = Number(request.GET if request.GET.get("serial", "").strip() else None) if ctx.actor.seller else None
    if search is not None and search.is_bound and search.is_valid():
        if row := registrations.found(ctx, search.cleaned_data["serial"]):
            return redirect("registration", row.pk)
        search.add_error("serial", _("Nothing of yours is registered with this number."))
    found, after = registrations.listed(ctx, state=state, after=whole(request.GET.get("after", "")))
    rows = [_row(row, covers.of_registered(row), request) for row in found]
    tabs = [
        {"url": f"?show={name}" if name else request.path, "label": words, "current": name == state}
        for name, words in TABS.items()
    ]
    facts = {"rows": rows, "tabs": tabs, "selling": ctx.actor.role != "buyer", "state": state}
    facts["older"] = f"?show={state}&after={after}" if after else ""
    facts["search"] = search
    return render(
        request, "service/registered.html", facts, status=422 if search is not None and search.errors else 200
    )


def register(request: HttpRequest) -> HttpResponse:
    """Register a thing: a buyer by his order, a shop with how long its guarantee is."""
    ctx = _ctx(request)
    if ctx.actor.role == "operator":  # he looks, and registers nothing in a shop's place
        raise Refusal("not_found")
    root = request.GET.get("order", "")
    facts: dict = {"back": {"url": reverse("guarantees"), "label": _("Registered things")}}
    data = request.POST if request.method == "POST" else None
    if ctx.actor.role == "buyer":
        order, texts, _names = listing.order(ctx, root)
        lines = _lines(order, texts)
        if not lines:
            return redirect("order", root)
        form: Form = Which(lines, data, initial={"line": whole(request.GET.get("line", "")) or lines[0][0]})
        facts |= {"order": order, "goods": dict(lines)[lines[0][0]] if len(lines) == 1 else ""}
        facts["back"] = {"url": reverse("order", args=[root]), "label": _("Back to the order")}
    else:
        months = service_settings.of(request.marketplace.pk, ctx.actor.seller).guarantee_months
        form = OfShop(data, initial={"began_on": registrations.today_of(ctx), "months": months})
    facts["form"] = form
    if data is None or not form.is_valid():
        return render(request, "service/register.html", facts, status=422 if form.errors else 200)
    told = {"serial": form.cleaned_data["serial"]}
    told |= {"order": root, "line": form.cleaned_data["line"]} if ctx.actor.role == "buyer" else form.told()
    try:
        row, new = registrations.register(ctx, told)
    except Refusal as refusal:
        return asking.again(request, "service/register.html", facts, refusal)
    notes.success(request, _("It is registered.") if new else _("It was registered already; nothing has changed."))
    return redirect("registration", row.pk)


def registered(request: HttpRequest, number: int) -> HttpResponse:
    """One registered thing: until when what is guaranteed, by which rule; its shop may change it."""
    ctx = _ctx(request)
    row = registrations.one(ctx, number)
    mends = ctx.actor.role != "buyer"
    initial = {name: getattr(row, name) for name in ("title", "began_on", "months", "more_months")}
    form = Guarantee(request.POST if request.method == "POST" and mends else None, initial=initial)
    cover = covers.of_registered(row)
    back = {"url": reverse("guarantees"), "label": _("Registered things")}
    facts = {
        "row": _row(row, cover, request),
        "facts": _facts(row, cover, request),
        "form": form if mends else None,
        "back": back,
    }
    facts |= {"version": row.version, "order_url": reverse("order", args=[row.root]) if row.root else ""}
    if not form.is_bound or not form.is_valid():
        return render(request, "service/registration.html", facts, status=422 if form.errors else 200)
    try:
        registrations.change(ctx, number, form.told(), over=whole(request.POST.get("version", "")))
    except Refusal as refusal:
        return asking.again(request, "service/registration.html", facts, refusal)
    notes.success(request, _("Saved."))
    return redirect("registration", number)


def of_order(request: HttpRequest, order: OrderState, lines: list[dict]) -> dict:
    """What the order's page says of guarantees: by line, until when and by which rule; what is registered, what may be."""
    ctx = request.context
    of_market = ctx.actor.role == "agent" and not ctx.actor.seller  # reads orders, keeps no registrations
    if ctx.actor.role not in _STAFF or of_market or order.cancelled:
        return {}
    kept = registrations.of_order(ctx, order.root)
    came = any(order.reached(line.line, name) for line in order.lines for name in ("shipped", "delivered"))
    rows, left = [], False
    for line in lines:
        found = kept.get(line["number"], ())
        cover = covers.of_lines(ctx, order.root, (line["number"],), order.seller_of(line["number"]))
        left = left or len(found) < line["quantity"]
        row = {"title": line["title"], "number": line["number"], "how": _how(cover)}
        row |= {"until": _day(cover.ends_on, request) if cover else "", "over": _is_over(cover, ctx)}
        row["kept"] = [_row(one, end, request) for one, end in found]
        if row["until"] or row["kept"]:
            rows.append(row)
    add = f"{reverse('registration_new')}?order={order.root}" if ctx.actor.role == "buyer" and came and left else ""
    return {"guarantees": rows, "guarantee_add": add, "guarantees_url": reverse("guarantees")}


def _is_over(cover: Cover | None, ctx: object) -> bool:
    return cover is not None and not cover.holds(registrations.today_of(ctx))


def _lines(order: OrderState, texts: dict) -> list[tuple[int, object]]:
    found = []
    for line in order.lines:
        title = texts.get(line.title["ref"], "") if line.title else ""
        found.append((line.line, written(title) or _("Line %(number)s") % {"number": line.line}))
    return found


def _row(row: object, cover: Cover | None, request: HttpRequest) -> dict:
    return {
        "url": reverse("registration", args=[row.pk]),
        "title": row.title or row.product,
        "tail": row.tail,
        "until": _day(cover.ends_on, request) if cover else "",
        "over": _is_over(cover, request.context),
        "how": _how(cover),
    }


def _facts(row: object, cover: Cover | None, request: HttpRequest) -> list[dict]:
    """Until when, how that comes about, who registered it."""
    by = {"buyer": _("the buyer"), "shop": _("the shop"), "program": _("the shop’s program")}
    facts = [{"label": _("Serial number ends in"), "sum": row.tail or "–"}]
    facts.append({"label": _("Begins on"), "sum": _day(row.began_on, request)})
    if row.months:
        facts.append({"label": _("Months of guarantee"), "sum": formatting.number(row.months)})
    if row.more_months:
        facts.append({"label": _("Extended by months"), "sum": formatting.number(row.more_months)})
    facts += [{"label": _("After a repair"), "how": repair_facts.added(one)} for one in (cover.longer if cover else ())]
    until = (
        {"sum": _day(cover.ends_on, request), "total": True}
        if cover
        else {"how": _("No end is known: neither the order nor the shop has said one.")}
    )
    facts.append({"label": _("Last day of the guarantee"), **until})
    facts.append(
        {
            "label": _("Registered by"),
            "sum": by[row.source],
            "how": formatting.moment(row.saved_at, request.context_now),
        }
    )
    return facts


def _how(cover: Cover | None) -> str:
    if cover is None:
        return ""
    return "; ".join([str(repair_facts.SOURCES[cover.source]), *(repair_facts.added(one) for one in cover.longer)])


def _day(day: date, request: HttpRequest) -> str:
    return formatting.day(day, request.context_now)


def _ctx(request: HttpRequest) -> object:
    """Who reads. Refuses not_found for others than buyers, a shop's people and operators."""
    actor = request.context.actor
    if actor.role not in _STAFF or (actor.role in ("seller", "agent") and not actor.seller):
        raise Refusal("not_found")
    return request.context
