"""One order: what was bought, how far it has come, where its money is, and the way to say that something is wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hejie.domain.escrow.custody import Hold
from hejie.domain.escrow.holds import CONFIRM_RECEIPT
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks, commands
from hejie.domain.orders.state import OrderLine, OrderState
from hejie.usecases import listing, own_dossiers, reading, vetting
from hejie.usecases import orders as use
from hejie.web import custody, formatting, refusals, words
from hejie.web.after import promises, reviews, vouchers
from hejie.web.asking import key_of
from hejie.web.files import packed
from hejie.web.sending import pages as sending
from hejie.web.service import registering
from hejie.web.service.answers import free

_DATES = (
    ("ordered", gettext_lazy("Ordered")),
    ("approved", gettext_lazy("Payment approved")),
    ("shipped", gettext_lazy("Sent")),
    ("deliver_by", gettext_lazy("Promised for")),
    ("delivered", gettext_lazy("Delivered")),
    ("confirmed", gettext_lazy("Receipt confirmed")),
    ("cancelled", gettext_lazy("Cancelled")),
)


def order(request: HttpRequest, root: str) -> HttpResponse:
    """The page of one order."""
    actor = request.context.actor
    found, texts, names = listing.order(request.context, root)
    lines = [_line(line, found, texts, names) for line in found.lines if actor.seller in ("", line.seller)]
    checked = vetting.seen_by_buyers(request.context, found.sellers())
    for line in lines:
        line["papers"] = checked.get(found.seller_of(line["number"]))
    facts = {
        "order": found,
        "lines": lines,
        "status": words.word(words.ORDER_STATES, found.status),
        **({} if actor.seller else _sum(found)),
        "dates": _dates(found),
        "opens": _opens(found),
        "clocks": custody.clocks(request, found, _titles(found, lines)),
        "records_key": custody.has_key(found),
        "deal": found.deal,
        "hold": {"since": clock.parse(found.held["at"]), "reason": texts.get(found.held["reason"]["ref"], "")}
        if found.held
        else None,
        "may_hold": actor.role in ("operator", "auditor"),
        "may_take": own_dossiers.may_take(actor, found),
        "deal_total": Money(found.deal["total"], found.deal["currency"]) if found.deal else None,
    }
    own = _of_buyer(found, lines) if actor.role == "buyer" else {}
    after = (
        vouchers.of_order(request, found) | promises.of_order(request, found) | reviews.of_order(request, found, lines)
    )
    after |= registering.of_order(request, found, lines)
    sent = sending.of_order(request, found, texts, _titles(found, lines))
    return render(request, "orders/order.html", facts | own | after | sent)


def _sum(order: OrderState) -> dict:
    """What was paid for it; while it is not paid, what it comes to, and what of that vouchers and points have paid."""
    paid = Money(order.paid_minor, order.currency) if order.paid_minor else None
    whole = sum((line.price or 0) + (line.freight or 0) for line in order.lines)
    if (
        paid and order.paid_minor == order.by_voucher < whole and not order.cancelled
    ):  # nothing of the buyer's own has come
        return {"comes_to": Money(whole, order.currency), "so_far": paid}
    return {"paid": paid}


def _titles(order: OrderState, lines: list[dict]) -> dict[int, str]:
    """What the lines that a reader sees are called."""
    return {line["number"]: line["title"] or _("Line %(number)s") % {"number": line["number"]} for line in lines}


def _dates(order: OrderState) -> list[dict]:
    return [
        {"label": label, "at": clock.parse(order.dates[name]), "day": name == "deliver_by"}
        for name, label in _DATES
        if order.dates.get(name)
    ]


def _opens(order: OrderState) -> dict | None:
    """When the marketplace opens a case for the buyer, and what would stop it."""
    row = min(order.waits(clocks.PLATFORM_OPENS), key=lambda row: row.until, default=None)
    return {"unless": clocks.asked(row.about)[0], "until": row.until} if row else None


def _of_buyer(order: OrderState, lines: list[dict]) -> dict:
    """What the buyer may do with his order now."""
    going = ("shipped", "delivered")
    on_its_way = any(order.reached(line.line, name) for line in order.lines for name in going)
    open_still = not order.cancelled and order.confirmed != "buyer" and bool(order.unfrozen_holds())
    return {
        "waiting": min(order.waits(CONFIRM_RECEIPT), key=lambda row: row.turn, default=None),
        "arrived": bool(order.dates.get("delivered")),
        "complain_url": _complain_url(order, lines),
        "may_confirm": open_still and on_its_way,
        "may_cancel": open_still and not on_its_way and not order.frozen,
    }


def _complain_url(order: OrderState, lines: list[dict]) -> str:
    """Where something that is wrong is said: first as a service, and as a claim where no piece is left for one."""
    if free(order) and not order.cancelled:
        return reverse("service_ask", args=[order.root])
    return reverse("claim", args=[order.root]) if any(not line["case_url"] for line in lines) else ""


def _line(line: OrderLine, order: OrderState, texts: dict, names: dict) -> dict:
    hold = next((hold for hold in order.custody.holds if hold.line == line.line), None)
    case_id = order.case_of(line.line)
    money = [] if hold is None else _where(hold, order.currency, *_debt(line.line, order))
    return {
        "number": line.line,
        "title": texts.get(line.title["ref"], "") if line.title else "",
        "unknown": line.contents_unknown,
        "seller": names.get(line.seller, "") or words.word(words.THE_SIDE, "platform"),
        "promise_url": f"{reverse('policy_of_shop', args=[line.seller])}?order={order.root}"
        if names.get(line.seller)
        else "",
        "reviews_url": reverse("reviews_of_shop", args=[line.seller]),
        "quantity": line.quantity,
        "price": Money(line.price, order.currency) if line.price is not None else None,
        "freight": Money(line.freight, order.currency) if line.freight else None,
        "money": money,
        "case_url": reverse("case", args=[case_id]) if case_id else "",
    }


def _debt(line: int, order: OrderState) -> tuple[int, int]:
    """Of what custody no longer held when it was due to the buyer: paid to him since for a line, and still owed; minor units."""
    paid = owed = 0
    for debt in order.custody.debts:
        left = debt.paid
        for number, amount in debt.lines if debt.status == "due" else ():
            part = min(left, amount)
            left -= part
            if number == line:
                paid, owed = paid + part, owed + amount - part
    return paid, owed


def _where(hold: Hold, currency: str, paid: int = 0, owed: int = 0) -> list[dict]:
    """Where the money of a line is, in words and sums. paid, owed: to the buyer, of what the seller had already."""
    parts = (
        (_("in custody"), hold.free + hold.reserved),
        (_("paid back to the buyer"), hold.to_buyer + paid),
        (_("paid to the seller"), hold.to_seller),
        (_("still owed to the buyer"), owed),
    )
    return [{"label": label, "sum": Money(minor, currency)} for label, minor in parts if minor]


@require_safe
def dossier(request: HttpRequest, root: str) -> HttpResponse:
    """The order as a file that proves itself, which leaves while it is put together. `?language=` of its PDF."""
    language = request.GET.get("language", "")[:2] or request.LANGUAGE_CODE[:2]
    return packed(request, own_dossiers.of_order(request.context, root, language=language), f"order-{root}.zip")


@require_POST
def confirmation(request: HttpRequest, root: str) -> HttpResponse:
    """The buyer has what he ordered."""
    order, _texts, _names = listing.order(request.context, root)
    lines = custody.lines_of(order, request.POST.get("lines", "").split())
    return _act(request, root, use.confirm_receipt, commands.ConfirmReceipt(root, lines))


@require_POST
def cancellation(request: HttpRequest, root: str) -> HttpResponse:
    """Call the order off."""
    return _act(request, root, use.cancel, commands.CancelOrder(root))


def _act(request: HttpRequest, root: str, do: object, command: object) -> HttpResponse:
    try:
        do(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return refusals.answer(request, refusal)
    return redirect("order", root)


def confirm(request: HttpRequest, root: str) -> HttpResponse:
    """Ask once before the seller is paid, all lines or those named, with the sums that go."""
    order, texts, names = listing.order(request.context, root)
    lines = custody.lines_of(order, request.GET.getlist("line"))
    everything = not lines or set(lines) >= {hold.line for hold in order.unfrozen_holds()}
    goes = custody.payees(order, tuple(line.line for line in order.lines) if everything else lines, names)
    named = [texts.get(order.line(line).title["ref"], "") for line in lines if order.line(line).title]
    paid = [
        _("%(sum)s goes from custody to %(name)s, at once.")
        % {"sum": formatting.money(one["sum"]), "name": one["name"]}
        for one in goes
    ]
    facts = {
        "title": _("Is everything here and in order?") if everything else _("Is this here and in order?"),
        "words": _(
            "The seller is paid at once. If something is wrong, say so first: then the money stays where it is."
        ),
        "lost": [
            *([] if everything else [", ".join(filter(None, named))]),
            *paid,
            _("The money that is paid out does not come back by itself."),
            _("Your rights by law stay. What you are owed later the seller pays, or his deposit, no longer custody."),
        ],
        "fields": [] if everything else [{"name": "lines", "value": " ".join(map(str, lines))}],
        "url": reverse("order_confirmation", args=[root]),
        "yes": _("Yes, pay the seller"),
        "no_url": reverse("order", args=[root]),
        "no": _("Back to the order"),
    }
    facts["lost"] = [one for one in facts["lost"] if one]
    return render(request, "confirm.html", facts)


def cancel(request: HttpRequest, root: str) -> HttpResponse:
    """Ask once before the order is called off."""
    reading.read_order(request.context, root)
    facts = {
        "title": _("Cancel the order?"),
        "words": _("What you paid comes back to you."),
        "lost": [_("The seller no longer sends the goods.")],
        "url": reverse("order_cancellation", args=[root]),
        "yes": _("Cancel the order"),
        "no_url": reverse("order", args=[root]),
        "no": _("Keep the order"),
    }
    return render(request, "confirm.html", facts)
