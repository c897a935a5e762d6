"""What a case may do with the money of an order: freeze, divide, instruct, take back; and what the provider answers.

Every function is pure: it looks at the order and returns events for the order's stream. Money moves in two steps: an
ordered transfer is reserved (pending) until its condition is met, then released to the payment provider, then posted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from hejie.domain.escrow import accounts, looking, points_back, splits, vouchers_back
from hejie.domain.escrow.custody import Custody, Debt, Hold, Transfer
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money, allocate
from hejie.domain.kernel.refusal import Refusal

CONFIRM_RECEIPT = looking.CONFIRM_RECEIPT
KEEP_PROMISE = "keep_promise"
PLATFORM = "platform"
Events = tuple[Event, ...]


class Order(Protocol):
    """What these functions need to know of an order (`orders.state.OrderState`)."""

    root: str
    buyer: str
    currency: str
    custody: Custody
    frozen: tuple[tuple[int, str], ...]
    deadlines: tuple[Deadline, ...]
    deadline_count: int
    after_case: str
    left: Mapping[int, tuple[str, int]]

    def seller_of(self, line: int) -> str:
        """Who answers for the line; refuses unknown_line."""

    def confirmed_by(self, line: int) -> str:
        """Who has confirmed that it came: buyer, silence, or ""."""


def freeze(order: Order, case_id: str, lines: Iterable[int]) -> Events:
    """Let nothing but this case move the money of these lines.

    The clocks of these lines stand still; the others stop when no unfrozen money is left that they could be about.
    Refuses   unknown_line, several_sellers, line_has_open_case
    """
    wanted = tuple(sorted(set(lines)))
    sellers = {order.seller_of(line) for line in wanted}
    if not wanted:
        raise Refusal("unknown_line", line="")
    if len(sellers) > 1:
        raise Refusal("several_sellers", sellers=len(sellers))
    taken = dict(order.frozen)
    for line in wanted:
        if line in taken:
            raise Refusal("line_has_open_case", line=line, case=taken[line])
    events = [_event(order, "LinesFrozen", case=case_id, lines=list(wanted))]
    left = sum(hold.free for hold in order.custody.holds if hold.line and hold.line not in {*taken, *wanted})
    events += looking.pause(order, wanted) if left else stop_clock(order, "in_dispute")
    return tuple(events)


def unfreeze(order: Order, case_id: str, *, now: datetime | None = None) -> Events:
    """Let the lines of a closed case go their ordinary way again.

    What is still in custody of a line that the buyer has confirmed goes to the seller at once; of the others the clocks go on
    with what was left of them, or anew, as the order has it (without `now` they stay as they are).
    """
    lines = lines_of(order, case_id)
    if not lines:
        return ()
    freed = _event(order, "LinesUnfrozen", case=case_id, lines=sorted(lines))
    holds = tuple(hold for hold in order.custody.holds_of(lines) if hold.free)
    confirmed = [hold for hold in holds if order.confirmed_by(hold.line) == "buyer"]
    others = [hold.line for hold in holds if hold not in confirmed]
    running = looking.resume(order, others, now) if now is not None else ()
    return (freed, *pay_seller(order, all_free(confirmed), "receipt"), *running)


def lines_of(order: Order, case_id: str) -> frozenset[int]:
    """Lines that this case has frozen."""
    return frozenset(line for line, case in order.frozen if case == case_id)


def paid_for(order: Order, lines: Iterable[int]) -> int:
    """Minor units that an award for these lines may come to: what was paid for them, freight share included, less what
    the buyer has got back already or is promised by an award that stands. 0 where no money is known."""
    wanted = frozenset(lines)
    paid = sum(hold.held - hold.to_buyer for hold in order.custody.holds_of(wanted))
    to_buyer = (row for row in _on_their_way(order) if row.credit.startswith("buyer:"))
    promised = sum(row.amount for row in to_buyer if accounts.line_of(row.hold)[1] in wanted)
    debts = (row for row in order.custody.debts if row.status != "voided")
    owed = sum(amount for row in debts for line, amount in row.lines if line in wanted)
    return max(0, paid - promised - owed)


def available(order: Order, lines: Iterable[int]) -> Money:
    """What custody still has for these lines and has promised to nobody."""
    return Money(sum(hold.free for hold in order.custody.holds_of(frozenset(lines))), order.currency)


def split(order: Order, case_id: str, to_buyer: int, reason: str = "") -> Events:
    """Reserve the division of all that custody holds for a case: the award to the buyer, the rest to the seller.

    to_buyer   minor units, zero or more; each hold gives its share of it, to the minor unit; reason: as of `order_transfers`
    What the award exceeds custody by becomes a debt of the seller, due when the transfers are released.
    Refuses    money_already_ordered (an earlier division must be voided first)
    """
    if order.custody.pending_of(case_id):
        raise Refusal("money_already_ordered", case=case_id)
    lines = lines_of(order, case_id)
    holds = tuple(hold for hold in order.custody.holds_of(lines) if hold.free)
    parts, short = splits.split([hold.free for hold in holds], to_buyer, order.currency)
    moves = []
    for hold, part in zip(holds, parts, strict=True):
        moves.append((hold, accounts.buyer(order.buyer), part.to_buyer))
        moves.append((hold, accounts.seller(order.seller_of(hold.line)), part.to_seller))
    events = order_transfers(order, moves, "award", case_id, reason)
    if short:
        events += debt(order, case_id, order.seller_of(min(lines)), short, reason)
    return events


def give_back(order: Order, case_id: str, by_line: Mapping[int, int], reason: str = "") -> Events:
    """Reserve for the buyer so much of each line (minor units); all the rest stays where it is, for the order's ordinary way.

    What a line has no more becomes a debt of its seller, due when the transfers are released. reason: as of `order_transfers`.
    Refuses   money_already_ordered
    """
    if order.custody.pending_of(case_id):
        raise Refusal("money_already_ordered", case=case_id)
    moves, short = [], 0
    for line, minor in sorted(by_line.items()):
        hold = order.custody.hold(accounts.hold_id(order.root, line))
        there = min(minor, hold.free) if hold else 0
        if there:
            moves.append((hold, accounts.buyer(order.buyer), there))
        short += minor - there
    events = order_transfers(order, moves, "award", case_id, reason)
    return events + debt(order, case_id, order.seller_of(min(by_line)), short, reason) if short else events


def debt(order: Order, case_id: str, seller: str, minor: int, reason: str = "") -> Events:
    """Record what a seller owes the buyer (`platform`: the marketplace, out of the guarantee fund).

    minor   above zero. It falls due with `release`. reason: as of `order_transfers`
    """
    lines = sorted(lines_of(order, case_id))
    in_kind = vouchers_back.bears(order.custody, frozenset(lines), reason)
    weights = [sum(hold.held for hold in order.custody.holds_of(frozenset({line}))) for line in lines]
    shares = allocate(Money(minor, order.currency), weights) if lines else ()
    return (
        _event(
            order,
            "DebtCreated",
            debt=order.custody.next_debt(),
            case=case_id,
            seller=seller,
            amount=minor,
            currency=order.currency,
            lines=[{"line": line, "amount": share.minor} for line, share in zip(lines, shares, strict=True)],
            **({"reason": reason} if in_kind else {}),
        ),
    )


def void(order: Order, case_id: str, why: str) -> Events:
    """Take back what a case has reserved and not yet released, and its debts that are not yet due."""
    events = [_event(order, "TransferVoided", **row.terms, why=why) for row in order.custody.pending_of(case_id)]
    waiting = [row.id for row in _debts(order, case_id) if row.status == "ordered"]
    if waiting:
        events.append(_event(order, "DebtVoided", case=case_id, debts=waiting, why=why))
    return tuple(events)


def release(order: Order, case_id: str) -> Events:
    """Give a case's reserved transfers to the payment provider and let its debts fall due."""
    events = []
    transfers = [row.id for row in order.custody.pending_of(case_id)]
    if transfers:
        events.append(_event(order, "TransfersReleased", case=case_id, transfers=transfers))
    waiting = [row.id for row in _debts(order, case_id) if row.status == "ordered"]
    if waiting:
        events.append(_event(order, "DebtDue", case=case_id, debts=waiting))
    return tuple(events)


