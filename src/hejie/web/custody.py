"""Who must act on an order, until when, what silence does, and the small acts about it: taking on, more time, one's key."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hejie.domain.escrow import accounts, looking
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands
from hejie.domain.orders.going import MOST_DAYS
from hejie.domain.orders.state import OrderState
from hejie.usecases import listing, order_records
from hejie.usecases import orders as use
from hejie.web import formatting, refusals, words
from hejie.web.asking import key_of
from hejie.web.forms import Form, forms
from hejie.web.operator import acting

WAYS = {
    "digital": gettext_lazy("digital delivery"),
    "virtual": gettext_lazy("a virtual good"),
    "express": gettext_lazy("express parcel"),
    "surface": gettext_lazy("surface mail"),
}


class Days(Form):
    """How many days more."""

    days = forms.IntegerField(label=gettext_lazy("Days more"), min_value=1, max_value=MOST_DAYS)


class Key(Form):
    """A licence key, to be compared."""

    key = forms.CharField(
        label=gettext_lazy("The key that you have"),
        help_text=gettext_lazy("It is compared and not kept. Blanks and hyphens do not matter."),
        max_length=500,
    )


def clocks(request: HttpRequest, order: OrderState, titles: dict[int, str]) -> list[dict]:
    """The open clocks by line, the first to end first, with what this reader can do about each."""
    rows = sorted(order.waits(*looking.BY_LINE), key=lambda row: row.turn)
    found = [_clock(request, order, row, titles) for row in rows]
    return [one for one in found if one["lines"]]


def _clock(request: HttpRequest, order: OrderState, row: Deadline, titles: dict[int, str]) -> dict:
    actor = request.context.actor
    lines = [line for line in sorted(looking.about(order, row)) if line in titles and not order.case_of(line)]
    buyer, shop = actor.role == "buyer", actor.role in ("seller", "agent") and bool(actor.seller)
    looks, asked = row.wait == looking.CONFIRM_RECEIPT, order.time_asked.get(row.id, 0)
    mine = (buyer and looks) or (shop and not looks)
    side = "buyer" if looks else "seller"
    return {
        "id": row.id,
        "side": side,
        "who": _("Your turn") if mine else (_("The buyer’s turn") if side == "buyer" else _("The seller’s turn")),
        "what": words.word(words.WAITS, row.wait),
        "until": row.until,
        "silence": words.word(words.SILENCES, row.silence),
        "lines": [titles[line] for line in lines],
        "sum": Money(sum(_free(order, line) for line in lines), order.currency),
        "ways": [WAYS[way] for way in dict.fromkeys(order.line(line).way for line in lines) if way in WAYS],
        "confirm_url": _confirm_url(order, lines) if buyer and looks else "",
        "extend_url": _url("order_extension", order, row) if buyer and looks and _may_extend(order, row) else "",
        "extend_hours": order.extension,
        "extend_words": _span(order.extension),
        "give_url": _url("order_days", order, row) if shop and looks else "",
        "accept_url": reverse("order_acceptance", args=[order.root]) if shop and not looks else "",
        "ask_url": _url("order_days", order, row) if shop and not looks and row.id not in order.time_asked else "",
        "asked": _span(asked) if asked else "",
        "answer_url": _url("order_time_answer", order, row) if buyer and asked else "",
    }


def _confirm_url(order: OrderState, lines: list[int]) -> str:
    asked = "&".join(f"line={line}" for line in lines)
    return f"{reverse('order_confirm', args=[order.root])}?{asked}"


def lines_of(order: OrderState, named: list[str]) -> tuple[int, ...]:
    """Lines that a request names; none where it names none or nonsense."""
    known = {str(line.line): line.line for line in order.lines}
    return tuple(sorted({known[one] for one in named if one in known}))


def _may_extend(order: OrderState, row: Deadline) -> bool:
    return bool(order.extension) and not row.extended


def _free(order: OrderState, line: int) -> int:
    hold = order.custody.hold(accounts.hold_id(order.root, line))
    return hold.free if hold else 0


def _url(name: str, order: OrderState, row: Deadline) -> str:
    return reverse(name, args=[order.root, row.id])


def _span(hours: int) -> str:
    """Days where they are whole, else hours, in words."""
    if hours % 24 == 0:
        days = hours // 24
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": formatting.number(days)}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": formatting.number(hours)}


def payees(order: OrderState, lines: tuple[int, ...], names: dict[str, str]) -> list[dict]:
    """What confirming these lines pays to whom now."""
    sums: dict[str, int] = {}
    for hold in order.unfrozen_holds():
        if hold.line in lines:
            seller = order.seller_of(hold.line)
            sums[seller] = sums.get(seller, 0) + hold.free
    return [
        {"name": names.get(seller, "") or words.word(words.THE_SIDE, "platform"), "sum": Money(minor, order.currency)}
        for seller, minor in sums.items()
    ]


def has_key(order: OrderState) -> bool:
    """Whether a licence key stands on the order's record, so that the buyer can compare his."""
    return any("key_hash" in one.facts for one in order.records)


