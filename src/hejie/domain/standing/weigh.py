"""How much stands against somebody, measure by measure: what has been reached, and how far away the next one is.

A measure comes again only at twice, three times … as much within its window, so that nothing is punished twice by the
same rule, and the order in which cases close changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hejie.domain.standing.policy import WHOLE, Measure, Rules
from hejie.domain.standing.state import Counted, Sanction, StandingState

Sales = Callable[[timedelta, int], int]
"""How many sales (a buyer's orders) there were in so long a time until now, counted as far as a number."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What stands against somebody by one measure.

    items     what it looks at, within its window
    figures   what there is, needed: what would have to be there, both as whole numbers by name (count, points, disputes,
              sales, over); only parts that the measure names
    running   the measure is announced or in effect
    """

    measure: Measure
    items: tuple[Counted, ...]
    figures: Mapping[str, int]
    needed: Mapping[str, int]
    running: bool

    @property
    def reached(self) -> bool:
        """Whether all that the measure needs is there."""
        return reached(self.figures, self.needed)


def weigh(state: StandingState | None, rules: Rules, sales: Sales, now: datetime) -> tuple[Weight, ...]:
    """Every measure of the policy against what stands now, in the policy's order."""
    return tuple(_weight(state, measure, sales, now) for measure in rules.measures)


def reached(figures: Mapping[str, int], needed: Mapping[str, int]) -> bool:
    """Whether these figures are enough."""
    plain = all(figures[name] >= needed[name] for name in ("count", "points", "disputes", "sales") if name in needed)
    return plain and ("over" not in needed or figures["disputes"] * WHOLE > needed["over"] * figures["sales"])


def too_many(state: StandingState, measure: Measure, now: datetime) -> tuple[Sanction, ...]:
    """Open sanctions of a measure for which there is no longer enough, after something has been taken away.

    What counts for them is all that still has its ground, in the window now or when they came; there may be as many of
    them as that is enough for. Those that rest on least of it go first, of equals the last.
    """
    since = now - measure.within
    standing = [row for row in state.sanctions if row.measure == measure.id and _uses(row, since)]
    found: list[Sanction] = []
    while standing and any(row.open for row in standing):
        known = {item for row in standing for item in row.items}
        items = [row for row in _within(state, measure, now) if row.id not in known]
        items += [row for row in state.counted if row.id in known and row.what]
        figures = own_figures(items, (needed := _needed(measure, len(standing))))
        if "sales" in needed:
            figures["sales"] = standing[-1].figures["sales"]
        if reached(figures, needed):
            break
        held = {row.id: sum(item.id in row.items for item in items) for row in standing}
        weakest = min((row for row in reversed(standing) if row.open), key=lambda row: held[row.id])
        found.append(weakest)
        standing.remove(weakest)
    return tuple(found)


def fresh(state: StandingState, weight: Weight) -> tuple[Counted, ...]:
    """What a measure rests on when it comes now: what no earlier sanction by the same rule rests on already."""
    used = {
        item
        for row in state.sanctions
        if row.measure == weight.measure.id and row.why != "recount"
        for item in row.items
    }
    return tuple(row for row in weight.items if row.id not in used)


def _weight(state: StandingState | None, measure: Measure, sales: Sales, now: datetime) -> Weight:
    since = now - measure.within
    items = _within(state, measure, now) if state else ()
    before = [row for row in (state.sanctions if state else ()) if row.measure == measure.id]
    needed = _needed(measure, 1 + sum(1 for row in before if _uses(row, since)))
    figures = own_figures(items, needed)
    if measure.rate:
        figures["sales"] = sales(measure.within, _far_enough(measure, len(items)))
    return Weight(measure, items, figures, needed, any(row.open for row in before))


def _within(state: StandingState, measure: Measure, now: datetime) -> tuple[Counted, ...]:
    """What a measure looks at now."""
    since = now - measure.within
    return tuple(row for row in state.counted if row.counts(now) and row.what in measure.of and row.at > since)


def _uses(sanction: Sanction, since: datetime) -> bool:
    """What was taken back because its ground fell away has used nothing up; all else within the window has."""
    return sanction.announced_at > since and sanction.why != "recount"


def _needed(measure: Measure, times: int) -> dict[str, int]:
    """What has to be there for a measure to stand so many times."""
    needed: dict[str, int] = {}
    if measure.count:
        needed["count"] = measure.count * times
    if measure.points:
        needed["points"] = measure.points * times
    if measure.rate:
        rate = measure.rate
        needed |= {"disputes": rate.disputes * times, "sales": rate.sales, "over": rate.over}
    return needed


def _far_enough(measure: Measure, disputes: int) -> int:
    """As many sales as can still change the answer: with more, so few disputes are below the rate."""
    return max(measure.rate.sales, disputes * WHOLE // measure.rate.over + 1)


def own_figures(items: Iterable[Counted], names: Iterable[str]) -> dict[str, int]:
    """count, points and disputes of some items; only those that are named."""
    rows = list(items)
    found = {"count": len(rows), "points": sum(row.points for row in rows), "disputes": len(rows)}
    return {name: found[name] for name in found if name in names}
