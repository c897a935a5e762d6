"""How a use case calls the one writer: which streams a case's act locks and looks at."""

from collections.abc import Callable, Mapping

from hejie.domain.cases import access
from hejie.domain.kernel.refusal import Refusal
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import credit_terms


def root_of(case_id: str) -> str:
    """The root (order) that a case id names. Refuses not_found for what is no case id."""
    root, dash, rest = case_id.partition("-")
    if len(root) != 16 or not dash or not rest:
        raise Refusal("not_found")
    return root


def in_case(ctx: Context, command: object, *, key: str, decide: Callable, action: str, if_match: str = "") -> Receipt:
    """Carry out an act on a case's own stream."""
    return _write(ctx, command, {}, key=key, decide=decide, action=action, if_match=if_match)


def in_room(
    ctx: Context, command: object, *, room: str, key: str, decide: Callable, action: str, if_match: str = ""
) -> Receipt:
    """Carry out an act in a private or internal room of a case (or in the joint room, which is the case's stream)."""
    if room == "joint":
        return in_case(ctx, command, key=key, decide=decide, action=action, if_match=if_match)
    if room not in ("buyer", "seller", "internal") and not room.startswith(("seat-", "pref-", "bid-", "engine")):
        raise Refusal("room_not_yours", room=room)
    first = {"room": access.room_stream(command.case_id, room)}
    return _write(ctx, command, first, key=key, decide=decide, action=action, if_match=if_match)


def _write(ctx: Context, command: object, first: Mapping[str, str], *, decide: Callable, **more: str) -> Receipt:
    """first: the streams that come before those of the case and its order; the very first is written to."""
    root = root_of(command.case_id)
    streams = {**first, "case": f"case:{command.case_id}", "order": f"order:{root}"}
    return writer.write(ctx, command, decide=credit_terms.deciding(decide), root=root, streams=streams, **more)
