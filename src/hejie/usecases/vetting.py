"""Shops' papers: declaring, filing, looking at them, reading them; and what they mean for a new order and for buyers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from django.conf import settings

from hejie.adapters import vault
from hejie.domain.cases import access
from hejie.domain.cases.world import World
from hejie.domain.escrow import accounts
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import decide
from hejie.domain.orders.commands import PlaceOrder
from hejie.domain.standing import vet
from hejie.domain.standing.state import StandingState, stream_of
from hejie.domain.standing.vet import Declare, FilePaper, ReviewPaper, SeeDeposit
from hejie.domain.standing.vetting import Paper, Vetting
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import vetting as rules
from hejie.store import people, queries, totals
from hejie.store import vetting as store
from hejie.store import vetting_policies as policies
from hejie.usecases import evidence, intake
from hejie.usecases.intake import Pieces

SIDE = "seller"
SHOWN = store.SHOWN


@dataclass(frozen=True, slots=True)
class View:
    """A shop's papers as its own people, operators and auditors see them.

    vetting   None where it has declared nothing; deposit: what is there, by currency; texts: private texts by reference
    upheld    how much counts against it at present; own: whether it is the reader's own
    owed      what the guarantee fund has paid for it and it has not paid back
    """

    seller: str
    name: str
    vetting: Vetting | None
    state: StandingState | None
    policy: rules.Policy
    deposit: tuple[Money, ...]
    texts: Mapping[str, str]
    upheld: int
    own: bool
    owed: tuple[Money, ...] = ()

    def text(self, reference: Mapping | None) -> str:
        """The text behind a reference, or "" where there is none or it was erased."""
        return self.texts.get(reference["ref"], "") if reference else ""

    @property
    def deposit_short(self) -> Money | None:
        """What of the deposit is missing; None where none is needed or it is there."""
        needed = self.vetting.needed.deposit if self.vetting else None
        if needed is None:
            return None
        there = sum(one.minor for one in self.deposit if one.currency == needed[1])
        return Money(needed[0] - there, needed[1]) if there < needed[0] else None

    @property
    def deposit_due(self) -> datetime | None:
        """Until when what is missing can be paid in; None where no time runs."""
        row = next(iter(self.state.waits("deposit_due", "deposit")), None) if self.state else None
        return row.until if row else None


def declare(ctx: Context, command: Declare, *, key: str) -> Receipt:
    """Say what a shop is, by its own people or by an operator. Refuses not_found, bad_country, and what `vet.declare` refuses."""
    if not (len(command.country) == 2 and command.country.isalpha() and command.country.isascii()):
        raise Refusal("bad_country", given=command.country[:20])
    _known(ctx, command.of)
    policy = policies.in_force(ctx.actor.marketplace, ctx.now)
    command = replace(command, country=command.country.upper())
    said = (command.kind, command.country, command.categories)
    decided = partial(vet.declare, needed=policy.needed(*said), terms=policy.terms_of(*said), policy=policy.pinned())
    return _write(ctx, command, key, decided, "standing.declare")


def file_paper(ctx: Context, command: FilePaper, file: Pieces, *, key: str) -> Receipt:
    """File a paper of one's own shop; the file lies in the vault. Refuses what an upload and `vet.file_paper` refuse."""
    root = stream_of(ctx.actor.marketplace, SIDE, command.of)
    world = World(root, ctx.actor.marketplace, {"standing": root}, standing=reader.state(root, root))
    access.may(ctx.actor, "standing.paper", world, command)
    vet.file_paper(world, command, by=ctx.actor, now=ctx.now)
    most, salt = settings.UPLOAD_MOST_BYTES, ctx.random_bytes(32)
    with (
        intake.told(),
        vault.take(file.chunks(), salt=salt, most=most) as held,
        intake.kept(ctx, root, held, anew=False) as (rows, found),
    ):
        name = intake.safe_name(command.name, found["file"]["type"])
        whole = replace(command, file=dict(found["file"]), name=name)
        return intake.with_rows(rows, lambda: _write(ctx, whole, key, vet.file_paper, "standing.paper"))


