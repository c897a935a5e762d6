"""Escalation, the neutral's assignment, decisions and appeals: one function per intention."""

from functools import partial

from hejie.domain.cases import commands, findings, mediation, rulings
from hejie.domain.cases.fitness import Fitness
from hejie.domain.cases.reasons import KeepFindings
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts, assigning, mediating


def escalate(ctx: Context, command: commands.Escalate, *, key: str, if_match: str = "") -> Receipt:
    """Ask for a neutral, or for a decision once a proposal has failed."""
    return acts.in_case(ctx, command, key=key, decide=mediation.escalate, action="escalate", if_match=if_match)


def assign_neutral(ctx: Context, command: commands.AssignNeutral, *, key: str, if_match: str = "") -> Receipt:
    """Give the case to a neutral whom an operator has chosen. Refuses whoever cannot take it, with the reason."""
    case = reader.case(command.case_id)
    decide = assigning.deciding(ctx, case, command.neutral, "operator", mediation.assign_neutral)
    return acts.in_case(ctx, command, key=key, decide=decide, action="assign", if_match=if_match)


def assign_the_fittest(ctx: Context, command: commands.AssignNeutral, fitness: Fitness, *, key: str) -> Receipt:
    """Give the case to the neutral whom the program has found to fit best (`assigning.fittest`)."""
    decide = partial(mediation.assign_neutral, fitness=fitness)
    return acts.in_case(ctx, command, key=key, decide=decide, action="assign")


def object_to_neutral(ctx: Context, command: commands.ObjectToNeutral, *, key: str, if_match: str = "") -> Receipt:
    """Ask for another neutral."""
    return acts.in_case(ctx, command, key=key, decide=mediation.object_to_neutral, action="object", if_match=if_match)


def go_to_decision(ctx: Context, command: commands.GoToDecision, *, key: str, if_match: str = "") -> Receipt:
    """End mediation without agreement."""
    return acts.in_case(ctx, command, key=key, decide=mediation.go_to_decision, action="to_decision", if_match=if_match)


def decide_case(ctx: Context, command: commands.DecideCase, *, key: str, if_match: str = "") -> Receipt:
    """The neutral's reasoned ruling."""
    decide = mediating.keeping_confidence(ctx, command, rulings.decide_case)
    return acts.in_case(ctx, command, key=key, decide=decide, action="decide", if_match=if_match)


def keep_findings(ctx: Context, command: KeepFindings, *, key: str) -> Receipt:
    """Keep findings up to now in the internal room."""
    return acts.in_room(ctx, command, room="internal", key=key, decide=findings.keep_findings, action="note")


def appeal_ruling(ctx: Context, command: commands.AppealRuling, *, key: str, if_match: str = "") -> Receipt:
    """Ask for a second look."""
    return acts.in_case(ctx, command, key=key, decide=rulings.appeal_ruling, action="appeal", if_match=if_match)


def answer_appeal(ctx: Context, command: commands.AnswerAppeal, *, key: str, if_match: str = "") -> Receipt:
    """Answer an appeal."""
    return acts.in_case(ctx, command, key=key, decide=rulings.answer_appeal, action="answer_appeal", if_match=if_match)


def decide_appeal(ctx: Context, command: commands.DecideAppeal, *, key: str, if_match: str = "") -> Receipt:
    """Uphold or change the ruling."""
    decide = mediating.keeping_confidence(ctx, command, rulings.decide_appeal)
    return acts.in_case(ctx, command, key=key, decide=decide, action="decide_appeal", if_match=if_match)
