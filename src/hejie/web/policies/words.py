"""What facts, conditions, fees and losses of after-sales policies are called."""

from django.utils.translation import gettext_lazy as _

from hejie.domain.entitlements.policies import model
from hejie.web import words as all_words

FACTS = {
    "member": _("Member"),
    "opened": _("Opened"),
    "category": _("Kind of goods"),
    "condition": _("State of what comes back"),
    "seller": _("Seller"),
    "brand": _("Brand"),
    "paid_with": _("Paid with"),
    "sales_channel": _("Where it was bought"),
    "reason": _("Reason"),
    "seller_policy": _("The seller’s own choice"),
    "country": _("Buyer’s country"),
    "member_tier": _("Kind of membership"),
    "purchase_between": _("Bought between"),
    "return_between": _("Sent back between"),
    "purchase_date": _("Day of purchase"),
    "invoice_date": _("Day of the invoice"),
    "shipping_date": _("Day of shipping"),
    "delivery_date": _("Day of delivery"),
    "as_of": _("Day of the return"),
    "all_but": _("All but"),
}
CLOCKS = {
    "purchase_date": _("from the day of purchase"),
    "invoice_date": _("from the day of the invoice"),
    "shipping_date": _("from the day of shipping"),
    "delivery_date": _("from the day of delivery"),
}
TERMS = {
    "days": _("a number of days"),
    "last_day": _("until a fixed day"),
    "unlimited": _("without an end"),
    "not_permitted": _("cannot be given back"),
    "unspecified": _("is not said"),
}
COMBINES = {"first": _("The first one that fits"), "longest": _("The longest one that fits")}
CASES = {
    "any": _("Whatever the reason"),
    "changed_mind": _("When the buyer has changed his mind"),
    "defect": _("When the goods are not right"),
}
FEES = {
    "free": _("The way back is free"),
    "original_shipping": _("The first shipping is not paid back"),
    "restocking": _("A restocking fee is kept"),
    "customer": _("The buyer pays for the way back"),
    "shipping": _("A fixed sum for the way back"),
}
LABELS = {
    "customer": _("The buyer gets a label himself"),
    "download": _("A label to print"),
    "in_box": _("A label lies in the box"),
}
METHODS = {
    "keep": _("The buyer keeps the goods"),
    "kiosk": _("At a drop-off point"),
    "mail": _("By mail"),
    "store": _("In a shop"),
}
REFUNDS = {"exchange": _("Exchange"), "full": _("The whole price"), "store_credit": _("Store credit")}
CONDITIONS = {"damaged": _("damaged"), "new": _("new"), "refurbished": _("refurbished"), "used": _("used")}
VALUES = {
    "reason": {**all_words.REASONS, "changed_mind": _("Change of mind"), "defect": _("Defective")},
    "condition": {
        **CONDITIONS,
        "worn": _("worn"),
        "dirty": _("dirty"),
        "washed": _("washed"),
        "opened": _("opened"),
        "unopened": _("unopened"),
        "sealed": _("sealed"),
        "incomplete": _("incomplete"),
    },
    "sales_channel": {"online": _("on the internet"), "store": _("in a shop")},
}
"""Values of conditions that are our own words, or the usual ones; others stay as the shop wrote them."""
GRADES = {
    "": _("Our own rule"),
    "A": _("Read at the source"),
    "B": _("An older copy, or of another country"),
    "C": _("A third party says so; buyers never see it"),
}
LOSSES = {
    "clock": _("The day from which the time runs: there, days always run from delivery."),
    "condition": _(
        "Conditions about the state of the goods, the reason or an order of windows have no property there."
    ),
    "seller": _("How one paid, where one bought and from which seller within a marketplace have no property there."),
    "season": _("Whether a season means the day of purchase or of return is not said there."),
    "category": _(
        "Kinds of goods and brands have no property there; several policies would have to hang on the offers."
    ),
    "deadline": _("Time limits for looking at the goods and paying back have no property there."),
    "per_cent": _("A plain number there always means per cent of the price."),
}
WARNINGS = {
    "amount_missing": _("An amount is missing"),
    "days_missing": _("The number of days is missing"),
    "around_left": _("The policy was taken out of what it hangs on; the rest is no part of it"),
    "law_above": _("It takes nothing back; in the EU, China and Russia the law stands above that"),
}
WHY = {
    "too_late": _("The time has run out."),
    "nothing_promised": _("No window fits, so nothing is promised."),
    "not_said": _("The policy does not say how long."),
    "law": _("The law gives it."),
}
CONDITION_FACTS = (*model.FLAGS, *model.WORDS, model.ALL_BUT, *model.SPANS)