def pending(order: Order, case_id: str) -> tuple[Transfer, ...]:
    """Transfers of a case that have not ended: reserved, released, or refused by the provider and to be tried again."""
    return tuple(row for row in _on_their_way(order) if row.case == case_id)


def open_debts(order: Order, case_id: str) -> tuple[Debt, ...]:
    """Debts of a case of which something is still to be covered."""
    return tuple(row for row in _debts(order, case_id) if row.owed)


def post(order: Order, transfer_id: str, provider_ref: str) -> Events:
    """The provider has carried the transfer out. Posted already: nothing.

    Refuses   transfer_unknown, transfer_not_released
    """
    transfer = _transfer(order, transfer_id)
    if transfer.status == "posted":
        return ()
    if transfer.status not in ("released", "failed"):
        raise Refusal("transfer_not_released", transfer=transfer_id, status=transfer.status)
    return (_event(order, "TransferPosted", **transfer.terms, provider_ref=provider_ref),)


def fail(order: Order, transfer_id: str, why: str) -> Events:
    """The provider has refused for good. The money stays reserved, for the operator to look and try again.

    Refuses   transfer_unknown, transfer_not_released
    """
    transfer = _transfer(order, transfer_id)
    if transfer.status == "failed":
        return ()
    if transfer.status != "released":
        raise Refusal("transfer_not_released", transfer=transfer_id, status=transfer.status)
    return (_event(order, "TransferFailed", **transfer.terms, why=why),)


def retry(order: Order, transfer_id: str) -> Events:
    """Give a refused transfer to the provider once more. Refuses transfer_unknown, transfer_not_failed."""
    transfer = _transfer(order, transfer_id)
    if transfer.status != "failed":
        raise Refusal("transfer_not_failed", transfer=transfer_id, status=transfer.status)
    return (_event(order, "TransfersReleased", case=transfer.case or None, transfers=[transfer.id]),)


