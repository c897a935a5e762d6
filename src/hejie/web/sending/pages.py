"""Sending as a shop's people do it: a parcel with its number, a slip mended, handing over, digital delivery, many orders at once."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hejie.adapters import waybill_files
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.usecases import listing, order_records, record_words, shipping
from hejie.usecases.shipping import DONE, KNOWN, REFUSED
from hejie.web import asking, refusals
from hejie.web.asking import key_of
from hejie.web.forms import Form
from hejie.web.languages import active
from hejie.web.sending import forms

_FORM, _MANY = "sending/form.html", "sending/many.html"


def of_order(request: HttpRequest, order: OrderState, texts: dict, titles: dict[int, str]) -> dict:
    """What the page of an order shows of its parcels, and the ways for the people of its shop."""
    parcels = [_parcel(request, order, one, texts, titles) for one in order.parcels if set(one.lines) & set(titles)]
    proofs = _proofs(request, order)
    if not _sends(request.context.actor) or order.cancelled:
        return {"parcels": parcels, "proofs": proofs, "sending": []}
    to_send, to_come = shipping.left_to_send(request.context, order), shipping.left_to_arrive(request.context, order)
    digital = [one for one in to_come if order.line(one).way in shipping.NO_PARCEL]
    ways = [
        (_("Say that it was sent"), "order_parcel", bool(to_send)),
        (_("Say that it was handed over"), "order_handed", bool(to_come) and set(to_come) != set(digital)),
        (_("Put down a digital delivery"), "order_digital", bool(digital)),
    ]
    return {
        "parcels": parcels,
        "proofs": proofs,
        "sending": [(words, reverse(name, args=[order.root])) for words, name, fits in ways if fits],
    }


def _proofs(request: HttpRequest, order: OrderState) -> list[dict]:
    """What is on record of handing over and of digital delivery, as its readers see it."""
    if not any(one.kind in ("digital", "proof_of_delivery") for one in order.records):
        return []
    found, texts = order_records.of_order(request.context, order.root)
    rows = []
    for one in found:
        if one.kind in ("digital", "proof_of_delivery"):
            data = {
                "record": {"kind": one.kind, "origin": one.origin, "at": one.at, "facts": one.facts},
                "source": one.source,
            }
            told = record_words.told(data, active(), lambda ref: texts.get(ref["ref"], "") if ref else "")
            rows.append(
                {"title": record_words.title(data, active()), "told": told, "source": record_words.source(data, active()),
                 "at": clock.parse(one.at)}
            )  # fmt: skip
    return rows


def _parcel(request: HttpRequest, order: OrderState, one: object, texts: dict, titles: dict[int, str]) -> dict:
    there = all(order.reached(line, "delivered") for line in one.lines)
    own = _sends(request.context.actor) and all(line in titles for line in one.lines)
    return {
        "carrier": one.carrier,
        "number": texts.get(one.waybill["ref"], "") if one.waybill else "",
        "on": clock.parse(one.on),
        "goods": [titles[line] for line in one.lines if line in titles] if len(order.lines) > 1 else [],
        "mended": bool(one.mended),
        "mend_url": reverse("order_parcel_mend", args=[order.root, one.id])
        if own and not there and not order.cancelled
        else "",
    }


def _sends(actor: Actor) -> bool:
    return actor.role in ("seller", "agent") and bool(actor.seller) and not actor.only_case


def _order(request: HttpRequest, root: str) -> tuple[OrderState, dict[int, str], dict]:
    """(order, titles of the shop's own lines, texts). Refuses not_found for others than its people."""
    if not _sends(request.context.actor):
        raise Refusal("not_found")
    order, texts, _names = listing.order(request.context, root)
    own = [line for line in order.lines if line.seller == request.context.actor.seller]
    titles = {
        line.line: (texts.get(line.title["ref"], "") if line.title else "")
        or _("Line %(number)s") % {"number": line.line}
        for line in own
    }
    return order, titles, texts


def parcel(request: HttpRequest, root: str) -> HttpResponse:
    """A parcel is on its way."""
    order, titles, _texts = _order(request, root)
    left = shipping.left_to_send(request.context, order)
    form = forms.Parcel(request, titles, left, request.POST or None)
    facts = {
        "title": _("Say that it was sent"),
        "lead": _("The buyer reads the carrier and the number. What goes in another parcel, leave out and send next."),
        "send": _("It is on its way"),
    }

    def do() -> object:
        return shipping.send(request.context, root, form.sent(tuple(form.cleaned_data["lines"])), key=key_of(request))

    return _page(request, order, form, facts, do, _("The parcel is on its way."), done=not left)


def mend(request: HttpRequest, root: str, parcel_id: str) -> HttpResponse:
    """Another carrier, or another number, than was said."""
    order, _titles, texts = _order(request, root)
    found = next((one for one in order.parcels if one.id == parcel_id), None)
    if found is None:
        raise Refusal("not_found")
    number = texts.get(found.waybill["ref"], "") if found.waybill else ""
    form = forms.Number(request.POST or None, initial={"carrier": found.carrier, "waybill": number})
    facts = {
        "title": _("Put the parcel right"),
        "lead": _("The buyer is told. What was said before stays on the record; days and clocks do not move."),
        "send": _("Put it right"),
    }

    def do() -> object:
        return shipping.correct(request.context, root, parcel_id, form.sent(), key=key_of(request))

    return _page(request, order, form, facts, do, _("The parcel is put right."))


def handed(request: HttpRequest, root: str) -> HttpResponse:
    """Goods were handed over, by the shop itself or by its carrier."""
    order, titles, _texts = _order(request, root)
    left = tuple(
        one for one in shipping.left_to_arrive(request.context, order) if order.line(one).way not in shipping.NO_PARCEL
    )
    form = forms.HandedOver(request, titles, left, request.POST or None, request.FILES or None)
    facts = {
        "title": _("Say that it was handed over"),
        "lead": _(
            "The buyer’s time to look at the goods begins now. If he says that nothing came, what you put down here is your proof."
        ),
        "send": _("It was handed over"),
    }

    def do() -> object:
        data = form.cleaned_data
        file = data.get("file")
        return shipping.hand_over(
            request.context, root, at=data["at"], lines=tuple(data["lines"]), handed=data["handed"], key=key_of(request),
            file=file or None, name=file.name if file else "",
        )  # fmt: skip

    return _page(request, order, form, facts, do, _("It is down that the goods were handed over."), done=not left)


def digital(request: HttpRequest, root: str) -> HttpResponse:
    """A digital delivery, with its proof."""
    order, titles, _texts = _order(request, root)
    own = tuple(one for one in titles if order.line(one).way in shipping.NO_PARCEL) or tuple(titles)
    form = forms.Digital(request, titles, own, request.POST or None, request.FILES or None)
    facts = {
        "title": _("Put down a digital delivery"),
        "lead": _("It goes on the record of the order as your word, and into every case about it."),
        "send": _("Put it down"),
    }

    def do() -> object:
        data = form.cleaned_data
        file = data.get("file")
        told = shipping.Digital(
            data["event"], data["at"], tuple(data["lines"]), data["account"], data["licence"],
            data["note"], data["arrived"],
        )  # fmt: skip
        return shipping.deliver_digital(
            request.context, root, told, key=key_of(request), file=file or None, name=file.name if file else ""
        )

    return _page(request, order, form, facts, do, _("The delivery is on the record."))


def many(request: HttpRequest) -> HttpResponse:
    """Waybills of many orders: good rows are carried out, bad ones come back to be mended."""
    if not _sends(request.context.actor):
        raise Refusal("not_found")
    form = forms.Many(request.POST or None, request.FILES or None)
    facts: dict = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, _MANY, facts, status=422 if form.errors else 200)
    file = form.cleaned_data.get("file")
    try:
        text = (
            waybill_files.decoded(file.read(waybill_files.LONGEST + 1), request.LANGUAGE_CODE[:2])
            if file
            else form.cleaned_data["rows"]
        )
        rows = waybill_files.rows(text)
    except Refusal as refusal:
        return asking.again(request, _MANY, facts, refusal)
    sure = form.cleaned_data["sure"]
    outcomes = list(shipping.send_many(request.context, rows, timezone.get_current_timezone(), sure=sure))
    bad = [_bad(request, row, one) for row, one in zip(rows, outcomes, strict=True) if one.how == REFUSED]
    count = {how: sum(one.how == how for one in outcomes) for how in (DONE, KNOWN, REFUSED)}
    doubtful = any(
        one.refusal is not None and one.refusal.code in ("waybill_check", "waybill_used") for one in outcomes
    )
    again = forms.Many(initial={"rows": "\n".join(row["text"] for row in bad)}, doubtful=doubtful)
    tone = "good" if count[DONE] + count[KNOWN] else "alert"
    return render(request, _MANY, {"form": again, "done": True, "tone": tone, "count": count, "bad": bad})


def _bad(request: HttpRequest, row: waybill_files.Row, one: shipping.Outcome) -> dict:
    told = refusals.told(request, one.refusal)
    linked = one.refusal.code != "order_not_yours" and one.root
    return {
        "number": row.number, "order": row.order, "text": row.text, "why": told.why, "do": told.do,
        "url": reverse("order", args=[one.root]) if linked else "",
    }  # fmt: skip


def _page(
    request: HttpRequest, order: OrderState, form: Form, facts: dict, do: Callable, said: str, *, done: bool = False
) -> HttpResponse:
    """The form, mended or carried out; done: nothing is left to be said on it."""
    facts |= {"form": form, "order": order, "back": reverse("order", args=[order.root]), "nothing": done}
    if request.method != "POST" or not form.is_valid():
        return render(request, _FORM, facts, status=422 if form.errors else 200)
    try:
        do()
    except Refusal as refusal:
        return asking.again(request, _FORM, facts, refusal)
    messages.success(request, said)
    return redirect("order", order.root)
