"""The plain words for everything that the record names: reasons, remedies, stages, outcomes, waits, silences, entries.

Lazy gettext tables, in the language of whoever is spoken to. Sentences that say "you" stand with their part of the case page.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hejie.domain.cases.claims import NOTHING_THERE as NOTHING_THERE
from hejie.domain.procedure.rulebook import Procedure
from hejie.web.entry_words import ENTRY_KINDS as ENTRY_KINDS
from hejie.web.languages import active

SIDES = {
    "buyer": _("buyer"),
    "seller": _("seller"),
    "neutral": _("neutral"),
    "platform": _("marketplace"),
    "expert": _("asked in"),
    "panel": _("panel"),
    "auditor": _("auditor"),
    "system": _("the program"),
}
THE_SIDE = {
    "buyer": _("The buyer"),
    "seller": _("The seller"),
    "neutral": _("The neutral"),
    "platform": _("The marketplace"),
    "expert": _("Somebody who was asked in"),
    "panel": _("The panel"),
    "auditor": _("The auditor"),
    "system": _("The program"),
}
# On which side of trade a neutral himself mostly is.
TRADE_SIDES = {"none": _("Neither, or both alike"), "buyer": _("Mostly buys here"), "seller": _("Mostly sells here")}
# Who a procedure's wait is for.
PARTIES = THE_SIDE | {
    "claimant": _("The side that opened the case"),
    "respondent": _("The side that answers"),
    "other": _("The side whose turn it is"),
    "both": _("Both sides"),
    "unsigned": _("Whoever has not signed yet"),
}
ROLES = {
    "buyer": _("buyer"),
    "seller": _("seller"),
    "agent": _("service agent"),
    "neutral": _("neutral"),
    "operator": _("operator"),
    "auditor": _("auditor"),
    "integrator": _("connected system"),
    "expert": _("asked in"),
    "system": _("the program"),
}

# What went wrong: a short cause for lists, and the sentence by which a case is called.
REASONS = {
    "not_shipped": _("Not sent"),
    "not_received": _("Not received"),
    "late": _("Late"),
    "wrong_item": _("Wrong item"),
    "missing_parts": _("Parts missing"),
    "damaged_in_transit": _("Damaged on the way"),
    "not_as_described": _("Not as described"),
    "defective": _("Defective"),
    "counterfeit": _("Counterfeit"),
    "fraud": _("Fraud"),
    "expired": _("Expired"),
    "unsafe": _("Unsafe"),
    "false_advertising": _("Untrue advertising"),
    "price_error": _("Price"),
    "order_cancelled_by_seller": _("Cancelled by the seller"),
    "refund_withheld": _("Refund held back"),
    "repair_failed": _("Repair failed"),
    "service_not_performed": _("Service not given"),
    "unauthorised_payment": _("Payment not authorised"),
    "extra_charge": _("Extra charge"),
    "mislabelled": _("Label wrong or missing"),
    "label_slip": _("Small slip on the label"),
    "none": _("Change of mind"),
}
TITLES = {
    "not_shipped": _("The order was never sent"),
    "not_received": _("The parcel never arrived"),
    "late": _("The order came too late"),
    "wrong_item": _("Something else was sent"),
    "missing_parts": _("Parts of the order are missing"),
    "damaged_in_transit": _("The goods arrived damaged"),
    "not_as_described": _("The goods are not as described"),
    "defective": _("The goods do not work as they should"),
    "counterfeit": _("The goods are not genuine"),
    "fraud": _("The buyer was deceived"),
    "expired": _("The goods are past their date"),
    "unsafe": _("The goods are not safe"),
    "false_advertising": _("The advertising was untrue"),
    "price_error": _("The price was not right"),
    "order_cancelled_by_seller": _("The seller cancelled the order"),
    "refund_withheld": _("A promised refund has not come"),
    "repair_failed": _("The repair did not help"),
    "service_not_performed": _("The service was not given"),
    "unauthorised_payment": _("The payment was not authorised"),
    "extra_charge": _("More was charged than agreed"),
    "mislabelled": _("The label is wrong or missing"),
    "label_slip": _("There is a small slip on the label"),
    "none": _("The buyer wants to return the goods"),
}

REMEDIES = {
    "refund": _("Money back, nothing to send back"),
    "return_and_refund": _("Send the goods back and get the money back"),
    "partial_refund": _("Part of the money back"),
    "price_reduction": _("Keep the goods at a lower price"),
    "replacement": _("A replacement"),
    "repair": _("A repair"),
    "redelivery": _("The order sent again"),
    "compensation": _("Compensation for a loss"),
    "apology": _("An apology"),
}

STAGES = {
    "service": _("Service"),
    "negotiation": _("Negotiation"),
    "mediation": _("Mediation"),
    "decision": _("Decision"),
    "appeal": _("Second look"),
    "closed": pgettext_lazy("a case", "Closed"),
}
OUTCOMES = {
    "agreed": _("Agreed"),
    "defaulted_buyer": _("Claim lapsed by silence"),
    "defaulted_seller": _("Claim granted by silence"),
    "decided_buyer": _("Decided for the buyer"),
    "decided_seller": _("Decided for the seller"),
    "decided_split": _("Decided in between"),
    "withdrawn": _("Withdrawn"),
    "appealed_upheld": _("Second look: decision stands"),
    "appealed_changed": _("Second look: decision changed"),
    "lapsed": _("Ended without result"),
    "served": _("Done as asked"),
    "served_less": _("Less paid back than asked for"),
    "served_unrepaired": _("Not repaired"),
    "served_otherwise": _("Dealt with otherwise than asked"),
}

# What somebody is waited for, as a task; for inboxes, mails and documents.
WAITS = {
    "service_answer": _("Answer the request"),
    "service_send": _("Send the goods back"),
    "service_receive": _("Say what came back"),
    "service_inspect": _("Look at what came back"),
    "service_object": _("Object to the refund, or let it go"),
    "service_facts": _("Answer the seller’s question"),
    "service_declined": _("Decide whether to go on"),
    "service_agree": _("Answer what is taken off"),
    "service_dispatch": _("Send it to the buyer"),
    "service_arrive": _("Say that it came"),
    "service_choose": _("Choose what to do instead"),
    "service_document": _("File the paper"),
    "service_intercept": _("Stop the parcel"),
    "service_trace": _("Look for the parcel"),
    "service_accept": _("Answer the sum that was approved"),
    "service_pay_more": _("Pay the sum due"),
    "service_visit": _("Say when you come"),
    "service_diagnose": _("Find out what is broken"),
    "service_quote": _("Make a quote"),
    "service_approve_quote": _("Answer the quote"),
    "service_repair": _("Do the repair"),
    "service_check": _("Check the repair"),
    "service_after_two": _("Choose what follows after repairs that did not help"),
    "service_give_back": _("Give back what was lent"),
    "service_loan_back": _("Say that what was lent is back"),
    "service_prove_sent": _("Show that it was sent"),
    "answer": _("Answer the claim"),
    "reply": _("Reply to the answer"),
    "offer": _("Answer the offer"),
    "settle": _("Find a solution together"),
    "sign": _("Sign the agreement"),
    "assign": _("Name a neutral"),
    "mediate": _("Help both sides to agree"),
    "question": _("Answer the neutral’s question"),
    "decide": _("Decide the case"),
    "vote": _("Vote, each member alone"),
    "appeal": _("Accept the decision or ask for a second look"),
    "appeal_answer": _("Answer the request for a second look"),
    "appeal_decide": _("Look at the decision once more"),
    "ship_back": _("Send the goods back"),
    "confirm_return": _("Say whether the goods came back"),
    "perform": _("Do what was settled"),
    "confirm": _("Say whether it was done"),
    "keep_promise": _("Keep the promise"),
    "confirm_promise": _("Say whether the promise was kept"),
    "expert": _("Answer as somebody who was asked in"),
    "rank": _("Rank the proposals, each side in secret"),
    "bid": _("Seal a bid, each side in secret"),
    "paper_review": _("Look at a paper of a shop"),
    "paper_renewal": _("Renew a paper of the shop"),
    "paper_ends": _("Renew a paper of the shop"),
    "papers_due": _("File the papers that are missing"),
    "deposit_due": _("Make up the deposit"),
    "probation": _("Nothing; the shop’s first time goes on"),
    "accept_order": _("Take the order on or send it"),
    "confirm_receipt": _("Confirm that the order arrived"),
    "deal_answer": _("Answer the deal"),
    "deal_use": _("Place the order with the deal"),
    "platform_opens": _("Report that the goods were sent or have arrived"),
    "pause": _("Wait until the case goes on"),
}
# What a careful person would do next, beside a case in a list.
NEXT_STEPS = {
    "answer": _("Accept, offer something else, or say why not"),
    "reply": _("Say whether the answer is enough"),
    "offer": _("Accept, decline or propose a change"),
    "settle": _("Make an offer"),
    "sign": _("Read the terms once more and sign"),
    "assign": _("Choose somebody without a stake"),
    "mediate": _("Ask what is missing, then propose"),
    "question": _("Answer, with evidence if there is any"),
    "decide": _("Weigh the evidence and give reasons"),
    "vote": _("Read the file and vote without talking to anybody"),
    "appeal": _("Read the reasons before you choose"),
    "appeal_answer": _("Say why the decision is right"),
    "appeal_decide": _("Read the file afresh"),
    "ship_back": _("Send with a waybill and report it"),
    "confirm_return": _("Open the parcel and check it"),
    "perform": _("Do it and report it with a proof"),
    "confirm": _("Look at it and say so"),
    "keep_promise": _("Keep it and report it with a proof"),
    "confirm_promise": _("Look at it and say so"),
    "expert": _("Wait for the answer; the case goes on without one"),
    "rank": _("Put them in your order and say which you would accept"),
    "bid": _("Say your limit; nobody is ever shown it"),
    "accept_order": _("Send it, or take it on and say when"),
    "confirm_receipt": _("Confirm, or say what is wrong"),
    "pause": _("Nothing has to be done until then"),
}

# What silence means, told to nobody in particular.
SILENCES = {
    "lapse_deal": _("The deal lapses and binds nobody."),
    "service_approve": _("The request is approved as it stands."),
    "service_end": _("The request ends, and nothing changes."),
    "service_count": _("It counts as done, and as in order."),
    "service_back": _("Nothing is ordered, and the thing goes back as it is."),
    "service_escalate": _("It becomes a dispute and goes on by its procedure."),
    "service_refund": _("The buyer gets the money back instead."),
    "grant_claim": _("The claim is granted as it stands."),
    "grant_offer": _("What was asked for last is granted."),
    "deny_claim": _("The claim is denied and the seller is paid."),
    "refund_buyer": _("The buyer gets back all that was paid."),
    "lapse_claim": _("The claim lapses and the seller is paid."),
    "close_case": _("The case ends without result, and the money takes its ordinary way."),
    "enter_next": _("The case goes on to its next stage."),
    "decide_on_file": _("It is decided on what the file holds."),
    "submit_for_him": _("What the marketplace has put on the file counts as the answer."),
    "deem_refused": _("Silence counts as a refusal."),
    "grant_issue": _("One point of the claim is granted; the rest stays open."),
    "lapse_offer": _("The offer lapses; the case goes on."),
    "enter_mediation": _("A neutral joins, hears both sides and proposes a solution."),
    "lapse_agreement": _("The agreement lapses and the talks go on."),
    "platform_pays": _("The marketplace answers for the delay from its guarantee fund."),
    "enter_decision": _("The case goes on to a decision."),
    "lapse_question": _("The case is decided without the answer."),
    "replace_neutral": _("Another neutral takes over."),
    "count_votes": _(
        "The votes that are there are counted; if nobody has voted, another panel is drawn or the marketplace pays."
    ),
    "make_final": _("The decision becomes final and is carried out."),
    "go_on": _("The case goes on without the answer."),
    "resume": _("The case goes on by itself, and every deadline has what it had left."),
    "pay_seller": _("The money goes to the seller."),
    "count_as_received": _("The goods count as received and the money moves."),
    "count_as_performed": _("It counts as done."),
    "refund_instead": _("The buyer gets the money back instead."),
    "lapse_round": _("The round ends without a result; the talks go on."),
    "end_bidding": _("The bidding ends without a result; the talks go on."),
    "break_promise": _("The promise counts as broken."),
    "pay_back": _("The order is called off and the buyer is paid back."),
    "release": _("The order counts as received and the seller is paid."),
    "open_case": _("The marketplace opens a case for the buyer."),
}

OBLIGATIONS = {
    "ship_back": _("Send the goods back"),
    "replacement": _("Send a replacement"),
    "repair": _("Repair the goods"),
    "redelivery": _("Send the order again"),
    "refund": _("Pay out the money"),
    "apology": _("Apologise"),
    "explanation": _("Explain what happened"),
    "voucher": _("Hand over the voucher"),
    "points": _("Give the points"),
    "public_reply": _("Reply publicly"),
    "confirm_return": _("Say whether the goods came back"),
    "confirm": _("Say whether it was done"),
    "promise": _("Keep a promise"),
    "fee": _("Pay the seller back the fee of an expert"),
}
OBLIGATION_STATES = {
    "open": _("Open"), "reported": _("Reported as done"), "kept": _("Done"), "broken": _("Not done"),
    "excused": _("No longer due"),
}  # fmt: skip
# A term of the claim that silence may concede.
ISSUES = {
    "refund": _("the refund"),
    "goods": _("what becomes of the goods"),
    "return_freight": _("who pays the way back"),
    "service": _("the service"),
    "apology": _("the apology"),
    "explanation": _("the explanation"),
}
OFFER_STATES = {
    "open": _("Open"),
    "accepted": _("Accepted"),
    "rejected": _("Declined"),
    "withdrawn": _("Taken back"),
    "lapsed": _("Lapsed"),
    "countered": _("Answered with another offer"),
}
GOODS = {"keep": _("the buyer keeps them"), "return": _("they go back")}
SERVICES = {
    "none": _("none"),
    "replacement": _("replacement"),
    "repair": _("repair"),
    "redelivery": _("sent again"),
}
ROOMS = {
    "joint": _("Joint room"),
    "buyer": _("Neutral and buyer alone"),
    "seller": _("Neutral and seller alone"),
    "internal": _("Internal notes"),
}
ORDER_STATES = {
    "placed": _("Ordered"),
    "unpaid": _("Not paid yet"),
    "paid": _("Paid"),
    "partly_shipped": _("Partly on its way"),
    "shipped": _("On its way"),
    "partly_delivered": _("Partly delivered"),
    "delivered": _("Delivered"),
    "confirmed": _("Received"),
    "cancelled": _("Cancelled"),
}

# What came back from an outside body.
REFERRAL_RESULTS = {
    "accepted": _("It has taken up the complaint"),
    "rejected": _("It has not taken up the complaint"),
    "settled": _("It was settled there"),
    "decided": _("It was decided there"),
    "no_answer": _("No answer came"),
}

# What a procedure may have its own words for, and where the usual ones stand.
_OWN = {"waits": WAITS, "stages": STAGES}


def word(table: dict, key: str) -> str:
    """The word for a key in the reader's language; an unknown key is said as it stands, with blanks for underscores."""
    return str(table[key]) if key in table else key.replace("_", " ")


def called(procedure: Procedure, group: str, name: str) -> str:
    """What a case calls one of its waits, stages, steps or pauses (group): the procedure's own word, else the usual one."""
    return procedure.called(group, name, active()) or word(_OWN.get(group, {}), name)