@require_POST
def acceptance(request: HttpRequest, root: str) -> HttpResponse:
    """A shop takes a paid order on."""
    return _act(
        request, root, use.accept, commands.AcceptOrder(root), _("The order is yours now. Send it as promised.")
    )


@require_POST
def extension(request: HttpRequest, root: str, deadline: str) -> HttpResponse:
    """The buyer makes his time longer."""
    return _act(request, root, use.extend, commands.ExtendTime(root, deadline), _("You have more time now."))


@require_POST
def time_answer(request: HttpRequest, root: str, deadline: str) -> HttpResponse:
    """The buyer grants what the shop has asked for, or does not."""
    granted = request.POST.get("granted") == "yes"
    done = _("The shop has more time now.") if granted else _("The shop’s time stays as it was.")
    return _act(request, root, use.answer_time, commands.AnswerTime(root, deadline, granted), done)


def days(request: HttpRequest, root: str, deadline: str) -> HttpResponse:
    """A shop gives the buyer days, or asks him for some."""
    order, _texts, _names = listing.order(request.context, root)
    row = next((one for one in order.waits(*looking.BY_LINE) if one.id == deadline), None)
    if row is None:
        raise Refusal("wait_not_open")
    gives = row.wait == looking.CONFIRM_RECEIPT
    facts = {
        "title": _("Give the buyer more time") if gives else _("Ask the buyer for more time"),
        "lead": _("His time to look at the goods grows by so much; yours to wait for the money as well.")
        if gives
        else _("Until he says yes, your time runs on as it is. You can ask once."),
        "send": _("Give the days") if gives else _("Ask"),
        "back": reverse("order", args=[root]),
        "back_words": _("Back to the order"),
    }

    def do(data: dict) -> object:
        command = (commands.ExtendTime if gives else commands.AskTime)(root, deadline, data["days"])
        return (use.extend if gives else use.ask_time)(request.context, command, key=key_of(request))

    done = _("The buyer has more time now.") if gives else _("The buyer has been asked.")
    return acting.form_page(
        request, Days(request.POST or None), facts, do, done=done, goes=lambda _came: ("order", root)
    )


def key(request: HttpRequest, root: str) -> HttpResponse:
    """Compare the buyer's licence key with the one that was delivered."""
    order, _texts, _names = listing.order(request.context, root)
    form = Key(request.POST or None)
    facts = {"order": order, "form": form, "asked": False}
    if request.method == "POST" and form.is_valid():
        found = order_records.check_key(request.context, root, form.cleaned_data["key"])
        facts |= {"asked": True, "found": [clock.parse(one.at) for one in found]}
    return render(request, "orders/key.html", facts, status=422 if form.errors else 200)


def _act(request: HttpRequest, root: str, do: object, command: object, done: str) -> HttpResponse:
    try:
        do(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return refusals.answer(request, refusal)
    messages.success(request, done)
    return redirect("order", root)
