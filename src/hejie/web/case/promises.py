"""Promises on the case page: from a message to a proposal, and what the other side may say to it."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases.state import Promise, Said
from hejie.domain.kernel import clock
from hejie.usecases import commitments as use
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.after.words import may_commit
from hejie.web.case import follows
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, joined, plain_sum, say

_SIDES = ("buyer", "seller")


def may_propose(view: CaseView) -> bool:
    """Whether the reader may put a promise forward now, perhaps after proving that it is really he."""
    return view.side in _SIDES and not view.case.closed and can(view, "promise")


def ways(view: CaseView) -> list[dict]:
    """The link for the list of what else can be done."""
    if not may_propose(view):
        return []
    return [{"url": reverse("case_promise_new", args=[view.case.id]), "label": _("Put a promise forward")}]


def foot(view: CaseView, item: Said) -> dict:
    """What stands below a message of the joint room: the way to make a promise of it, or to the one that was made."""
    if item.kind != "message" or item.side not in (*_SIDES, "platform"):
        return {}
    made = next((one for one in reversed(view.case.promises) if one.message == item.id), None)
    if made and made.status == "open":
        return {"foot_url": f"#{made.id}", "foot_link": _("Put forward as a promise")}
    duty = next((one for one in view.case.obligations if made and one.promise == made.id), None)
    if duty:
        return {"foot_url": f"#{duty.id}", "foot_link": _("A promise")}
    text = view.text(item.data["text"])
    if item.side == view.side and may_commit(view) and text:
        sounds = use.sounds_like_one(text)
        words = _("This sounds like a promise. Make it one?") if sounds else _("Make this a promise")
        url = reverse("case_commitment_new", args=[view.case.id])
        return {"foot_url": f"{url}?message={item.id}", "foot_link": words}
    if not may_propose(view) or not text:
        return {}
    url = reverse("case_promise_new", args=[view.case.id])
    return {"foot_url": f"{url}?message={item.id}", "foot_link": _("Make this a promise")}


def proposals(view: CaseView, voice: Voice, now: datetime) -> list[dict]:
    """Promises that wait for an answer, with the two answers for the other side and the way back for one's own."""
    return [_proposal(promise, view, voice, now) for promise in view.case.promises if promise.status == "open"]


def _proposal(promise: Promise, view: CaseView, voice: Voice, now: datetime) -> dict:
    own, party = voice.is_mine(promise.side), view.side in _SIDES
    answers = party and not own and can(view, "accept_promise")
    backs = own and can(view, "promise")
    return {
        "id": promise.id,
        "side": marks(promise.side),
        "at": clock.parse(promise.at),
        "heading": _heading(promise, voice),
        "text": view.text(promise.text) or _("(erased)"),
        "terms": joined(_time(promise, own, now), _worth(promise, view)),
        "breach": say(_("If it is not kept: %(follows)s"), follows=follows.of_broken_promise(view.case)),
        "message_url": f"#joint-{promise.message}" if promise.message else "",
        "waits": "" if answers or backs else _waits(promise),
        "answer_url": reverse("case_promise_answer", args=[view.case.id, promise.id]) if answers or backs else "",
        "own": own,
    }


def _heading(promise: Promise, voice: Voice) -> object:
    who = voice.name(promise.side)
    if voice.is_mine(promise.side):
        return _("You offer this promise") if voice.is_mine(promise.keeper) else _("You ask for this promise")
    if promise.keeper == promise.side:
        return say(_("%(who)s offers this promise"), who=who)
    if voice.is_mine(promise.keeper):
        return say(_("%(who)s asks you for this promise"), who=who)
    return say(_("%(who)s asks the other side for this promise"), who=who)


def _time(promise: Promise, own: bool, now: datetime) -> str:
    until = str(formatting.day(now + timedelta(days=promise.days), now))
    time = ngettext("%(days)s day", "%(days)s days", promise.days) % {"days": promise.days}
    if own:
        return _("Time: %(time)s from the day on which the other side agrees.") % {"time": time}
    return _("Time: %(time)s from the day on which it is agreed, so until %(until)s if it is agreed today.") % {
        "time": time,
        "until": until,
    }


def _worth(promise: Promise, view: CaseView) -> str:
    return _("Worth %(sum)s.") % {"sum": plain_sum(promise.minor, view.case.currency)} if promise.minor else ""


def _waits(promise: Promise) -> str:
    return _("Waits for the seller") if promise.side == "buyer" else _("Waits for the buyer")
