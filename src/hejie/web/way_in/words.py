"""What the guided way in calls remedies, and how it says that somebody is entitled to them."""

from django.utils.translation import gettext_lazy as _

# In the order in which equals are told: what helps most buyers most comes first.
TITLES = {
    "refund": _("Money back, nothing to send back"),
    "return_and_refund": _("Send the goods back and get the money back"),
    "withdrawal": _("Return without a reason"),
    "rescission": _("The end of the contract"),
    "redelivery": _("The delivery of what was ordered"),
    "replacement": _("A replacement"),
    "repair": _("A repair"),
    "partial_refund": _("Part of the money back"),
    "price_reduction": _("Keep the goods at a lower price"),
    "punitive_damages": _("Compensation above the price"),
    "compensation": _("Payment for a loss"),
    "penalty_interest": _("Money for the delay"),
    "no_remedy": _("Nothing for now"),
}
# After “You are entitled to” or “The buyer is entitled to”.
ENTITLED = {
    "refund": _("get %(sum)s back without sending anything back"),
    "return_and_refund": _("send the goods back and get %(sum)s back"),
    "partial_refund": _("get a part of the money back"),
    "price_reduction": _("keep the goods at a lower price"),
    "replacement": _("have the goods replaced"),
    "repair": _("have the goods repaired free of charge"),
    "redelivery": _("receive what was ordered"),
    "rescission": _("end the contract and get %(sum)s back"),
    "withdrawal": _("return the goods without a reason and get %(sum)s back"),
    "compensation": _("be paid for the loss"),
    "punitive_damages": _("be paid compensation above the price"),
    "penalty_interest": _("be paid for the delay"),
}
WITHOUT_SUM = _("the money")
# What a letter asks for, in the voice of the buyer.
ASKED = {
    "refund": _("I ask you to pay back %(sum)s."),
    "return_and_refund": _("I am sending the goods back and ask you to pay back %(sum)s."),
    "partial_refund": _("I ask you to pay back a part of the price: %(sum)s."),
    "price_reduction": _("I am keeping the goods and ask for a fair reduction of the price."),
    "replacement": _("I ask you to replace the goods."),
    "repair": _("I ask you to repair the goods free of charge."),
    "redelivery": _("I ask you to deliver what I ordered."),
    "rescission": _("I end the contract and ask you to pay back %(sum)s."),
    "withdrawal": _("I withdraw from the purchase, return the goods and ask you to pay back %(sum)s."),
    "compensation": _("I ask you to pay for my loss: %(sum)s."),
    "punitive_damages": _("I ask for the compensation that the law or your promise gives above the price: %(sum)s."),
    "penalty_interest": _("I ask for the money that is due for the delay: %(sum)s."),
}
SUM_IN_LETTER = _("the sum that is due to me")
AGAINST = {
    "seller": _("the seller"),
    "platform": _("the marketplace"),
    "producer": _("the maker"),
    "room_operator": _("the operator of the live room"),
    "card_issuer": _("the bank of the card"),
    "payment_service": _("the payment service"),
}
LAYERS = {
    "statute": _("law"),
    "interpretation": _("reading of the courts"),
    "scheme": _("rules of the card network"),
    "promise": _("promise of the seller"),
    "policy": _("policy of the marketplace"),
}
# What a seller may offer beyond what is owed.
GENEROUS = {
    "freight": _("Pay the way back yourself. For little money it takes away most of the anger."),
    "late": _("Take it back all the same: the time is over, so whatever you give is a kindness that is remembered."),
    "window": _("Allow a longer time for returns than the law does, such as 30 days."),
    "price_reduction": _("Offer a part of the price if the buyer keeps it. It saves both of you the way back."),
    "replacement": _("Offer a replacement, though you need not."),
    "repair": _("Offer a free repair, though you need not."),
    "redelivery": _("Send it again at once, before it is settled where it went."),
    "refund": _(
        "Pay the money back and let the buyer keep it, where fetching it back would cost more than it is worth."
    ),
    "return_and_refund": _("Take it back for the full price, though you need not."),
}
# A remedy of the law as a claim of a case (contract: entitle), where the two do not bear the same name.
CLAIMED_AS = {
    "withdrawal": "return_and_refund",
    "rescission": "return_and_refund",
    "punitive_damages": "compensation",
    "penalty_interest": "compensation",
}
