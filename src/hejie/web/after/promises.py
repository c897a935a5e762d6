"""What agents, shops and the marketplace commit themselves to: making it, saying that it is kept, and how much is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import commands, committing
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import promises as rules
from hejie.usecases import commitments as use
from hejie.web.after.pages import form_page, to_case, to_order
from hejie.web.after.words import may_commit
from hejie.web.asking import key_of
from hejie.web.case import page
from hejie.web.forms import Form, forms
from hejie.web.operator import pages

_STATES = {
    "open": (gettext_lazy("Waits to be kept"), "open", "open"),
    "kept": (gettext_lazy("Kept"), "good", "check"),
    "broken": (gettext_lazy("Not kept"), "alert", "late"),
}


class Commitment(Form):
    """What is promised, and within how many days."""

    speaks = ("text",)
    text = forms.CharField(
        label=gettext_lazy("What do you promise?"),
        help_text=gettext_lazy("As the buyer should read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Within how many days?"), min_value=1, max_value=rules.MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )  # fmt: skip


class Note(Form):
    """Words that show it."""

    speaks = ("note",)
    note = forms.CharField(
        label=gettext_lazy("How can it be seen?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class Why(Form):
    """What was not kept."""

    speaks = ("note",)
    note = forms.CharField(
        label=gettext_lazy("What was not kept?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


def in_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Commit one's own side in a case; filled from the message in which it was said."""
    view = page.read(request, case_id)
    if not may_commit(view):
        raise Refusal("not_allowed_now", act="commit", stage=view.case.stage)
    said = next((item for item in view.case.of_kind("message") if item.id == request.GET.get("message", "")), None)
    text = view.text(said.data["text"]) if said and said.side == view.side else ""
    sounds = use.sounds_like_one(text) if text else None
    initial = {"text": sounds[0] if sounds else text, "days": sounds[1] if sounds else 7}
    message = said.id if text else ""

    def do(data: dict) -> object:
        command = committing.MakePromise(case_id, data["text"], data["days"], message)
        return use.make(request.context, command, key=key_of(request))

    return _commit(request, Commitment(request.POST or None, initial=initial), to_case(case_id), do)


def at_order(request: HttpRequest, root: str) -> HttpResponse:
    """Commit one's shop or the marketplace at an order."""
    use.of_order(request.context, root)

    def do(data: dict) -> object:
        command = rules.MakeOrderPromise(root, data["text"], data["days"])
        return use.make_at_order(request.context, command, key=key_of(request))

    return _commit(request, Commitment(request.POST or None, initial={"days": 7}), to_order(root), do)


def _commit(request: HttpRequest, form: Form, back: tuple, do: object) -> HttpResponse:
    return form_page(
        request, form, _("Promise something"),
        _("It binds at once and needs no consent. The buyer sees it with its date; you are reminded before. Kept and broken ones are counted."),
        _("Promise it"), back, do, _("It is promised. The buyer sees it with its date."),
        lost=[_("A promise cannot be taken back.")],
    )  # fmt: skip


def kept_in_case(request: HttpRequest, case_id: str, obligation: str) -> HttpResponse:
    """The marketplace's own people say that what it promised in a case is done."""

    def do(data: dict) -> object:
        command = commands.ReportPerformance(case_id, obligation, data["note"])
        return use.keep(request.context, command, key=key_of(request))

    page.read(request, case_id)
    return _kept(request, to_case(case_id), do)


def kept_at_order(request: HttpRequest, root: str, promise: str) -> HttpResponse:
    """Say that what was promised at an order is done."""
    use.of_order(request.context, root)

    def do(data: dict) -> object:
        command = rules.KeepOrderPromise(root, promise, data["note"])
        return use.keep_at_order(request.context, command, key=key_of(request))

    return _kept(request, to_order(root), do)


