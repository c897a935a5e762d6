"""What is kept for an order, line by line, and every movement ordered on it: the fold of the money entries.

Holds, transfers and debts mirror the ledger's rows; both are made from the same entries. Amounts are minor units of the
order's one currency. For every hold: held = free + reserved + to_buyer + to_seller, none of them negative.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hejie.domain.escrow import accounts
from hejie.domain.kernel.frozen import changed


@dataclass(frozen=True)
class Paid:
    """What one use of a voucher has paid into a hold.

    use     its name: the purse's owner, the voucher, a number; minor: minor units
    back    reasons of a refund for which its share comes back as a voucher; none of entries from before that was said
    """

    use: str
    minor: int
    back: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hold:
    """Money kept for one order line (line 0: cover of a debt).

    held        all that ever came in; free: still here and promised to nobody; reserved: part of a pending transfer
    to_buyer    paid out to the buyer; to_seller: paid out to the seller
    on_top      how much of what came in was paid besides, while a request about the line was under way
    points      what of `held` points have paid; vouchers: what vouchers have, use by use
    """

    id: str
    line: int
    held: int
    free: int
    reserved: int = 0
    to_buyer: int = 0
    to_seller: int = 0
    on_top: int = 0
    points: int = 0
    vouchers: tuple[Paid, ...] = ()


@dataclass(frozen=True)
class Transfer:
    """One ordered movement out of a hold.

    why        award, receipt, release, cancelled, refund or debt; case: the case that ordered it, or ""
    status     pending (ordered, waits for a condition), released (given to the payment provider), failed (the provider
               refused; the money stays reserved until somebody tries again), posted, voided
    attempts   how often it was released
    points     it goes to the buyer's account of points, not through the payment provider
    voucher    it comes back as a voucher, not through the payment provider: of which use it was the money; "" for money
    """

    id: str
    case: str
    why: str
    hold: str
    debit: str
    credit: str
    amount: int
    currency: str
    status: str = "pending"
    attempts: int = 0
    provider_ref: str = ""
    failure: str = ""
    points: bool = False
    voucher: str = ""

    @property
    def terms(self) -> dict:
        """What moves, as entries about this transfer repeat it, so that each can be read alone."""
        return {
            "transfer": self.id,
            "case": self.case or None,
            "hold": self.hold,
            "debit": self.debit,
            "credit": self.credit,
            "amount": self.amount,
            "currency": self.currency,
            **({"points": True} if self.points else {}),
            **({"voucher": self.voucher} if self.voucher else {}),
        }


@dataclass(frozen=True)
class Debt:
    """What a seller (or the marketplace, `platform`) owes the buyer because custody does not hold it.

    lines      how much of it stands for which order line
    status     ordered (with an award that waits for its condition), due, voided
    reason     why the buyer gets it, where that decides in what kind it comes back, or ""
    paid       covered so far by deposit and guarantee fund; covers: how many payments that were
    """

    id: str
    case: str
    seller: str
    amount: int
    currency: str
    lines: tuple[tuple[int, int], ...] = ()
    status: str = "ordered"
    paid: int = 0
    covers: int = 0
    reason: str = ""

    @property
    def owed(self) -> int:
        """Minor units still to be covered."""
        return 0 if self.status == "voided" else self.amount - self.paid


@dataclass(frozen=True)
class Custody:
    """All money of one order."""

    root: str
    holds: tuple[Hold, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    debts: tuple[Debt, ...] = ()

    def hold(self, hold_id: str) -> Hold | None:
        """The hold with this id, or None."""
        return next((hold for hold in self.holds if hold.id == hold_id), None)

    def holds_of(self, lines: frozenset[int]) -> tuple[Hold, ...]:
        """Holds of these order lines."""
        return tuple(hold for hold in self.holds if hold.line in lines)

    def transfer(self, transfer_id: str) -> Transfer | None:
        """The transfer with this id, or None."""
        return next((transfer for transfer in self.transfers if transfer.id == transfer_id), None)

    def pending_of(self, case_id: str) -> tuple[Transfer, ...]:
        """Transfers of a case that wait for their condition."""
        return tuple(row for row in self.transfers if row.case == case_id and row.status == "pending")

    def debt(self, debt_id: str) -> Debt | None:
        """The debt with this id, or None."""
        return next((debt for debt in self.debts if debt.id == debt_id), None)

    def next_transfer(self) -> int:
        """Number of the next transfer of this order."""
        return len(self.transfers) + 1

    def next_debt(self) -> str:
        """Id of the next debt of this order."""
        return f"debt{len(self.debts) + 1}"


def evolve(custody: Custody, kind: str, data: Mapping) -> Custody:
    """The money after one more entry of the order's stream; entries that move none change nothing."""
    handler = _HANDLERS.get(kind)
    return handler(custody, data) if handler else custody


