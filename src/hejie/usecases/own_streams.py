"""What is done with every stream of its own (a deal, a question, a complaint and its rooms) alike: one write, and what the
program itself does with them. `domain/kernel/own_stream` tells what they have in common."""

from collections.abc import Callable
from functools import partial

from hejie.domain.cases.commands import RecordNotice
from hejie.domain.cases.own_streams import KINDS
from hejie.domain.complaints import rooms
from hejie.domain.kernel.deadlines import Lost
from hejie.domain.kernel.own_stream import CarryOutClocks, EraseTexts, GiveBackWaits, Kind, RemindOfWait
from hejie.record import writer
from hejie.record.context import Context
from hejie.record.writer import Receipt


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
    """Erase private texts and files for good, for people who ask for it by right. Refuses not_found, nothing_to_erase."""
    root = root_of(stream)
    action = "system.erase" if ctx.actor.role == "system" else f"{root.partition(':')[0]}.erase"
    beside = (root,) if root != stream else ()
    return write(
        ctx, stream, EraseTexts(refs, why, note), key=key, decided=_kind(stream).erase, action=action, beside=beside
    )


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
