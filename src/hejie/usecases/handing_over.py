"""Cases that go to another neutral: one that he gives away himself, one that an operator takes from him, or all of them."""

from dataclasses import dataclass

from hejie.domain.cases import handing_over
from hejie.domain.cases.handing_over import HandOver
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import neutrals
from hejie.usecases import acts, assigning, drafting
from hejie.usecases.overview import for_operators

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of handing over all cases of somebody.

    moved      cases that he has no more; refused: (case, code) of those that stay with him
    more       whether there are further ones, for another call
    """

    moved: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    more: bool


def hand_over(ctx: Context, command: HandOver, *, key: str, if_match: str = "") -> Receipt:
    """Leave a case, as its neutral by its procedure, or move it, as an operator whatever the procedure says.

    The former neutral sees nothing of it any more, and his draft of a decision is gone: it was his alone. Whoever follows
    reads the file, the private rooms and the internal one, with the reason that is given here.
    """
    case = reader.case(command.case_id)
    decide = assigning.deciding(ctx, case, command.to, "colleague", handing_over.hand_over)
    streams = {
        "case": f"case:{command.case_id}",
        "order": f"order:{acts.root_of(command.case_id)}",
        "room": f"room:{command.case_id}:internal",
    }
    action = "move_neutral" if ctx.actor.role == "operator" else "hand_over"
    receipt = writer.write(
        ctx, command, key=key, decide=decide, action=action, root=acts.root_of(command.case_id), streams=streams,
        if_match=if_match,
    )  # fmt: skip
    if case is not None and case.neutral and not receipt.repeated:
        drafting.drop_of(case.id, case.neutral)
    return receipt


def hand_over_all(ctx: Context, person: str, reason: str, *, key: str) -> Moved:
    """Move all open cases of somebody, at most a hundred at once; each case is an act of its own on its own record.

    Refuses   not_found (for others than operators), second_factor_needed, text_missing
    """
    for_operators(ctx)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="move_neutral")
    if not reason.strip():
        raise Refusal("text_missing")
    found = neutrals.open_cases(ctx.actor.marketplace, person, AT_ONCE + 1)
    moved, refused = [], []
    for case_id, _stage, _due in found[:AT_ONCE]:
        try:
            hand_over(ctx, HandOver(case_id, reason), key=f"{key}:{case_id}")
        except Refusal as refusal:
            refused.append((case_id, refusal.code))
        else:
            moved.append(case_id)
    return Moved(tuple(moved), tuple(refused), len(found) > AT_ONCE)
