"""What of a refund comes back as points: of what was paid for a line, the share that points had paid.

Each refund is divided so that all of a line's refunds together have brought back points for their share, rounded down; the last
one brings the rest. What was paid in points is never turned into money, and never lost.
"""

from collections.abc import Mapping

from hejie.domain.escrow import accounts
from hejie.domain.escrow.custody import Custody, Hold, Transfer


def share(custody: Custody, hold: Hold, minor: int) -> int:
    """Of a transfer of so many minor units out of a hold to the buyer, what goes back into points."""
    lines = lines_for(custody, hold.id)
    holds = custody.holds_of(lines)
    paid, held = sum(one.points for one in holds), sum(one.held for one in holds)
    if not paid:
        return 0
    before = sent_from(custody, lines)
    sent, in_points = sum(row.amount for row in before), sum(row.amount for row in before if row.points)
    owed = min(paid, paid * (sent + minor) // held) - in_points
    return max(0, min(minor, owed, _left(custody)))


def of_refund(custody: Custody, root: str, by_line: Mapping[int, int]) -> int:
    """Of a refund that would be paid now, so many minor units by line, what would come back as points."""
    holds = ((custody.hold(accounts.hold_id(root, line)), minor) for line, minor in by_line.items())
    return min(sum(share(custody, hold, minor) for hold, minor in holds if hold is not None), _left(custody))


def _left(custody: Custody) -> int:
    """What points have paid at the whole order and no transfer has brought back or is to bring back."""
    return sum(one.points for one in custody.holds) - sum(
        row.amount for row in custody.transfers if row.points and row.status != "voided"
    )


def sent_from(custody: Custody, lines: frozenset[int]) -> list[Transfer]:
    """What has been sent or is to be sent to the buyer for any of these lines."""
    return [row for row in custody.transfers if _to_buyer(row) and lines & lines_for(custody, row.hold)]


def _to_buyer(row: Transfer) -> bool:
    return row.status != "voided" and row.credit.startswith("buyer:")


def lines_for(custody: Custody, hold: str) -> frozenset[int]:
    """The order lines that a hold is for: its own, or those of the debt that it covers."""
    _root, line = accounts.line_of(hold)
    if line:
        return frozenset((line,))
    debt = custody.debt(hold.rpartition(".")[2])
    return frozenset(line for line, _amount in debt.lines) if debt else frozenset()
