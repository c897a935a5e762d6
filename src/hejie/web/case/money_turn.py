"""What the turn bar says where only money is still to move: on its way, refused by the payment provider, or owed by a seller who
had it already."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.usecases.reading import CaseView
from hejie.web.case.voice import Voice, plain_sum


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


def owed_of(view: CaseView) -> int:
    """What is due to the buyer of this case and neither deposit nor guarantee fund has paid yet, in minor units."""
    rows = view.order.custody.debts
    return sum(row.owed for row in rows if row.case == view.case.id and row.status == "due")


def who_pays_it() -> str:
    """Where money comes from that custody does not hold any more."""
    return _(
        "The seller’s deposit pays it, and the guarantee fund the rest, by itself as soon as either of them holds enough."
    )


def owed(view: CaseView, voice: Voice) -> dict | None:
    """The seller had the money already, and what is owed is not covered yet: the marketplace's turn. None where nothing is owed."""
    minor = owed_of(view)
    if not minor:
        return None
    told = {"sum": plain_sum(minor, view.case.currency)}
    until_then = _("Until then the debt stands, and the case stays open. The courts stay open to you.")
    return {
        "side": "platform",
        "who": _("The marketplace’s turn"),
        "what": voice.pick(
            buyer=_("%(sum)s are still owed to you") % told,
            seller=_("You still owe the buyer %(sum)s") % told,
            other=_("%(sum)s are still owed to the buyer") % told,
        ),
        "also": voice.pick(
            buyer=_("The seller was paid before, so this is no longer in custody. You need do nothing for it."),
            seller=_(
                "You were paid before, so this is no longer in custody. Ask the marketplace to take it into your deposit."
            ),
            other=_("The seller was paid before, so this is no longer in custody."),
        ),
        "until_words": _("No day is fixed for it."),
        "silence": f"{who_pays_it()} {until_then}",
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
