"""Points: a buyer's own and what happened with them, giving some, paying with some at an order, and what one is worth."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.escrow import points as rules
from hejie.domain.escrow import vouchers
from hejie.domain.escrow.points_book import Worth
from hejie.domain.escrow.points_commands import SetWorth
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import points as use
from hejie.usecases import reading
from hejie.usecases import vouchers as voucher_use
from hejie.web import formatting, refusals
from hejie.web.after.pages import form_page, to_case, to_order
from hejie.web.after.words import WHY
from hejie.web.asking import key_of
from hejie.web.case.forms import minor_of
from hejie.web.forms import Choices, Form, forms
from hejie.web.operator import acting, pages

_SHORT = {"inputmode": "numeric", "class": "input--short"}
_MOVES = {
    "received": gettext_lazy("Given to you"),
    # What a checkout keeps is told where it is kept, and as one line with what was paid.
    "spent": gettext_lazy("Paid with at an order"),
    "returned": gettext_lazy("Came back with a refund"),
    "ended": gettext_lazy("Their time was over"),
}


class Give(Form):
    """Points to be given."""

    number = forms.IntegerField(
        label=gettext_lazy("How many points?"), min_value=1, max_value=rules.MOST_POINTS, widget=forms.NumberInput(attrs=_SHORT)
    )  # fmt: skip
    why = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(name, WHY[name]) for name in ("delay", "goodwill")], widget=Choices
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the buyer"),
        help_text=gettext_lazy("It may not ask for a review, nor for a change of one."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WorthForm(Form):
    """What points are worth, from which day on. `currency`: the marketplace's."""

    points = forms.IntegerField(
        label=gettext_lazy("So many points"), min_value=1, max_value=1_000_000, initial=100, widget=forms.NumberInput(attrs=_SHORT)
    )  # fmt: skip
    amount = forms.CharField(
        label=gettext_lazy("are worth"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"})
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Good for how many days?"), min_value=1, max_value=rules.MOST_DAYS, initial=365,
        widget=forms.NumberInput(attrs=_SHORT),
    )  # fmt: skip
    since = forms.DateField(
        label=gettext_lazy("From which day on"),
        help_text=gettext_lazy("Left empty, it counts from now on."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, currency: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].help_text = _("%(currency)s. 0 stops giving points.") % {"currency": currency}

    def clean_amount(self) -> int:
        """Minor units."""
        return minor_of(self.cleaned_data["amount"], self.currency)


def mine(request: HttpRequest) -> HttpResponse:
    """A buyer's own points: how many, what ends when, what is kept for orders, and what happened with them."""
    if request.context.actor.role != "buyer":
        raise Refusal("not_found")
    found, own = (
        use.account(request.context, request.context.actor.id, request.marketplace.currency),
        request.context.actor.id,
    )
    notes = use.notes_of(request.context, found.lots)
    moves, after = use.moves(request.context, own, request.GET.get("after", ""))
    facts = {
        **balance(found),
        "lots": [
            {"points": lot.rest, "worth": Money(lot.left, lot.currency), "until": clock.parse(lot.until), "why": WHY.get(lot.why, ""),
             "note": notes.get(lot.id, "")}
            for lot in found.lots
        ],
        "kept": [
            {"points": one.points, "worth": Money(one.minor, one.currency), "until": clock.parse(one.until), "url": _order_url(one.order)}
            for one in found.kept
        ],
        "moves": [_move(one) for one in moves if one.what in _MOVES],
        "older": pages.older(request, "after", after),
    }  # fmt: skip
    return render(request, "after/points.html", facts)


def balance(found: use.Account) -> dict:
    """How many points somebody has, what they are worth, and what of them ends first."""
    first = found.lots[0] if found.lots else None
    return {
        "points": found.points,
        "points_worth": Money(found.minor, found.currency),
        "points_first": {"points": first.rest, "until": clock.parse(first.until)} if first else None,
    }


def _move(one: use.Move) -> dict:
    url = reverse("case", args=[one.case]) if one.case else _order_url(one.order)
    why = WHY.get(one.why, "") if one.what == "received" else ""
    return {
        "words": _MOVES[one.what], "why": why, "at": clock.parse(one.at), "points": one.points,
        "more": one.what in ("received", "returned"), "worth": Money(one.minor, one.currency), "url": url, "case": one.case,
    }  # fmt: skip


def _order_url(root: str) -> str:
    return reverse("order", args=[root]) if root else ""


def in_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give the buyer of a case points."""
    case = reading.read_case(request.context, case_id).case
    return _give(
        request, case.currency, to_case(case_id), lambda **told: use.give_in_case(request.context, case_id, **told)
    )


def at_order(request: HttpRequest, root: str) -> HttpResponse:
    """Give the buyer of an order points."""
    order, _texts = reading.read_order(request.context, root)
    return _give(
        request, order.currency, to_order(root), lambda **told: use.give_at_order(request.context, root, **told)
    )


def _give(request: HttpRequest, currency: str, back: tuple, give: object) -> HttpResponse:
    worth = use.worth_now(request.context)
    said = [worth_words(worth)] if worth else []
    said.append(what_is_left(request, currency))
    form = Give(request.POST or None, initial={"why": "delay"})

    def do(data: dict) -> object:
        return give(number=data["number"], why=data["why"], note=data["note"], key=key_of(request))

    nothing = "" if worth else _("The marketplace has not said what a point is worth. Give a voucher instead.")
    return form_page(
        request, form, _("Give points"), " ".join(said), _("Give the points"), back, do, _("The buyer has the points now."),
        lost=[_("Points that were given cannot be taken back. Their money is set aside at once, and comes back when their time is over.")],
        empty=nothing,
    )  # fmt: skip


def what_is_left(request: HttpRequest, currency: str) -> str:
    """What purse and budgets of whoever gives have left this month, in a sentence or two."""
    found = voucher_use.budgets(request.context, funder_of(request), currency)
    left = [_("The purse has %(sum)s.") % {"sum": formatting.money(Money(found.balance, currency))}]
    own = next((row for row in found.rows if row[0] == request.context.actor.id), None)
    for row in (found.rows[0], own):
        if row and row[3] is not None:
            words = (
                _("Of your budget this month %(sum)s are left.")
                if row is own
                else _("Of the budget of all this month %(sum)s are left.")
            )
            left.append(words % {"sum": formatting.money(Money(row[3], currency))})
    return " ".join(left)


def worth_words(worth: Worth) -> str:
    """What a point is worth, in a sentence."""
    return _("%(points)s points are worth %(sum)s and are good for %(days)s days.") % {
        "points": formatting.number(worth.points),
        "sum": formatting.money(Money(worth.minor, worth.currency)),
        "days": formatting.number(worth.days),
    }


def funder_of(request: HttpRequest) -> str:
    """Whose purse it is about: the shop's own, for the marketplace's people its own. Refuses not_found."""
    actor = request.context.actor
    if actor.seller and actor.role in ("seller", "agent"):
        return actor.seller
    if actor.role in ("operator", "agent", "auditor") and not actor.only_case:
        return vouchers.PLATFORM
    raise Refusal("not_found")


@require_POST
def use_here(request: HttpRequest, root: str) -> HttpResponse:
    """Pay at one's own order with so many of one's own points, or with as many as go."""
    written = request.POST.get("points", "").strip().replace(" ", "").replace("\u00a0", "").replace(",", "")
    try:
        if written and not (written.isascii() and written.isdigit() and len(written) <= 12):
            raise Refusal("points_number", given=written[:40])
        use.use_at_order(request.context, root, int(written) if written else None, key=key_of(request))
    except Refusal as refusal:
        return refusals.answer(request, refusal)
    messages.success(
        request, _("The points are used. Their money is held for this order; what is left is paid as usual.")
    )
    return redirect("order", root)


def of_order(request: HttpRequest, order: object) -> dict:
    """What the page of an order shows: what its buyer could pay with points, and what was paid with them."""
    paid = sum(hold.points for hold in order.custody.holds)
    found = {"paid_in_points": Money(paid, order.currency) if paid and not request.context.actor.seller else None}
    usable = use.usable_at(request.context, order)
    left = use.left_to_pay(request.context, order.root) if found["paid_in_points"] and not order.cancelled else 0
    found["left_to_pay"] = Money(left, order.currency) if left else None
    if usable:
        account, most = usable
        found["usable_points"] = {
            **balance(account), "most": Money(most, order.currency), "whole": most == account.minor,
            "url": reverse("order_points_use", args=[order.root]),
        }  # fmt: skip
    return found


def given_rows(request: HttpRequest, funder: str) -> tuple[list[dict], str]:
    """(what a purse has given, as the page of budgets shows it, the address of what is older)."""
    page = use.given(request.context, funder, request.GET.get("points", ""))
    names = use.names_of(request.context, page.rows)
    rows = [
        {
            "points": row["points"], "rest": row["rest"], "worth": Money(row["minor"], row["currency"]),
            "buyer_name": names.get(row["buyer"], ""), "agent_name": names.get(row["agent"], ""), "why": WHY.get(row["why"], ""),
            "case": row["case_id"], "until": clock.from_milliseconds(row["until_ms"]),
            "about_url": reverse("case", args=[row["case_id"]]) if row["case_id"] else _order_url(row["order_root"]),
        }
        for row in page.rows
    ]  # fmt: skip
    return rows, pages.older(request, "points", page.after)


def worth(request: HttpRequest) -> HttpResponse:
    """What a point is worth: what counts, what counted, what will; and setting it from a day on."""
    currency = request.marketplace.currency
    rows, now = use.worths(request.context), clock.text(request.context.now)
    form = WorthForm(currency, request.POST or None)
    counts = next((one for one in rows if one.since <= now), None)

    def do(data: dict) -> object:
        at = datetime.combine(data["since"], time(), tzinfo=timezone.get_current_timezone()) if data["since"] else None
        command = SetWorth(data["points"], data["amount"], currency, data["days"], at)
        return use.set_worth(request.context, command, key=key_of(request))

    said = [
        {
            "since": clock.parse(one.since), "words": worth_words(one) if one.minor else _("No points are given."),
            "state": _("counts now") if one is counts else _("comes") if one.since > now else "",
        }
        for one in rows
    ]  # fmt: skip
    facts = {
        "title": _("What a point is worth"),
        "lead": _(
            "Shops and the marketplace give points for delays and as goodwill. Their money is set aside when they are given, rounded "
            "up to a whole cent; of a part the worth is rounded down, and the last point brings the rest. So nothing appears or is "
            "lost. What was given before keeps its worth."
        ),
        "send": _("Set the worth"), "back": reverse("vouchers_given"), "back_words": _("Back to vouchers and points"), "worths": said,
        "below": "after/points_worth.html",
    }  # fmt: skip
    if request.context.actor.role != "operator":
        facts["empty"] = _("Operators set it.")
    return acting.form_page(
        request, form, facts, do, done=_("The worth of a point is set."), goes=lambda _came: ("points_worth",),
    )  # fmt: skip
