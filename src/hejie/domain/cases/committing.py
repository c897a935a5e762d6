"""What an agent, a shop or the marketplace commits itself to in a case: it needs nobody's consent, and binds from that moment.

It becomes an obligation with a date, as a promise to which both have agreed does; broken, it is counted and told, and the
case goes on as it was. A voucher that was given in the case stands here too.
"""

from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access, commands, offers, performance
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import not_negative
from hejie.domain.kernel.refusal import Refusal

MOST_DAYS, MOST_OPEN = 90, 20


@dataclass(frozen=True, slots=True)
class MakePromise:
    """Commit one's own side to something within so many days. message: in which it was said, or ""; minor: what it is worth."""

    case_id: str
    text: str
    days: int
    message: str = ""
    minor: int = 0


@dataclass(frozen=True, slots=True)
class RecordVoucher:
    """Keep with the case that a voucher, or so many points, were given.

    side   seller or platform, whose it is; obligation: that it performs, or ""; minor: what it is worth; points: 0 for a voucher
    """

    case_id: str
    voucher: str
    side: str
    minor: int
    currency: str
    until: str
    why: str
    obligation: str = ""
    points: int = 0


def make(world: World, command: MakePromise, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Bind one's own side.

    Refuses   promise_days (1 to 90), too_many_promises, unknown_message, text_missing, amount_negative, promise_above_limit
    """
    case, side = world.case, access.side_of(by, world.case)
    if not 1 <= command.days <= MOST_DAYS:
        raise Refusal("promise_days", given=command.days, most=MOST_DAYS)
    not_negative(command.minor, case.currency)
    if sum(duty.status == "open" and bool(duty.promise) for duty in case.obligations) >= MOST_OPEN:
        raise Refusal("too_many_promises", most=MOST_OPEN)
    if command.message and command.message not in {item.id for item in case.of_kind("message")}:
        raise Refusal("unknown_message", message=command.message)
    offers.within_promise(by, command.minor, case.currency)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    promise, duty = f"p{len(case.promises) + 1}", f"b{len(case.obligations) + 1}"
    said = {"side": side, "keeper": side, "text": Private(text_of(command.text)), "days": command.days}
    draft.add("PromiseProposed", promise=promise, **said, message=command.message, minor=command.minor, own=True)
    set_ = {"what": "promise", "side": side, "days": command.days, "minor": command.minor, "promise": promise}
    draft.add("ObligationSet", obligation=duty, **set_)
    draft.wait("keep_promise", side, about=duty, days=command.days)
    return draft.events()


def keep(world: World, command: commands.ReportPerformance, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The marketplace's own people say that what it has promised is done. Refuses what `performance.report_performance` does."""
    duty = world.case.obligation(command.obligation)
    if duty is None or not duty.promise or duty.side != access.side_of(by, world.case):
        raise Refusal("obligation_not_open", obligation=command.obligation)
    return performance.report_performance(world, command, by=by, now=now)


def record_voucher(world: World, command: RecordVoucher, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Keep it on the file, and what it performs as done. Kept before: nothing."""
    case = world.case
    if any(row["voucher"] == command.voucher for row in case.vouchers):
        return ()
    draft = Draft(world, by, now)
    said = {"voucher": command.voucher, "side": command.side, "minor": command.minor, "currency": command.currency}
    said |= {"until": command.until, "why": command.why}
    if command.points:
        performs = {"obligation": command.obligation} if command.obligation else {}
        draft.add("PointsGranted", **said, points=command.points, **performs)
    else:
        draft.add("VoucherGiven", **said, obligation=command.obligation)
    duty = case.obligation(command.obligation) if command.obligation else None
    if duty is not None and performance.is_current(case, duty) and duty.status in ("open", "reported"):
        draft.clear("perform", "confirm", about=duty.id)
        draft.add("ObligationKept", obligation=duty.id, voucher=command.voucher)
        if draft.case.settled:
            performance.maybe_close(draft)
    return draft.events()


def rows(case: CaseState) -> list[tuple]:
    """The rows of `promise_row` for a folded case: what seller or marketplace have promised, by whoever did."""
    found = []
    for duty in case.obligations:
        promise = case.promise(duty.promise) if duty.promise else None
        if promise is None or duty.side == "buyer":
            continue
        agent = promise.by if promise.side == duty.side else ""
        status = "open" if duty.status == "reported" else duty.status
        times = (_ms(promise.at), _ms(duty.due), _ms(duty.ended_at))
        own = (
            case.marketplace,
            case.seller if duty.side == "seller" else "",
            duty.side,
            agent,
            status,
            promise.text["ref"],
        )
        found.append((case.root, f"case:{case.id}", duty.id, *own, *times))
    return found


def _ms(written: str) -> int:
    return clock.milliseconds(clock.parse(written)) if written else 0
