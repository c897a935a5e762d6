"""Talks at an agreed time on the case page: what is proposed, fixed or over, and what was written down of each."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hejie.domain.cases import appointments
from hejie.domain.cases.appointed import Proposal, Result, Talk
from hejie.domain.cases.state import SIDES
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import formatting, talk_words, words
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, joined, say


def talks(view: CaseView, voice: Voice, now: datetime) -> list[dict]:
    """All talks of the case, the newest first."""
    return [_talk(talk, view, voice, now) for talk in reversed(view.case.talks)]


def ways(view: CaseView, now: datetime) -> list[dict]:
    """The way to a talk, while none is being arranged."""
    waits = any(appointments.is_ahead(talk, now) for talk in view.case.talks)
    if waits or not can(view, "talk"):
        return []
    return [{"url": reverse("case_talk_new", args=[view.case.id]), "label": _("Propose a talk at a fixed time")}]


def _talk(talk: Talk, view: CaseView, voice: Voice, now: datetime) -> dict:
    may, ahead, args = can(view, "talk"), appointments.is_ahead(talk, now), [view.case.id, talk.id]
    over = talk.fixed and not ahead
    written = talk.result
    return {
        "id": talk.id,
        "side": marks(talk.side),
        "title": _title(talk, ahead, now),
        "state": _state(talk, ahead),
        "details": view.text(talk.words),
        "proposal": _proposal(talk.proposal, view, voice, now, args if may else [])
        if ahead and talk.proposal
        else None,
        "calendar_url": reverse("case_talk_calendar", args=args) if talk.at else "",
        "other_url": reverse("case_talk_other", args=args) if may and ahead else "",
        "off_url": reverse("case_talk_off", args=args) if may and ahead else "",
        "off": _("Call it off") if talk.at else _off_words(talk, voice),
        "results": [_result(one, one is written, talk, view, voice) for one in reversed(talk.results)],
        "record_url": reverse("case_talk_result", args=args)
        if may and over and not (written and written.joint)
        else "",
    }


def _title(talk: Talk, ahead: bool, now: datetime) -> str:
    if not talk.at:
        return _("A talk, not fixed yet") if ahead else _("A talk that did not come about")
    facts = {
        "moment": formatting.moment(clock.parse(talk.at), now),
        "how": words.word(talk_words.TALK_HOW, talk.how),
        "length": formatting.span(timedelta(minutes=talk.length)),
    }
    return _("%(moment)s, %(how)s, %(length)s") % facts


def _state(talk: Talk, ahead: bool) -> dict:
    if talk.off:
        return {"words": _("called off"), "kind": "alert", "sign": "late"}
    if talk.fixed:
        return (
            {"words": _("fixed"), "kind": "good", "sign": "check"}
            if ahead
            else {"words": _("was to be held"), "kind": "", "sign": ""}
        )
    return (
        {"words": _("proposed"), "kind": "open", "sign": "open"}
        if ahead
        else {"words": _("nobody agreed"), "kind": "", "sign": ""}
    )


def _off_words(talk: Talk, voice: Voice) -> str:
    if talk.proposal and voice.is_mine(talk.proposal.side):
        return _("Take the proposal back")
    return _("No talk, thank you")


def _proposal(proposal: Proposal, view: CaseView, voice: Voice, now: datetime, args: list) -> dict:
    """Moments that wait for an answer, each with whom it suits; `args` of the address where the reader answers."""
    mine = voice.is_mine(proposal.side)
    answered = view.side in proposal.suits
    facts = {
        "how": words.word(talk_words.TALK_HOW, proposal.how),
        "length": formatting.span(timedelta(minutes=proposal.length)),
    }
    says = (
        _("You propose these moments, %(how)s, %(length)s:") % facts
        if mine
        else say(_("%(who)s proposes these moments, %(how)s, %(length)s:"), who=voice.name(proposal.side), **facts)
    )
    moments = [
        {
            "value": at,
            "words": str(formatting.moment(clock.parse(at), now)),
            "suits": _suits(proposal.suits, at, voice),
            "chosen": at in proposal.suits.get(view.side, ()),
        }
        for at in proposal.moments
        if clock.parse(at) > now
    ]
    return {
        "side": marks(proposal.side),
        "says": says,
        "details": view.text(proposal.words),
        "moments": moments,
        "answer_url": reverse("case_talk_answer", args=args) if args and not mine else "",
        "send": _("Change my answer") if answered else _("These suit me"),
    }


def _suits(suits: Mapping[str, tuple[str, ...]], at: str, voice: Voice) -> SafeString | str:
    who = [
        _("you") if voice.is_mine(side) else words.word(words.SIDES, side) for side, own in suits.items() if at in own
    ]
    return _("suits: %(who)s") % {"who": _(", ").join(who)}


def _result(result: Result, last: bool, talk: Talk, view: CaseView, voice: Voice) -> dict:
    waits = last and can(view, "talk") and view.side in SIDES and view.side not in result.confirmed_by
    args = [view.case.id, talk.id]
    return {
        "id": result.id,
        "side": marks(result.side),
        "name": voice.name(result.side),
        "at": clock.parse(result.at),
        "text": view.text(result.text) or _("(erased)"),
        "state": _confirmed(result, last),
        "note": _missing(result, voice) if last else "",
        "objections": [
            {"side": marks(side), "name": voice.name(side), "text": view.text(text) or _("(erased)")}
            for side, text in (result.contested or {}).items()
        ],
        "confirm_url": reverse("case_talk_right", args=args) if waits else "",
        "wrong_url": reverse("case_talk_wrong", args=args)
        if waits and view.side not in (result.contested or {})
        else "",
    }


def _confirmed(result: Result, last: bool) -> dict:
    if result.joint:
        return {"words": _("confirmed by both sides"), "kind": "good", "sign": "check"}
    if not last:
        return {"words": _("replaced by a later text"), "kind": "", "sign": ""}
    if result.contested:
        return {"words": _("contested"), "kind": "alert", "sign": "late"}
    return {"words": _("not confirmed by both"), "kind": "open", "sign": "open"}


def _missing(result: Result, voice: Voice) -> SafeString | str:
    """Who has not confirmed, and that silence confirms nothing."""
    missing = [side for side in appointments.unconfirmed(result) if side not in (result.contested or {})]
    if result.joint or not missing:
        return ""
    told = [
        _("You have not confirmed it.")
        if voice.is_mine(side)
        else say(_("%(who)s has not confirmed it."), who=voice.name(side))
        for side in missing
    ]
    return joined(*told, _("Silence confirms nothing."))