def _payment_held(custody: Custody, data: Mapping) -> Custody:
    """What was paid, or came out of a voucher, beside what a hold may have already."""
    for row in data["holds"]:
        if custody.hold(row["hold"]) is None:
            custody = changed(custody, holds=(*custody.holds, Hold(row["hold"], row["line"], 0, 0)))
        custody = _move(custody, row["hold"], held=row["amount"], free=row["amount"])
    return custody


def _voucher_paid(custody: Custody, data: Mapping) -> Custody:
    """Out of a voucher: as a payment, and known of the hold, with the reasons for which a refund brings it back as one."""
    custody = _payment_held(custody, data)
    back, rows = tuple(data.get("back", ())), {row["hold"]: row["amount"] for row in data["holds"]}
    holds = (
        changed(hold, vouchers=(*hold.vouchers, Paid(data["use"], rows[hold.id], back))) if hold.id in rows else hold
        for hold in custody.holds
    )
    return changed(custody, holds=tuple(holds))


def _points_paid(custody: Custody, data: Mapping) -> Custody:
    """Out of points: as a payment, and known of the hold, since a refund brings points back."""
    custody = _payment_held(custody, data)
    for row in data["holds"]:
        custody = _move(custody, row["hold"], points=row["amount"])
    return custody


def _payment_added(custody: Custody, data: Mapping) -> Custody:
    """More was paid in for a line that has money here already, or had none."""
    if custody.hold(data["hold"]) is None:
        custody = changed(custody, holds=(*custody.holds, Hold(data["hold"], data["line"], 0, 0)))
    return _move(custody, data["hold"], held=data["amount"], free=data["amount"], on_top=data["amount"])


def _transfers_ordered(custody: Custody, data: Mapping) -> Custody:
    case = data.get("case") or ""
    for row in data["transfers"]:
        transfer = Transfer(
            row["id"], case, data["why"], row["hold"], row["debit"], row["credit"], row["amount"], row["currency"],
            points=row.get("points", False), voucher=row.get("voucher", ""),
        )  # fmt: skip
        custody = _move(custody, transfer.hold, free=-transfer.amount, reserved=transfer.amount)
        custody = changed(custody, transfers=(*custody.transfers, transfer))
    return custody


def _transfers_released(custody: Custody, data: Mapping) -> Custody:
    ids = frozenset(data["transfers"])
    return _change(custody, ids, lambda row: changed(row, status="released", attempts=row.attempts + 1, failure=""))


def _transfer_posted(custody: Custody, data: Mapping) -> Custody:
    transfer = custody.transfer(data["transfer"])
    side = "to_buyer" if transfer.credit.startswith("buyer:") else "to_seller"
    custody = _move(custody, transfer.hold, reserved=-transfer.amount, **{side: transfer.amount})
    ref = data["provider_ref"]
    return _change(custody, frozenset({transfer.id}), lambda row: changed(row, status="posted", provider_ref=ref))


def _transfer_failed(custody: Custody, data: Mapping) -> Custody:
    why = data["why"]
    return _change(custody, frozenset({data["transfer"]}), lambda row: changed(row, status="failed", failure=why))


def _transfer_voided(custody: Custody, data: Mapping) -> Custody:
    transfer = custody.transfer(data["transfer"])
    custody = _move(custody, transfer.hold, free=transfer.amount, reserved=-transfer.amount)
    why = data["why"]
    return _change(custody, frozenset({transfer.id}), lambda row: changed(row, status="voided", failure=why))