def cover_debt(order: Order, debt_id: str, source: str, purse: str, minor: int) -> Events:
    """Money drawn from a purse has come to cover a debt, and goes on to the buyer.

    source    deposit or fund; purse: the stream it was drawn from
    minor     above zero, at most what is owed
    Refuses   debt_unknown, debt_not_owed
    """
    found = order.custody.debt(debt_id)
    if found is None:
        raise Refusal("debt_unknown", debt=debt_id)
    if found.status != "due" or not 0 < minor <= found.owed:
        raise Refusal("debt_not_owed", debt=debt_id, owed=str(Money(found.owed, found.currency)))
    hold = Hold(accounts.hold_id(order.root, debt_id), 0, minor, minor)
    transfers = order_transfers(order, [(hold, accounts.buyer(order.buyer), minor)], "debt", found.case, found.reason)
    ids = [row["id"] for row in transfers[0].data["transfers"]]
    paid = {"debt": debt_id, "case": found.case, "seller": found.seller, "amount": minor, "currency": found.currency}
    return (
        _event(order, "DebtPaid", **paid, **{"from": source}, purse=purse, cover=found.covers + 1, transfer=ids[0]),
        *transfers,
        _event(order, "TransfersReleased", case=found.case, transfers=ids),
    )


def all_free(holds: Iterable[Hold]) -> tuple[tuple[Hold, int], ...]:
    """Each hold with all that is free in it (minor units)."""
    return tuple((hold, hold.free) for hold in holds)


def pay_seller(order: Order, amounts: Iterable[tuple[Hold, int]], why: str) -> Events:
    """Order and release these amounts (minor units) of these holds to their sellers."""
    moves = [(hold, accounts.seller(order.seller_of(hold.line)), minor) for hold, minor in amounts]
    return _at_once(order, order_transfers(order, moves, why))


def pay_buyer(order: Order, amounts: Iterable[tuple[Hold, int]], why: str, reason: str = "") -> Events:
    """Order and release these amounts (minor units) of these holds to the buyer. reason: as of `order_transfers`."""
    moves = [(hold, accounts.buyer(order.buyer), minor) for hold, minor in amounts]
    return _at_once(order, order_transfers(order, moves, why, reason=reason))


def order_transfers(
    order: Order, moves: Iterable[tuple[Hold, str, int]], why: str, case_id: str = "", reason: str = ""
) -> Events:
    """Reserve transfers out of holds: (hold, credited account, minor units); those of zero are left out.

    What goes back to the buyer of a line that points have paid a part of goes back in points for that part, a transfer of its own;
    so does a voucher's part as a voucher, where it was said when it was used that a reason like this one brings it back so.
    reason   why it goes back, in the words of claims; "" where nobody has said, or where it was agreed in money
    """
    number = order.custody.next_transfer()
    rows = []
    for hold, credit, minor in moves:
        for amount, more in _tenders(order, hold, minor, reason) if credit.startswith("buyer:") else ((minor, {}),):
            if amount:
                rows.append(
                    {
                        "id": f"t{number + len(rows)}",
                        "hold": hold.id,
                        "debit": accounts.custody(hold.id),
                        "credit": credit,
                        "amount": amount,
                        "currency": order.currency,
                        **more,
                    }
                )
    return (_event(order, "TransfersOrdered", case=case_id or None, why=why, transfers=rows),) if rows else ()


def _tenders(order: Order, hold: Hold, minor: int, reason: str) -> list[tuple[int, dict]]:
    """A sum to the buyer by how it comes back: in money, in points, as vouchers."""
    if not minor:
        return []
    in_points = points_back.share(order.custody, hold, minor)
    of_vouchers = vouchers_back.shares(order.custody, hold, minor - in_points, reason, order.currency)
    money = minor - in_points - sum(some for _use, some in of_vouchers)
    return [(money, {}), (in_points, {"points": True}), *((some, {"voucher": use}) for use, some in of_vouchers)]


def stop_clock(order: Order, why: str, *waits: str) -> Events:
    """Clear the order's open deadlines: those of these kinds, or all that are about its money."""
    rows = [row for row in order.deadlines if (row.wait in waits if waits else row.wait != KEEP_PROMISE)]
    return tuple(_event(order, "DeadlineCleared", deadline=row.id, why=why) for row in rows)


def _at_once(order: Order, ordered: Events) -> Events:
    ids = [row["id"] for event in ordered for row in event.data["transfers"]]
    return (*ordered, _event(order, "TransfersReleased", case=None, transfers=ids)) if ids else ()


def _on_their_way(order: Order) -> tuple[Transfer, ...]:
    return tuple(row for row in order.custody.transfers if row.status in ("pending", "released", "failed"))


def _debts(order: Order, case_id: str) -> tuple[Debt, ...]:
    return tuple(row for row in order.custody.debts if row.case == case_id)


def _transfer(order: Order, transfer_id: str) -> Transfer:
    found = order.custody.transfer(transfer_id)
    if found is None:
        raise Refusal("transfer_unknown", transfer=transfer_id)
    return found


def _event(order: Order, kind: str, **data: object) -> Event:
    return Event(f"order:{order.root}", kind, data)
