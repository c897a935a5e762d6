"""What each value of each issue is worth to a side: priors in money by role and problem, its own word, what it has without agreement."""

from collections.abc import Sequence
from dataclasses import dataclass

from hejie.domain.settlement.scenario import Utilities
from hejie.domain.settlement.terms.book import Book
from hejie.domain.settlement.terms.facts import Facts
from hejie.domain.settlement.terms.preferences import MOST_RATING, Preferences, Told
from hejie.domain.settlement.terms.space import NUMBERS, Space

WHOLE = 10_000
"""Part-worths of a side are whole numbers: the best values of all issues together are worth this much."""
_LEFT_OUT = 2.0  # ours: points of 100 that issues without points share, so that they still break ties
_NOTHING = 1e-12

Numbers = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Likely:
    """What a decision would likely come to.

    minor       money to the buyer, on average; returned: chance that goods go back
    service     in kind, or "none"; served: chance of it
    """

    minor: float
    returned: float = 0.0
    service: str = "none"
    served: float = 0.0


def in_money(side: str, space: Space) -> list[list[float]]:
    """What each value is worth to a side by its role and the problem alone, in minor units, from whatever zero."""
    facts, book = space.facts, space.book
    role, problem = book.roles[side], book.problem(facts.reason)
    paid, buyer = max(facts.paid_minor, 1), side == "buyer"
    way = 1 if buyer else -1
    said = {"none": 0.0, "explanation": role.explanation, "apology": role.apology}
    said["both"] = role.explanation + role.apology
    back = -role.way_back if buyer else problem.salvage - role.way_back
    worth = problem.worth if buyer else problem.cost
    table = {
        "goods": {"keep": problem.kept * paid if buyer else 0.0, "return": back * paid},
        "return_freight": {
            "buyer": -facts.freight_minor if buyer else 0.0,
            "seller": 0.0 if buyer else -facts.freight_minor,
        },
        "service": {
            name: way * paid * worth.get(name, 0.0) for name in ("none", "replacement", "repair", "redelivery")
        },
        "words": {name: way * paid * share for name, share in said.items()},
        "public_reply": {"no": 0.0, "yes": way * paid * role.public_reply},
    }
    slopes = {"refund": way, "voucher": way * role.voucher, "points": way * role.points, "days": -way * paid * role.day}
    return [
        [
            slopes[issue.name] * int(value) if issue.name in slopes else float(table[issue.name][value])
            for value in issue.values
        ]
        for issue in space.issues
    ]


def usual(side: str, space: Space) -> Utilities:
    """Priors as weights that sum to 1 and ratings from 0 to 1."""
    worths = in_money(side, space)
    spans = [max(one) - min(one) for one in worths]
    whole = sum(spans) or 1.0
    ratings = [
        tuple((value - min(one)) / span if span else 0.0 for value in one)
        for one, span in zip(worths, spans, strict=True)
    ]
    return Utilities(tuple(span / whole for span in spans), tuple(ratings))


def told(side: str, space: Space, word: Preferences | None) -> Utilities:
    """The same with a side's own word, where it has given one.

    Values of a grid that has changed since are taken for their nearest neighbours.
    """
    prior = usual(side, space)
    if word is None:
        return prior
    points, ratings = [], []
    for issue, weight, rated in zip(space.issues, prior.weights, prior.ratings, strict=True):
        one = word.issues.get(issue.name, Told())
        several = len(issue.values) > 1
        points.append(one.points + _LEFT_OUT * weight if several else 0.0)
        ratings.append(tuple(_shape(issue.name, issue.values, rated, one)) if several else rated)
    whole = sum(points) or 1.0
    return Utilities(tuple(one / whole for one in points), tuple(ratings))


def _shape(name: str, values: tuple[str, ...], prior: Sequence[float], one: Told) -> list[float]:
    """Ratings of an issue's values: what was rated; best and worst; between them by number, or as is usual in the role."""
    known = {value: rating / MOST_RATING for value, rating in one.ratings.items()}
    known |= {value: known.get(value, end) for value, end in ((one.best, 1.0), (one.worst, 0.0)) if value}
    if not known:
        return list(prior)
    if name in NUMBERS:
        return _between(values, prior, known)
    if one.best in values and one.worst in values:
        turned = prior[values.index(one.best)] < prior[values.index(one.worst)]
        prior = [1 - rating for rating in prior] if turned else prior
    return [known.get(value, rating) for value, rating in zip(values, prior, strict=True)]


