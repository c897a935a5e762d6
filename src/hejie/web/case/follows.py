"""What follows when a wait runs out, told to the reader of a case before it happens."""

from django.utils.translation import gettext as _

from hejie.domain.cases import packages
from hejie.domain.cases import silence as defaults
from hejie.domain.cases.state import CaseState, Deadline
from hejie.web import words
from hejie.web.case import terms
from hejie.web.case.voice import Voice, joined, plain_sum


def of_silence(row: Deadline, case: CaseState, voice: Voice) -> str:
    """What happens if this wait runs out, told to the reader."""
    teller = _TELLERS.get(row.silence)
    return teller(row, case, voice) if teller else words.word(words.SILENCES, row.silence)


def _grant_claim(row: Deadline, case: CaseState, voice: Voice) -> str:
    said = (
        _("Your claim is granted as it stands.")
        if voice.is_mine(case.claimant)
        else _("The claim is granted as it stands.")
    )
    return joined(said, terms.sentence(defaults.claim_to_grant(case), case, voice))


def _grant_offer(row: Deadline, case: CaseState, voice: Voice) -> str:
    said = (
        _("What you asked for last is granted.")
        if voice.is_mine(case.claimant)
        else _("What was asked for last is granted.")
    )
    return joined(said, terms.sentence(defaults.asked_last(case), case, voice))


def _lapse_claim(row: Deadline, case: CaseState, voice: Voice) -> str:
    return voice.pick(
        buyer=_("The claim lapses and the seller is paid."),
        seller=_("The claim lapses and you are paid."),
        other=_("The claim lapses and the seller is paid."),
    )


def _enter_mediation(row: Deadline, case: CaseState, voice: Voice) -> str:
    mine = _("A neutral joins, hears you both and proposes a solution. The money stays frozen until then.")
    return voice.pick(buyer=mine, seller=mine, other=_("A neutral joins, hears both sides and proposes a solution."))


def _deny_claim(row: Deadline, case: CaseState, voice: Voice) -> str:
    return voice.pick(
        buyer=_("The claim is denied and the seller is paid."),
        seller=_("The claim is denied and you are paid."),
        other=_("The claim is denied and the seller is paid."),
    )


def _refund_buyer(row: Deadline, case: CaseState, voice: Voice) -> str:
    whole = _("The buyer gets back all that was paid.")
    return voice.pick(buyer=_("You get back all that was paid."), seller=whole, other=whole)


def _platform_pays(row: Deadline, case: CaseState, voice: Voice) -> str:
    if case.stage == "appeal":
        return _("The first decision stands.")
    sum_wanted = plain_sum(packages.to_buyer(case.offers[0].package), case.currency)
    return voice.pick(
        buyer=_("The marketplace pays you %(sum)s from its own guarantee fund, because it was too slow."),
        seller=_("The marketplace pays the buyer %(sum)s from its own guarantee fund; you are paid as well."),
        other=_("The marketplace pays the buyer %(sum)s from its own guarantee fund; the seller is paid as well."),
    ) % {"sum": sum_wanted}


def _replace_neutral(row: Deadline, case: CaseState, voice: Voice) -> str:
    return _("Another neutral takes over.") if not case.replacements else _platform_pays(row, case, voice)


def _pay_seller(row: Deadline, case: CaseState, voice: Voice) -> str:
    return _seller_keeps(voice)


def _seller_keeps(voice: Voice) -> str:
    return voice.pick(
        buyer=_("The seller keeps the money; you get no refund."),
        seller=_("You keep the money; the buyer gets no refund."),
        other=_("The seller keeps the money; the buyer gets no refund."),
    )


def of_breach(what: str, case: CaseState, voice: Voice) -> str:
    """What follows where an obligation of settled terms is not done in time."""
    if what in (*packages.BY_WORD, "fee"):
        return _("It stays on the file that it was not done.")
    return _seller_keeps(voice) if what == "ship_back" else _all_back(case, voice)


def of_broken_promise(case: CaseState) -> str:
    """What follows where a promise is not kept in time, as things stand now."""
    if case.stage == "negotiation" and case.agreement is None and not case.settled:
        return _("The promise counts as broken, the talks have failed, and the case goes on to its next stage.")
    return _("The promise counts as broken, and that stays on the file.")


def _refund_instead(row: Deadline, case: CaseState, voice: Voice) -> str:
    duty = case.obligation(row.about)
    return of_breach(duty.what if duty else "", case, voice)


def _all_back(case: CaseState, voice: Voice) -> str:
    paid = plain_sum(case.paid_minor, case.currency)
    return voice.pick(
        buyer=_("You get all your money back instead (%(sum)s)."),
        seller=_("The buyer gets all the money back instead (%(sum)s)."),
        other=_("The buyer gets all the money back instead (%(sum)s)."),
    ) % {"sum": paid}


def _break_promise(row: Deadline, case: CaseState, voice: Voice) -> str:
    return of_broken_promise(case)


def _lapse_round(row: Deadline, case: CaseState, voice: Voice) -> str:
    if case.agreement is not None:
        return _("The agreement stays as it is.")
    return words.word(words.SILENCES, "lapse_round")


def _approve_service(row: Deadline, case: CaseState, voice: Voice) -> str:
    """Silence approves what was asked for."""
    return _("The request is approved as it stands.")


def _end_service(row: Deadline, case: CaseState, voice: Voice) -> str:
    return _("The request ends, and nothing changes. The money takes its ordinary way.")


def _count_service(row: Deadline, case: CaseState, voice: Voice) -> str:
    if row.about == "object":
        return voice.pick(
            buyer=_("You get the money, and keep the goods."),
            seller=_("The refund is paid, and the buyer keeps the goods."),
            other=_("The refund is paid, and the buyer keeps the goods."),
        )
    return _("It counts as done, and as in order.")


def _back_as_it_is(row: Deadline, case: CaseState, voice: Voice) -> str:
    return _("Nothing is ordered, and the thing goes back as it is.")


def _escalate_service(row: Deadline, case: CaseState, voice: Voice) -> str:
    return _("The request becomes a dispute and goes on by its procedure, with all that is on the file.")


def _refund_service(row: Deadline, case: CaseState, voice: Voice) -> str:
    return voice.pick(
        buyer=_("You get the money back instead."),
        seller=_("The buyer gets the money back instead."),
        other=_("The buyer gets the money back instead."),
    )


_TELLERS = {
    "service_approve": _approve_service,
    "service_end": _end_service,
    "service_count": _count_service,
    "service_back": _back_as_it_is,
    "service_escalate": _escalate_service,
    "service_refund": _refund_service,
    "grant_claim": _grant_claim,
    "grant_offer": _grant_offer,
    "deny_claim": _deny_claim,
    "refund_buyer": _refund_buyer,
    "lapse_claim": _lapse_claim,
    "enter_mediation": _enter_mediation,
    "platform_pays": _platform_pays,
    "replace_neutral": _replace_neutral,
    "pay_seller": _pay_seller,
    "refund_instead": _refund_instead,
    "break_promise": _break_promise,
    "lapse_round": _lapse_round,
}
