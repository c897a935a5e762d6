"""Points: given within the budgets of vouchers, kept for an order, paid there, given back, and ended.

The money behind them goes between purse, account and order in two steps, each exactly once; where the second is not made, the outbox
makes it, or brings the money back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from hejie.adapters import payments
from hejie.domain.cases import access, committing, credit, performance
from hejie.domain.escrow import accounts, points, points_book, vouchers
from hejie.domain.escrow import points_commands as commands
from hejie.domain.escrow.custody import Transfer
from hejie.domain.escrow.purse import PurseState
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import vouchers as at_orders
from hejie.domain.wording import reviews
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import wordings
from hejie.store import directory, people, queries
from hejie.store import points as rows
from hejie.store.outbox import Row
from hejie.usecases import acts, credit_terms, news, system
from hejie.usecases import vouchers as voucher_use
from hejie.usecases.noticing import NotYet

TOPIC = "points"
PAGE = 25
_STILL_OWED = ("open", "broken")  # as of vouchers
_LOTS = 50


@dataclass(frozen=True, slots=True)
class Account:
    """A buyer's points: how many he can use, what they are worth (minor units), lots by their end, and what is kept for orders."""

    buyer: str
    points: int
    minor: int
    currency: str
    lots: tuple[points_book.Lot, ...]
    kept: tuple[points_book.Use, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Something that happened in an account. points: how many it is about; change: by how many those that can be used changed.

    what   received, reserved, released, spent, returned, ended; minor: what they are worth; why: for which they were given
    """

    seq: int
    what: str
    at: str
    points: int
    change: int
    minor: int
    currency: str
    order: str = ""
    case: str = ""
    until: str = ""
    why: str = ""


_MOVES = {
    "PointsReceived": ("received", 1), "PointsReserved": ("reserved", -1), "PointsReleased": ("released", 1),
    "PointsSpent": ("spent", 0), "PointsReturned": ("returned", 1), "PointsEnded": ("ended", -1),
}  # fmt: skip


def worth_now(ctx: Context) -> points_book.Worth | None:
    """What a point of this marketplace is worth now; None where it gives none."""
    return credit_terms.worth_at(ctx.actor.marketplace, ctx.now)


def worths(ctx: Context) -> tuple[points_book.Worth, ...]:
    """All that was ever said of it, newest first, for operators and auditors. Refuses not_found."""
    if ctx.actor.role not in ("operator", "auditor"):
        raise Refusal("not_found")
    found = _platform(ctx)
    return tuple(sorted(found.points.worths, key=lambda one: one.since, reverse=True)) if found else ()


def set_worth(ctx: Context, command: commands.SetWorth, *, key: str) -> Receipt:
    """Say what a point is worth from a moment on. Refuses what `points.set_worth` does, second_factor_needed, not_found."""
    return _write(ctx, command, key=key, decided=points.set_worth, action="points.worth")


def give_in_case(ctx: Context, case_id: str, *, number: int, why: str, note: str = "", key: str) -> Receipt:
    """Give the buyer of a case points; both read of it in the case.

    Refuses   not_found (also for whoever is not its seller or the marketplace), review_bought, what `points.give` refuses
    """
    case = access.may_read(ctx.actor, reader.case(case_id) if len(case_id) > 16 else None)
    funder = {"seller": case.seller, "platform": vouchers.PLATFORM}.get(access.side_of(ctx.actor, case))
    if funder is None:
        raise Refusal("not_found")
    return _give(
        ctx, commands.GivePoints(funder, case.buyer, number, why, case.id, case.root, note), case.currency, key
    )


def give_at_order(ctx: Context, root: str, *, number: int, why: str, note: str = "", key: str) -> Receipt:
    """Give the buyer of an order points, by its shop or the marketplace. Refuses as `give_in_case`."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    funder = ctx.actor.seller or vouchers.PLATFORM
    return _give(ctx, commands.GivePoints(funder, order.buyer, number, why, "", root, note), order.currency, key)


def _give(ctx: Context, command: commands.GivePoints, currency: str, key: str) -> Receipt:
    reviews.refuse(wordings.reviews(), command.note)
    decided = partial(points.give, worth=worth_now(ctx), currency=currency)
    receipt = _write(ctx, command, key=key, decided=decided, action="points.give")
    _bring(_as_system(ctx), command.funder, receipt.created["gift"])
    return receipt


def _hand_over(ctx: Context, case_id: str, obligation: str) -> None:
    """Give the points that were agreed, at the worth that was fixed in the terms, out of the seller's deposit; until it has enough
    they wait."""
    case = reader.case(case_id)
    duty = case.obligation(obligation) if case else None
    if duty is None or duty.status not in _STILL_OWED or not performance.is_current(case, duty) or case.terms is None:
        return
    agreed = credit.of(case.terms, credit.POINTS)
    if not agreed["minor"]:
        return
    worth = credit.worth_of(agreed, case.currency)
    command = commands.GivePoints(
        case.seller, case.buyer, agreed["number"], "agreement", case.id, case.root, bearer=credit_terms.signer(case)
    )
    decided = partial(points.give, worth=worth, currency=case.currency)
    try:
        receipt = _write(ctx, command, key=f"agreed:{case_id}:{obligation}", decided=decided, action="system.points")
    except Refusal as refusal:
        if refusal.code not in ("voucher_not_funded", "credit_promised_away", "not_found"):
            raise
        raise NotYet(f"the deposit of {case.seller} has too little for the points of {case_id}") from None
    _bring(ctx, case.seller, receipt.created["gift"], obligation)


def _bring(ctx: Context, giver: str, name: str, obligation: str = "") -> None:
    """Put a gift into its buyer's account, and tell him and the case. Done before: nothing.

    obligation   of the agreement that it performs; whoever brings it without that (its own effect) leaves the case to who knows it
    """
    state = _purse(ctx, giver)
    taken = commands.Receive((gift := state.points.gifts[name]).buyer, giver, gift)
    received = _write(ctx, taken, key=f"points:{giver}.{name}", decided=points.receive, action="system.points")
    if gift.case and (obligation or gift.why != "agreement"):
        side = "platform" if giver == vouchers.PLATFORM else "seller"
        told = committing.RecordVoucher(
            gift.case, f"{giver}:{name}", side, gift.minor, gift.currency, gift.until, gift.why, obligation, gift.points
        )  # fmt: skip
        acts.in_case(ctx, told, key=f"points:{giver}:{name}", decide=committing.record_voucher, action="system.points")
    facts = {"points_number": gift.points, "minor": gift.minor, "currency": gift.currency, "until": gift.until}
    news.put(ctx, state.root, f"points:{name}", "buyer", (gift.buyer,), "PointsGiven", facts, "/points/", received.head)


def reserve(ctx: Context, command: commands.Reserve, *, key: str) -> Receipt:
    """Keep points of a buyer for an order, for some minutes, by himself or by the marketplace's program.

    Refuses   not_found (another's points, no such buyer or order), and what `points.reserve` refuses
    """
    if not command.buyer or command.buyer not in people.names(ctx.actor.marketplace, [command.buyer]):
        raise Refusal("not_found")
    at = _terms(ctx, command.order) if command.order else None
    return _write(ctx, command, key=key, decided=partial(points.reserve, at=at), action="points.use")


def spend(ctx: Context, buyer: str, use: str, order: str, *, key: str) -> Receipt:
    """Pay at an order with what is kept. Refuses what `points.spend` and the order refuse; then they come back."""
    command = commands.Act(buyer, use, order)
    receipt = _write(ctx, command, key=key, decided=partial(points.spend, at=_terms(ctx, order)), action="points.use")
    refusal = carry(_as_system(ctx), buyer, use)
    if refusal:
        raise refusal
    return receipt


def release(ctx: Context, buyer: str, use: str, *, key: str) -> Receipt:
    """Let go what is kept for an order. Refuses not_found, points_used."""
    return _write(ctx, commands.Act(buyer, use), key=key, decided=points.release, action="points.use")


def use_at_order(ctx: Context, order: str, number: int | None, *, key: str) -> Receipt:
    """Pay at one's own order with so many of one's points, or with as many as go; both steps at once."""
    found = access.may_read_order(ctx.actor, reader.order(order))
    command = commands.Reserve(ctx.actor.id, found.currency, number, order=order)
    kept = reserve(ctx, command, key=f"{key}:keep")
    try:
        return spend(ctx, ctx.actor.id, kept.created["use"], order, key=f"{key}:spend")
    except Refusal:
        state = _account(ctx, ctx.actor.id)
        if state.points.uses[kept.created["use"]].status == "reserved":
            release(ctx, ctx.actor.id, kept.created["use"], key=f"{key}:release")
        raise


def carry(ctx: Context, buyer: str, use: str) -> Refusal | None:
    """Bring the money of a use to its order, or back; the refusal where the order did not take it. Done before: nothing."""
    state = _account(ctx, buyer)
    found = state.points.uses[use]
    if found.status != "spent":
        return None
    name = f"{state.owner}.{use}"
    command = at_orders.PayByVoucher(found.order, state.root, vouchers.PLATFORM, name, found.minor, found.points)
    refused = None
    try:
        writer.write(
            ctx, command, key=f"points:{name}", decide=at_orders.pay, action="system.points", root=found.order,
            streams={"order": f"order:{found.order}"},
        )  # fmt: skip
    except Refusal as refusal:
        refused = refusal
    told = commands.Act(buyer, use, found.order, refused is None)
    _write(ctx, told, key=f"carry:{use}", decided=points.carry, action="system.points")
    return refused


def pay_back(ctx: Context, root: str, transfer: Transfer) -> payments.Answer:
    """Carry out a refund's part in points: into the account of whoever paid with them, as the payment provider would pay money."""
    buyer = transfer.credit.removeprefix("buyer:")
    command = commands.TakeBack(buyer, root, transfer.id, transfer.amount)
    _write(ctx, command, key=f"back:{root}:{transfer.id}", decided=points.take_back, action="system.points")
    return payments.Answer(True, f"points {accounts.purse(ctx.actor.marketplace, commands.owner(buyer))}", "")


def deliver(ctx: Context, row: Row, post: object) -> None:
    """Carry out what the outbox asks: a gift or a payment on its way, what is kept too long, a lot's reminder or end, money home."""
    told = row.payload
    if told["do"] == "hand_over":
        _hand_over(ctx, told["case"], told["obligation"])
    elif told["do"] == "given":
        _bring(ctx, _owner(ctx, row.root), told["gift"])
    elif told["do"] == "carry":
        carry(ctx, told["buyer"], told["use"])
    elif told["do"] == "use":
        _write(
            ctx,
            commands.Act(told["buyer"], told["use"]),
            key=row.id,
            decided=points.look_at_use,
            action="system.points",
        )
    elif told["do"] == "home":
        lot = reader.state(row.root, row.root).points.lots[told["lot"]]
        command = commands.ComeHome(lot.giver, lot.gift, told["end"], row.root, told["minor"])
        _write(ctx, command, key=row.id, decided=points.come_home, action="system.points")
    else:
        command = commands.LookAtLot(told["buyer"], told["lot"])
        _write(ctx, command, key=row.id, decided=points.look_at_lot, action="system.points")
        _remind(ctx, row.root, told["lot"])


def _remind(ctx: Context, root: str, name: str) -> None:
    state: PurseState = reader.state(root, root)
    lot = state.points.lots[name]
    if lot.reminded == lot.until and lot.rest:
        facts = {"points_number": lot.rest, "minor": lot.left, "currency": lot.currency, "until": lot.until}
        buyer = commands.buyer_of(state.owner)
        news.put(
            ctx, root, f"points:{name}:{lot.until}", "buyer", (buyer,), "PointsReminded", facts, "/points/", state.head
        )


def account(ctx: Context, buyer: str, currency: str) -> Account:
    """A buyer's points, for himself, the marketplace's program and its operators. Refuses not_found."""
    _may_look(ctx, buyer)
    found = _account(ctx, buyer)
    book = found.points if found else points_book.PointsBook()
    now = clock.text(ctx.now)
    lots = book.usable(now, currency)
    kept = tuple(use for use in book.uses.values() if use.status == "reserved" and now < use.until)
    return Account(
        buyer, sum(lot.rest for lot in lots), sum(lot.left for lot in lots), currency, lots[:_LOTS], kept[-_LOTS:]
    )


def notes_of(ctx: Context, lots: Iterable[points_book.Lot]) -> dict[str, str]:
    """What givers wrote to the buyer of these lots, by lot."""
    found: dict[str, str] = {}
    for giver in dict.fromkeys(lot.giver for lot in lots):
        state = _purse(ctx, giver)
        refs = {lot.id: state.points.gifts[lot.gift].note for lot in lots if lot.giver == giver}
        refs = {name: note["ref"] for name, note in refs.items() if note}
        texts = queries.texts(state.root, list(refs.values())) if refs else {}
        found |= {name: texts.get(ref) or "" for name, ref in refs.items()}
    return found


def buyer_called(ctx: Context, name: str) -> str:
    """A buyer's id by the name that the marketplace's own system has for him, or by our own; whoever asks for nobody is meant himself.

    Refuses   not_found (also for whoever may not name others)
    """
    if not name or name == ctx.actor.id:
        return ctx.actor.id
    if ctx.actor.role not in ("integrator", "operator", "auditor"):
        raise Refusal("not_found")
    (asked,) = reader.ask(ctx, directory.named(ctx.actor.marketplace, name, ()))
    buyers, _shops = directory.found(asked)
    if name not in buyers:
        raise Refusal("not_found")
    return buyers[name]


def kept(ctx: Context, buyer: str, use: str) -> points_book.Use:
    """What is kept for an order, or was. Refuses not_found."""
    _may_look(ctx, buyer)
    found = _account(ctx, buyer)
    if found is None or use not in found.points.uses:
        raise Refusal("not_found")
    return found.points.uses[use]


def moves(ctx: Context, buyer: str, after: str = "") -> tuple[tuple[Move, ...], str]:
    """(what happened with a buyer's points, newest first, the cursor on or ""). Refuses not_found, bad_cursor."""
    _may_look(ctx, buyer)
    page = rows.moves(accounts.purse(ctx.actor.marketplace, commands.owner(buyer)), after, PAGE)
    return tuple(
        _move(row["seq"], row["kind"], row["at"], row["data"]) for row in page.rows if row["kind"] in _MOVES
    ), page.after


def _move(seq: int, kind: str, at: str, data: Mapping) -> Move:
    what, sign = _MOVES[kind]
    number = data["points"] if "points" in data else sum(row["points"] for row in data["parts"])
    about = {name: data.get(name) or "" for name in ("order", "case", "until", "why")}
    return Move(seq, what, at, number, sign * number, data["minor"], data["currency"], **about)


def given(ctx: Context, funder: str, after: str = "") -> queries.Page:
    """What a shop or the marketplace has given, newest first, for its own people and operators. Refuses not_found, bad_cursor."""
    voucher_use.may_look(ctx, funder)
    return rows.of_giver(ctx.actor.marketplace, funder, after, PAGE)


def usable_at(ctx: Context, order: object) -> tuple[Account, int] | None:
    """A buyer's points and how much of his order they could pay (minor units); None where they can pay nothing of it."""
    if ctx.actor.role != "buyer" or ctx.actor.only_case or not at_orders.usable_at(order):
        return None
    unpaid = sum(at_orders.unpaid(order, vouchers.PLATFORM).values())
    found = account(ctx, ctx.actor.id, order.currency)
    return (found, min(unpaid, found.minor)) if unpaid and found.minor else None


def left_to_pay(ctx: Context, root: str) -> int:
    """What of an order nobody has paid yet, in minor units of its currency. Refuses not_found."""
    return _terms(ctx, root).unpaid


def names_of(ctx: Context, some: tuple[dict, ...]) -> Mapping[str, str]:
    """Names of buyers and agents in rows of given points."""
    return people.names(ctx.actor.marketplace, [row[name] for row in some for name in ("buyer", "agent")])


def _terms(ctx: Context, root: str) -> commands.Terms:
    order = access.may_read_order(ctx.actor, reader.order(root))
    unpaid = sum(at_orders.unpaid(order, vouchers.PLATFORM).values())
    return commands.Terms(order.buyer, order.currency, unpaid, at_orders.usable_at(order))


def _may_look(ctx: Context, buyer: str) -> None:
    own = ctx.actor.role == "buyer" and ctx.actor.id == buyer
    if ctx.actor.only_case or not (own or ctx.actor.role in ("integrator", "operator", "auditor")):
        raise Refusal("not_found")
    if not own and buyer not in people.names(ctx.actor.marketplace, [buyer]):
        raise Refusal("not_found")


def _platform(ctx: Context) -> PurseState | None:
    return _purse(ctx, vouchers.PLATFORM)


def _account(ctx: Context, buyer: str) -> PurseState | None:
    return _purse(ctx, commands.owner(buyer))


def _purse(ctx: Context, owner: str) -> PurseState | None:
    root = accounts.purse(ctx.actor.marketplace, owner)
    return reader.state(root, root)


def _owner(ctx: Context, root: str) -> str:
    return root.removeprefix(accounts.purse(ctx.actor.marketplace, ""))


def _as_system(ctx: Context) -> Context:
    return system.context(ctx.actor.marketplace, ctx.now)


def _write(ctx: Context, command: object, *, key: str, decided: object, action: str) -> Receipt:
    root = accounts.purse(ctx.actor.marketplace, command.funder)
    return writer.write(ctx, command, key=key, decide=decided, action=action, root=root, streams={"purse": root})