def _debt_created(custody: Custody, data: Mapping) -> Custody:
    lines = tuple((row["line"], row["amount"]) for row in data["lines"])
    debt = Debt(data["debt"], data["case"], data["seller"], data["amount"], data["currency"], lines,
                reason=data.get("reason", ""))  # fmt: skip
    return changed(custody, debts=(*custody.debts, debt))


def _debts_now(status: str) -> Callable[[Custody, Mapping], Custody]:
    def change(custody: Custody, data: Mapping) -> Custody:
        ids = frozenset(data["debts"])
        debts = tuple(changed(debt, status=status) if debt.id in ids else debt for debt in custody.debts)
        return changed(custody, debts=debts)

    return change


def _debt_paid(custody: Custody, data: Mapping) -> Custody:
    amount = data["amount"]
    hold_id = accounts.hold_id(custody.root, data["debt"])
    if custody.hold(hold_id) is None:
        custody = changed(custody, holds=(*custody.holds, Hold(hold_id, 0, 0, 0)))
    custody = _move(custody, hold_id, held=amount, free=amount)
    debts = tuple(
        changed(debt, paid=debt.paid + amount, covers=debt.covers + 1) if debt.id == data["debt"] else debt
        for debt in custody.debts
    )
    return changed(custody, debts=debts)


def _shop_told(custody: Custody, data: Mapping) -> Custody:
    """What a shop's own system says of money: paid to it or to us, paid back by it, a debt paid by that."""
    for row in data.get("paid", ()):
        if custody.hold(row["hold"]) is None:
            custody = changed(custody, holds=(*custody.holds, Hold(row["hold"], row["line"], 0, 0)))
        place = "free" if row["credit"].startswith("custody:") else "to_seller"
        custody = _move(custody, row["hold"], held=row["amount"], **{place: row["amount"]})
    for refund in data.get("refunds", ()):
        for row in refund["rows"]:
            place = "free" if row["debit"].startswith("custody:") else "to_seller"
            custody = _move(custody, row["hold"], **{place: -row["amount"]}, to_buyer=row["amount"])
        paid = {row["debt"]: row["amount"] for row in refund.get("covered", ())}
        debts = tuple(_paid_by_shop(debt, paid[debt.id]) if debt.id in paid else debt for debt in custody.debts)
        custody = changed(custody, debts=debts)
    return custody


def _paid_by_shop(debt: Debt, minor: int) -> Debt:
    """A debt of which the shop has paid so much itself: it stands with the line already, and no more as promised for it."""
    lines, left = [], minor
    for line, amount in debt.lines:
        part = min(left, amount)
        lines.append((line, amount - part))
        left -= part
    return changed(debt, paid=debt.paid + minor, lines=tuple(lines))


def _move(custody: Custody, hold_id: str, **by: int) -> Custody:
    """Add to the figures of one hold; an entry that would make one negative is a broken record."""
    holds = []
    for hold in custody.holds:
        if hold.id == hold_id:
            hold = changed(hold, **{name: getattr(hold, name) + change for name, change in by.items()})
            if min(hold.free, hold.reserved, hold.to_buyer, hold.to_seller) < 0:
                raise ValueError(f"hold {hold_id} would give more than it has")
        holds.append(hold)
    return changed(custody, holds=tuple(holds))


def _change(custody: Custody, ids: frozenset[str], change: Callable[[Transfer], Transfer]) -> Custody:
    return changed(custody, transfers=tuple(change(row) if row.id in ids else row for row in custody.transfers))


_HANDLERS: dict[str, Callable[[Custody, Mapping], Custody]] = {
    "PaymentHeld": _payment_held,
    "PaymentAdded": _payment_added,
    "VoucherPaid": _voucher_paid,
    "PointsPaid": _points_paid,
    "TransfersOrdered": _transfers_ordered,
    "TransfersReleased": _transfers_released,
    "TransferPosted": _transfer_posted,
    "TransferFailed": _transfer_failed,
    "TransferVoided": _transfer_voided,
    "DebtCreated": _debt_created,
    "DebtDue": _debts_now("due"),
    "DebtVoided": _debts_now("voided"),
    "DebtPaid": _debt_paid,
    "ShopTold": _shop_told,
}
