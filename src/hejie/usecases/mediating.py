"""The mediator's table: opening statement, what may travel into a decision, what may be told, the single text."""

from collections.abc import Callable, Iterable
from functools import partial

from django.conf import settings

from hejie.domain.cases import access, commands, confidential, mediating
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.rulebooks import opening_statement
from hejie.rulebooks.strict import BadRulebook
from hejie.store import queries
from hejie.usecases import acts, bargain_map
from hejie.usecases.bargain_map import SettlementMap
from hejie.usecases.reading import CaseView


def statement(ctx: Context) -> opening_statement.Statement:
    """The opening statement that holds for the actor's marketplace. Refuses opening_unreadable (the operator's own file)."""
    try:
        return opening_statement.chosen(settings.HOME, ctx.actor.marketplace)
    except BadRulebook as wrong:
        raise Refusal("opening_unreadable", what=str(wrong)[:200]) from wrong


def open_mediation(ctx: Context, case_id: str, *, key: str, if_match: str = "") -> Receipt:
    """Put the opening statement to both sides, by the neutral of the case."""
    said = statement(ctx)
    command = mediating.OpenMediation(case_id, said.texts, said.digest)
    return _in_case(ctx, command, mediating.open_mediation, "open_mediation", key, if_match)


def confirm_opening(ctx: Context, command: mediating.ConfirmOpening, *, key: str, if_match: str = "") -> Receipt:
    """Confirm the opening statement."""
    return _in_case(ctx, command, mediating.confirm_opening, "confirm_opening", key, if_match)


def allow_in_decision(ctx: Context, command: mediating.AllowInDecision, *, key: str, if_match: str = "") -> Receipt:
    """Let what one has said in mediation be used in the decision, or take that back."""
    return _in_case(ctx, command, mediating.allow_in_decision, "allow_in_decision", key, if_match)


def let_tell(ctx: Context, command: mediating.LetTell, *, key: str) -> Receipt:
    """Say in one's own room what the neutral may tell the other side. Refuses not_found for others than the parties."""
    case = reader.case(command.case_id)
    side = access.side_of(ctx.actor, case) if case else ""
    if side not in ("buyer", "seller"):
        raise Refusal("not_found")
    return acts.in_room(ctx, command, room=side, key=key, decide=mediating.let_tell, action="room")


def keep_text(ctx: Context, command: mediating.KeepText, *, key: str) -> Receipt:
    """Keep a version of the settlement text where neither side reads it. Refuses not_found for others than the neutral."""
    case = access.may_read(ctx.actor, reader.case(command.case_id))
    if access.side_of(ctx.actor, case) != "neutral":
        raise Refusal("not_found")
    return acts.in_room(ctx, command, room="internal", key=key, decide=mediating.keep_text, action="note")


def put_text(ctx: Context, command: mediating.PutText, *, key: str, if_match: str = "") -> Receipt:
    """Put a version of the settlement text to both sides for comment."""
    return _in_case(ctx, command, mediating.put_text, "propose", key, if_match)


def map_of(ctx: Context, view: CaseView) -> SettlementMap:
    """The settlement map, while the neutral of the case mediates. What it rests on was told in private, so that nobody else
    reads it, and neither he nor another once he decides. Refuses not_found.
    """
    if view.side != "neutral" or access.side_of(ctx.actor, view.world.case) != "neutral":
        raise Refusal("not_found")
    if "propose" not in view.acts:
        raise Refusal("not_found")
    return bargain_map.map_of(ctx, view)


def keeping_confidence(
    ctx: Context, command: commands.DecideCase | commands.DecideAppeal, decide: Callable
) -> Callable:
    """The decision, told which words of a mediation the neutral's own words repeat."""
    case = reader.case(command.case_id)
    if case is None or not confidential.begun(case):
        return decide
    points = [words for point in command.why.points for words in (point.words, point.reasons)]
    rules = [rule.text for rule in command.why.applied]
    written = (command.findings, command.rules, command.why.otherwise, *points, *rules)
    return partial(decide, repeats=repeated(case, written))


def repeated(case: CaseState, written: Iterable[str]) -> tuple[str, ...]:
    """What was said in mediation, may not be used, and stands again in these words; ids."""
    out = confidential.decision_file(case)
    if not out:
        return ()
    said = {item.id: item.data["text"]["ref"] for item in case.said if item.id in out}
    said |= {offer.id: offer.note["ref"] for offer in case.offers if offer.id in out and offer.note}
    said |= {text.id: text.words["ref"] for text in case.texts if text.id in out}
    openly = [case.story["ref"], *_open_refs(case, out)]
    texts = queries.texts(case.root, [*said.values(), *openly])
    closed = {item: texts.get(ref, "") for item, ref in said.items()}
    return confidential.repeated(closed, [texts.get(ref, "") for ref in openly], written)


def _open_refs(case: CaseState, out: frozenset[str]) -> list[str]:
    found = [
        item.data[name]
        for item in case.said
        if item.id not in out
        for name in ("text", "name", "purpose")
        if name in item.data
    ]
    found += [offer.note for offer in case.offers if offer.id not in out and offer.note]
    return [one["ref"] for one in found if one]


def _in_case(ctx: Context, command: object, decide: Callable, action: str, key: str, if_match: str) -> Receipt:
    return acts.in_case(ctx, command, key=key, decide=decide, action=action, if_match=if_match)
