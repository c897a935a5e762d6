"""What the turn bar says where only money is still to move: on its way, or refused by the payment provider."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.usecases.reading import CaseView
from hejie.web.case.voice import plain_sum


def paid_in() -> dict:
    """The provider was asked for a payment of the buyer."""
    return {
        "side": "system",
        "who": _("Nobody’s turn"),
        "what": _("The payment is on its way"),
        "until_words": _("No deadline runs."),
        "silence": _("As soon as the payment provider answers, the request goes on by itself; nothing is paid twice."),
        "silence_label": _("What follows"),
        "url": "#service",
        "action": _("See where the request stands"),
    }


def refused(view: CaseView) -> dict | None:
    """The provider has refused what this case has settled: the marketplace's turn. None where it has refused nothing."""
    rows = [row for row in view.order.custody.transfers if row.case == view.case.id and row.status == "failed"]
    if not rows:
        return None
    total = plain_sum(sum(row.amount for row in rows), view.case.currency)
    return {
        "side": "platform",
        "who": _("The marketplace’s turn"),
        "what": _("A payment of %(sum)s did not go through") % {"sum": total},
        "also": _("The sides need do nothing. The money stays reserved for this and goes nowhere else."),
        "until_words": _("No deadline runs."),
        "silence": _(
            "The marketplace has been told and tries again. Once the money is there, the case closes by itself."
        ),
        "silence_label": _("What follows"),
        "url": "#money",
        "action": _("See where the money goes"),
    }


def in_custody(view: CaseView) -> dict:
    """Where a case is closed and money of its goods lies in custody all the same: that it does, and where its clock stands."""
    lines = {row["line"] for row in view.case.order["lines"]}
    free = sum(hold.free for hold in view.order.custody.holds if hold.line in lines)
    if not free or view.side not in ("buyer", "seller"):
        return {}
    told = _(
        "%(sum)s for these goods are still in custody. By when they go on, and to whom, stands on the order’s page."
    )
    return {
        "silence": told % {"sum": plain_sum(free, view.case.currency)},
        "other_url": reverse("order", args=[view.case.root]),
        "other": _("To the order"),
    }


def on_its_way() -> dict:
    """All is settled and ordered."""
    return {
        "side": "system",
        "who": _("Nobody’s turn"),
        "what": _("The money is on its way"),
        "until_words": _("No deadline runs."),
        "silence": _("The payment is carried out as it was settled, and the case closes by itself."),
        "silence_label": _("What follows"),
        "url": "#money",
        "action": _("See where the money goes"),
    }
