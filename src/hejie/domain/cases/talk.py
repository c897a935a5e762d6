"""Everything that is said: messages in rooms, statements, notes, the neutral's questions. Evidence: `filing`."""

from datetime import datetime

from hejie.domain.cases import access, commands
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


def write_message(world: World, command: commands.WriteMessage, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Write into a room. In the joint room of a negotiation a message counts as an answer: who writes is not silent."""
    stream = access.may_use_room(by, world.case, command.room)
    side = access.side_of(by, world.case)
    text = Private(text_of(command.text))
    if command.room != "joint":
        said = world.room.of_kind("message") if world.room else ()
        return (Event(stream, "MessageWritten", {"id": f"m{len(said) + 1}", "side": side, "text": text}),)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("MessageWritten", id=f"m{len(world.case.of_kind('message')) + 1}", side=side, text=text)
    answered(draft, side)
    return draft.events()


def make_statement(world: World, command: commands.MakeStatement, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a side's account on the file; it answers a claim, or a claimant's turn to reply."""
    side = access.side_of(by, world.case)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    number = len(world.case.of_kind("statement")) + 1
    draft.add("StatementMade", id=f"s{number}", side=side, text=Private(text_of(command.text)))
    answered(draft, side)
    return draft.events()


def answered(draft: Draft, side: str) -> None:
    """Clear the waits that a word from this side fulfils, and hand the turn on; a procedure may want more than a word."""
    case: CaseState = draft.case
    if side == case.respondent and case.waits("answer") and draft.counts("answer"):
        draft.clear("answer")
        if not any(offer.side == side for offer in case.open_offers()):
            draft.wait("reply", case.claimant)
    elif side == case.claimant and case.waits("reply") and draft.counts("reply"):
        draft.clear("reply")


def take_step(world: World, command: commands.TakeStep, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Say that one has taken a step that the procedure knows, such as starting to call a parcel back.

    Refuses   step_unknown (also for one that is not this party's, not of this stage, or not due now), step_taken
    """
    case = world.case
    side = access.side_of(by, case)
    rules, party = world.procedure, access.party_of(side, case)
    if command.step not in access.open_steps(rules, case, party):
        if command.step in rules.steps_of(case.stage, party) and not rules.steps[command.step].during:
            raise Refusal("step_taken", step=command.step)
        raise Refusal("step_unknown", step=command.step)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    note = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    draft.add("StepTaken", step=command.step, side=side, **note)
    answered(draft, side)
    return draft.events()


def write_note(world: World, command: commands.WriteNote, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """An internal note; it stands in the internal room alone."""
    stream = access.may_use_room(by, world.case, "internal")
    notes = world.room.of_kind("note") if world.room else ()
    side = access.side_of(by, world.case)
    return (
        Event(
            stream, "NoteWritten", {"id": f"n{len(notes) + 1}", "side": side, "text": Private(text_of(command.text))}
        ),
    )


def ask_question(world: World, command: commands.AskQuestion, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The neutral asks one side in the open; what silence means, the procedure says.

    Refuses   bad_side, agreement_waits (nothing is left to find out while both sides may sign)
    """
    if command.to not in ("buyer", "seller"):
        raise Refusal("bad_side", given=command.to)
    if world.case.agreement is not None:
        raise Refusal("agreement_waits")
    draft = Draft(world, by, now)
    question = f"q{len(world.case.of_kind('question')) + 1}"
    draft.add("QuestionAsked", id=question, side="neutral", to=command.to, text=Private(text_of(command.text)))
    draft.wait("question", command.to, about=question)
    return draft.events()


def answer_question(world: World, command: commands.AnswerQuestion, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Answer a question put to one's own side. Refuses question_not_open, question_not_yours."""
    side = access.side_of(by, world.case)
    asked = next((item for item in world.case.of_kind("question") if item.id == command.question), None)
    if asked is None or not world.case.waits("question", about=command.question):
        raise Refusal("question_not_open", question=command.question)
    if asked.data["to"] != side:
        raise Refusal("question_not_yours", question=command.question)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    number = len(world.case.of_kind("answer")) + 1
    text = Private(text_of(command.text))
    draft.add("QuestionAnswered", id=f"a{number}", side=side, question=command.question, text=text)
    draft.clear("question", about=command.question)
    return draft.events()
