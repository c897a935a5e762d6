"""Asking in an expert (laboratory, valuer, lawyer) or a third party (supplier, carrier): one question, one answer, one fee.

He sees the question and what was chosen for him, and nothing else (`access.may_as_expert`). He answers by a date; if he does
not, the case goes on without. What he answers is evidence on the joint file. The fee is advanced by the side that asks; it
is paid to him outside, and recorded here with what shows it.
"""

from datetime import datetime

from hejie.domain.cases import access, offers
from hejie.domain.cases.called_in import TRADES, Asking
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.expert_commands import (
    AcceptQuote,
    AddToAsking,
    AdvanceFee,
    AnswerAsExpert,
    AskExpert,
    DecideObjection,
    DeclineAsExpert,
    GiveUpExpert,
    LookAtPiece,
    ObjectToExpert,
    QuoteFee,
    TakeBackAsking,
)
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import SIDES, CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import not_negative, positive
from hejie.domain.kernel.refusal import Refusal

DAYS = (1, 60)
MOST_OPEN = 3
MOST_IN_ALL = 20
LANGUAGES = ("en", "zh", "ru")
CHOOSABLE = ("message", "statement", "question", "answer")


def ask(world: World, command: AskExpert, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask somebody in; the other side sees at once whom, what, and by whom.

    Refuses   bad_side (staff of the marketplace ask nobody), expert_kind, expert_days (1 to 60), expert_language, text_missing,
              unknown_evidence, expert_text_unknown, too_many_experts, amount_negative, expert_fee_above_case,
              expert_fee_of_neutral (who advances nothing), promise_above_limit
    """
    case = world.case
    side = access.side_of(by, case)
    if side not in (*SIDES, "neutral"):
        raise Refusal("bad_side", given=side)
    if command.trade not in TRADES.get(command.kind, ()):
        raise Refusal("expert_kind", given=f"{command.kind} {command.trade}")
    if not DAYS[0] <= command.days <= DAYS[1]:
        raise Refusal("expert_days", least=DAYS[0], most=DAYS[1])
    if command.language not in LANGUAGES:
        raise Refusal("expert_language", given=command.language)
    if sum(asking.status == "open" for asking in case.askings) >= MOST_OPEN or len(case.askings) >= MOST_IN_ALL:
        raise Refusal("too_many_experts", most=MOST_OPEN, ever=MOST_IN_ALL)
    _known(case, command.pieces, command.texts)
    if side == "neutral" and command.fee:
        raise Refusal("expert_fee_of_neutral")
    _affordable(case, by, command.fee)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    asking = f"k{len(case.askings) + 1}"
    draft.add(
        "ExpertAsked",
        asking=asking,
        side=side,
        group=command.kind,
        trade=command.trade,
        name=Private(text_of(command.name)),
        question=Private(text_of(command.question)),
        pieces=list(command.pieces),
        texts=list(command.texts),
        fee=command.fee,
        language=command.language,
    )
    draft.wait("expert", "expert", about=asking, days=command.days)
    return draft.events()


def add(world: World, command: AddToAsking, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The side that did not ask adds what it wants to be asked or seen, once.

    Refuses   expert_not_open, expert_yours, expert_added_before, unknown_evidence, expert_text_unknown, text_missing (nothing
              at all is added)
    """
    case = world.case
    asking, side = _open(case, command.asking), access.side_of(by, case)
    _not_own(asking, side)
    if any(addition.side == side for addition in asking.additions):
        raise Refusal("expert_added_before", asking=asking.id)
    _known(case, command.pieces, command.texts)
    if not (command.question.strip() or command.pieces or command.texts):
        raise Refusal("text_missing")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    words = {"question": Private(text_of(command.question))} if command.question.strip() else {}
    added = {"pieces": list(command.pieces), "texts": list(command.texts)}
    draft.add("ExpertAlsoAsked", asking=asking.id, side=side, **words, **added)
    return draft.events()


def object_to(world: World, command: ObjectToExpert, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Object to the person, once, with the reason. Until it is decided the request goes on, and the objection stands beside it.

    Refuses   expert_not_open, expert_yours, objected_before, text_missing
    """
    case = world.case
    asking, side = _open(case, command.asking), access.side_of(by, case)
    _not_own(asking, side)
    if any(objection.side == side for objection in asking.objections):
        raise Refusal("objected_before")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("ExpertObjected", asking=asking.id, side=side, reason=Private(text_of(command.reason)))
    return draft.events()


def decide_objection(world: World, command: DecideObjection, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The neutral, or where there is none the marketplace, says whether the person may answer. Granted: the request ends.

    Refuses   expert_not_open, expert_no_objection, expert_decider (a side, or the marketplace while there is a neutral)
    """
    case = world.case
    asking, side = _open(case, command.asking), access.side_of(by, case)
    if side != ("neutral" if case.neutral else "platform"):
        raise Refusal("expert_decider")
    if not any(objection.granted is None for objection in asking.objections):
        raise Refusal("expert_no_objection", asking=asking.id)
    draft = Draft(world, by, now)
    draft.add("ExpertObjectionDecided", asking=asking.id, side=side, granted=command.granted)
    if command.granted:
        draft.clear("expert", about=asking.id, why="objected")
    return draft.events()


def take_back(world: World, command: TakeBackAsking, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Take a request back. Refuses expert_not_open, expert_not_yours."""
    case = world.case
    asking, side = _open(case, command.asking), access.side_of(by, case)
    if asking.side != side:
        raise Refusal("expert_not_yours", asking=asking.id)
    draft = Draft(world, by, now)
    draft.add("ExpertDismissed", asking=asking.id, side=side, why="taken_back")
    draft.clear("expert", about=asking.id, why="taken_back")
    return draft.events()


def accept_quote(world: World, command: AcceptQuote, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Agree to a fee that was quoted. Refuses expert_not_open, expert_not_yours, expert_no_quote, act_in_person, promise_above_limit."""
    case = world.case
    asking = _open(case, command.asking)
    _own(asking, access.side_of(by, case))
    if not asking.quote or asking.quote != command.minor:
        raise Refusal("expert_no_quote", asking=asking.id)
    if not by.personal:
        raise Refusal("act_in_person", act="ask_in")
    offers.within_promise(by, asking.quote, case.currency)
    draft = Draft(world, by, now)
    draft.add("ExpertQuoteAccepted", asking=asking.id, side=asking.side, minor=asking.quote)
    return draft.events()


def advance_fee(world: World, command: AdvanceFee, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put on the file that the agreed fee has been paid, once, with a word or pieces that show it. We move no money for it.

    Refuses   expert_unknown, expert_not_yours, expert_no_fee, expert_fee_advanced, text_missing (nothing shows it),
              unknown_evidence
    """
    case = world.case
    asking = _asking(case, command.asking)
    _own(asking, access.side_of(by, case))
    if not asking.fee:
        raise Refusal("expert_no_fee", asking=asking.id)
    if asking.advance:
        raise Refusal("expert_fee_advanced", asking=asking.id)
    _known(case, command.evidence, ())
    if not (command.note.strip() or command.evidence):
        raise Refusal("text_missing")
    note = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    draft = Draft(world, by, now)
    paid = {"minor": asking.fee, "currency": case.currency, "evidence": list(command.evidence)}
    draft.add("FeeAdvanced", asking=asking.id, side=asking.side, **paid, **note)
    return draft.events()


def quote(world: World, command: QuoteFee, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The person says what his answer costs; it binds the asker only once he accepts.

    Refuses   not_found, act_in_person, expert_fee_fixed (agreed already), expert_fee_of_neutral, amount_negative,
              expert_fee_above_case
    """
    case, asking = world.case, _his(world.case, by)
    if asking.fee:
        raise Refusal("expert_fee_fixed")
    if asking.side == "neutral":
        raise Refusal("expert_fee_of_neutral")
    _within_case(case, command.minor)
    draft = Draft(world, by, now)
    draft.add("ExpertQuoted", asking=asking.id, side="expert", minor=command.minor, currency=case.currency)
    return draft.events()


def answer(world: World, command: AnswerAsExpert, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The person's answer, with the pieces that he has filed for it. Refuses not_found, act_in_person, text_missing, unknown_evidence."""
    case, asking = world.case, _his(world.case, by)
    own = {item.id for item in case.of_kind("evidence") if item.data.get("asking") == asking.id}
    for piece in command.evidence:
        if piece not in own:
            raise Refusal("unknown_evidence", evidence=piece)
    draft = Draft(world, by, now)
    given = {"text": Private(text_of(command.text)), "evidence": list(command.evidence)}
    draft.add("ExpertAnswered", asking=asking.id, side="expert", **given)
    draft.clear("expert", about=asking.id)
    return draft.events()


def decline(world: World, command: DeclineAsExpert, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """He does not answer; the case goes on without. Refuses not_found, act_in_person."""
    asking = _his(world.case, by)
    draft = Draft(world, by, now)
    reason = {"reason": Private(text_of(command.reason))} if command.reason.strip() else {}
    draft.add("ExpertDeclined", asking=asking.id, side="expert", **reason)
    draft.clear("expert", about=asking.id, why="declined")
    return draft.events()


def look(world: World, command: LookAtPiece, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put on the file that he has opened an original, the first time. Refuses not_found."""
    asking = access.asking_of(by, world.case)
    if asking is None or command.piece not in asking.shown:
        raise Refusal("not_found")
    if command.piece in asking.looked:
        return ()
    draft = Draft(world, by, now)
    draft.add("ExpertLooked", asking=asking.id, side="expert", piece=command.piece)
    return draft.events()


def give_up(world: World, command: GiveUpExpert, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """End a request whose letter came back, so that both sides know at once; nothing where it has ended already."""
    asking = _asking(world.case, command.asking)
    if asking.status != "open":
        return ()
    draft = Draft(world, by, now)
    draft.add("ExpertDismissed", asking=asking.id, side="system", why="unreachable")
    draft.clear("expert", about=asking.id, why="unreachable")
    return draft.events()


def silent(draft: Draft, asking: str) -> None:
    """His time has run out without an answer."""
    if any(one.id == asking and one.status == "open" for one in draft.case.askings):
        draft.add("ExpertDismissed", asking=asking, side="system", why="silent")


def end(draft: Draft) -> None:
    """With the case every open request ends."""
    for asking in draft.case.askings:
        if asking.status == "open":
            draft.add("ExpertDismissed", asking=asking.id, side="system", why="closed")


def choosable(case: CaseState) -> tuple[str, ...]:
    """What of the joint file, besides evidence, may be shown to him: the claim, and what people said, in order."""
    return ("claim", *(item.id for item in case.said if item.kind in CHOOSABLE))


def _known(case: CaseState, pieces: tuple[str, ...], texts: tuple[str, ...]) -> None:
    filed = {item.id for item in case.of_kind("evidence")}
    for piece in pieces:
        if piece not in filed:
            raise Refusal("unknown_evidence", evidence=piece)
    for text in texts:
        if text not in choosable(case):
            raise Refusal("expert_text_unknown", text=text)


def _affordable(case: CaseState, by: Actor, minor: int) -> None:
    if minor:
        _within_case(case, minor)
        offers.within_promise(by, minor, case.currency)


def _within_case(case: CaseState, minor: int) -> None:
    """All fees of a case together are at most what the case is about. Refuses amount_negative, amount_not_positive,
    expert_fee_above_case."""
    positive(not_negative(minor, case.currency).minor, case.currency)
    if minor + sum(asking.fee for asking in case.askings) > case.paid_minor:
        raise Refusal("expert_fee_above_case", most=case.paid_minor, currency=case.currency)


def _asking(case: CaseState, asking_id: str) -> Asking:
    found = next((asking for asking in case.askings if asking.id == asking_id), None)
    if found is None:
        raise Refusal("expert_unknown", asking=asking_id)
    return found


def _open(case: CaseState, asking_id: str) -> Asking:
    asking = _asking(case, asking_id)
    if asking.status != "open":
        raise Refusal("expert_not_open", asking=asking_id)
    return asking


def _own(asking: Asking, side: str) -> None:
    if asking.side != side:
        raise Refusal("expert_not_yours", asking=asking.id)


def _not_own(asking: Asking, side: str) -> None:
    if side not in SIDES or asking.side == side:
        raise Refusal("expert_yours", asking=asking.id)


def _his(case: CaseState, by: Actor) -> Asking:
    """The open request of the person who acts, himself."""
    asking = access.asking_of(by, case)
    if asking is None or asking.status != "open":
        raise Refusal("not_found")
    if not by.personal:
        raise Refusal("act_in_person", act="expert.answer")
    return asking
