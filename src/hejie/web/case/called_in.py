"""People who were asked in, on the case page: whom, what, what he sees, the fee, objections, and what became of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import experts
from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.state import SIDES, Said
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import words
from hejie.web.case.evidence import title_of
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, plain_sum, say, written

TRADES = {
    "expert_laboratory": gettext_lazy("Laboratory"),
    "expert_valuer": gettext_lazy("Valuer"),
    "expert_lawyer": gettext_lazy("Lawyer"),
    "expert_other": gettext_lazy("Another expert"),
    "third_supplier": gettext_lazy("Supplier"),
    "third_carrier": gettext_lazy("Carrier"),
    "third_other": gettext_lazy("Somebody else who had to do with it"),
}
_STATES = {
    "open": (gettext_lazy("not answered yet"), "open", "open"),
    "answered": (gettext_lazy("answered"), "good", "check"),
    "declined": (gettext_lazy("declined"), "alert", "late"),
    "silent": (gettext_lazy("no answer came"), "alert", "late"),
    "unreachable": (gettext_lazy("the address does not exist"), "alert", "late"),
    "taken_back": (gettext_lazy("taken back"), "", ""),
    "objected": (gettext_lazy("ended by an objection"), "", ""),
    "closed": (gettext_lazy("ended with the case"), "", ""),
}
_KINDS = {
    "message": gettext_lazy("Message"),
    "statement": gettext_lazy("Statement"),
    "question": gettext_lazy("Question"),
    "answer": gettext_lazy("Answer to a question"),
}


def requests(view: CaseView, voice: Voice) -> list[dict]:
    """All requests, the newest first."""
    return [_request(asking, view, voice) for asking in reversed(view.case.askings)]


def ways(view: CaseView) -> list[dict]:
    """The way to ask somebody in."""
    if not can(view, "ask_in") or view.side not in (*SIDES, "neutral"):
        return []
    return [{"url": reverse("case_expert_new", args=[view.case.id]), "label": _("Ask in an expert or a third party")}]


def choices(view: CaseView) -> tuple[list[tuple[str, object]], list[tuple[str, object]]]:
    """(pieces of evidence, other texts of the joint file) that can be shown to him, each with words."""
    pieces = [
        (item.id, say("%(number)s · %(title)s", number=item.id.upper(), title=written(title_of(view, item))))
        for item in view.case.of_kind("evidence")
    ]
    said = {item.id: item for item in view.case.said if item.kind in experts.CHOOSABLE}
    words_of = _("The request, in the buyer’s words") if view.case.teller else _("The claim, in the claimant’s words")
    texts = [("claim", words_of)]
    texts += [(number, _text_words(said[number], view)) for number in experts.choosable(view.case)[1:]]
    return pieces, texts


def _text_words(item: Said, view: CaseView) -> object:
    text = view.text(item.data["text"])
    short = f"{text[:60]}…" if len(text) > 60 else text
    return say("%(kind)s %(number)s · %(text)s", kind=_KINDS[item.kind], number=item.id.upper(), text=written(short))


def _request(asking: Asking, view: CaseView, voice: Voice) -> dict:
    args, may, open_ = [view.case.id, asking.id], can(view, "ask_in"), asking.status == "open"
    mine, other = may and asking.side == view.side, may and view.side in SIDES and asking.side != view.side
    state, kind, sign = _STATES[asking.status]
    waits = any(objection.granted is None for objection in asking.objections)
    decides = may and open_ and waits and view.side == ("neutral" if view.case.neutral else "platform")
    row = next(iter(view.case.waits("expert", about=asking.id)), None)
    return {
        "id": asking.id,
        "side": marks(asking.side),
        "by": _("Asked by you")
        if voice.is_mine(asking.side)
        else say(_("Asked by %(who)s"), who=voice.name(asking.side)),
        "name": view.text(asking.name) or _("(erased)"),
        "trade": words.word(TRADES, f"{asking.kind}_{asking.trade}"),
        "at": clock.parse(asking.at),
        "state": {"words": str(state), "kind": kind, "sign": sign},
        "until": row.until if row and not row.held else None,
        "question": view.text(asking.question) or _("(erased)"),
        "additions": [
            {"side": marks(one.side), "name": voice.name(one.side), "text": view.text(one.question)}
            for one in asking.additions
            if one.question
        ],
        "shown": ", ".join(_("the claim") if one == "claim" else one.upper() for one in sorted(asking.shown)),
        "looked": ", ".join(one.upper() for one in asking.looked),
        "fee": _fee(asking, view, voice),
        "objections": [
            {
                "side": marks(one.side),
                "name": voice.name(one.side),
                "text": view.text(one.reason),
                "state": _decided(one.granted),
            }
            for one in asking.objections
        ],
        "answer": view.text(asking.answer),
        "answered_at": clock.parse(asking.ended_at) if asking.answer else None,
        "evidence": [{"url": f"#joint-{one}", "label": one.upper()} for one in asking.evidence],
        "reason": view.text(asking.reason),
        "quote_minor": asking.quote,
        "quote": plain_sum(asking.quote, view.case.currency) if asking.quote else "",
        "quote_url": reverse("case_expert_quote", args=args) if mine and open_ and asking.quote else "",
        "fee_url": reverse("case_expert_fee", args=args) if mine and asking.fee and not asking.advance else "",
        "back_url": reverse("case_expert_back", args=args) if mine and open_ else "",
        "add_url": reverse("case_expert_add", args=args)
        if other and open_ and not any(one.side == view.side for one in asking.additions)
        else "",
        "object_url": reverse("case_expert_objection", args=args)
        if other and open_ and not any(one.side == view.side for one in asking.objections)
        else "",
        "decide_url": reverse("case_expert_decision", args=args) if decides else "",
    }


def _decided(granted: bool | None) -> str:
    if granted is None:
        return _("objects; not decided yet, so the request goes on")
    return _("objects; granted") if granted else _("objects; not granted")


def _fee(asking: Asking, view: CaseView, voice: Voice) -> object:
    """What it costs, and who has paid it; nothing where nothing is agreed."""
    if not asking.fee:
        return ""
    facts = {"fee": plain_sum(asking.fee, view.case.currency)}
    if not asking.advance:
        return _("Fee: %(fee)s, advanced by the side that asked. The file does not say yet that it was paid.") % facts
    note = view.text(asking.advance.note)
    shown = ", ".join(one.upper() for one in asking.advance.evidence)
    return say(
        _("Fee: %(fee)s, advanced by %(who)s. What shows it: %(proof)s"),
        who=_("you") if voice.is_mine(asking.side) else voice.name(asking.side),
        proof=say("%(note)s %(pieces)s", note=written(note), pieces=shown),
        **facts,
    )
