"""What is done with every stream of its own (a deal, a question, a complaint and its rooms) alike: one write, and what the
program itself does with them. `domain/kernel/own_stream` tells what they have in common."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from hejie.domain.cases.commands import RecordNotice
from hejie.domain.cases.own_streams import KINDS
from hejie.domain.cases.world import World
from hejie.domain.complaints import holding, rooms
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Lost
from hejie.domain.kernel.own_stream import CarryOutClocks, EraseTexts, Events, GiveBackWaits, Kind, RemindOfWait
from hejie.domain.kernel.refusal import Refusal
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import legal_holds


def is_own(stream: str) -> bool:
    """Whether it is a stream of its own: none of a case, an order, a purse or a standing."""
    return stream.partition(":")[0] in KINDS


def root_of(stream: str) -> str:
    """The root of such a stream: itself, and of a complaint's room the complaint."""
    name, _colon, rest = stream.partition(":")
    return f"complaint:{rest}" if name in rooms.NAMES else stream


def write(
    ctx: Context,
    stream: str,
    command: object,
    *,
    key: str,
    decided: Callable,
    action: str,
    beside: tuple[str, ...] = (),
) -> Receipt:
    """Carry out one act in a stream. beside: other streams of the same root that it may look at or write."""
    names = {one.partition(":")[0]: one for one in (stream, *beside)}
    return writer.write(ctx, command, key=key, decide=decided, action=action, root=root_of(stream), streams=names)


def erase(ctx: Context, stream: str, refs: tuple[str, ...], why: str, note: str = "", *, key: str) -> Receipt:
    """Erase private texts and files for good, for people who ask for it by right.

    Refuses   not_found, nothing_to_erase, complaint_held (the complaint is under a legal hold), order_held (the order to which it
              belongs is)
    """
    root = root_of(stream)
    action = "system.erase" if ctx.actor.role == "system" else f"{root.partition(':')[0]}.erase"
    beside = (root,) if root != stream else ()
    decided = partial(_erased, _kind(stream))
    return write(ctx, stream, EraseTexts(refs, why, note), key=key, decided=decided, action=action, beside=beside)


def held(state: object) -> tuple[str, datetime] | None:
    """The legal hold that keeps all of a question, a complaint or a deal, None where none does: (`own` for one on itself, `order`
    for one on the order to which it belongs; since when)."""
    own = getattr(state, "held", None)
    if own is not None:
        return "own", clock.parse(own["at"])
    found = legal_holds.of_order(state.order) if state.order else None
    return ("order", clock.from_milliseconds(found[1])) if found else None


def held_document(state: object) -> dict | None:
    """The same as a plain document: `of` is `order` or `own`."""
    found = held(state)
    return {"of": found[0], "since": clock.text(found[1])} if found else None


def _erased(kind: Kind, world: World, command: EraseTexts, *, by: Actor, now: datetime) -> Events:
    """The decision, once it is sure under its own lock that no legal hold keeps it, and that none comes meanwhile."""
    root = world.complaint or kind.state(world)
    if world.complaint is not None:
        holding.no_hold(root)
    found = legal_holds.of_order(root.order, for_good=True) if root.order else None
    if found:
        raise Refusal("order_held", order=found[0], since=clock.text(clock.from_milliseconds(found[1])))
    return kind.erase(world, command, by=by, now=now)


def carry_out_clocks(ctx: Context, stream: str, *, key: str) -> Receipt:
    """Carry out whatever has come due; exactly once, however many ask."""
    decided = _kind(stream).carry_out_clocks
    return write(ctx, stream, CarryOutClocks(), key=key, decided=decided, action="system.defaults")


def remind(ctx: Context, stream: str, deadline: str, *, key: str) -> Receipt:
    """Record the half-time reminder."""
    return write(ctx, stream, RemindOfWait(deadline), key=key, decided=_kind(stream).remind, action="system.remind")


def give_back_time(
    ctx: Context, stream: str, times: tuple[str, str, str, str], *, key: str, beside: tuple[Lost, ...] = ()
) -> Receipt:
    """Give an outage's or a holiday's time back. times: id, begin, end, why."""
    decided = partial(_kind(stream).give_back_time, beside=beside)
    return write(ctx, stream, GiveBackWaits(*times), key=key, decided=decided, action="system.outage")


def record_notice(ctx: Context, stream: str, command: RecordNotice, *, key: str) -> Receipt:
    """Record where a notice went."""
    return write(ctx, stream, command, key=key, decided=_kind(stream).record_notice, action="system.notice")


def _kind(stream: str) -> Kind:
    return KINDS[stream.partition(":")[0]]
