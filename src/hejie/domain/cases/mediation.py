"""A neutral joins: escalation, assignment, objection, and the way on to a decision."""

from datetime import datetime

from hejie.domain.aftersales.flow import ANSWER
from hejie.domain.aftersales.service import STAGE
from hejie.domain.cases import access, commands, deciders, performance
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.fitness import UNKNOWN, Fitness
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.servicing import going_on
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

CLOCKS = deciders.CLOCKS


def escalate(world: World, command: commands.Escalate, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask for the next stage with a neutral: out of negotiation, or out of mediation once a proposal has failed.

    Refuses   mediation_not_tried, agreement_waits
    """
    case = world.case
    side = access.side_of(by, case)
    if case.agreement is not None or case.settled:
        raise Refusal("agreement_waits")
    if case.stage == STAGE and case.waits(ANSWER) and side == case.claimant:
        raise Refusal("answer_first", until=clock.text(case.waits(ANSWER)[0].until))
    if case.stage == "mediation":
        failed = [offer for offer in case.offers if offer.side == "neutral" and offer.status in ("rejected", "lapsed")]
        if not failed:
            raise Refusal("mediation_not_tried")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    note = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    draft.add("EscalationAsked", side=side, **note)
    if case.stage == STAGE:
        going_on.escalate(draft, "asked")
    else:
        enter_next(draft)
    return draft.events()


def enter_next(draft: Draft, **data: object) -> None:
    """Go on where the procedure goes on without agreement; where it has nothing more, the case ends without result.

    data   what the entry is to say besides the stage
    """
    stage = draft.procedure.next_stage(draft.case.stage)
    if stage:
        enter(draft, stage, **data)
    else:
        performance.lapse(draft)


def enter(draft: Draft, stage: str, **data: object) -> None:
    """Enter mediation or decision: the neutral who is there goes on, or one is to be assigned.

    Offers between the sides keep their own time; a neutral's proposal ends with mediation.
    """
    draft.clear("answer", "reply", "settle", "mediate", "assign", "decide", why="stage")
    if stage == "decision":
        draft.clear("rank", "bid", why="stage")
    for offer in draft.case.open_offers():
        if offer.side == "neutral":
            draft.add("OfferLapsed", offer=offer.id, why="stage")
            draft.clear("offer", about=offer.id, why="stage")
    draft.add("StageEntered", stage=stage, **data)
    deciders.await_decider(draft)


def assign_neutral(
    world: World, command: commands.AssignNeutral, *, by: Actor, now: datetime, fitness: Fitness = UNKNOWN
) -> tuple[Event, ...]:
    """Give the case to a neutral who is neither a party nor has been on it before.

    fitness   what is known of him besides the case's own record; why he was chosen goes on the file
    Refuses   neutral_already_there, panel_is_drawn (the procedure draws a panel here), neutral_not_impartial, and what
              `Fitness.demand` refuses
    """
    case = world.case
    if not case.waits("assign"):
        raise Refusal("neutral_already_there")
    if deciders.wants_panel(world.procedure, case):
        raise Refusal("panel_is_drawn")
    draft = Draft(world, by, now)
    take_up(draft, command.neutral, fitness)
    draft.clear("assign")
    if not (case.agreement or case.settled):
        draft.wait(CLOCKS[case.stage], "neutral")
    return draft.events()


def take_up(draft: Draft, neutral: str, fitness: Fitness) -> None:
    """Put on the record who has the case now, and why. Refuses neutral_not_impartial, and what `Fitness.demand` refuses."""
    if neutral in (draft.case.buyer, *draft.case.former_neutrals):
        raise Refusal("neutral_not_impartial")
    fitness.demand()
    draft.add("NeutralAssigned", neutral=neutral, **({"why": fitness.why} if fitness.why else {}))


def object_to_neutral(
    world: World, command: commands.ObjectToNeutral, *, by: Actor, now: datetime
) -> tuple[Event, ...]:
    """Ask for another neutral, once for each side and with a reason; it is granted as of right.

    Refuses   no_neutral, objected_before, ruling_made, agreement_waits (nothing is left for a neutral to do)
    """
    case = world.case
    side = access.side_of(by, case)
    if not case.neutral:
        raise Refusal("no_neutral")
    if side in case.objections:
        raise Refusal("objected_before")
    if case.ruling and (case.ruling.final or case.stage != "appeal"):
        raise Refusal("ruling_made")
    if case.agreement is not None:
        raise Refusal("agreement_waits")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("NeutralLeft", why="objection", side=side, reason=Private(text_of(command.reason)))
    end_his_part(draft)
    draft.wait("assign", "platform")
    return draft.events()


def end_his_part(draft: Draft) -> None:
    """The clocks of a neutral who has left end, and what he has proposed lapses."""
    draft.clear("mediate", "decide", "appeal_decide", why="neutral_left")
    for offer in draft.case.open_offers():
        if offer.side == "neutral":
            draft.add("OfferLapsed", offer=offer.id, why="neutral_left")
            draft.clear("offer", about=offer.id, why="neutral_left")


def replace_silent(draft: Draft) -> bool:
    """Replace a neutral who stayed silent; False when the procedure allows no more of it."""
    if draft.case.replacements >= draft.procedure.replacements:
        return False
    draft.add("NeutralLeft", why="silent")
    end_his_part(draft)
    draft.wait("assign", "platform")
    return True


def go_to_decision(world: World, command: commands.GoToDecision, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The neutral ends mediation without agreement. Refuses agreement_waits."""
    if world.case.agreement is not None:
        raise Refusal("agreement_waits")
    draft = Draft(world, by, now)
    enter_next(draft)
    return draft.events()
