"""What is owed on the case page: by whom, until when, the proof, the other side's word, and what follows otherwise."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import credit, packages, performance
from hejie.domain.cases.state import Obligation
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.usecases.reading import CaseView
from hejie.web import words
from hejie.web.case import evidence, follows, money_turn
from hejie.web.case.offers import can, name_of
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, joined, plain_sum, say, written

_STATES = {
    "open": {"kind": "open", "sign": "open"},
    "reported": {"kind": "open", "sign": "clock"},
    "kept": {"kind": "good", "sign": "check"},
    "broken": {"kind": "alert", "sign": "late"},
    "excused": {"kind": "", "sign": ""},
}
_CLOCKS = ("ship_back", "perform", "keep_promise", "confirm_return", "confirm", "confirm_promise")
# What the reader confirms of the other side's obligation.
_CONFIRM = {
    "ship_back": gettext_lazy("The goods came back in order"),
    "replacement": gettext_lazy("The replacement is here and in order"),
    "repair": gettext_lazy("The repair is done and in order"),
    "redelivery": gettext_lazy("The order is here and in order"),
    "promise": gettext_lazy("The promise was kept"),
    "fee": gettext_lazy("The fee was paid back"),
    "voucher": gettext_lazy("The voucher is here and works"),
    "public_reply": gettext_lazy("The reply can be read"),
}
# What is asked of whoever says that it is done. Words are the deed itself where he owes words.
_ASKED = {
    "ship_back": gettext_lazy("How can it be seen? For example the carrier and the waybill number."),
    "fee": gettext_lazy("How can it be seen? For example the number of the transfer."),
    "apology": gettext_lazy("Your apology, in your own words. The buyer reads it here."),
    "explanation": gettext_lazy("What happened, in your own words. The buyer reads it here."),
    "voucher": gettext_lazy("The code of the voucher, and how it is used. The buyer reads it here."),
    "public_reply": gettext_lazy("Where your reply can be read, and what it says."),
}
_IN_WORDS = ("apology", "explanation")
_WORDS_NEEDED = (*_IN_WORDS, *packages.AGREED_ONLY)


def obligations(view: CaseView, voice: Voice) -> list[dict]:
    """What counts now: what the terms that stand ask for, and everything that was promised beside them."""
    return [_obligation(duty, view, voice) for duty in performance.current(view.case)]


def breaches(view: CaseView, voice: Voice, package: dict) -> list[str]:
    """What would follow if terms that are about to bind were not kept: told before anybody signs them."""
    found = []
    if package["goods"] == "return":
        found.append(
            _("If the goods are not sent back in time: %(follows)s") % {"follows": _breach("ship_back", view, voice)}
        )
    if package["service"] != "none":
        service = words.word(words.SERVICES, package["service"])
        told = {"service": service, "follows": _breach(package["service"], view, voice)}
        found.append(_("If the seller does not do this in time (%(service)s): %(follows)s") % told)
    by_word = packages.by_word(package)
    if "apology" in by_word or "explanation" in by_word:
        found.append(
            _("If the words that are owed do not come: %(follows)s") % {"follows": _breach("apology", view, voice)}
        )
    if "voucher" in by_word:
        found.append(_("If the voucher does not come: %(follows)s") % {"follows": _breach("voucher", view, voice)})
    if "points" in by_word:
        found.append(_("If the points do not come: %(follows)s") % {"follows": _breach("points", view, voice)})
    if "public_reply" in by_word:
        follows_ = {"follows": _breach("public_reply", view, voice)}
        found.append(_("If the reply is not published: %(follows)s") % follows_)
    return found  # fmt: skip


def _obligation(duty: Obligation, view: CaseView, voice: Voice) -> dict:
    case = view.case
    clock_of = next(iter(case.waits(*_CLOCKS, about=duty.id)), None)
    by_program = duty.what == credit.POINTS
    reports = duty.status == "open" and duty.side == view.side and can(view, "perform") and not by_program
    other = "buyer" if duty.side == "seller" else "seller"
    confirms = duty.status == "reported" and view.side == other and can(view, "confirm")
    promise = case.promise(duty.promise) if duty.promise else None
    return {
        "id": duty.id,
        "side": marks(duty.side),
        "name": name_of(voice, duty.side),
        "what": words.word(words.OBLIGATIONS, duty.what),
        "text": (view.text(promise.text) or _("(erased)")) if promise else "",
        "worth": plain_sum(duty.minor, case.currency) if duty.minor else "",
        "state": {"words": words.word(words.OBLIGATION_STATES, duty.status), **_STATES[duty.status]},
        "until": clock_of.until if clock_of and not clock_of.held else None,
        "due": clock.parse(duty.due) if duty.due and duty.status != "open" else None,
        "next": _next(duty, clock_of, view, voice),
        "proof": _proof(duty, view, voice),
        "reason": written(view.text(duty.reason)),
        "ended": clock.parse(duty.ended_at) if duty.ended_at else None,
        "report": _report(duty, view) if reports else None,
        "confirm_url": reverse("case_confirmation", args=[case.id, duty.id]) if confirms else "",
        "confirm": words.word(_CONFIRM, duty.what),
        "dispute_url": reverse("case_dispute", args=[case.id, duty.id]) if confirms else "",
        "dispute": _("It was not kept")
        if duty.promise or duty.what in packages.AGREED_ONLY
        else _("It is not in order"),
    }


def _next(duty: Obligation, row: Deadline | None, view: CaseView, voice: Voice) -> object:
    """What follows: told before it happens, and once it has."""
    if duty.status == "broken":
        return _breach(duty.what, view, voice)
    if duty.status == "kept" and duty.deemed:
        return _("Nobody said otherwise in time, so it counts as done.")
    if duty.what == "refund" and duty.status == "open" and (left := money_turn.owed_of(view)):
        told = _("The seller was paid before; %(sum)s of this are still owed.") % {
            "sum": plain_sum(left, view.case.currency)
        }
        return f"{told} {money_turn.who_pays_it()}"
    if duty.what == "refund" and duty.status == "open":
        return _(
            "The program pays it by itself. If a payment does not go through, the money stays reserved and the marketplace looks into it."
        )
    if duty.what == credit.POINTS and duty.status == "open":
        return voice.pick(
            buyer=_("The program gives them by itself, out of the seller’s deposit."),
            seller=_("The program gives them by itself, out of your deposit. While it has too little, pay in."),
            other=_("The program gives them by itself, out of the seller’s deposit."),
        )
    if row is None:
        return ""
    if row.held:
        return _("Its clock stands still.")
    said = follows.of_silence(row, view.case, voice)
    if duty.status == "reported":
        return say(_("If nothing is said by then: %(follows)s"), follows=said)
    return say(_("If it is not done by then: %(follows)s"), follows=said)  # fmt: skip


def _breach(what: str, view: CaseView, voice: Voice) -> str:
    if what == "promise":
        stays = _("That it was not kept stays on the file.")
        talks = view.case.stage == "negotiation" and view.side in ("buyer", "seller")
        more = _("You can go on talking, make an offer, or ask for a neutral.") if talks else ""
        return joined(stays, more)
    return follows.of_breach(what, view.case, voice)


def _proof(duty: Obligation, view: CaseView, voice: Voice) -> dict | None:
    """What whoever did it has said and shown, with its moment."""
    if not duty.reported_at:
        return None
    pieces = [item for item in view.case.of_kind("evidence") if item.id in duty.evidence]
    return {
        "at": clock.parse(duty.reported_at),
        "note": view.text(duty.note) or (_("(erased)") if duty.note else ""),
        "pieces": [
            {
                "number": item.id.upper(),
                "title": evidence.title_of(view, item),
                "url": f"#joint-{item.id}",
            }
            for item in pieces
        ],
    }


def _report(duty: Obligation, view: CaseView) -> dict:
    """The form by which one says that it is done: words, and one's own pieces on the file that show it."""
    own = [item for item in view.case.of_kind("evidence") if item.side == view.side]
    usual = _("How can it be seen? A waybill, or what you did and when.")
    return {
        "id": f"report-{duty.id}",
        "url": reverse("case_performance", args=[view.case.id, duty.id]),
        "label": words.word(_ASKED, duty.what) if duty.what in _ASKED else usual,
        "optional": duty.what not in _WORDS_NEEDED,
        "choices": [
            {"value": item.id, "number": item.id.upper(), "title": evidence.title_of(view, item)}
            for item in reversed(own)
        ]
        if duty.what not in _IN_WORDS
        else [],
    }