def _between(values: tuple[str, ...], prior: Sequence[float], known: dict[str, float]) -> list[float]:
    """Straight lines between what is known; beyond it, on to the ends as the role has them."""
    places = {int(value): rating for value, rating in known.items()}
    numbers = [int(value) for value in values]
    if len(places) == 1:
        ((place, rating),) = places.items()
        far = max((abs(number - place) for number in numbers), default=0) or 1
        falls = 1 if rating >= 0.5 else -1
        return [min(1.0, max(0.0, rating - falls * abs(number - place) / far)) for number in numbers]
    marks = sorted(places)
    return [_line(number, marks, places) for number in numbers]


def _line(number: int, marks: list[int], places: dict[int, float]) -> float:
    if number <= marks[0] or number >= marks[-1]:
        return places[marks[0] if number <= marks[0] else marks[-1]]
    above = next(at for at, mark in enumerate(marks) if mark >= number)
    low, high = marks[above - 1], marks[above]
    part = (number - low) / (high - low)
    return places[low] * (1 - part) + places[high] * part


def integers(worths: Numbers) -> tuple[tuple[int, ...], ...]:
    """Part-worths as whole numbers from 0, whose greatest ones sum to `WHOLE`; all zero where nothing matters."""
    lows = [min(one) for one in worths]
    spans = [max(one) - low for one, low in zip(worths, lows, strict=True)]
    whole = sum(spans)
    if not _NOTHING < whole < float("inf"):
        return tuple((0,) * len(one) for one in worths)
    tops = _shared([span / whole * WHOLE for span in spans])
    return tuple(
        tuple(round((value - low) / span * top) if span else 0 for value in one)
        for one, low, span, top in zip(worths, lows, spans, tops, strict=True)
    )


def _shared(parts: list[float]) -> list[int]:
    """Whole numbers next to these that sum to `WHOLE`: the greatest remainders are rounded up."""
    found = [int(one) for one in parts]
    order = sorted(range(len(parts)), key=lambda one: (found[one] - parts[one], one))
    for one in order[: WHOLE - sum(found)]:
        found[one] += 1
    return found


def likely(facts: Facts, book: Book) -> Likely:
    """What a decision would likely give: what is certain at least, and what is open by who must prove it."""
    floor = facts.floor_minor
    sure = next((one for one in facts.guarantees if one.minor or one.service != "none"), None)
    base = (
        Likely(floor, float(sure.goods == "return"), sure.service, float(sure.service != "none"))
        if sure
        else Likely(floor)
    )
    best = None
    for chance in facts.chances:
        share = book.proof[chance.burden]
        minor = share * max(chance.minor, floor) + (1 - share) * floor
        returned = share * (chance.goods == "return") + (1 - share) * base.returned
        one = Likely(minor, returned, chance.service, share if chance.service != "none" else 0.0)
        if best is None or (one.minor, one.served) > (best.minor, best.served):
            best = one
    if best is not None:
        return best
    if sure or floor:
        return base
    back = facts.goods_present and facts.remedy == "return_and_refund"
    share = book.problem(facts.reason).awarded
    return Likely(share * facts.paid_minor, share if back else 0.0)


def without(side: str, space: Space, worths: Numbers) -> float:
    """The disagreement point of a side in its own numbers: the likely decision, less the time and trouble of getting there."""
    facts, book = space.facts, space.book
    expected, role = likely(facts, book), book.roles[side]
    by_name = {issue.name: (issue.values, worth) for issue, worth in zip(space.issues, worths, strict=True)}

    def at(name: str, value: str) -> float:
        values, worth = by_name[name]
        return worth[values.index(value)] if value in values else worth[0]

    def mixed(name: str, usual: str, other: str, chance: float) -> float:
        return (1 - chance) * at(name, usual) + chance * at(name, other)

    amounts, money = by_name["refund"]
    found = _on_line(expected.minor, [int(one) for one in amounts], money)
    found += mixed("goods", "keep", "return", expected.returned)
    found += mixed("return_freight", "buyer", "seller", expected.returned)
    found += mixed("service", "none", expected.service, expected.served)
    nothing = {"voucher": "0", "points": "0", "words": "none", "public_reply": "no"}
    found += sum(at(name, value) for name, value in nothing.items() if name in by_name)
    days, worth = by_name["days"]
    found += worth[min(range(len(days)), key=lambda one: abs(int(days[one]) - 10))]
    span = int(amounts[-1]) - int(amounts[0])
    lost = role.dispute + (role.day * book.decision_days if side == "buyer" else 0.0)
    cost = lost * facts.paid_minor / span * (max(money) - min(money)) if span else 0.0
    return found - cost


def _on_line(amount: float, amounts: list[int], worths: Sequence[float]) -> float:
    """The worth of an amount that may lie between two of the grid."""
    for low in range(len(amounts) - 1):
        if amount <= amounts[low + 1]:
            part = max(0.0, amount - amounts[low]) / (amounts[low + 1] - amounts[low])
            return worths[low] * (1 - part) + worths[low + 1] * part
    return worths[-1]
