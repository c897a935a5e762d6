"""What was said: both sides' accounts, the rooms with their messages, the neutral's questions."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.state import Said
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import words
from hejie.web.case import mediation, promises
from hejie.web.case.offers import can, name_of
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice

SHOWN = 60
_ACCOUNTS = {"buyer": gettext_lazy("The buyer’s account"), "seller": gettext_lazy("The seller’s account")}


def accounts(view: CaseView, voice: Voice) -> list[dict]:
    """Both sides' own stories: the claim in the claimant's words, and the statements of each side."""
    case, found = view.case, []
    for side in ("buyer", "seller"):
        label = _("The request") if case.teller else _("The claim")
        parts = [{"label": label, "text": _text(view, case.story), "user": True}] if side == case.told_by else []
        for item in case.of_kind("statement"):
            if item.side == side:
                parts.append({"label": _("Statement"), "text": _text(view, item.data["text"]), "user": True})
        role = _("you") if voice.is_mine(side) else words.word(words.SIDES, side)
        empty = [] if parts else [{"label": "", "text": _("Nothing has been said for this side yet."), "user": False}]
        found.append({"side": side, "name": name_of(voice, side), "role": role, "parts": parts + empty})
    return found


def rooms(view: CaseView, voice: Voice, current: str) -> tuple[list[dict], dict]:
    """Tabs of the rooms that the reader may see, and the one that is open."""
    names = [
        "joint",
        *(room for room in ("buyer", "seller", "internal") if room in view.rooms and _is_used(view, room)),
    ]
    current = current if current in names else "joint"
    tabs = [
        {
            "url": f"{reverse('case', args=[view.case.id])}?room={name}#talk",
            "side": "both" if name == "joint" else "neutral" if name == "internal" else name,
            "label": room_name(name, view, voice),
            "count": len(_messages(view, name)),
            "private": name != "joint",
            "current": name == current,
        }
        for name in names
    ]
    return tabs, room(view, voice, current)


def _is_used(view: CaseView, name: str) -> bool:
    state = view.rooms.get(name)
    return bool(state and state.said) or (bool(view.case.neutral) and not view.case.closed) or name == "internal"


def room(view: CaseView, voice: Voice, name: str) -> dict:
    """One room: who reads it, its newest messages, and how to write into it."""
    items = _messages(view, name)
    return {
        "name": name,
        "id": f"room-{name}",
        "side": "both" if name == "joint" else "neutral" if name == "internal" else name,
        "label": room_name(name, view, voice),
        "private": name != "joint",
        "readers": _readers(name, view, voice),
        "messages": [_message(item, view, voice, name) for item in items[-SHOWN:]],
        "hidden": max(0, len(items) - SHOWN),
        "url": reverse("case_messages", args=[view.case.id, name]) if _may_write(view, name) else "",
        "write": _write_label(name, view, voice),
        "send": _send_label(name, view, voice),
    }


def _may_write(view: CaseView, name: str) -> bool:
    if name == "internal":
        return can(view, "note")
    return can(view, "message" if name == "joint" else "room")


def _messages(view: CaseView, name: str) -> list[Said]:
    said = view.case.said if name == "joint" else (view.rooms[name].said if view.rooms.get(name) else ())
    return [item for item in said if item.kind in ("message", "note")]


def _message(item: Said, view: CaseView, voice: Voice, room_: str) -> dict:
    reference = item.data["text"]
    mine = voice.is_mine(item.side)
    author = view.names.get(item.by, "")
    role = (
        _("you")
        if mine and item.side in ("buyer", "neutral")
        else voice.name(item.side)
        if item.side == "seller" and author
        else ""
    )
    return {
        "id": f"{room_}-{item.id}",
        "side": marks(item.side),
        "name": author or name_of(voice, item.side),
        "role": role or words.word(words.SIDES, item.side),
        "at": clock.parse(item.at),
        "text": view.text(reference),
        "erased": not view.text(reference),
        **({**mediation.foot(view, item), **promises.foot(view, item)} if room_ == "joint" else {}),
    }


def room_name(name: str, view: CaseView, voice: Voice) -> str:
    """What the reader calls a room."""
    if name == voice.side:
        return _("You and the neutral alone")
    return words.word(words.ROOMS, name)


def _readers(name: str, view: CaseView, voice: Voice) -> str:
    if name == "joint":
        if any(not one.until_seq for one in view.case.openings):
            return _(
                "Joint room. Both sides and the neutral read and write here. What is said in mediation stays out of a decision."
            )
        if view.case.neutral:
            return _("Joint room. Both sides and the neutral read and write here; it is part of the file.")
        return _("Joint room. Both sides read and write here; it is part of the file.")
    if name == "internal":
        return _("Internal notes. Only the neutral and the marketplace’s staff read them; no side ever does.")
    if name == voice.side:
        return _("Only you and the neutral read this. The other side does not learn that anything was written here.")
    if name == "buyer":
        return _("Only the buyer and the neutral read this. The seller does not learn that anything was written here.")
    return _("Only the seller and the neutral read this. The buyer does not learn that anything was written here.")


def _write_label(name: str, view: CaseView, voice: Voice) -> str:
    if name == "internal":
        return _("Write a note")
    if name == voice.side:
        return _("Write to the neutral alone")
    if name in ("buyer", "seller"):
        return _("Write to the buyer alone") if name == "buyer" else _("Write to the seller alone")
    if voice.side in ("buyer", "seller") and not view.case.neutral:
        return _("Write to the seller") if voice.side == "buyer" else _("Write to the buyer")
    return _("Write to all in this case")


def _send_label(name: str, view: CaseView, voice: Voice) -> str:
    if name == "internal":
        return _("Keep the note")
    if name == voice.side:
        return _("Send to the neutral alone")
    if name in ("buyer", "seller"):
        return _("Send to the buyer alone") if name == "buyer" else _("Send to the seller alone")
    if voice.side in ("buyer", "seller") and not view.case.neutral:
        return _("Send to the seller") if voice.side == "buyer" else _("Send to the buyer")
    return _("Send to all in this case")


def questions(view: CaseView, voice: Voice) -> list[dict]:
    """The neutral's questions with their answers; an open one to the reader has the address where he answers."""
    case, found = view.case, []
    answers = {item.data["question"]: item for item in case.said if item.kind == "answer"}
    for item in case.of_kind("question"):
        waiting = next(iter(case.waits("question", about=item.id)), None)
        answer, asked = answers.get(item.id), item.data["to"]
        mine = waiting is not None and asked == view.side and can(view, "answer_question")
        found.append(
            {
                "id": item.id,
                "by": view.names.get(item.by, "") or words.word(words.THE_SIDE, "neutral"),
                "to": asked,
                "to_words": _("to you")
                if mine or voice.is_mine(asked)
                else (_("to the buyer") if asked == "buyer" else _("to the seller")),
                "text": _text(view, item.data["text"]),
                "at": clock.parse(item.at),
                "answer": _text(view, answer.data["text"]) if answer else "",
                "answer_name": name_of(voice, asked),
                "until": waiting.until if waiting else None,
                "lapsed": not answer and waiting is None,
                "answer_url": reverse("case_answer", args=[case.id, item.id]) if mine else "",
            }
        )
    return found


def _text(view: CaseView, reference: dict) -> str:
    return view.text(reference) or _("(erased)")
