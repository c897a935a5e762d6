"""What an account of points holds, lot by lot with the money behind it; what a giver has given; what a point has been worth.

Points are no money: each lot has the minor units behind it that were set aside when it was given, and the two shrink together.
Rounding: a lot is worth whole minor units from the start (rounded up, at its giver's cost); a part of it is worth its share of what is
left, rounded down; its last point brings all the rest. So no minor unit appears or vanishes, and no point is worth less in the end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hejie.domain.escrow.voucher_book import aside

Part = tuple[str, int, int]
"""(lot, points, minor units): so much out of a lot, or back into it."""


@dataclass(frozen=True, slots=True)
class Worth:
    """From a day on, so many points are worth so many minor units, and are good for so many days; minor 0: none are given."""

    since: str
    points: int
    minor: int
    currency: str
    days: int

    def of(self, points: int) -> int:
        """What so many are worth when they are given, in minor units: rounded up."""
        return -(-points * self.minor // self.points)


@dataclass(frozen=True, slots=True)
class Gift:
    """What a purse has given: how many, to whom, the money with it; back: minor units that came home by lot and end of it."""

    id: str
    buyer: str
    points: int
    minor: int
    currency: str
    until: str
    why: str
    case: str
    order: str
    agent: str
    note: Mapping | None
    at: str
    back: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lot:
    """Points that came in at once, with one end. points, minor: as they came; rest, left: what is there of both now.

    giver     whose purse they came from, and to which the money goes when they end; gift: which of its gifts that was
    """

    id: str
    giver: str
    gift: str
    points: int
    minor: int
    rest: int
    left: int
    currency: str
    until: str
    why: str
    case: str
    order: str
    agent: str
    at: str
    reminded: str = ""
    ended_at: str = ""

    def worth(self, points: int) -> int:
        """What so many of those that are left are worth, in minor units."""
        return self.left * points // self.rest if self.rest else 0


@dataclass(frozen=True, slots=True)
class Use:
    """Points kept for an order, or paid there.

    status    reserved, spent (the money is on its way to the order), paid, released (they came back)
    order     the order's root, "" while it is not known; until: how long they are kept; back: what of each part has come back
    returns   which transfers of the order brought something back
    """

    id: str
    status: str
    order: str
    currency: str
    until: str
    at: str
    parts: tuple[Part, ...]
    back: tuple[Part, ...] = ()
    returns: Mapping[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """How many they are."""
        return sum(points for _lot, points, _minor in self.parts)

    @property
    def minor(self) -> int:
        """What they are worth, in minor units."""
        return sum(minor for _lot, _points, minor in self.parts)

    @property
    def out(self) -> int:
        """Minor units of it that have not come back."""
        return self.minor - sum(minor for _lot, _points, minor in self.back)


@dataclass(frozen=True, slots=True)
class PointsBook:
    """worths: the marketplace's own purse alone; gifts: a giver's; lots and uses: a buyer's account."""

    worths: tuple[Worth, ...] = ()
    gifts: Mapping[str, Gift] = field(default_factory=dict)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    uses: Mapping[str, Use] = field(default_factory=dict)

    def worth_at(self, at: str) -> Worth | None:
        """What counts at a moment in the record's form; None where nothing was ever said."""
        begun = [one for one in self.worths if one.since <= at]
        return max(begun, key=lambda one: one.since) if begun else None

    def usable(self, at: str, currency: str) -> tuple[Lot, ...]:
        """Lots that can be used at a moment, those that end first before the others."""
        there = (
            lot for lot in self.lots.values() if lot.rest and lot.left and lot.currency == currency and at < lot.until
        )
        return tuple(sorted(there, key=lambda lot: (lot.until, lot.at, lot.id)))

    def balance(self, at: str, currency: str) -> tuple[int, int]:
        """(points, minor units behind them) that can be used at a moment."""
        found = self.usable(at, currency)
        return sum(lot.rest for lot in found), sum(lot.left for lot in found)


def take_points(lots: Iterable[Lot], points: int) -> tuple[Part, ...]:
    """So many points out of these lots, in their order; fewer where they have fewer."""
    parts = []
    for lot in lots:
        some = min(points, lot.rest)
        if some:
            parts.append((lot.id, some, lot.worth(some)))
            points -= some
    return tuple(parts)


def take_worth(lots: Iterable[Lot], minor: int) -> tuple[Part, ...]:
    """As few points as pay up to so many minor units and not one more, out of these lots in their order."""
    parts = []
    for lot in lots:
        if minor <= 0:
            break
        some = lot.rest if lot.left <= minor else _fewest(lot, minor)
        if some and lot.worth(some):
            parts.append((lot.id, some, lot.worth(some)))
            minor -= lot.worth(some)
    return tuple(parts)


