"""A mediation on the page of its case: the opening statement, texts to comment on, and what may be used in a decision."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases import confidential
from hejie.domain.cases.mediated import ALL, OpeningStatement, SettlementText
from hejie.domain.cases.state import Kept, Said
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import formatting, languages, worddiff, words
from hejie.web.case import terms
from hejie.web.case.offers import can, name_of
from hejie.web.case.voice import Voice

PARTIES = ("buyer", "seller")


def facts(view: CaseView, speaks: Voice) -> dict | None:
    """What `case/first_mediation.html` shows; None where there is no mediation under a statement, and no text."""
    case = view.case
    if not case.openings and not case.texts:
        return None
    last = case.openings[-1] if case.openings else None
    return {
        "opening": statement(last, view, speaks) if last else None,
        "texts": texts(view, speaks),
        "left_out": left_out(view),
        "may_draft_text": view.side == "neutral" and can(view, "propose"),
    }


def statement(made: OpeningStatement, view: CaseView, speaks: Voice) -> dict:
    """The opening statement in the reader's language, who has confirmed it, and where the reader can."""
    said = made.texts.get(languages.active()) or made.texts["en"]
    mine = view.side in PARTIES and view.side not in made.confirmed and can(view, "confirm_opening")
    return {
        "lead": said["lead"],
        "points": said["points"],
        "closing": said["closing"],
        "at": clock.parse(made.at),
        "by": view.names.get(made.by, ""),
        "digest": made.digest,
        "confirmed": [_confirmed(side, made, speaks) for side in PARTIES],
        "all": set(PARTIES) <= set(made.confirmed),
        "url": reverse("case_opening_confirmation", args=[view.case.id]) if mine else "",
        "allow_url": reverse("case_allowances", args=[view.case.id])
        if view.side in PARTIES and can(view, "allow_in_decision")
        else "",
        "over": bool(made.until_seq),
    }


def _confirmed(side: str, made: OpeningStatement, speaks: Voice) -> dict:
    at = made.confirmed.get(side, "")
    return {"side": side, "name": name_of(speaks, side), "at": clock.parse(at) if at else None}


def texts(view: CaseView, speaks: Voice) -> list[dict]:
    """Versions of the settlement text, the newest first, each with what has changed against the one before."""
    rows, before = [], None
    for one in view.case.texts:
        rows.append(version(one, before, view, speaks))
        before = one
    return rows[::-1]


def version(one: SettlementText, before: SettlementText | None, view: CaseView, speaks: Voice) -> dict:
    """One version: its words and terms, and the changes against the one before."""
    now = view.text(one.words)
    marked, places = worddiff.marked(view.text(before.words), now) if before else (worddiff.plain(now), 0)
    moved = terms.changes(before.package, one.package, view.case) if before else ""
    own = view.side in PARTIES and can(view, "room") and bool(view.case.neutral)
    return {
        "id": one.id,
        "number": formatting.number(int(one.id[1:])),
        "at": clock.parse(one.at),
        "words": marked if now else format_html("{}", _("(erased)")),
        "says": terms.sentence(one.package, view.case, speaks),
        "changes": moved,
        "places": ngettext("%(count)s place changed in the words", "%(count)s places changed in the words", places)
        % {"count": formatting.number(places)}
        if places
        else "",
        "comment_url": reverse("case_messages", args=[view.case.id, view.side]) if own else "",
    }


def left_out(view: CaseView) -> str:
    """What whoever decides is told of the words that he does not read."""
    if not view.left_out:
        return ""
    told = ngettext(
        "%(count)s thing said in mediation is not part of this file.",
        "%(count)s things said in mediation are not part of this file.",
        view.left_out,
    )
    return told % {"count": formatting.number(view.left_out)}


def own_items(view: CaseView) -> list[dict]:
    """What the reader has said in mediation, newest last, and whether it may be used."""
    case, found = view.case, []
    for one in confidential.own(case, view.side):
        is_said = isinstance(one, Said)
        text = view.text(one.data["text"]) if is_said else terms_of(view, one.package, one.note)
        found.append(
            {
                "id": one.id,
                "kind": words.word(words.ENTRY_KINDS, _KINDS.get(getattr(one, "kind", ""), "OfferMade")),
                "at": clock.parse(one.at),
                "text": text or _("(erased)"),
                "allowed": one.id in case.allowed,
                "all": f"{ALL}:{view.side}" in case.allowed,
            }
        )
    return found


_KINDS = {"message": "MessageWritten", "statement": "StatementMade", "remark": "EvidenceCommented"}


def terms_of(view: CaseView, package: Mapping, note: Mapping | None) -> SafeString:
    """An offer as its maker reads it, with his own words."""
    speaks = Voice(view.side, {})
    return format_html("{} {}", terms.sentence(package, view.case, speaks), view.text(note))


def foot(view: CaseView, item: Said) -> dict:
    """Below a message of a mediation: whether it stays out of a decision."""
    case = view.world.case
    if not confidential.is_covered(case, item.seq) or view.side == "auditor":
        return {}
    allowed = confidential.is_allowed(case, item.id, item.side)
    return {"foot": _("May be used in the decision") if allowed else _("Not in the decision file")}


def tell_url(view: CaseView, room: str) -> str:
    """Where a side says, in its own room, what the neutral may tell the other."""
    mine = room == view.side and view.side in PARTIES and can(view, "room") and view.case.neutral
    return reverse("case_telling", args=[view.case.id]) if mine and not view.case.settled else ""


def told(view: CaseView, room: str, speaks: Voice) -> list[dict]:
    """What the side of a private room lets the neutral tell the other, oldest first; with the ways on, for the neutral."""
    state = view.rooms.get(room)
    return [_told(one, view, room, speaks) for one in (state.kept_as("MayBeTold") if state else ())]


def _told(one: Kept, view: CaseView, room: str, speaks: Voice) -> dict:
    data, case = one.data, view.case
    other = "seller" if room == "buyer" else "buyer"
    token, table = f"{room}-{data['id']}", reverse("neutral_table", args=[case.id])
    mine = view.side == "neutral" and not case.agreement
    package = data.get("package")
    return {
        "id": token,
        "at": clock.parse(one.at),
        "side": room,
        "name": name_of(speaks, room),
        "text": view.text(data.get("text")),
        "says": terms.sentence(package, case, speaks) if package else "",
        "alone_url": f"{table}?room={other}&told={token}#rooms" if mine else "",
        "joint_url": f"{table}?room=joint&told={token}#rooms" if mine else "",
        "propose_url": f"{reverse('neutral_proposal', args=[case.id])}?told={token}"
        if mine and package and can(view, "propose")
        else "",
        "other": name_of(speaks, other),
    }


def told_by(view: CaseView, token: str) -> Kept | None:
    """What a side lets the neutral tell, by `buyer-y1`; None where there is no such thing."""
    room, _dash, name = token.partition("-")
    state = view.rooms.get(room) if room in PARTIES and view.side == "neutral" else None
    return next((one for one in (state.kept_as("MayBeTold") if state else ()) if one.data["id"] == name), None)
