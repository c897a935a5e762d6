"""What of a refund comes back as a voucher: the share that vouchers had paid, where the reason of the refund says so.

Which reasons those are is told by the payment itself (`Paid.back`, the rulebook of that day): entries from before it was told bring
back money, as they always did. A refund for any other reason is money, out of what money has paid first; only what goes beyond
that is taken from the share of vouchers.

Each refund is divided in proportion to what has not come back yet, to the minor unit, by largest remainder: the last one brings
what is left, so that all parts add up to what was paid, in each kind.
"""

from collections.abc import Mapping

from hejie.domain.escrow import accounts, points_back
from hejie.domain.escrow.custody import Custody, Hold
from hejie.domain.kernel.money import Money, allocate

Parts = tuple[tuple[str, int], ...]
"""(use of a voucher, minor units)"""


def shares(custody: Custody, hold: Hold, minor: int, reason: str, currency: str) -> Parts:
    """Of a transfer of so many minor units out of a hold to the buyer, points not counted, what goes back into which vouchers.

    reason   why it goes back, in the words of claims; "" where nobody has said
    """
    lines = points_back.lines_for(custody, hold.id)
    holds = custody.holds_of(lines)
    paid: dict[str, int] = {}
    for one in holds:
        for row in one.vouchers:
            if reason in row.back:
                paid[row.use] = paid.get(row.use, 0) + row.minor
    if not paid or not minor:
        return ()
    sent = [row for row in points_back.sent_from(custody, lines) if not row.points]
    for row in sent:
        if row.voucher in paid:
            paid[row.voucher] = max(0, paid[row.voucher] - row.amount)
    left = _left(custody, holds, lines) - sum(row.amount for row in sent)
    # What had to come back in money beyond what money had paid is gone from the vouchers' share.
    most = max(0, min(left, sum(paid.values())))
    rest = [share.minor for share in allocate(Money(most, currency), list(paid.values()))] if any(paid.values()) else []
    if not any(rest):
        return ()
    money = max(0, left - sum(rest))
    _money, *found = allocate(Money(min(minor, left), currency), [money, *rest])
    return tuple((use, share.minor) for use, share in zip(paid, found, strict=True) if share.minor)


def of_refund(custody: Custody, root: str, by_line: Mapping[int, int], reason: str, currency: str) -> int:
    """Of a refund that would be paid now, so many minor units by line, what would come back as vouchers."""
    found = 0
    for line, minor in by_line.items():
        hold = custody.hold(accounts.hold_id(root, line))
        if hold is not None:
            plain = minor - points_back.share(custody, hold, minor)
            found += sum(some for _use, some in shares(custody, hold, plain, reason, currency))
    return found


def bears(custody: Custody, lines: frozenset[int], reason: str) -> bool:
    """Whether vouchers have paid something for these lines that such a reason brings back as a voucher."""
    return any(reason in row.back for hold in custody.holds_of(lines) for row in hold.vouchers)


def _left(custody: Custody, holds: tuple[Hold, ...], lines: frozenset[int]) -> int:
    """All that was paid for the lines but by points, less what a shop's own system has paid back of it."""
    own = frozenset(one.id for one in holds)
    posted = (row for row in points_back.sent_from(custody, lines) if row.status == "posted" and row.hold in own)
    by_shop = sum(one.to_buyer for one in holds) - sum(row.amount for row in posted)
    return sum(one.held - one.points for one in holds) - by_shop