def review(ctx: Context, command: ReviewPaper, *, key: str) -> Receipt:
    """An operator says what a paper is worth. Refuses what `vet.review` refuses."""
    return _write(ctx, command, key, vet.review, "standing.review")


def read(ctx: Context, seller: str) -> View:
    """A shop's papers, for its own people, operators and auditors. Refuses not_found."""
    market = ctx.actor.marketplace
    name = _known(ctx, seller)
    if not access.may_see_standing(ctx.actor, market, SIDE, seller):
        raise Refusal("not_found")
    root = stream_of(market, SIDE, seller)
    state = reader.state(root, root)
    vetting = state.vetting if state else None
    refs = [ref["ref"] for ref in vetting.texts() if ref and ref["type"].startswith("text/plain")] if vetting else []
    return View(
        seller=seller,
        name=name,
        vetting=vetting,
        state=state,
        policy=_text_of(market, vetting, ctx.now),
        deposit=totals.deposit_total(market, seller),
        texts=queries.texts(root, refs),
        upheld=sum(1 for row in state.counted if row.counts(ctx.now)) if state else 0,
        own=access.is_own_standing(ctx.actor, SIDE, seller),
        owed=tuple(Money(minor, name) for name, minor in missing_of_deposit(market, seller, None).items()),
    )


def _text_of(market: str, vetting: Vetting | None, now: datetime) -> rules.Policy:
    """The policy that counts for a shop: the one that it was told of last; before it has declared anything, the one in force."""
    if vetting is None or vetting.policy["id"] != policies.ID:
        return policies.in_force(market, now) if vetting is None else rules.load()
    return policies.text_of(vetting.policy["digest"])


def categories(ctx: Context) -> tuple[str, ...]:
    """Kinds of goods for which the policy in force asks for papers or deposits of their own."""
    return policies.in_force(ctx.actor.marketplace, ctx.now).categories()


def see_deposit(ctx: Context, seller: str, *, key: str) -> Receipt | None:
    """Put down what a shop's deposit lacks, and what it owes the fund, where that is another sum than was seen last.

    Called whenever something moves in its purse, and when what it must have there changes.
    """
    market = ctx.actor.marketplace
    root = stream_of(market, SIDE, seller)
    state = reader.state(root, root)
    if state is None or state.vetting is None:
        return None
    short = missing_of_deposit(market, seller, state.vetting.needed.deposit)
    if short == dict(state.vetting.short):
        return None
    return _write(ctx, SeeDeposit(seller, short), f"{key}:{state.seq}", vet.see_deposit, "system.vetting")


def missing_of_deposit(market: str, seller: str, needed: tuple[int, str] | None) -> dict[str, int]:
    """Minor units by currency that a shop has to pay in: what of its deposit is not there, and what the fund has paid for it."""
    own, fund = (accounts.purse(market, owner) for owner in (seller, accounts.FUND))
    purse, of_fund = reader.state(own, own), reader.state(fund, fund)
    found: dict[str, int] = {}
    if needed is not None:
        # what is set aside for an agreement is still there
        there = (purse.balance(needed[1]) + purse.aside(needed[1])).minor if purse is not None else 0
        found[needed[1]] = max(0, needed[0] - there)
    for (who, currency), minor in of_fund.owed.items() if of_fund is not None else ():
        if who == seller:
            found[currency] = found.get(currency, 0) + minor
    return {currency: minor for currency, minor in found.items() if minor > 0}


def open_paper(ctx: Context, seller: str, paper: str) -> evidence.Opened:
    """A filed paper's file, for whoever may read the shop's papers. Refuses not_found, content_erased."""
    view = read(ctx, seller)
    found: Paper | None = view.vetting.paper(paper) if view.vetting else None
    if found is None:
        raise Refusal("not_found")
    root = stream_of(ctx.actor.marketplace, SIDE, seller)
    return evidence.by_reference(root, found.file["ref"], view.text(found.name) or found.id)


