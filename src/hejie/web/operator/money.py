"""Purses, payments that did not go through, and what is owed to buyers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.escrow import accounts, purse
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.orders.commands import RetryTransfer
from hejie.usecases import money as use
from hejie.usecases import overview, purses
from hejie.usecases.people import shops
from hejie.web.asking import key_of
from hejie.web.operator import acting, forms, pages


def money(request: HttpRequest) -> HttpResponse:
    """The guarantee fund, the deposits, and what waits for somebody."""
    found = purses.read(request.context, request.GET.get("after", ""))
    facts = {
        "fund": found.fund,
        "deposits": [
            {
                "url": reverse("shop", args=[row.seller]),
                "name": found.names.get(row.seller, row.seller),
                "sum": Money(row.minor, row.currency),
                "aside": Money(row.aside, row.currency),
            }
            for row in found.deposits
        ],
        "older": pages.older(request, "after", found.after),
        "owed_to_fund": [
            {"name": found.names.get(seller, seller), "sum": Money(minor, currency)}
            for seller, currency, minor in found.owed_to_fund
        ],
        "unpaid": [
            {
                "url": reverse("case", args=[row.case_id]),
                "case": row.case_id,
                "name": found.names.get(row.seller, ""),
                "sum": Money(row.minor, row.currency),
                "at": clock.from_milliseconds(row.at_ms),
            }
            for row in found.unpaid
        ],
        "refused": [_refused(row) for row in overview.refused_payments(request.context)],
    }
    return render(request, "operator/money.html", facts)


def _refused(row: overview.Refused) -> dict:
    transfer = row.transfer
    return {
        "sum": Money(transfer.amount, transfer.currency),
        "to": _("to the buyer") if transfer.credit.startswith("buyer:") else _("to the seller"),
        "why": transfer.failure,
        "case": transfer.case,
        "case_url": reverse("case", args=[transfer.case]) if transfer.case else "",
        "order_url": reverse("order", args=[row.root]),
        "retry_url": reverse("transfer_retry", args=[row.root, transfer.id]),
    }


@require_POST
def retry(request: HttpRequest, root: str, transfer: str) -> HttpResponse:
    """Give a refused payment to the provider once more."""
    overview.for_operators(request.context)
    return acting.button(
        request,
        lambda: use.retry_transfer(request.context, RetryTransfer(root, transfer), key=key_of(request)),
        done=_("The payment goes to the provider once more."),
        goes=("money",),
    )


def deposit(request: HttpRequest) -> HttpResponse:
    """Record money that has come into a purse."""
    acting.proved(request, "deposit")
    given = {"owner": request.GET.get("owner", ""), "currency": request.marketplace.currency}
    form = forms.Deposit(request.POST or None, initial=given)
    facts = _page(
        _("Record a deposit"),
        _("Only what has really come in: the fund and the deposits pay buyers when custody no longer can."),
    )

    def do(data: dict) -> object:
        owner = data["owner"].strip() or accounts.FUND
        if owner != accounts.FUND:
            owner = shops.named(request.context, owner).id
        command = purse.Deposit(owner, data["minor"], data["currency"], data["reference"])
        return use.deposit(request.context, command, key=key_of(request))

    return acting.form_page(request, form, facts, do, done=_("The deposit is recorded."), goes=lambda _came: ("money",))


def repayment(request: HttpRequest) -> HttpResponse:
    """Record that a seller has paid back what the fund gave for him."""
    acting.proved(request, "deposit")
    form = forms.Repayment(request.POST or None, initial={"currency": request.marketplace.currency})
    facts = _page(
        _("Record a repayment"), _("What a seller pays back to the guarantee fund, at most what the fund gave for him.")
    )

    def do(data: dict) -> object:
        owner = shops.named(request.context, data["owner"].strip()).id
        command = purse.Repay(owner, data["minor"], data["currency"], data["reference"])
        return use.repay(request.context, command, key=key_of(request))

    return acting.form_page(
        request, form, facts, do, done=_("The repayment is recorded."), goes=lambda _came: ("money",)
    )


def _page(title: str, lead: str) -> dict:
    return {
        "title": title,
        "lead": lead,
        "lost": [_("An entry of the record cannot be taken back; a mistake is put right by paying out again.")],
        "send": title,
        "back": reverse("money"),
        "back_words": _("Back to the money"),
    }
