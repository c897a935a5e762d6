"""Private contents of a case that can be erased by right, as its operator may see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hejie.domain.cases.appointed import Talk
from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.panels import Panel
from hejie.domain.cases.state import Obligation, Said
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView, references
from hejie.web import formatting, words

_LONGEST = 90
_KINDS = {
    "message": "MessageWritten",
    "statement": "StatementMade",
    "evidence": "EvidenceFiled",
    "remark": "EvidenceCommented",
    "question": "QuestionAsked",
    "answer": "QuestionAnswered",
    "appeal_answer": "AppealAnswered",
    "note": "NoteWritten",
    "findings": "FindingsKept",
}


@dataclass(frozen=True, slots=True)
class Erasable:
    """One thing that can go, with all of its references. `excerpt`: how it begins, as its writer wrote it."""

    id: str
    refs: tuple[str, ...]
    label: str
    excerpt: str


def of_case(view: CaseView) -> list[Erasable]:
    """All that stands in the case's own stream and in the internal room and is not erased yet, in order."""
    case = view.case
    found = [_make("story", _("The claim"), case.told_by, case.opened_at, view, case.story)]
    for item in case.said:
        found.append(_said("joint", item, view))
    for offer in case.offers:
        if offer.note and not offer.is_claim:
            found.append(_make(f"note {offer.id}", _("A word beside an offer"), offer.side, offer.at, view, offer.note))
    for promise in case.promises:
        promised = words.word(words.ENTRY_KINDS, "PromiseProposed")
        found.append(_make(f"promise {promise.id}", promised, promise.side, promise.at, view, promise.text))
    for duty in case.obligations:
        found += _of_duty(duty, view)
    for row in case.referrals:
        letter = words.word(words.ENTRY_KINDS, "CaseReferred")
        found.append(_make(f"letter {row.id}", letter, row.side, row.at, view, row.letter))
        answer = words.word(words.ENTRY_KINDS, "ReferralAnswered")
        for number, one in enumerate(row.answers, 1):
            if one.get("note"):
                found.append(_make(f"answer {row.id} {number}", answer, row.side, one["at"], view, one["note"]))
    for talk in case.talks:
        found += _of_talk(talk, view)
    for asking in case.askings:
        found += _of_asking(asking, view)
    for panel in case.panels:
        found += _of_panel(panel, view)
    found += _of_agreement(view)
    room = view.rooms.get("internal")
    found += [_said("internal", item, view) for item in (room.said if room else ())]
    return [one for one in found if one is not None]


def _of_duty(duty: Obligation, view: CaseView) -> list[Erasable | None]:
    """What was written of an obligation: by whoever has done it, and by the other side that denies it."""
    found, other = [], "buyer" if duty.side == "seller" else "seller"
    if duty.note:
        done = words.word(words.ENTRY_KINDS, "ObligationReported")
        found.append(_make(f"proof {duty.id}", done, duty.side, duty.reported_at, view, duty.note))
    if duty.reason:
        denied = words.word(words.ENTRY_KINDS, "PerformanceDisputed")
        at = duty.ended_at or duty.reported_at
        found.append(_make(f"denial {duty.id}", denied, other, at, view, duty.reason))
    return found


def _of_talk(talk: Talk, view: CaseView) -> list[Erasable | None]:
    """What was written with a talk (a number, a link), and what came of it with what was said against it."""
    proposed, proposal = words.word(words.ENTRY_KINDS, "TalkProposed"), talk.proposal
    found = [_make(f"talk {talk.id}", proposed, talk.side, talk.made_at, view, talk.words)] if talk.words else []
    if proposal and proposal.words:
        found.append(_make(f"moments {talk.id}", proposed, proposal.side, talk.made_at, view, proposal.words))
    for result in talk.results:
        kind = words.word(words.ENTRY_KINDS, "TalkRecorded")
        found.append(_make(f"result {result.id}", kind, result.side, result.at, view, result.text))
        for side, text in (result.contested or {}).items():
            against = words.word(words.ENTRY_KINDS, "TalkContested")
            found.append(_make(f"contested {result.id} {side}", against, side, result.at, view, text))
    return found


def _of_agreement(view: CaseView) -> list[Erasable | None]:
    """The text of the agreement that was signed, language by language; it quotes both accounts and names both sides."""
    agreement = view.case.agreement
    if agreement is None or not agreement.signatures:
        return []
    signed, first = words.word(words.ENTRY_KINDS, "AgreementSigned"), agreement.signatures[0]
    return [
        _make(f"agreement {language}", f"{signed} ({language})", first.side, first.at, view, reference)
        for language, reference in agreement.texts.items()
    ]


def _of_panel(panel: Panel, view: CaseView) -> list[Erasable | None]:
    """Reasons of a panel's votes, once they stand on the file; before that nobody but the member knows of them."""
    kind = words.word(words.ENTRY_KINDS, "VoteCast")
    return [
        _make(f"vote {panel.id} {one.member}", kind, "neutral", panel.ended_at, view, [one.reasons])
        for one in panel.votes
    ]


def _of_asking(asking: Asking, view: CaseView) -> list[Erasable | None]:
    """What was written of somebody who was asked in: his name, the questions, objections, the proof of the fee, his answer.

    His answer stands on the file as evidence as well; that piece is erased beside it.
    """
    rows = [
        ("ExpertAsked", asking.side, asking.at, [asking.name]),
        ("ExpertAsked", asking.side, asking.at, [asking.question]),
    ]
    rows += [("ExpertAlsoAsked", one.side, asking.at, [one.question]) for one in asking.additions if one.question]
    rows += [("ExpertObjected", one.side, asking.at, [one.reason]) for one in asking.objections]
    if asking.advance and asking.advance.note:
        rows.append(("FeeAdvanced", asking.side, asking.advance.at, [asking.advance.note]))
    if asking.answer:
        rows.append(("ExpertAnswered", "expert", asking.ended_at, [asking.answer]))
    if asking.reason:
        rows.append(("ExpertDeclined", "expert", asking.ended_at, [asking.reason]))
    return [
        _make(f"asked {asking.id} {number}", words.word(words.ENTRY_KINDS, kind), side, at, view, refs)
        for number, (kind, side, at, refs) in enumerate(rows, 1)
    ]


def _said(room: str, item: Said, view: CaseView) -> Erasable | None:
    if item.kind not in _KINDS:
        return None
    kind = words.word(words.ENTRY_KINDS, _KINDS[item.kind])
    return _make(f"{room} {item.id}", kind, item.side, item.at, view, item.data)


def _make(name: str, kind: str, side: str, at: str, view: CaseView, data: Mapping | list) -> Erasable | None:
    refs = references(data)
    left = [ref for ref, _type in refs if ref not in _gone(view)]
    if not left:
        return None
    shown = next((view.texts[ref] for ref in left if ref in view.texts), "")
    when = formatting.moment_short(clock.parse(at), clock.parse(view.case.changed_at))
    label = _("%(kind)s, %(side)s, %(when)s") % {"kind": kind, "side": words.word(words.SIDES, side), "when": when}
    return Erasable(name, tuple(left), label, shown[:_LONGEST] + ("…" if len(shown) > _LONGEST else ""))


def _gone(view: CaseView) -> frozenset[str]:
    rooms = [state.erased for state in view.rooms.values() if state]
    return view.case.erased.union(*rooms)
