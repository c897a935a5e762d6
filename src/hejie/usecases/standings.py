"""Standings: counting closed cases, what follows from them, appeals, and reading them as one may.

The policy in force is asked when something is counted; what it leads to keeps its digest and its own times, so that a
policy that changes later changes nothing that was announced.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from hejie.domain.cases import access
from hejie.domain.cases.commands import RecordNotice
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Lost
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands, decide, weigh
from hejie.domain.standing.policy import SIDES, Policy
from hejie.domain.standing.state import StandingState, stream_of
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import sanctions
from hejie.store import contacts, legal_holds, people, queries, standings

PAGE = 50
MOST_SALES = 20_000


@dataclass(frozen=True, slots=True)
class StandingView:
    """A standing as its reader sees it.

    state    None where nothing has ever been counted
    weights  every measure of the policy in force against what stands now
    sales    sales within each window, counted up to MOST_SALES, by number of days
    texts    private texts by reference; names: display names by id
    own      whether it is the reader's own
    """

    side: str
    of: str
    name: str
    state: StandingState | None
    policy: Policy
    weights: tuple[weigh.Weight, ...]
    sales: Mapping[int, int]
    texts: Mapping[str, str]
    names: Mapping[str, str]
    own: bool

    def text(self, reference: Mapping | None) -> str:
        """The text behind a reference, or "" where there is none or it was erased."""
        return self.texts.get(reference["ref"], "") if reference else ""


def count(ctx: Context, closing: Mapping, *, key: str) -> Receipt | None:
    """Count a case that has closed against one side, exactly once; `closing` as the case's effect has it.

    The marketplace itself, where it is the seller, has no standing: nobody stands above it who could stop its trade.
    """
    if closing["of"] == people.PLATFORM:
        return None
    command = commands.CountCase(
        closing["side"], closing["of"], closing["case"], tuple(closing["grounds"]), closing["reason"],
        closing["closed_at"], closing["seq"], tuple(closing["judges"]),
    )  # fmt: skip
    decided = partial(decide.count_case, policy=sanctions.load(), sales=_sales(ctx, command.side, command.of))
    return _write(ctx, command, key=key, decided=decided, action="system.standing")


def find_misuse(ctx: Context, command: commands.FindMisuse, *, key: str) -> Receipt:
    """Record that a party has misused a closed case, with reasons that he reads.

    Refuses   not_found (no such case, or not his), case_still_open, what `decide.find_misuse` refuses
    """
    case = reader.case(command.case_id) if len(command.case_id) > 16 else None
    parties = {"buyer": case.buyer, "seller": case.seller} if case else {}
    if case is None or case.marketplace != ctx.actor.marketplace or parties.get(command.side) != command.of:
        raise Refusal("not_found")
    sales = _sales(ctx, command.side, command.of)

    def decided(*args: object, **told: object) -> tuple:
        if not case.closed:  # said behind the gate alone, or anybody could ask which cases there are
            raise Refusal("case_still_open", case=case.id)
        return decide.find_misuse(*args, policy=sanctions.load(), sales=sales, reason=case.reason, **told)

    return _write(ctx, command, key=key, decided=decided, action="standing.find")


def appeal(ctx: Context, command: commands.AppealSanction, *, key: str) -> Receipt:
    """Ask for a second look at a sanction."""
    return _write(ctx, command, key=key, decided=decide.appeal, action="standing.appeal")


def decide_appeal(ctx: Context, command: commands.DecideAppeal, *, key: str) -> Receipt:
    """Grant or refuse an appeal; not by anybody of the shop, nor by whoever judged what the sanction rests on."""
    involved = {"seller": contacts.shop_members(ctx.actor.marketplace, command.of)}.get(command.side, [command.of])
    decided = partial(decide.decide_appeal, involved=frozenset(involved))
    return _write(ctx, command, key=key, decided=decided, action="standing.decide")


def lift(ctx: Context, command: commands.LiftSanction, *, key: str) -> Receipt:
    """End a sanction before its time."""
    return _write(ctx, command, key=key, decided=decide.lift, action="standing.lift")


def erase(ctx: Context, command: commands.EraseTexts, *, key: str) -> Receipt:
    """Erase private texts of a standing for good: for people who ask for it by right, or because its time is over.

    Refuses   papers_held (a paper of a shop that a legal hold concerns), and what `decide.erase` refuses
    """
    action = "system.erase" if ctx.actor.role == "system" else "standing.erase"
    return _write(ctx, command, key=key, decided=_erase, action=action)


def _erase(world: World, command: commands.EraseTexts, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """A part of the decision, so that the hold is asked for in the transaction that erases."""
    vetting = world.standing.vetting if world.standing else None
    papers = {one["ref"] for one in vetting.texts()} if vetting else set()
    if papers.intersection(command.refs) and legal_holds.of_shop(world.marketplace, command.of):
        raise Refusal("papers_held", seller=command.of)
    return decide.erase(world, command, by=by, now=now)


def carry_out_clocks(ctx: Context, stream: str, *, key: str) -> Receipt:
    """Carry out whatever has come due in a standing; exactly once, however many ask."""
    command = commands.CarryOutClocks(*_whose(stream))
    return _write(ctx, command, key=key, decided=decide.carry_out_clocks, action="system.defaults")


def give_back_time(
    ctx: Context, stream: str, outage: str, started_at: str, ended_at: str, why: str = "outage", *, key: str,
    beside: tuple[Lost, ...] = (),
) -> Receipt:  # fmt: skip
    """Give an outage's or a holiday's time back to the open waits of a standing. beside: other times that do not count."""
    command = commands.GiveBackTime(*_whose(stream), outage, started_at, ended_at, why)
    return _write(ctx, command, key=key, decided=partial(decide.give_back_time, beside=beside), action="system.outage")


def record_notice(ctx: Context, stream: str, command: RecordNotice, *, key: str) -> Receipt:
    """Record that a notice about a standing was sent."""
    return writer.write(
        ctx, command, key=key, decide=decide.record_notice, action="system.notice", root=stream,
        streams={"standing": stream},
    )  # fmt: skip


def read(ctx: Context, side: str, of: str) -> StandingView:
    """A standing, for whose it is, for operators and auditors. Refuses not_found."""
    market = ctx.actor.marketplace
    names = people.names(market, [of]) if side in SIDES else {}
    if of not in names or not access.may_see_standing(ctx.actor, market, side, of):
        raise Refusal("not_found")
    stream = stream_of(market, side, of)
    state = reader.state(stream, stream)
    policy = sanctions.load()
    rules = policy.sides[side]
    sales = _sales(ctx, side, of)
    windows = {measure.within.days for measure in rules.measures if measure.rate}
    shown = {days: sales(timedelta(days=days), MOST_SALES) for days in windows}
    return StandingView(
        side=side,
        of=of,
        name=names[of],
        state=state,
        policy=policy,
        weights=weigh.weigh(state, rules, lambda within, _most: shown[within.days], ctx.now),
        sales=shown,
        texts=queries.texts(stream, state.texts()) if state else {},
        names=people.names(market, _deciders(state)) if state else {},
        own=access.is_own_standing(ctx.actor, side, of),
    )


def listed(ctx: Context, show: str, *, side: str = "", measure: str = "", after: str = "") -> standings.Sanctions:
    """Sanctions of the marketplace for operators and auditors. Refuses not_found, bad_cursor."""
    _for_readers(ctx)
    return standings.sanctions(ctx.actor.marketplace, show, side=side, measure=measure, after=after, most=PAGE)


def how_many(ctx: Context) -> dict[str, int]:
    """How many sanctions each list holds, up to 100. Refuses not_found."""
    _for_readers(ctx)
    return standings.how_many(ctx.actor.marketplace)


def names_of(ctx: Context, rows: tuple[dict, ...]) -> dict[str, str]:
    """Names of the people and shops that rows of `listed` are about."""
    return people.names(ctx.actor.marketplace, [row["owner"] for row in rows])


def _for_readers(ctx: Context) -> None:
    if ctx.actor.role not in ("operator", "auditor"):
        raise Refusal("not_found")


def _deciders(state: StandingState) -> list[str]:
    return [row.appeal.decided_by for row in state.sanctions if row.appeal]


def _sales(ctx: Context, side: str, of: str) -> weigh.Sales:
    """Counts sales within a time until now, up to a number."""
    now_ms = clock.milliseconds(ctx.now)

    def counted(within: timedelta, most: int) -> int:
        since_ms = clock.milliseconds(ctx.now - within)
        return standings.sales(ctx.actor.marketplace, side, of, since_ms, now_ms, most)

    return counted


def _whose(stream: str) -> tuple[str, str]:
    _kind, _marketplace, side, of = stream.split(":", 3)
    return side, of


def _write(ctx: Context, command: object, *, key: str, decided: Callable, action: str) -> Receipt:
    if command.side not in SIDES:
        raise Refusal("not_found")
    root = stream_of(ctx.actor.marketplace, command.side, command.of)
    return writer.write(ctx, command, key=key, decide=decided, action=action, root=root, streams={"standing": root})
