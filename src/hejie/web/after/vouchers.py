"""Vouchers: the buyer's own and their codes, what a shop has given within which budgets, giving one, using one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.escrow import vouchers as rules
from hejie.domain.escrow.promised import Promise
from hejie.domain.escrow.voucher_book import EACH, SHOP
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import points as point_use
from hejie.usecases import reading, vouchers_back
from hejie.usecases import vouchers as use
from hejie.web import refusals
from hejie.web.after import points
from hejie.web.after.pages import form_page, to_case, to_order
from hejie.web.after.words import WHY
from hejie.web.asking import key_of
from hejie.web.case.forms import minor_of
from hejie.web.forms import Choices, Form, forms
from hejie.web.operator import pages

_STATES = {
    "open": (gettext_lazy("Can be used"), "open", "open"),
    "using": (gettext_lazy("Is being used"), "open", "clock"),
    "used": (gettext_lazy("Used"), "good", "check"),
    "expired": (gettext_lazy("Its time is over"), "", ""),
}


class Give(Form):
    """A voucher to be given. `currency`: of the case or the order."""

    amount = forms.CharField(
        label=gettext_lazy("Worth"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(name, WHY[name]) for name in ("delay", "goodwill")], widget=Choices
    )
    days = forms.IntegerField(
        label=gettext_lazy("Good for how many days?"), min_value=1, max_value=rules.MOST_DAYS, initial=180,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )  # fmt: skip
    least = forms.CharField(
        label=gettext_lazy("For goods worth at least"),
        help_text=gettext_lazy("Left empty, for goods of any worth."),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    partial = forms.BooleanField(label=gettext_lazy("What is not used at one order stays for the next"), required=False)
    note = forms.CharField(
        label=gettext_lazy("A word to the buyer"),
        help_text=gettext_lazy("It may not ask for a review, nor for a change of one."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, currency: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].help_text = currency

    def clean_amount(self) -> int:
        """Minor units."""
        return minor_of(self.cleaned_data["amount"], self.currency)

    def clean_least(self) -> int:
        """Minor units, 0 where nothing was written."""
        written = self.cleaned_data["least"].strip()
        return minor_of(written, self.currency) if written else 0


class Budget(Form):
    """A month's budget of the whole, of every agent, or of one."""

    who = forms.ChoiceField(label=gettext_lazy("Whose budget?"), widget=forms.Select({"data-user-text": ""}))
    amount = forms.CharField(
        label=gettext_lazy("At most in a month"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )

    def __init__(self, currency: str, choices: list, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["who"].choices = choices
        self.fields["amount"].help_text = _("%(currency)s. A month is a calendar month; 0 stops it.") % {
            "currency": currency
        }

    def clean_amount(self) -> int:
        """Minor units."""
        return minor_of(self.cleaned_data["amount"], self.currency)


def mine(request: HttpRequest) -> HttpResponse:
    """A buyer's own vouchers."""
    page = use.mine(request.context, request.GET.get("after", ""))
    facts = {
        "rows": _own_rows(page.rows, request),
        "older": pages.older(request, "after", page.after),
        **_points(request),
    }
    return render(request, "after/vouchers.html", facts)


def _own_rows(rows: tuple[dict, ...], request: HttpRequest) -> list[dict]:
    """A buyer's vouchers, each with what its giver wrote."""
    notes = use.notes_of(rows)
    return [_row(row, request) | {"note": notes.get((row["root"], row["id"]), "")} for row in rows]


def _points(request: HttpRequest) -> dict:
    """A buyer's points, beside his vouchers."""
    return points.balance(point_use.account(request.context, request.context.actor.id, request.marketplace.currency))


def _row(row: dict, request: HttpRequest) -> dict:
    words, kind, sign = _STATES[row["status"]]
    over = row["status"] == "open" and clock.milliseconds(request.context.now) >= row["until_ms"]
    words, kind, sign = _STATES["expired"] if over else (words, kind, sign)
    shop = row["funder"] if row["funder"] != rules.PLATFORM else ""
    return {
        "id": f"{row['funder']}-{row['id']}",
        "face": Money(row["minor"], row["currency"]),
        "rest": Money(row["rest"], row["currency"]) if row["used"] and row["rest"] else None,
        "used": Money(row["used"], row["currency"]) if row["used"] else None,
        "state": {"words": words, "kind": kind, "sign": sign},
        "why": WHY.get(row["why"], ""),
        "until": clock.from_milliseconds(row["until_ms"]),
        "at": clock.from_milliseconds(row["at_ms"]),
        "open": row["status"] == "open" and not over,
        "shop": use.shop_name(request.context.actor.marketplace, shop) if shop else "",
        "buyer": row["buyer"],
        "agent": row["agent"],
        "about_url": reverse("case", args=[row["case_id"]]) if row["case_id"] else _order_url(row["order_root"]),
        "case": row["case_id"],
        "code_url": reverse("voucher_code", args=[row["funder"], row["id"]]),
    }


def _order_url(root: str) -> str:
    return reverse("order", args=[root]) if root else ""


@require_POST
def code(request: HttpRequest, purse: str, voucher: str) -> HttpResponse:
    """Make a code and show it, this once."""
    root = f"purse:{request.context.actor.marketplace}:{purse}"
    try:
        made = use.make_code(request.context, root, voucher, key=key_of(request))
    except Refusal as refusal:
        return refusals.answer(request, refusal)
    page = use.mine(request.context)
    facts = {
        "rows": _own_rows(page.rows, request),
        "older": pages.older(request, "after", page.after),
        "code": {"id": f"{purse}-{voucher}", "words": made},
        **_points(request),
    }
    answer = render(request, "after/vouchers.html", facts)
    answer["Cache-Control"] = "no-store"
    return answer


def given(request: HttpRequest) -> HttpResponse:
    """What a shop or the marketplace has given, this month's budgets, and how much of what was given is used."""
    funder, currency = points.funder_of(request), request.marketplace.currency
    page = use.given(request.context, funder, request.GET.get("after", ""))
    budgets = use.budgets(request.context, funder, currency)
    names = use.names_of(request.context, page.rows)
    rows = [
        _row(row, request) | {"buyer_name": names.get(row["buyer"], ""), "agent_name": names.get(row["agent"], "")}
        for row in page.rows
    ]
    ended, used = use.real_use(request.context.actor.marketplace, request.context.now)
    facts = {
        "rows": rows,
        "older": pages.older(request, "after", page.after),
        "balance": Money(budgets.balance, currency),
        "promises": [_promise(one, currency) for one in budgets.promises],
        "aside": Money(sum(one.minor for one in budgets.promises), currency),
        "budgets": [_budget(row, budgets, currency) for row in budgets.rows],
        "may_set": request.context.actor.role in ("seller", "operator"),
        "ended": ended,
        "used": None if used is None else round(100 * used),
        "platform": funder == rules.PLATFORM,
    }
    facts["given_points"], facts["older_points"] = points.given_rows(request, funder)
    worth = point_use.worth_now(request.context)
    facts["worth"] = points.worth_words(worth) if worth else ""
    facts["worth_url"] = reverse("points_worth") if request.context.actor.role in ("operator", "auditor") else ""
    return render(request, "after/given.html", facts)


def _budget(row: tuple, budgets: use.Budgets, currency: str) -> dict:
    who, limit, spent, left = row
    return {
        "name": _who(who, budgets),
        "person": who not in (SHOP, EACH),
        "limit": None if limit is None else Money(limit, currency),
        "spent": None if who == EACH else Money(spent, currency),
        "left": None if left is None or who == EACH else Money(left, currency),
        "part": (min(spent, limit), limit) if limit and who != EACH else None,
    }


def _promise(one: Promise, currency: str) -> dict:
    return {"case": one.case, "url": reverse("case", args=[one.case]), "sum": Money(sum(one.faces.values()), currency)}


def _who(who: str, budgets: use.Budgets) -> str:
    if who == SHOP:
        return _("All together")
    return _("Each agent") if who == EACH else budgets.names.get(who, who)


def budget(request: HttpRequest) -> HttpResponse:
    """Set a month's budget."""
    funder, currency = points.funder_of(request), request.marketplace.currency
    found = use.budgets(request.context, funder, currency)
    form = Budget(currency, [(row[0] or "all", _who(row[0], found)) for row in found.rows], request.POST or None)

    def do(data: dict) -> object:
        who = SHOP if data["who"] == "all" else data["who"]
        return use.set_budget(
            request.context, rules.SetBudget(funder, who, data["amount"], currency), key=key_of(request)
        )

    return form_page(
        request, form, _("Set a budget for vouchers and points"),
        _("Above it nothing can be given; what was given this month counts. What was agreed is handed over whatever the budget says."),
        _("Set the budget"), (reverse("vouchers_given"), _("Back to vouchers and points")), do, _("The budget is set."),
    )  # fmt: skip


def in_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give the buyer of a case a voucher."""
    case = reading.read_case(request.context, case_id).case
    return _give(
        request, case.currency, to_case(case_id), lambda **told: use.give_in_case(request.context, case_id, **told),
        reverse("case_points_new", args=[case_id]),
    )  # fmt: skip


def at_order(request: HttpRequest, root: str) -> HttpResponse:
    """Give the buyer of an order a voucher."""
    order, _texts = reading.read_order(request.context, root)
    return _give(
        request, order.currency, to_order(root), lambda **told: use.give_at_order(request.context, root, **told),
        reverse("order_points_new", args=[root]),
    )  # fmt: skip


def _give(request: HttpRequest, currency: str, back: tuple, give: object, points_url: str) -> HttpResponse:
    left = points.what_is_left(request, currency)
    form = Give(currency, request.POST or None, initial={"why": "delay"})

    def do(data: dict) -> object:
        told = {name: data[name] for name in ("days", "why", "partial", "least", "note")}
        return give(minor=data["amount"], **told, key=key_of(request))

    return form_page(
        request, form, _("Give a voucher"), left, _("Give the voucher"), back, do, _("The buyer has the voucher now."),
        links=[{"url": points_url, "label": _("Give points instead")}],
        lost=[_("A voucher that was given cannot be taken back. Its money is set aside at once, and comes back when its time is over.")],
    )  # fmt: skip


@require_POST
def use_here(request: HttpRequest, root: str, purse: str, voucher: str) -> HttpResponse:
    """Pay at one's own order with one's own voucher."""
    at = f"purse:{request.context.actor.marketplace}:{purse}"
    try:
        use.use_own(request.context, at, voucher, root, key=key_of(request))
    except Refusal as refusal:
        return refusals.answer(request, refusal)
    messages.success(request, _("The voucher is used. Its money is held for this order."))
    return redirect("order", root)


def of_order(request: HttpRequest, order: object) -> dict:
    """What the page of an order shows: vouchers with which its buyer may pay here, what they have paid, and the way to give one."""
    actor = request.context.actor
    paid = sum(row.minor for hold in order.custody.holds for row in hold.vouchers if row.back)
    more = {
        "paid_by_voucher": Money(paid, order.currency) if paid and not actor.seller else None,
        "voucher_days": vouchers_back.days(),
    } | points.of_order(request, order)
    if actor.role == "buyer":
        return {
            "usable_vouchers": [
                _row(row, request)
                | {
                    "use_url": reverse("order_voucher_use", args=[order.root, row["funder"], row["id"]]),
                    "pays": Money(row["pays"], row["currency"]) if row["lost"] else None,
                    "lost": Money(row["lost"], row["currency"]),
                }
                for row in use.usable_at(request.context, order)
            ]
        } | more
    gives = actor.role in ("seller", "agent", "operator") and not actor.only_case
    url = reverse("order_voucher_new", args=[order.root]) if gives else ""
    return {"give_voucher_url": url} | more