def _kept(request: HttpRequest, back: tuple, do: object) -> HttpResponse:
    return form_page(
        request, Note(request.POST or None), _("Say that the promise is kept"),
        _("The buyer reads it and may say that it is not so."), _("It is kept"), back, do, _("It counts as kept."),
    )  # fmt: skip


def contest(request: HttpRequest, root: str, promise: str) -> HttpResponse:
    """The buyer says that a promise was not kept."""
    use.of_order(request.context, root)

    def do(data: dict) -> object:
        command = rules.ContestOrderPromise(root, promise, data["note"])
        return use.contest(request.context, command, key=key_of(request))

    return form_page(
        request, Why(request.POST or None), _("Say that the promise was not kept"),
        _("It counts as broken then; the shop and the marketplace see it."), _("It was not kept"), to_order(root), do,
        _("It counts as not kept."), plain=True,
    )  # fmt: skip


def of_order(request: HttpRequest, order: object) -> dict:
    """The promises on the page of an order, and the way to make one."""
    actor = request.context.actor
    _order, texts = use.of_order(request.context, order.root) if order.promises else (order, {})
    rows = []
    for one in order.promises:
        words, kind, sign = _STATES[one.status]
        mine = actor.role in ("seller", "agent", "operator") and actor.seller == one.seller
        fresh = one.status == "kept" and request.context.now <= clock.parse(one.ended_at) + rules.OBJECT_WITHIN
        rows.append(
            {
                "id": one.id,
                "text": texts.get(one.text["ref"], "") or _("(erased)"),
                "note": texts.get(one.note["ref"], "") if one.note else "",
                "side": one.side,
                "due": clock.parse(one.due),
                "state": {"words": words, "kind": kind, "sign": sign},
                "open": one.status == "open",
                "ended": clock.parse(one.ended_at) if one.ended_at else None,
                "kept_url": reverse("order_commitment_kept", args=[order.root, one.id])
                if mine and one.status == "open"
                else "",
                "contest_url": reverse("order_commitment_contest", args=[order.root, one.id])
                if actor.role == "buyer" and fresh
                else "",
            }
        )
    makes = actor.role in ("seller", "agent", "operator") and not actor.only_case
    return {"order_promises": rows, "promise_url": reverse("order_commitment_new", args=[order.root]) if makes else ""}


def board(request: HttpRequest) -> HttpResponse:
    """How promises are kept by shop and agent, and what waits to be kept."""
    found = use.board(request.context, request.GET.get("after", ""))
    staff = not request.context.actor.seller
    waiting = [
        {
            "text": found.texts.get(row["text_ref"], "") or _("(erased)"),
            "due": clock.from_milliseconds(row["due_ms"]) if row["due_ms"] else None,
            "late": bool(row["due_ms"]) and row["due_ms"] < clock.milliseconds(request.context.now),
            "who": found.names.get(row["agent"], ""),
            "shop": found.names.get(row["seller"], "") if staff else "",
            "url": _url(row),
        }
        for row in found.waiting
    ]
    kept = [
        {
            "name": found.names.get(row.agent, "") or _("Nobody in particular"),
            "shop": found.names.get(row.seller, "") or (_("the marketplace") if not row.seller else row.seller),
            "kept": row.kept,
            "broken": row.broken,
            "open": row.open,
            "share": row.share,
        }
        for row in found.kept
    ]
    whole = (sum(row.kept for row in found.kept), sum(row.broken for row in found.kept))
    facts = {"kept": kept, "waiting": waiting, "staff": staff, "older": pages.older(request, "after", found.after)}
    facts |= {"whole": whole, "whole_share": round(100 * whole[0] / sum(whole)) if sum(whole) else None}
    return render(request, "after/promises.html", facts)


def _url(row: dict) -> str:
    kind, _colon, name = row["stream"].partition(":")
    return (
        reverse("case", args=[name]) + f"#{row['id']}"
        if kind == "case"
        else reverse("order", args=[name]) + "#promises"
    )
