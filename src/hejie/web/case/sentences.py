"""One sentence for every kind of entry: told by the one who did it ("You …"), and told of somebody else.

%(who)s is the name of the side that acted. The other placeholders are filled by `web.case.story`.
"""

from django.utils.translation import gettext_lazy as _

from hejie.web.case import after_sentences, filing_sentences, order_sentences, service_sentences

# kind: (the reader did it, somebody else did it)
ACTS = {
    "CaseOpened": (
        _("<strong>You opened the case.</strong> You asked: %(terms)s"),
        _("<strong>%(who)s opened the case</strong> and asked: %(terms)s"),
    ),
    "BiddingOpened": (
        _("<strong>You asked for sealed bids.</strong> The terms: %(terms)s"),
        _("<strong>%(who)s asked for sealed bids.</strong> The terms: %(terms)s"),
    ),
    "ProposalsAsked": (
        _("<strong>You asked for proposals</strong> to both sides."),
        _("<strong>%(who)s asked for proposals</strong> to both sides."),
    ),
    "MessageWritten": (_("<strong>You wrote a message.</strong>"), _("<strong>%(who)s wrote a message.</strong>")),
    "StatementMade": (
        _("<strong>You put your account</strong> of what happened on the file."),
        _("<strong>%(who)s put an account</strong> of what happened on the file."),
    ),
    **after_sentences.ACTS,
    **filing_sentences.ACTS,
    **service_sentences.ACTS,
    "ServiceStepTaken": service_sentences.DONE,
    "FactsTold": (
        _("<strong>You answered</strong> what the rules ask."),
        _("<strong>%(who)s answered</strong> what the rules ask."),
    ),
    "FindingsKept": (
        _("<strong>You kept what you have found so far.</strong>"),
        _("<strong>%(who)s kept findings.</strong>"),
    ),
    "NoteWritten": (_("<strong>You wrote a note.</strong>"), _("<strong>%(who)s wrote a note.</strong>")),
    "OfferMade": (
        _("<strong>You made an offer:</strong> %(terms)s"),
        _("<strong>%(who)s made an offer:</strong> %(terms)s"),
    ),
    "OfferAccepted": (
        _("<strong>You accepted</strong> the offer: %(terms)s"),
        _("<strong>%(who)s accepted</strong> the offer: %(terms)s"),
    ),
    "OfferRejected": (
        _("<strong>You declined</strong> the offer: %(terms)s"),
        _("<strong>%(who)s declined</strong> the offer: %(terms)s"),
    ),
    "OfferWithdrawn": (
        _("<strong>You took back</strong> your offer: %(terms)s"),
        _("<strong>%(who)s took back</strong> the offer: %(terms)s"),
    ),
    "OfferCountered": (
        _("<strong>You answered</strong> the offer with another one."),
        _("<strong>%(who)s answered</strong> the offer with another one."),
    ),
    "AgreementSigned": (
        _("<strong>You signed</strong> the agreement."),
        _("<strong>%(who)s signed</strong> the agreement."),
    ),
    "ObligationReported": (
        _("<strong>You reported as done:</strong> %(duty)s."),
        _("<strong>%(who)s reported as done:</strong> %(duty)s."),
    ),
    "PromiseProposed": (
        _("<strong>You put forward a promise:</strong> %(promise)s"),
        _("<strong>%(who)s put forward a promise:</strong> %(promise)s"),
    ),
    "PromiseDeclined": (
        _("<strong>You declined a promise:</strong> %(promise)s Nobody is bound by it."),
        _("<strong>%(who)s declined a promise:</strong> %(promise)s Nobody is bound by it."),
    ),
    "ExpertAsked": (
        _("<strong>You asked somebody in:</strong> %(name)s. The question: %(question)s"),
        _("<strong>%(who)s asked somebody in:</strong> %(name)s. The question: %(question)s"),
    ),
    "ExpertAlsoAsked": (
        _("<strong>You added to the request</strong> to %(expert)s."),
        _("<strong>%(who)s added to the request</strong> to %(expert)s."),
    ),
    "ExpertObjected": (
        _("<strong>You objected to %(expert)s:</strong> %(reason)s"),
        _("<strong>%(who)s objected to %(expert)s:</strong> %(reason)s"),
    ),
    "ExpertQuoteAccepted": (
        _("<strong>You agreed to the fee</strong> of %(expert)s: %(fee)s."),
        _("<strong>%(who)s agreed to the fee</strong> of %(expert)s: %(fee)s."),
    ),
    "FeeAdvanced": (
        _("<strong>You recorded that you paid the fee</strong> of %(expert)s: %(fee)s."),
        _("<strong>%(who)s recorded that the fee was paid</strong> to %(expert)s: %(fee)s."),
    ),
    "TalkProposed": (
        _("<strong>You proposed moments for a talk:</strong> %(moments)s."),
        _("<strong>%(who)s proposed moments for a talk:</strong> %(moments)s."),
    ),
    "TalkAccepted": (
        _("<strong>You said which moments suit you</strong> for a talk: %(moments)s."),
        _("<strong>%(who)s said which moments would do</strong> for a talk: %(moments)s."),
    ),
    "TalkCalledOff": (
        _("<strong>You called off a talk,</strong> or turned down the moments proposed for it."),
        _("<strong>%(who)s called off a talk,</strong> or turned down the moments proposed for it."),
    ),
    "TalkRecorded": (
        _("<strong>You wrote down what came of a talk:</strong> %(text)s"),
        _("<strong>%(who)s wrote down what came of a talk:</strong> %(text)s"),
    ),
    "TalkConfirmed": (
        _("<strong>You confirmed what was written down</strong> about a talk."),
        _("<strong>%(who)s confirmed what was written down</strong> about a talk."),
    ),
    "TalkContested": (
        _("<strong>You said what is wrong</strong> with the text about a talk: %(text)s"),
        _("<strong>%(who)s said what is wrong</strong> with the text about a talk: %(text)s"),
    ),
    "PerformanceDisputed": (
        _(
            "<strong>You said that it was not done</strong> as settled: %(duty)s. A neutral decides; the money "
            "stays where it is."
        ),
        _(
            "<strong>%(who)s said that it was not done</strong> as settled: %(duty)s. A neutral decides; the money "
            "stays where it is."
        ),
    ),
    "EscalationAsked": (
        _("<strong>You asked for the next stage.</strong>"),
        _("<strong>%(who)s asked for the next stage.</strong>"),
    ),
    "StepTaken": (
        _("<strong>You said what you have done:</strong> %(step)s"),
        _("<strong>%(who)s said what was done:</strong> %(step)s"),
    ),
    "PauseAsked": (
        _("<strong>You asked that the case stand still:</strong> %(pause)s."),
        _("<strong>%(who)s asked that the case stand still:</strong> %(pause)s."),
    ),
    "CaseReopened": (
        _("<strong>You took the case up again</strong> on new evidence. A neutral looks at it."),
        _("<strong>%(who)s took the case up again</strong> on new evidence. A neutral looks at it."),
    ),
    "QuestionAsked": (
        _("<strong>You asked %(asked)s a question:</strong> %(text)s"),
        _("<strong>%(who)s asked %(asked)s a question:</strong> %(text)s"),
    ),
    "QuestionAnswered": (
        _("<strong>You answered</strong> the neutral’s question."),
        _("<strong>%(who)s answered</strong> the neutral’s question."),
    ),
    "AppealMade": (
        _("<strong>You asked for a second look</strong> at the decision."),
        _("<strong>%(who)s asked for a second look</strong> at the decision."),
    ),
    "AppealAnswered": (
        _("<strong>You answered</strong> the request for a second look."),
        _("<strong>%(who)s answered</strong> the request for a second look."),
    ),
    "CaseReferred": (
        _("<strong>You kept a letter to an outside body:</strong> %(body)s"),
        _("<strong>%(who)s kept a letter to an outside body:</strong> %(body)s"),
    ),
    "ReferralAnswered": (
        _("<strong>You put on the file what came back</strong> from outside: %(result)s"),
        _("<strong>%(who)s put on the file what came back</strong> from outside: %(result)s"),
    ),
    "OpeningStatementMade": (
        _("<strong>You put the opening statement</strong> of the mediation to both sides."),
        _("<strong>%(who)s put the opening statement</strong> of the mediation to both sides."),
    ),
    "OpeningStatementConfirmed": (
        _("<strong>You confirmed the opening statement</strong> of the mediation."),
        _("<strong>%(who)s confirmed the opening statement</strong> of the mediation."),
    ),
    "AllowedInDecision": (
        _("<strong>You allowed</strong> that what you said in mediation is used in the decision."),
        _("<strong>%(who)s allowed</strong> that own words from the mediation are used in the decision."),
    ),
    "AllowanceTakenBack": (
        _("<strong>You no longer allow</strong> that what you said in mediation is used in the decision."),
        _("<strong>%(who)s no longer allows</strong> that own words from the mediation are used in the decision."),
    ),
    "TextPut": (
        _("<strong>You put a settlement text to both sides</strong> for comment: %(terms)s"),
        _("<strong>%(who)s put a settlement text to both sides</strong> for comment: %(terms)s"),
    ),
    "MayBeTold": (
        _("<strong>You said what may be told</strong> to the other side."),
        _("<strong>%(who)s said what may be told</strong> to the other side."),
    ),
    "DraftText": (
        _("<strong>You kept a settlement text.</strong>"),
        _("<strong>%(who)s kept a settlement text.</strong>"),
    ),
    "CaseWithdrawn": (_("<strong>You withdrew the claim.</strong>"), _("<strong>%(who)s withdrew the claim.</strong>")),
}

