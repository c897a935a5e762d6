"""What each of several alike in a line of an order costs by now, and which of them a request is about.

Bought together they cost alike. A price reduction for one of them, or an exchange of one for a dearer article, makes them differ; then
it matters which comes back. Who asks may say so, by what each cost; where nobody says, the dearest come first, and all together come
to what was paid in the end, whatever is said.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

_ROUNDING = 2
"""Minor units by which pieces of one price may differ, because their sum could not be divided."""


def part(whole: int, pieces: int, before: int, quantity: int) -> int:
    """Pieces cost alike; the first of them bear the units that are left over."""
    each, left = divmod(whole, pieces)
    return each * quantity + min(before + quantity, left) - min(before, left)


def prices(line: Mapping, goods: int, before: int = 0) -> tuple[int, ...]:
    """What each piece costs that has not come back, in the order in which they count where nobody says which.

    line      as a case copies it (`orders.state.OrderState.snapshot`); goods: what was paid for all its pieces, in minor units
    before    how many have come back
    """
    return tuple(price for price, _mark in _units(line, goods)[before:])


def differ(line: Mapping, goods: int, before: int = 0) -> bool:
    """Whether the pieces that have not come back cost different sums, by more than what rounding makes of one price."""
    if not line.get("cheaper"):
        return False
    found = prices(line, goods, before)
    return bool(found) and max(found) - min(found) > _ROUNDING


def chosen(line: Mapping, goods: int, before: int, quantity: int, which: Sequence[int] = ()) -> tuple[int, ...] | None:
    """What each of so many pieces costs; None where all of the line cost the same.

    which     what some of them cost, of those that have not come back; the dearest of the others stand for the rest
    """
    if not line.get("cheaper"):
        return None
    there = list(prices(line, goods, before))
    named = [price for price in which if price in there][:quantity]
    for price in named:
        there.remove(price)
    return (*named, *there[: quantity - len(named)])


def fits(line: Mapping, goods: int, before: int, which: Sequence[int]) -> bool:
    """Whether pieces of these prices are there that have not come back."""
    return not Counter(which) - Counter(prices(line, goods, before))


def of_mark(line: Mapping, goods: int, before: int, mark: str) -> tuple[int, ...]:
    """The price of the piece with this mark of its serial number, where an earlier request has named it; else nothing."""
    return tuple(price for price, own in _units(line, goods)[before:] if mark and own == mark)[:1]


def _units(line: Mapping, goods: int) -> list[list]:
    """Price and mark of each piece, those that have come back first."""
    count = line["quantity"]
    units = [[part(goods, count, number, 1), ""] for number in range(count)]
    for one in line.get("cheaper", ()):
        if "back" in one:
            _first(units, one["from"], one["back"])
        else:
            _change(units, one)
    return units


def _first(units: list[list], start: int, which: Sequence[int]) -> None:
    """Put the pieces of these prices before the others from `start` on."""
    rest, named = units[start:], []
    for price in which:
        found = next((unit for unit in rest if unit[0] == price), None)
        if found is not None:
            named.append(found)
            rest = [unit for unit in rest if unit is not found]
    units[start:] = [*named, *rest]


def _change(units: list[list], one: Mapping) -> None:
    """A reduction makes the last pieces cheaper, and what they do not cost the ones before them. An exchange changes those from
    whose price its difference was reckoned (`from`: how many had come back by then); then the dearest of them stand first again.
    Either changes those that it names instead (`which`)."""
    count, minor = one["quantity"], one["minor"]  # below zero: made dearer
    exchanged = "from" in one
    back = min(one.get("from", one.get("after", 0)), len(units) - 1)
    if named := one.get("which"):
        _first(units, back, named)
        if not exchanged:
            units[back:] = [*units[back + len(named) :], *units[back : back + len(named)]]
    first = one.get("from", len(units) - count)
    touched = units[first : first + count]
    if exchanged:  # they are the same article now, whatever each of them cost before
        whole = sum(unit[0] for unit in touched) - minor
        for number, unit in enumerate(touched):
            unit[:] = [part(whole, count, number, 1), ""]
    else:
        for number, unit in enumerate(touched):
            unit[0] -= part(minor, count, number, 1)
    if count == 1 and one.get("mark"):
        touched[0][1] = one["mark"]
    for number in range(len(units) - 1, back, -1):
        if units[number][0] < 0:
            units[number - 1][0] += units[number][0]
            units[number][0] = 0
    if exchanged or named:
        units[back:] = sorted(units[back:], key=lambda unit: unit[0], reverse=True)
    units[back][0] = max(units[back][0], 0)