def _fewest(lot: Lot, minor: int) -> int:
    """The fewest points of a lot that are worth as much as goes below or at so many minor units (of which it has more)."""
    most = ((minor + 1) * lot.rest - 1) // lot.left
    worth = lot.worth(most)
    return -(-worth * lot.rest // lot.left)


def give_back(use: Use, minor: int) -> tuple[Part, ...]:
    """Which points come back with so many minor units of what was paid: those that end last first, a begun point whole.

    No money comes without a point to spend it by, so of points worth many minor units each a refund in pieces may bring one more.
    """
    parts, before = [], {lot: (points, paid) for lot, points, paid in use.back}
    for lot, points, paid in reversed(use.parts):
        points_back, paid_back = before.get(lot, (0, 0))
        some = min(minor, paid - paid_back)
        if some <= 0:
            continue
        whole = -(-points * (paid_back + some) // paid)
        parts.append((lot, max(1, whole - points_back), some))
        minor -= some
    return tuple(parts)


def evolve(book: PointsBook, entry: Mapping) -> PointsBook:
    """The book after one more entry of its purse; entries that are not about points change nothing."""
    handler = _HANDLERS.get(entry["kind"])
    return handler(book, entry["data"], entry["at"]) if handler else book


def moved(kind: str, data: Mapping) -> int:
    """What an entry about points adds to the balance of the purse that gave them; what was set aside before has left it already."""
    if kind == "PointsGiven":
        return aside(data) - data["minor"]
    return data["minor"] if kind == "PointsHome" else 0


def _worth_set(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    one = Worth(*(data[name] for name in ("since", "points", "minor", "currency", "days")))
    return replace(book, worths=(*(old for old in book.worths if old.since != one.since), one))


def _given(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    names = ("buyer", "points", "minor", "currency", "until", "why", "case", "order", "agent")
    gift = Gift(data["gift"], *(data[name] for name in names), note=data.get("note"), at=at)
    return replace(book, gifts={**book.gifts, gift.id: gift})


def _home(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    gift = book.gifts[data["gift"]]
    gift = replace(gift, back={**gift.back, data["end"]: data["minor"]})
    return replace(book, gifts={**book.gifts, gift.id: gift})


def _received(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    names = (
        "giver",
        "gift",
        "points",
        "minor",
        "points",
        "minor",
        "currency",
        "until",
        "why",
        "case",
        "order",
        "agent",
    )
    return _with(book, Lot(data["lot"], *(data[name] for name in names), at=at))


def _reserved(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    parts = _parts(data)
    use = Use(data["use"], "reserved", data["order"], data["currency"], data["until"], at, parts)
    return _used(_shifted(book, parts, -1), use)


def _spent(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    return _used(book, replace(book.uses[data["use"]], status="spent", order=data["order"]))


def _paid(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    return _used(book, replace(book.uses[data["use"]], status="paid"))


def _released(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    use = book.uses[data["use"]]
    return _used(_shifted(book, use.parts, 1, data.get("until", "")), replace(use, status="released", back=use.parts))


def _returned(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    use, came = book.uses[data["use"]], _parts(data)
    sums = {lot: (points, minor) for lot, points, minor in use.back}
    for lot, points, minor in came:
        old = sums.get(lot, (0, 0))
        sums[lot] = (old[0] + points, old[1] + minor)
    back = tuple((lot, *pair) for lot, pair in sums.items())
    returns = {**use.returns, data["transfer"]: data["minor"]}
    return _used(_shifted(book, came, 1, data["until"]), replace(use, back=back, returns=returns))


def _ended(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    return _with(book, replace(book.lots[data["lot"]], rest=0, left=0, ended_at=at))


def _reminded(book: PointsBook, data: Mapping, at: str) -> PointsBook:
    lot = book.lots[data["lot"]]
    return _with(book, replace(lot, reminded=lot.until))


def _shifted(book: PointsBook, parts: Iterable[Part], sign: int, until: str = "") -> PointsBook:
    """Points and money out of lots or back into them; what comes back is good until then, if that is later."""
    lots = dict(book.lots)
    for name, points, minor in parts:
        lot = lots[name]
        rest, left = lot.rest + sign * points, lot.left + sign * minor
        if min(rest, left) < 0:
            raise ValueError(f"lot {name} would give more than it has")
        lots[name] = replace(
            lot, rest=rest, left=left, until=max(lot.until, until), ended_at="" if sign > 0 else lot.ended_at
        )
    return replace(book, lots=lots)


def _parts(data: Mapping) -> tuple[Part, ...]:
    return tuple((row["lot"], row["points"], row["minor"]) for row in data["parts"])


def _with(book: PointsBook, lot: Lot) -> PointsBook:
    return replace(book, lots={**book.lots, lot.id: lot})


def _used(book: PointsBook, use: Use) -> PointsBook:
    return replace(book, uses={**book.uses, use.id: use})


_HANDLERS = {
    "PointsWorthSet": _worth_set,
    "PointsGiven": _given,
    "PointsHome": _home,
    "PointsReceived": _received,
    "PointsReserved": _reserved,
    "PointsSpent": _spent,
    "PointsPaidIn": _paid,
    "PointsReleased": _released,
    "PointsReturned": _returned,
    "PointsEnded": _ended,
    "PointsReminded": _reminded,
}