# What happened without anybody's being named, or by the program.
FACTS = {
    **after_sentences.FACTS,
    **filing_sentences.FACTS,
    **service_sentences.FACTS,
    **order_sentences.FACTS,
    "BiddingEnded": _("<strong>Sealed bids ended.</strong>"),
    "BidSealed": _("<strong>You sealed a bid.</strong> What you bid was destroyed."),
    "ProposalsMade": _("<strong>Proposals were put to both sides.</strong> Each ranks them in secret."),
    "ProposalsNotMade": _("<strong>No proposal was found</strong> that looks better for both sides than going on."),
    "RoundEnded": _("<strong>The round of proposals ended.</strong>"),
    "PreferencesTold": _("<strong>You told what matters to you.</strong> The other side never sees it."),
    "ProposalsRanked": _("<strong>You ranked the proposals.</strong> The other side never sees how."),
    "TradeOffAnswered": _(
        "<strong>You answered a question</strong> about your own choices. The other side never sees it."
    ),
    "RoundReckoned": _("What a round was reckoned from was kept."),
    "GainsRecorded": _("What the agreement is worth to each side was kept."),
    "StageEntered": _("<strong>The case entered a new stage:</strong> %(stage)s."),
    "DeadlineSet": _("A clock began to run until %(until)s: %(wait)s."),
    "DeadlineCleared": _("A clock stopped because it was no longer needed."),
    "DeadlineMoved": _(
        "<strong>A deadline was moved</strong> to %(until)s; the time when the pages were down was given back."
    ),
    "DeadlineHeld": _("<strong>A clock was stopped,</strong> because letters to this side came back."),
    "DeadlineReminded": _("A reminder was sent at half time: %(wait)s, until %(until)s."),
    "DefaultApplied": _("<strong>The time ran out:</strong> %(wait)s. %(silence)s"),
    "ProcedureShown": _("The procedure was shown to %(whom)s before the first act: %(procedure)s."),
    "NoticeSent": _("A notice was sent to %(whom)s: %(about)s."),
    "OfferLapsed": _("<strong>An offer lapsed:</strong> %(terms)s"),
    "AgreementReached": _("<strong>Both sides have accepted these terms</strong> and sign them now."),
    "AgreementInEffect": _("<strong>The agreement is in effect.</strong>"),
    "AgreementLapsed": _("<strong>The agreement lapsed,</strong> because a signature was missing. The talks go on."),
    "ObligationSet": _("<strong>Now due:</strong> %(duty)s (%(side)s)."),
    "ExpertObjectionDecided": _("<strong>The objection to %(expert)s was not granted;</strong> the request goes on."),
    "ExpertQuoted": _("<strong>%(expert)s asks for a fee</strong> of %(fee)s. It is owed only once it is accepted."),
    "ExpertLooked": _("%(expert)s opened the original of %(piece)s."),
    "ExpertAnswered": _("<strong>%(expert)s answered.</strong> The answer is on the file as evidence."),
    "ExpertDeclined": _("<strong>%(expert)s declined to answer.</strong> The case goes on without."),
    "ExpertDismissed": _("<strong>No answer of %(expert)s is waited for any more.</strong>"),
    "TalkFixed": _("<strong>A talk is fixed:</strong> %(moment)s, %(how)s. No clock is stopped by it."),
    "ObligationKept": _("<strong>Done:</strong> %(duty)s."),
    "ObligationBroken": _("<strong>Not done in time:</strong> %(duty)s."),
    "ObligationExcused": _("<strong>No longer due:</strong> %(duty)s."),
    "PromiseLapsed": _("A promise that nobody had answered lapsed with the case: %(promise)s"),
    "NeutralAssigned": _("<strong>%(neutral)s joined</strong> as neutral."),
    "PanelDrawn": _(
        "<strong>A panel of %(members)s votes,</strong> each member alone. It was drawn by lot among %(among)s people."
    ),
    "PanelNotDrawn": _(
        "<strong>One neutral decides, not a panel of %(members)s:</strong> people who could take the case: %(fit)s."
    ),
    "SeatGiven": _("Somebody was drawn for a panel."),
    "PanelClosed": _("The time for voting is over; the votes are counted."),
    "PanelDecided": _("<strong>The panel has voted.</strong> Each vote stands with the decision."),
    "PanelDismissed": _("<strong>Nobody on the panel has voted.</strong>"),
    "NeutralLeft": _("<strong>The neutral left the case.</strong> Another one is named."),
    "QuestionLapsed": _("<strong>A question stayed unanswered.</strong> The case is decided without the answer."),
    "RulingMade": _("<strong>Decision:</strong> %(terms)s"),
    "RulingFinal": _("<strong>The decision is final</strong> and is carried out."),
    "PlatformPays": _(
        "<strong>The marketplace pays %(sum)s</strong> from its guarantee fund, because it was too slow."
    ),
    "CaseClosed": _("<strong>The case is closed.</strong> %(outcome)s."),
    "CaseLapsed": _("<strong>The case ended without result.</strong> The money takes its ordinary way."),
    "CasePaused": _("<strong>The case stands still:</strong> %(pause)s. What is left of every deadline is kept."),
    "CaseResumed": _("<strong>The case goes on.</strong> Every deadline has what it had left."),
    "FileSubmitted": _(
        "<strong>What the marketplace has put on the file counts as the answer,</strong> because none came (%(whom)s)."
    ),
    "IssueGranted": _("<strong>Granted by silence:</strong> %(issue)s. The rest of the claim stays open."),
    "EntitlementFound": _("<strong>The rules were looked at,</strong> by what was known then."),
    "ContentErased": _("A text or file was erased by right. That it was there stays on the file."),
    "LinesFrozen": _("<strong>The money of these goods was frozen</strong> until the case ends."),
    "LinesUnfrozen": _("The money of these goods is no longer frozen."),
    "TransfersOrdered": _("<strong>Money was reserved:</strong> %(moves)s."),
    "TransfersReleased": _("The payment provider was told to pay."),
    "TransferPosted": _("<strong>Paid:</strong> %(moves)s."),
    "TransferFailed": _(
        "<strong>A payment did not go through.</strong> The money stays reserved, and somebody looks into it."
    ),
    "TransferVoided": _("A reservation was undone: %(moves)s."),
    "DebtCreated": _("<strong>%(sum)s are owed</strong> to the buyer, because custody no longer holds them."),
    "DebtDue": _("What is owed to the buyer is due now."),
    "DebtPaid": _("<strong>%(sum)s of what is owed</strong> came from the deposit."),
    "DebtVoided": _("What was owed is no longer owed."),
    "OrderPlaced": _("The order was taken in."),
    "PaymentHeld": _("<strong>The payment was taken into custody:</strong> %(sum)s."),
    "ShopTold": _(
        "<strong>The shop’s own system told of the order.</strong> Money that it has moved itself counts here."
    ),
    "Shipped": _("The goods were sent."),
    "Delivered": _("The goods were delivered."),
    "ReceiptConfirmed": _("The receipt of the goods was confirmed."),
    "Cancelled": _("The order was cancelled."),
    "RefundGiven": _("<strong>%(sum)s were given back</strong> to the buyer."),
    "HoldReleased": _("<strong>%(sum)s of one line were released</strong> to the seller."),
}
# What was put, and what came of a round of proposals.
PUT = {
    "text": _(
        "<strong>A text and a change of it were put to both sides.</strong> Each says in secret which is better."
    ),
    "improvement": _(
        "<strong>Something that may be better for both was put to both sides,</strong> beside what is agreed."
    ),
}
ROUNDS = {
    "agreed": _("<strong>Both sides accept the same proposal.</strong>"),
    "next": _("<strong>The round ended:</strong> there was no proposal that both sides accept. Another one follows."),
    "none": _("<strong>The round ended:</strong> there was no proposal that both sides accept."),
    "lapsed": _("<strong>The round ended without a result,</strong> because the time for ranking ran out."),
}
BY_ROUND = _("<strong>What both sides accept:</strong> %(terms)s")
ORDERED = _("The order was placed.")
FROM_FUND = _("<strong>%(sum)s of what is owed</strong> came from the guarantee fund.")
DEFAULT_RULING = _("<strong>By silence:</strong> %(terms)s")
AT_ONCE = _("<strong>By these rules, at once:</strong> %(wait)s. %(silence)s")
AT_ONCE_RULING = _("<strong>By these rules:</strong> %(terms)s")
UPHELD = _("<strong>Second look: the decision stands.</strong> %(terms)s")
CHANGED = _("<strong>Second look: the decision was changed.</strong> %(terms)s")
OBJECTED = (
    _("<strong>You asked for another neutral.</strong> One is named now."),
    _("<strong>%(who)s asked for another neutral.</strong> One is named now."),
)
LEFT = {
    "objection": OBJECTED,
    "panel": _("<strong>The neutral who mediated leaves.</strong> A panel drawn by lot decides."),
    "handed_over": _(
        "<strong>The case goes to another neutral.</strong> Whoever takes it over also reads what was written in private "
        "to the one before."
    ),
}
OPENED_BY_RULES = _(
    "<strong>The marketplace opened the case</strong> for the buyer, by its rules, and asked: %(terms)s"
)
PROMISED = (
    _("<strong>You agreed, so it is binding now:</strong> %(duty)s."),
    _("<strong>%(who)s agreed, so it is binding now:</strong> %(duty)s."),
)
PROMISE_TAKEN_BACK = (
    _("<strong>You took back a promise</strong> before it was binding: %(promise)s"),
    _("<strong>%(who)s took back a promise</strong> before it was binding: %(promise)s"),
)
NOT_KEPT = (
    _("<strong>You said that it was not kept:</strong> %(duty)s."),
    _("<strong>%(who)s said that it was not kept:</strong> %(duty)s."),
)
PROPOSED = (_("<strong>You proposed:</strong> %(terms)s"), _("<strong>%(who)s proposed:</strong> %(terms)s"))
EXPERT_OBJECTION = _("<strong>The objection to %(expert)s was granted;</strong> the request has ended.")
EXPERT_SILENT = _("<strong>%(expert)s did not answer in time.</strong> The case goes on without.")
TALK_ENDED = _("A talk that was still ahead is off, because the case is closed.")
TALK_JOINT = (
    _("<strong>You confirmed what was written down</strong> about a talk. Both sides have confirmed it now."),
    _("<strong>%(who)s confirmed what was written down</strong> about a talk. Both sides have confirmed it now."),
)
DEEMED = _("<strong>Counted as done,</strong> because nobody said otherwise: %(duty)s.")
REACHABLE = _("<strong>A clock runs again</strong> until %(until)s: %(wait)s.")
# Why a deadline was moved, where it was for another reason than that the pages were down.
MOVED = {
    "reachable": REACHABLE,
    "extended": (
        _("<strong>You made a deadline longer:</strong> %(wait)s, now until %(until)s. Your reason: %(reason)s"),
        _("<strong>%(who)s made a deadline longer:</strong> %(wait)s, now until %(until)s. The reason: %(reason)s"),
    ),
    "resumed": REACHABLE,
    "holiday": _("<strong>A deadline was moved</strong> to %(until)s, because days that do not count were announced."),
    "round": _("<strong>A deadline was moved</strong> to %(until)s, because proposals are being ranked in secret."),
    "calendar": _(
        "<strong>A deadline was counted anew</strong> by the calendar that has been published since: until %(until)s."
    ),
}
DEEMED_REFUSED = _("<strong>Counted as declined,</strong> because no answer came: %(terms)s")
ON_FILE = _(
    "<strong>The case entered a new stage:</strong> %(stage)s. It is decided on what the file holds, because no answer came."
)
TURNED = _(
    "<strong>It went on as the seller’s claim:</strong> %(stage)s. The buyer has the new article; the old one is not back as it should be."
)


def entered(data: dict) -> object:
    """How it came into a stage, where there is more to say than its name."""
    return ON_FILE if data.get("on_file") else TURNED if data.get("claim") else None


KINDS = frozenset(ACTS) | frozenset(FACTS)
