"""Which of several alike in a line a request is about, where they cost different sums by now."""

from collections.abc import Iterable, Mapping, Sequence

from hejie.domain.aftersales import alike, amounts
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal

Which = Iterable[tuple[int, Sequence[int]]]


def options(order: object, line: int) -> tuple[int, ...]:
    """What each piece of a line costs that has not come back, in minor units, the dearest first; empty where all cost the same."""
    row, goods, before = _of(order, line)
    return tuple(sorted(alike.prices(row, goods, before), reverse=True)) if alike.differ(row, goods, before) else ()


def named(order: object, pieces: Mapping[int, int], which: Which, mark: str = "") -> dict[int, tuple[int, ...]]:
    """What each of the pieces that are meant costs, by line; nothing of lines where it makes no difference.

    which     as it was told; mark: of the serial number that was told, by which a piece is known whose price an earlier request changed
    Refuses   unknown_line, which_unknown (facts: line, there: what the pieces cost that are there)
    """
    told: dict[int, list[int]] = {}
    for line, prices in which:
        if line not in pieces:
            raise Refusal("unknown_line", line=line)
        told.setdefault(line, []).extend(prices)
    found = {}
    for line, quantity in pieces.items():
        row, goods, before = _of(order, line)
        prices = told.get(line) or alike.of_mark(row, goods, before, mark)
        if not prices:
            continue
        if len(prices) > quantity or not alike.fits(row, goods, before, prices):
            there = dict.fromkeys(sorted(alike.prices(row, goods, before), reverse=True))
            sums = ", ".join(str(Money(price, order.currency)) for price in list(there)[:6])
            raise Refusal("which_unknown", line=line, there=sums)
        if alike.differ(row, goods, before) and quantity < row["quantity"] - before:
            found[line] = tuple(sorted(prices, reverse=True))
    return found


def rows(pieces: Mapping[int, int], which: Mapping[int, Sequence[int]]) -> list[dict]:
    """Pieces by line as an entry holds them."""
    return [
        {"line": line, "quantity": quantity, **({"which": list(which[line])} if which.get(line) else {})}
        for line, quantity in sorted(pieces.items())
    ]


def _of(order: object, line: int) -> tuple[Mapping, int, int]:
    (row,) = order.snapshot((line,))["lines"]
    return row, amounts.paid_for(row)[0], order.returned.get(line, 0)
