"""What whoever runs a marketplace sees of it: what needs somebody, how cases flow, where money lies, whether all is well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from hejie.domain.escrow.custody import Transfer
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import neutrals, overview, people, purses, standings, totals
from hejie.store.overview import Requests, Route, Stuck
from hejie.usecases import people_reach

SOON = timedelta(days=1)
_LATE = timedelta(minutes=2)
_OLD_SEAL = timedelta(minutes=5)
STAGES = ("negotiation", "mediation", "decision", "appeal")
ENDS = ("agreed", "decided", "silence", "withdrawn", "lapsed", "open")


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the way through: how many came in, how many ended there and how, how many went on."""

    stage: str
    came_in: int
    ends: Mapping[str, int]

    @property
    def went_on(self) -> int:
        """Cases that entered the next stage."""
        return self.came_in - sum(self.ends.values())


@dataclass(frozen=True, slots=True)
class Refused:
    """A payment that the provider refused and that waits for somebody to try again."""

    root: str
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal against a sanction that waits: whose standing, which sanction, and until when (milliseconds)."""

    side: str
    owner: str
    name: str
    sanction: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Needs:
    """What waits for somebody now.

    neutrals   (case, until in milliseconds) of cases without a neutral
    bounced    people whose address bounced; held: (case, wait, side) of clocks that stand still because of it
    refused    payments that were refused; owed: debts to buyers that no purse could cover; stuck: effects that keep failing
    appeals    appeals against sanctions
    gone       (id, name) of people who are no neutrals any more and still have open cases
    """

    neutrals: list[tuple[str, int]]
    bounced: list
    held: list[tuple[str, str, str]]
    refused: list[Refused]
    owed: list[purses.Owed]
    stuck: list[Stuck]
    appeals: list[Appealed]
    gone: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Health:
    """Record and worker.

    sealed      entries under the newest seal, made at sealed_ms; unsealed: those since (both of the installation)
    overdue     clocks whose default should have been carried out two minutes ago; waiting: effects that should have been
    """

    sealed: int
    sealed_ms: int
    unsealed: int
    seal_is_old: bool
    overdue: int
    waiting: int
    open_clocks: int
    soon: int


def needs(ctx: Context) -> Needs:
    """What waits for somebody now. Refuses not_found for others than operators."""
    for_operators(ctx)
    market = ctx.actor.marketplace
    return Needs(
        neutrals=overview.waiting_for_neutral(market),
        bounced=people_reach.bounced(ctx),
        held=overview.held(market),
        refused=refused_payments(ctx),
        owed=purses.owed(market),
        stuck=overview.stuck_effects(market),
        appeals=_appeals(market),
        gone=neutrals.gone_with_cases(market),
    )


def _appeals(market: str) -> list[Appealed]:
    rows = standings.sanctions(market, "appeals", most=20).rows
    names = people.names(market, [row["owner"] for row in rows])
    return [
        Appealed(row["side"], row["owner"], names.get(row["owner"], ""), row["id"], row["appeal_ms"]) for row in rows
    ]


def refused_payments(ctx: Context) -> list[Refused]:
    """Payments that the provider refused, at most those of 50 orders."""
    for_operators(ctx)
    found = []
    for root in overview.roots_with_refused_payments(ctx.actor.marketplace):
        transfers = reader.order(root).custody.transfers
        found += [Refused(root, transfer) for transfer in transfers if transfer.status == "failed"]
    return found


def health(ctx: Context) -> Health:
    """Whether record and worker keep up."""
    for_operators(ctx)
    market, now = ctx.actor.marketplace, clock.milliseconds(ctx.now)
    late = clock.milliseconds(ctx.now - _LATE)
    size, sealed_ms, unsealed = overview.sealing()
    open_clocks, soon, overdue = overview.clocks(market, late, clock.milliseconds(ctx.now + SOON))
    old = unsealed > 0 and sealed_ms < now - _OLD_SEAL // timedelta(milliseconds=1)
    return Health(size, sealed_ms, unsealed, old, overdue, overview.overdue_effects(market, late), open_clocks, soon)


def flow(ctx: Context, since_ms: int) -> tuple[Step, ...]:
    """The way of the cases opened since a moment, stage by stage."""
    for_operators(ctx)
    return steps(overview.routes(ctx.actor.marketplace, since_ms))


def requests(ctx: Context, since_ms: int) -> Requests:
    """What came of the requests for service opened since a moment."""
    for_operators(ctx)
    return overview.requests(ctx.actor.marketplace, since_ms)


def steps(routes: list[Route]) -> tuple[Step, ...]:
    """Stages with what came in and how it ended there. Pure."""
    ends = {stage: dict.fromkeys(ENDS, 0) for stage in STAGES}
    for route in routes:
        stage, end = _place(route)
        ends[stage][end] += route.cases
    counts = {stage: sum(ends[stage].values()) for stage in STAGES}
    return tuple(
        Step(stage, sum(counts[later] for later in STAGES[number:]), ends[stage]) for number, stage in enumerate(STAGES)
    )


def _place(route: Route) -> tuple[str, str]:
    """(the stage in which a case ended or stands, how)."""
    if route.stage != "closed":
        by_silence = route.outcome.startswith("defaulted")
        return ("negotiation" if by_silence else route.stage), "open"
    if route.outcome.startswith("appealed"):
        return "appeal", "decided"
    if route.outcome.startswith("decided"):
        return "decision", "decided"
    if route.outcome.startswith("defaulted"):
        return "negotiation", "silence"
    return ("mediation" if route.heard else "negotiation"), route.outcome


def causes(ctx: Context, since_ms: int) -> list[tuple[str, int]]:
    """(reason, cases) of the cases opened since a moment, the most frequent first."""
    for_operators(ctx)
    return overview.causes(ctx.actor.marketplace, since_ms)


def shops(ctx: Context, since_ms: int) -> list[tuple[str, str, int, int, int]]:
    """(shop, its name, cases, silent, lost) of the shops with the most cases since a moment."""
    for_operators(ctx)
    market = ctx.actor.marketplace
    found = overview.busiest_shops(market, since_ms)
    names = people.names(market, [row[0] for row in found])
    return [(shop, names.get(shop, ""), *numbers) for shop, *numbers in found]


@dataclass(frozen=True, slots=True)
class Held:
    """The money of a marketplace in one currency; minor units.

    custody     for orders, promised to nobody; frozen: paid for the goods of open cases (a part of what stands here)
    reserved    promised by an agreement, decision or confirmation, and on its way out
    came_in, went_out   in all, since the beginning; balanced: came_in = went_out + all that is held
    """

    currency: str
    custody: int
    reserved: int
    frozen: int
    deposits: int
    fund: int
    came_in: int
    went_out: int
    held: int
    balanced: bool


def money(ctx: Context) -> list[Held]:
    """Where the money lies, a row for each currency."""
    for_operators(ctx)
    market = ctx.actor.marketplace
    kinds, frozen = purses.by_kind(market), purses.frozen(market)
    return [
        _held(currency, whole, kinds.get(currency, {}), frozen.get(currency, 0))
        for currency, whole in totals.money_summary(market).items()
    ]


def _held(currency: str, whole: Mapping, kinds: Mapping, frozen: int) -> Held:
    custody, reserved = kinds.get("custody", (0, 0))
    return Held(
        currency=currency,
        custody=custody,
        reserved=reserved,
        frozen=frozen,
        deposits=sum(kinds.get("deposits", (0, 0))),
        fund=sum(kinds.get("fund", (0, 0))),
        came_in=whole["money_in"],
        went_out=whole["money_out"],
        held=whole["money_held"],
        balanced=whole["balanced"],
    )


def for_operators(ctx: Context) -> None:
    """Let operators pass. Refuses not_found."""
    if ctx.actor.role not in ("operator", "system"):
        raise Refusal("not_found")
