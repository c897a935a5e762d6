"""Where money that a shop tells of stands in an order's custody, line by line. Pure arithmetic, to the minor unit."""

from collections.abc import Iterable, Mapping

from hejie.domain.escrow import accounts
from hejie.domain.kernel.money import Money, allocate
from hejie.domain.orders import shop_side
from hejie.domain.orders.shop_commands import Refund, TakeShopMessage
from hejie.domain.orders.shop_side import ShopSide
from hejie.domain.orders.state import OrderState


class Booking:
    """The rows of one message. Each row names hold, line, amount and the accounts between which it moves.

    A refund is taken where it can be: from what custody has for the line, else from what the seller has had for it; of
    the lines that it names first. What is more than all of it stays open, and is taken as soon as more was paid.
    """

    def __init__(self, order: OrderState, held: str) -> None:
        self._order, self._held = order, held
        self._free = {hold.line: hold.free for hold in order.custody.holds if hold.line}
        self._with_seller = {hold.line: hold.to_seller for hold in order.custody.holds if hold.line}
        self._owed = [[row.id, row.owed] for row in order.custody.debts if row.owed]
        self.spent_custody = False

    def paid(self, minor: int) -> list[dict]:
        """Rows for what was paid; it stands with the seller or in custody."""
        if not minor:
            return []
        weights = [(line.price or 0) + (line.freight or 0) for line in self._order.lines]
        shares = allocate(Money(minor, self._order.currency), weights)
        rows = []
        for line, share in zip(self._order.lines, shares, strict=True):
            if share.minor:
                rows.append(self._paid(line.line, share.minor))
        return rows

    def _paid(self, line: int, minor: int) -> dict:
        hold = accounts.hold_id(self._order.root, line)
        if self._held == shop_side.CUSTODY:
            self._free[line] = self._free.get(line, 0) + minor
            credit = accounts.custody(hold)
        else:
            self._with_seller[line] = self._with_seller.get(line, 0) + minor
            credit = accounts.seller(self._order.seller_of(line))
        return {"hold": hold, "line": line, "amount": minor, "debit": accounts.OUTSIDE, "credit": credit}

    def refunds(self, command: TakeShopMessage, side: ShopSide | None) -> list[dict]:
        """Each refund that is new, and those of before of which something stands on no line yet."""
        known = dict(side.refunds) if side else {}
        left = {ref: minor for ref, minor in known.items() if minor}
        found = []
        for ref, minor in left.items():
            rows, rest = self._take(minor, {})
            if rows:
                covered = self._cover(minor - rest)
                found.append(_row(ref, 0, rows, rest, covered))
        for one in command.refunds:
            if one.ref not in known:
                found.append(self._refund(one, command.lines, side))
        return found

    def _refund(self, one: Refund, new_lines: Mapping[str, int], side: ShopSide | None) -> dict:
        lines = {**(side.lines if side else {}), **new_lines}
        pieces = merged((lines[ref], quantity) for ref, quantity in one.pieces if ref in lines)
        rows, rest = self._take(one.minor, pieces or self._of_debts())
        row = _row(one.ref, one.minor, rows, rest, self._cover(one.minor - rest))
        if one.on:
            row["on"] = one.on
        if one.gateway is not None:
            row["gateway"] = one.gateway
        if pieces:
            row["pieces"] = [{"line": line, "quantity": quantity} for line, quantity in sorted(pieces.items())]
        return row

    def _of_debts(self) -> dict[int, int]:
        """The lines for which the seller owes something: a refund that names none is meant for them."""
        lines = {line for row in self._order.custody.debts if row.owed for line, minor in row.lines if minor}
        return {line: self._order.line(line).quantity for line in sorted(lines)}

    def _take(self, minor: int, pieces: Mapping[int, int]) -> tuple[list[dict], int]:
        """(rows, what is left over): from the lines named by what their pieces cost, then from what any line has."""
        rows: list[dict] = []
        if named := [line for line in pieces if self._has(line)]:
            weights = [self._worth(line, pieces[line]) for line in named]
            asked = min(minor, sum(map(self._has, named)))
            for line, share in zip(named, allocate(Money(asked, self._order.currency), weights), strict=True):
                minor -= self._from(line, min(share.minor, self._has(line)), rows)
            for line in named:  # what rounding and caps have left over
                part = min(asked - _sum(rows), self._has(line))
                minor -= self._from(line, part, rows)
        rest = [line.line for line in self._order.lines if self._has(line.line)]
        asked = min(minor, sum(map(self._has, rest)))
        if asked:
            shares = allocate(Money(asked, self._order.currency), [self._has(line) for line in rest])
            for line, share in zip(rest, shares, strict=True):
                minor -= self._from(line, share.minor, rows)
        return rows, minor

    def _has(self, line: int) -> int:
        return self._free.get(line, 0) + self._with_seller.get(line, 0)

    def _worth(self, line: int, pieces: int) -> int:
        found = self._order.line(line)
        return (found.price or 0) * pieces // found.quantity

    def _from(self, line: int, minor: int, rows: list[dict]) -> int:
        hold = accounts.hold_id(self._order.root, line)
        out = min(minor, self._free.get(line, 0))
        for amount, account in (
            (out, accounts.custody(hold)),
            (minor - out, accounts.seller(self._order.seller_of(line))),
        ):
            if amount:
                credit = accounts.buyer(self._order.buyer)
                rows.append({"hold": hold, "line": line, "amount": amount, "debit": account, "credit": credit})
        self._free[line] = self._free.get(line, 0) - out
        self._with_seller[line] = self._with_seller.get(line, 0) - (minor - out)
        self.spent_custody = self.spent_custody or bool(out)
        return minor

    def _cover(self, minor: int) -> list[dict]:
        """Debts of the seller to this buyer that the refund pays, the oldest first."""
        found = []
        for row in self._owed:
            part = min(minor, row[1])
            if part:
                found.append({"debt": row[0], "amount": part})
                row[1] -= part
                minor -= part
        return found

    def came_back(self, pieces: Iterable[tuple[str, int, int]], new_lines: Mapping[str, int]) -> list[dict]:
        """Pieces of a return by our lines; those that are damaged are among them."""
        lines = {**(self._order.shop.lines if self._order.shop else {}), **new_lines}
        return [
            {"line": lines[ref], "quantity": quantity, **({"damaged": damaged} if damaged else {})}
            for ref, quantity, damaged in pieces
            if ref in lines and quantity
        ]

    def counted(self, command: TakeShopMessage) -> list[dict]:
        """Pieces by our lines that the order in the shop counts as come back, where they have become more."""
        side = self._order.shop
        lines = {**(side.lines if side else {}), **command.lines}
        before = side.counted if side else {}
        told = merged((lines[ref], quantity) for ref, quantity in command.counted if ref in lines)
        return [
            {"line": line, "quantity": quantity}
            for line, quantity in sorted(told.items())
            if quantity > before.get(line, 0)
        ]


def merged(pieces: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Pieces by line, those of one line together."""
    found: dict[int, int] = {}
    for line, quantity in pieces:
        found[line] = found.get(line, 0) + quantity
    return found


def _row(ref: str, minor: int, rows: list[dict], rest: int, covered: list[dict]) -> dict:
    return {"ref": ref, "amount": minor, "rows": rows, "open": rest, **({"covered": covered} if covered else {})}


def _sum(rows: Iterable[Mapping]) -> int:
    return sum(row["amount"] for row in rows)
