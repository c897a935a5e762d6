"""Words for promises, sealed bids, talks at an agreed time, people who are asked in, and for a mediation: part of `web.words`, which has the rest."""

from django.utils.translation import gettext_lazy as _

# How a talk at an agreed time is held.
TALK_HOW = {
    "phone": _("by telephone"),
    "video": _("by video"),
    "writing": _("in writing, in the joint room"),
}
# Kinds of entries by name.
ENTRY_KINDS = {
    "PromiseProposed": _("Promise to be made binding"),
    "PromiseDeclined": _("Promise not made binding"),
    "PromiseLapsed": _("Promise lapsed with the case"),
    "ProposalsAsked": _("Proposals asked for"),
    "ProposalsMade": _("Proposals put to both"),
    "ProposalsNotMade": _("No proposal found"),
    "RoundEnded": _("Round of proposals ended"),
    "PreferencesTold": _("What matters to this side"),
    "ProposalsRanked": _("Proposals ranked"),
    "TradeOffAnswered": _("Question about own choices answered"),
    "RoundReckoned": _("How a round was reckoned"),
    "GainsRecorded": _("Gains of an agreement"),
    "BiddingOpened": _("Sealed bids asked for"),
    "BiddingEnded": _("Sealed bids ended"),
    "ExpertAsked": _("Somebody asked in"),
    "ExpertAlsoAsked": _("Request added to"),
    "ExpertObjected": _("Objection to the person asked"),
    "ExpertObjectionDecided": _("Objection decided"),
    "ExpertQuoted": _("Fee quoted"),
    "ExpertQuoteAccepted": _("Fee agreed"),
    "ExpertLooked": _("Original opened by the person asked"),
    "ExpertAnswered": _("Answer of the person asked"),
    "ExpertDeclined": _("Person asked declined"),
    "ExpertDismissed": _("Request ended without an answer"),
    "FeeAdvanced": _("Fee advanced"),
    "TalkProposed": _("Talk proposed"),
    "TalkAccepted": _("Moments for a talk accepted"),
    "TalkFixed": _("Talk fixed"),
    "TalkCalledOff": _("Talk called off"),
    "TalkRecorded": _("Result of a talk written down"),
    "TalkConfirmed": _("Result of a talk confirmed"),
    "TalkContested": _("Result of a talk contested"),
    "TalkReminder": _("Reminder of a talk"),
    "OpeningStatementMade": _("Opening statement"),
    "OpeningStatementConfirmed": _("Opening statement confirmed"),
    "OpeningReminder": _("Reminder of the opening statement"),
    "AllowedInDecision": _("Use in the decision allowed"),
    "AllowanceTakenBack": _("Use in the decision no longer allowed"),
    "MayBeTold": _("What may be told to the other side"),
    "DraftText": _("Settlement text kept"),
    "TextPut": _("Settlement text put to both"),
}