def listed(ctx: Context, show: str, after: str = "") -> tuple[list[dict], str]:
    """Shops by what their papers wait for, with their names, for operators and auditors. Refuses not_found, bad_cursor."""
    if ctx.actor.role not in ("operator", "auditor"):
        raise Refusal("not_found")
    found, more = store.listed(ctx.actor.marketplace, show, after)
    names = people.names(ctx.actor.marketplace, [one.seller for one in found])
    return [{"row": one, "name": names.get(one.seller, one.seller)} for one in found], more


@dataclass(frozen=True, slots=True)
class Public:
    """All that a buyer learns of a shop's papers. papers: checked or open; until: the day to which they hold, if any."""

    papers: str
    until: date | None
    kind: str


def seen_by_buyers(ctx: Context, sellers: Iterable[str]) -> dict[str, Public]:
    """What anybody in the marketplace may know of shops that have declared something, by shop."""
    on = ctx.now.date()
    return {
        seller: Public("checked" if row.holds(on) else "open", row.ends if row.holds(on) else None, row.kind)
        for seller, row in store.of(ctx.actor.marketplace, sellers).items()
    }


def placing(ctx: Context, command: PlaceOrder) -> Callable:
    """The decision by which an order is placed, with what its shops' papers make of it: longer times, limits, or a refusal.

    A part of the decision and not of what is asked, so that an equal repeat stays equal whatever has become of a shop since.
    Refuses   besides what decide.place refuses: seller_stopped (papers are missing), deposit_short, probation_limit (facts: most)
    """
    return partial(_place, rows=store.of(ctx.actor.marketplace, (line.seller for line in command.lines)))


def _place(
    world: World, command: PlaceOrder, *, by: Actor, now: datetime, rows: Mapping[str, store.Row]
) -> tuple[Event, ...]:
    """An order that is called off already passes, whoever sold it."""
    for seller, row in rows.items() if command.status != "cancelled" else ():
        _may(row, "new_orders")
        most = row.most.get(command.currency)
        worth = sum(line.price or 0 for line in command.lines if line.seller == seller)
        if most is not None and worth > most:
            raise Refusal("probation_limit", most=str(Money(most, command.currency)))
    longer = {seller: row.longer for seller, row in rows.items() if row.longer}
    private = frozenset(seller for seller, row in rows.items() if row.kind == "private")
    return decide.place(world, replace(command, longer=longer, private=private) if rows else command, by=by, now=now)


def may_list(marketplace: str, seller: str) -> None:
    """Let a shop put up new goods. Refuses seller_stopped, deposit_short."""
    if row := store.of(marketplace, [seller]).get(seller):
        _may(row, "new_listings")


def may_deal(actor: Actor, seller: str) -> None:
    """Let a deal with a shop be put up or confirmed, which would lead to an order.

    Refuses   seller_stopped, deposit_short; shop_paused to the buyer, who learns nothing of papers and deposits
    """
    row = store.of(actor.marketplace, [seller]).get(seller)
    if row is None:
        return
    if actor.seller != seller and {"new_deals", "new_orders"} & {*row.stopped, *row.held}:
        raise Refusal("shop_paused")
    _may(row, "new_deals")
    _may(row, "new_orders")


def _may(row: store.Row, what: str) -> None:
    if what in row.stopped:
        raise Refusal("seller_stopped", seller=row.seller)
    if what in row.held:
        raise Refusal("deposit_short", seller=row.seller)


def _known(ctx: Context, seller: str) -> str:
    names = people.names(ctx.actor.marketplace, [seller])
    if seller not in names or seller == people.PLATFORM:
        raise Refusal("not_found")
    return names[seller]


def _write(ctx: Context, command: object, key: str, decided: object, action: str) -> Receipt:
    root = stream_of(ctx.actor.marketplace, SIDE, command.of)
    return writer.write(ctx, command, key=key, decide=decided, action=action, root=root, streams={"standing": root})
