"""From the truth of rules to one row for each remedy: the best way to it, and what else holds for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hejie.domain.entitlements.amounts import Sum
from hejie.domain.entitlements.conditions import Open
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.logic import FALSE, NOT, TRUE
from hejie.domain.entitlements.rules import AGAINST, FREIGHT, REMEDIES, STATUTE, Rule

_LESS_REFUNDED = frozenset(
    {"refund", "return_and_refund", "partial_refund", "price_reduction", "rescission", "withdrawal"}
)
_IN_KIND = frozenset({"replacement", "repair", "redelivery"})
_SOURCES = {"statute": "law", "interpretation": "law", "scheme": "scheme", "promise": "own", "policy": "own"}
_FOREVER = 10**7
_SENT_BACK = frozenset({"return_and_refund", "rescission", "withdrawal", "replacement", "repair"})


@dataclass(slots=True)
class Row:
    """What the law says about one remedy.

    value     truth of its best way (logic); rule: number of that way, None where no rule gives the remedy
    endless   whether its way has no limit of time; general: whether that is of a general law
    until     ordinal of the last day; perform: days that the other side has
    more      number of a way that is possible only but would give more than this one, which is due
    stopped   exceptions and bars that close it, by number; told: changes and duties that hold for it
    """

    remedy: str
    value: int
    rule: int | None
    endless: bool = False
    general: bool = False
    amount: Sum | None = None
    multiple: int | None = None
    until: int | None = None
    perform: int | None = None
    freight: str = "none"
    burden: str = "none"
    against: tuple[str, ...] = ("seller",)
    more: int | None = None
    open: Open = field(default_factory=Open)
    stopped: tuple[int, ...] = ()
    told: tuple[int, ...] = ()

    @property
    def certainty(self) -> str:
        """The word of the contract."""
        return "due" if self.value == TRUE else "excluded" if self.value == FALSE else "possible"


def rows(asked: Asked) -> list[Row]:
    """A row for each remedy that any rule in force gives or closes, those that are due first."""
    found = [row for row in (row_of(asked, remedy) for remedy in REMEDIES) if row is not None]
    for row in found:
        if row.value == FALSE and row.rule is not None:
            _nearest(asked, row)
    found.sort(key=lambda row: -row.value if row.value in (TRUE, FALSE) else -TRUE + 1)
    return found


def row_of(asked: Asked, remedy: str) -> Row | None:
    """The row of one remedy; None where nothing in force speaks of it."""
    bundle, epoch = asked.bundle, asked.epoch
    # A bar that is known not to hold changes nothing, so only the others are looked at.
    bars = [(number, value) for number in epoch.bars.get(remedy, ()) if (value := asked.counting(number)) != FALSE]
    ways: dict[str, Row] = {}
    for number in epoch.rights.get(remedy, ()):
        rule = bundle.rules[number]
        value = asked.kept[number]
        if value is None:
            value = asked.truth(number)
        if value != FALSE and bars:
            value = _after_bars(asked, rule, value, bars)
        source = _SOURCES[rule.layer]
        best = ways.get(source)
        if best is not None and (value < best.value or (value == FALSE == best.value)):
            if value != FALSE and best.value == TRUE:
                _may_be_more(asked, remedy, number, rule, best)
            continue
        row = _row(asked, remedy, number, rule, value)
        if best is None or _rank(row) > _rank(best):
            ways[source] = row
            if best is not None and FALSE != best.value < row.value == TRUE:
                _may_be_more(asked, remedy, best.rule, bundle.rules[best.rule], row)  # type: ignore[arg-type,index]
    closing = tuple(number for number, value in bars if value == TRUE)
    chosen = _chosen(ways)
    if chosen is None and remedy in epoch.every:
        chosen = Row(remedy, FALSE, epoch.every[remedy][0])
    if chosen is None:
        return Row(remedy, FALSE, None, stopped=closing) if closing else None
    if chosen.value == FALSE:
        chosen.stopped = (*_excepted(asked, chosen.rule), *closing)
    else:
        _opened(asked, chosen, bars)
    return chosen


def _may_be_more(asked: Asked, remedy: str, number: int, rule: Rule, best: Row) -> None:
    """Remember with a way that is due another that is possible and would give a greater sum, or a greater multiple."""
    if remedy in _IN_KIND:
        return
    amount = None if rule.then.amount is None else rule.then.amount(asked)
    multiple = None if rule.then.multiple is None else rule.then.multiple(asked)
    if best.amount is not None and amount is not None:
        greater = amount[1] == best.amount[1] and amount[0] > best.amount[0]
    else:
        greater = (multiple or 0) > (best.multiple or 0)
    if greater and (best.more is None or _gives(asked, number) > _gives(asked, best.more)):
        best.more = number


def _gives(asked: Asked, number: int) -> tuple[int, int]:
    then = asked.bundle.rules[number].then
    amount = None if then.amount is None else then.amount(asked)
    multiple = None if then.multiple is None else then.multiple(asked)
    return (-1 if amount is None else amount[0], multiple or 0)


def _chosen(ways: dict[str, Row]) -> Row | None:
    """The better of law and promise or policy; a card scheme's way stands beside it, and alone only where it is truer.

    A way of the law without a limit is longer than any that is promised; among ways of the law itself the one that names
    its day is told.
    """
    best = ways.get("law")
    other = ways.get("own")
    if best is None or (other is not None and _rank(other, endless=_FOREVER) > _rank(best, endless=_FOREVER)):
        best = other or best
    scheme = ways.get("scheme")
    if scheme is not None and (best is None or scheme.value > best.value):
        return scheme
    if scheme is not None and best is not None and FALSE not in (scheme.value, best.value):
        best.told = (*best.told, scheme.rule)  # type: ignore[assignment]
    return best


def _nearest(asked: Asked, row: Row) -> None:
    """Of ways that are all closed, tell the one that is closed last: by an exception, by time, by its conditions.

    Ways of the law are told before those of promises and policies.
    """
    rules = asked.bundle.rules
    best = None
    for number in asked.epoch.every.get(row.remedy, ()):
        rule = rules[number]
        lacks = rule.when.lacks(asked)
        in_time = not lacks and (rule.in_time is None or rule.in_time.within(asked) != FALSE)
        rank = (_SOURCES[rule.layer] == "law", in_time, -lacks, number not in asked.bundle.special, not rule.general)
        if best is None or rank > best:
            best, row.rule = rank, number
    way = _row(asked, row.remedy, row.rule, rules[row.rule], FALSE)  # type: ignore[arg-type,index]
    row.until, row.freight, row.burden, row.against = way.until, way.freight, way.burden, way.against
    bars = tuple(number for number in row.stopped if rules[number].kind == "bar")
    row.stopped = (*_excepted(asked, row.rule), *bars)


def _after_bars(asked: Asked, rule: Rule, value: int, bars: list[tuple[int, int]]) -> int:
    for number, bar in bars:
        if rule.layer in STATUTE or rule.layer in asked.bundle.rules[number].then.also:
            value = min(value, NOT[bar])
    return value


def _row(asked: Asked, remedy: str, number: int, rule: Rule, value: int) -> Row:
    then = rule.then
    row = Row(remedy, value, number, against=then.against or ("seller",), burden=then.burden or "none")
    row.freight = then.freight or "none"
    row.endless, row.general = rule.in_time is None, rule.general
    if rule.in_time is not None:
        row.until = rule.in_time.last(asked)
    if value == FALSE:
        return row
    amount, perform, multiple = then.amount, then.perform, then.multiple
    told = []
    kept = asked.kept
    for at in asked.epoch.changes_of(remedy, rule.id):
        if (kept[at] if kept[at] is not None else asked.truth(at)) == TRUE:
            change = asked.bundle.rules[at]
            to = change.then
            told.append(at)
            amount, perform, multiple = to.amount or amount, to.perform or perform, to.multiple or multiple
            row.freight = _freight(row.freight, to.freight, change)
            row.burden = to.burden or row.burden
            row.against = tuple(one for one in AGAINST if one in row.against or one in to.against)
    row.told = tuple(told)
    row.multiple = None if multiple is None else multiple(asked)
    row.perform = None if perform is None else perform[0](asked)
    row.amount = None if amount is None or remedy in _IN_KIND else amount(asked)
    if row.amount is not None and remedy in _LESS_REFUNDED:
        row.amount = _less_refunded(asked, row.amount)
    return row


def _freight(now: str, other: str | None, change: Rule) -> str:
    """A promise or policy can take freight from the buyer, never put it on him."""
    if other is None:
        return now
    if change.layer in STATUTE:
        return other
    return max(now, other, key=FREIGHT.index)


def _less_refunded(asked: Asked, amount: Sum) -> Sum:
    paid = asked.told.get("refunded")
    if paid is None or paid[1] != amount[1]:  # type: ignore[index]
        return amount
    return max(0, amount[0] - paid[0]), amount[1]  # type: ignore[index]


def _rank(row: Row, endless: int = 0) -> tuple:
    """How good a way is for the claimant; endless: what a way without a limit of time counts as."""
    amount = -1 if row.amount is None else row.amount[0]
    freight = FREIGHT.index(row.freight) if row.remedy in _SENT_BACK else 0
    until = row.until or (endless if row.endless else 0)
    return row.value, amount, row.multiple or 0, until, freight, -(row.perform or 10_000), not row.general


def _excepted(asked: Asked, number: int | None) -> tuple[int, ...]:
    """Exceptions that hold against a right, or against an idea on which it rests and which would hold without them."""
    found: dict[int, None] = {}
    waiting = [] if number is None else [number]
    while waiting:
        at = waiting.pop()
        found.update((one, None) for one in asked.bundle.unless[at] if asked.counting(one) == TRUE)
        for other in asked.bundle.behind[at]:
            if (
                asked.in_force(other)
                and asked.truth(other) == FALSE
                and asked.bundle.rules[other].when.value(asked) != FALSE
            ):
                waiting.append(other)
    return tuple(found)


def _opened(asked: Asked, row: Row, bars: list[tuple[int, int]]) -> None:
    """What keeps a row open: of its best way, and of bars that may close it."""
    if row.value == TRUE or row.rule is None:
        return
    asked.open(row.rule, row.open)
    for number, value in bars:
        if value not in (TRUE, FALSE):
            asked.open(number, row.open)
