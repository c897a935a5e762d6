"""Sentences for what a case's stream says of vouchers and points, of promises that bind one side alone, and after the end."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "FollowUpAnswered": (
        _("<strong>You said how it was</strong> after the end."),
        _("<strong>%(who)s said how it was</strong> after the end."),
    ),
}
FACTS = {
    "VoucherGiven": _("<strong>The buyer was given a voucher</strong> of %(sum)s."),
    "PointsGranted": _("<strong>The buyer was given points</strong> worth %(sum)s."),
}
# Money on its way, out of points and otherwise.
MOVES = {
    False: {"mine": _("%(sum)s to you"), "buyer": _("%(sum)s to the buyer"), "seller": _("%(sum)s to the seller")},
    True: {"mine": _("%(sum)s to you, in points"), "buyer": _("%(sum)s to the buyer, in points")},
}
OWN_PROMISE = (
    _("<strong>You promised:</strong> %(promise)s It binds you and needs no consent."),
    _("<strong>%(who)s promised:</strong> %(promise)s It binds at once."),
)
SPECIAL = {"PromiseProposed": lambda teller, entry: OWN_PROMISE if entry["data"].get("own") else None}
