"""The plain words for what counts, what it leads to, and what mends it."""

from django.utils.translation import gettext_lazy as _

# Why something counts, said of somebody in the third person, so that he and an operator can read the same.
GROUNDS = {
    "silent": _("A claim was not answered in time"),
    "decided": _("A claim was upheld"),
    "decided_in_part": _("A claim was upheld in part"),
    "lapsed": _("The own claim ran out in silence"),
    "promise_broken": _("A promise was not kept"),
    "false_evidence": _("Evidence was false"),
    "other_goods_returned": _("Other goods were sent back"),
    "threats": _("The other side was threatened"),
    "repeated_claims": _("The same claim came again and again"),
}
DEEDS = {
    "warning": _("Warning"),
    "limit": _("Limit"),
    "trading_stop": _("Trading stop"),
    "delisting": _("Goods delisted"),
}
STATES = {
    "announced": _("Announced"),
    "in_effect": _("In effect"),
    "ended": _("Ended"),
}
ENDED = {
    "expired": _("Its time was up."),
    "lifted": _("The marketplace ended it before its time."),
    "appeal": _("The appeal was granted."),
    "silence": _("Nobody decided the appeal in time, so it was granted."),
    "recount": _("A case on which it rested no longer counts."),
}
APPEALS = {
    "": _("The appeal waits for its decision."),
    "granted": _("The appeal was granted."),
    "refused": _("The appeal was refused."),
    "silence": _("Nobody decided the appeal in time, so it was granted."),
}

_SHIPPING = _(
    "Send within the time that the order names, with a parcel number, and say so before the day if it gets late."
)
_PICKING = _("Check the order against the parcel before it is closed; a photograph of the open parcel proves it later.")
_PACKING = _("Pack for a fall from table height, and ask the carrier for the damage: that is his part to pay.")
_LISTING = _(
    "Put the product page right first: measured sizes, real photographs, what is not included. The next claim starts there."
)
_GOODS = _("Take the batch off the page until it is checked, and offer repair or exchange before the buyer has to ask.")
_MONEY = _("Pay refunds on the day they are promised, and name every charge before the order.")
BY_REASON = {
    **dict.fromkeys(("not_shipped", "not_received", "late", "order_cancelled_by_seller"), _SHIPPING),
    **dict.fromkeys(("wrong_item", "missing_parts"), _PICKING),
    "damaged_in_transit": _PACKING,
    **dict.fromkeys(
        ("not_as_described", "false_advertising", "price_error", "mislabelled", "label_slip"), _LISTING
    ),
    **dict.fromkeys(
        ("defective", "counterfeit", "fraud", "expired", "unsafe", "repair_failed", "service_not_performed"), _GOODS
    ),
    **dict.fromkeys(("refund_withheld", "unauthorised_payment", "extra_charge"), _MONEY),
}  # fmt: skip
BY_GROUND = {
    "silent": _("Answer every claim before its time is up, even if only to say what you are checking. Silence loses it unheard."),
    "lapsed": _("Answer questions in your own case in time, or withdraw the claim: what is withdrawn never counts."),
    "promise_broken": _("Promise only days that you can keep. If something comes between, say so in the case before the day."),
    "false_evidence": _("File only what you have seen yourself, as it is. An appeal is the place to explain a mistake."),
    "other_goods_returned": _("Send back the very goods that came, and photograph them as you pack."),
    "threats": _("Leave the answer to the case: reviews and threats win nothing here."),
    "repeated_claims": _("One claim for each matter; new facts go into the same case."),
}  # fmt: skip
