"""What can be agreed in a case: issues with their values, which combinations make no sense, packages there and back.

Money is a grid of sensible steps of what was paid, with the exact amounts of the claim, of the last offers and of the floor;
between neighbours it is refined on demand. All values are words or whole numbers (minor units, days) as text. Points stand among
the issues where the marketplace gives some or somebody has offered some, by what they are worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hejie.domain.settlement.scenario import Issue, Package
from hejie.domain.settlement.terms.book import Book
from hejie.domain.settlement.terms.facts import Facts

NAMES = ("refund", "goods", "return_freight", "service", "voucher", "words", "public_reply", "days")
POINTS = "points"
NUMBERS = frozenset({"refund", "voucher", "days", POINTS})
WORDS = ("none", "explanation", "apology", "both")
_MOST_AMOUNTS = 60
_MOST_POINTS = 1_000_000_000
_MOST_OFFERED = (
    30  # the claim and so many of the newest offers have their exact place; older ones have their neighbour's
)


@dataclass(frozen=True)
class Space:
    """The issues of one case in the order of `NAMES` (and `POINTS` where there are some), and the pairs of values that do not go together."""

    issues: tuple[Issue, ...]
    constraints: tuple[dict[int, int], ...]
    facts: Facts
    book: Book
    extra: tuple[int, ...] = ()

    @cached_property
    def _index(self) -> tuple[dict[str, int], ...]:
        return tuple({value: number for number, value in enumerate(issue.values)} for issue in self.issues)

    @cached_property
    def _forbidden(self) -> tuple[frozenset, frozenset]:
        """Forbidden pairs of (issue, value), and of which issues such pairs are."""
        pairs = frozenset(tuple(sorted(one.items())) for one in self.constraints)
        return pairs, frozenset((one[0], other[0]) for one, other in pairs)

    @cached_property
    def _freight(self) -> int:
        """What packages so far said that the way back costs, where the seller pays it in money."""
        named = [one["return_freight"]["minor"] for one in self.facts.packages if _by_seller(one)]
        return named[-1] if named else 0

    @cached_property
    def _days(self) -> dict[int, int]:
        """For how long vouchers that somebody has offered are good, by their worth; the newest word counts."""
        found = (_credit(one, "voucher") for one in self.facts.packages)
        return {one["minor"]: one["days"] for one in found if one["minor"] and one["days"]}

    @cached_property
    def _points(self) -> dict[int, Mapping]:
        """Points as terms by what they are worth: as they are now, or as somebody has offered them; the newest word counts."""
        found = {one["minor"]: one for one in _grid_of_points(self.facts, self.book)}
        return found | {one["minor"]: one for one in _points_offered(self.facts.packages)}

    def named(self, values: Package) -> dict[str, str]:
        """The values of a package by issue."""
        return {issue.name: issue.values[value] for issue, value in zip(self.issues, values, strict=True)}

    def package(self, values: Package) -> dict:
        """A package in its checked form."""
        one = self.named(values)
        points = int(one.get("points", 0))
        back = one["goods"] == "return" and one["return_freight"] == "seller"
        voucher = int(one["voucher"])
        return {
            "refund": int(one["refund"]),
            "currency": self.facts.currency,
            "goods": one["goods"],
            "return_freight": {"payer": "seller" if back else "buyer", "minor": self._freight if back else 0},
            "service": one["service"],
            "voucher": {
                "minor": voucher,
                "days": self._days.get(voucher, self.book.voucher_days) if voucher else 0,
            },
            **({"points": dict(self._points[points])} if points else {}),
            "apology": one["words"] in ("apology", "both"),
            "explanation": one["words"] in ("explanation", "both"),
            "public_reply": one["public_reply"] == "yes",
            "days": int(one["days"]),
        }

    def values(self, package: Mapping) -> Package:
        """The nearest package of the space."""
        said = _said(package)
        return tuple(self._nearest(number, issue, said[issue.name]) for number, issue in enumerate(self.issues))

    def _nearest(self, number: int, issue: Issue, value: str) -> int:
        found = self._index[number].get(value)
        if found is not None:
            return found
        if issue.name not in NUMBERS:
            return 0
        return min(range(len(issue.values)), key=lambda one: abs(int(issue.values[one]) - int(value)))

    def allows(self, values: Package) -> bool:
        """Whether no exclusion forbids a package; the floor is not looked at here."""
        forbidden, together = self._forbidden
        return not any(((one, values[one]), (other, values[other])) in forbidden for one, other in together)

    def refined(self, minor: int) -> "Space":
        """The same with finer steps of money around an amount, between its neighbours on the grid."""
        amounts = [int(value) for value in self.issues[0].values]
        below = max((one for one in amounts if one < minor), default=amounts[0])
        above = min((one for one in amounts if one > minor), default=amounts[-1])
        step = max(1, round(self.facts.paid_minor * self.book.fine))
        finer = tuple(range(below, above + 1, step))[:_MOST_AMOUNTS]
        return of(self.facts, self.book, (*self.extra, *finer))


def of(facts: Facts, book: Book, extra: tuple[int, ...] = ()) -> Space:
    """The space of a case. extra: amounts of money beside the grid (minor units)."""
    values = zip((*NAMES, POINTS), _values(facts, book, extra), strict=True)
    issues = tuple(Issue(name, one) for name, one in values if one)
    return Space(issues, _exclusions(issues, facts, book), facts, book, extra)


def _values(facts: Facts, book: Book, extra: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    offered = [_said(one) for one in (*facts.packages[:1], *facts.packages[1:][-_MOST_OFFERED:])]

    def seen(name: str) -> set[str]:
        return {one[name] for one in offered}

    paid, steps = facts.paid_minor, round(1 / book.step)
    money = {round(paid * number / steps) for number in range(steps + 1)}
    money |= {*extra, facts.floor_minor, *(int(one) for one in seen("refund"))}
    vouchers = {0, *(round(paid * share) for share in book.vouchers), *(int(one) for one in seen("voucher"))}
    days = {*book.days, *(int(one) for one in seen("days"))}
    back = ("keep", "return") if facts.goods_present or "return" in seen("goods") else ("keep",)
    services = dict.fromkeys(("none", *book.problem(facts.reason).services, *sorted(seen("service"))))
    services |= dict.fromkeys(one.service for one in facts.guarantees)
    points = {one["minor"] for one in (*_grid_of_points(facts, book), *_points_offered(facts.packages))}
    return (
        _numbers(one for one in money if 0 <= one <= paid),
        back,
        ("buyer", "seller") if len(back) > 1 else ("buyer",),
        tuple(services),
        _numbers(vouchers),
        WORDS,
        ("no", "yes"),
        _numbers(days),
        _numbers({0, *points}) if points else (),
    )


def _grid_of_points(facts: Facts, book: Book) -> list[dict]:
    """So many points as come nearest to each share of what was paid, at what one is worth now."""
    if not facts.points:
        return []
    worth = facts.points
    found = []
    for share in book.vouchers:
        number = round(facts.paid_minor * share) * worth["points"] // worth["minor"]
        minor = -(-number * worth["minor"] // worth["points"])
        if 0 < number <= _MOST_POINTS and minor <= facts.paid_minor:
            told = {name: worth[name] for name in ("points", "minor", "since")}
            found.append({"number": number, "minor": minor, "days": worth["days"], "worth": told})
    return found


def _points_offered(packages: Sequence[Mapping]) -> list[Mapping]:
    """Those of the claim and of the newest offers."""
    return [one["points"] for one in (*packages[:1], *packages[1:][-_MOST_OFFERED:]) if one.get("points")]


def _numbers(found: object) -> tuple[str, ...]:
    return tuple(str(one) for one in sorted(set(found)))  # type: ignore[call-overload]


def _exclusions(issues: tuple[Issue, ...], facts: Facts, book: Book) -> tuple[dict[int, int], ...]:
    """Return freight only with goods that go back; hardly any money beside a service in kind."""
    by_name = {issue.name: (number, issue.values) for number, issue in enumerate(issues)}
    found = []
    goods, freight = by_name["goods"], by_name["return_freight"]
    if "seller" in freight[1]:
        found.append({goods[0]: goods[1].index("keep"), freight[0]: freight[1].index("seller")})
    money, services = by_name["refund"], by_name["service"]
    most = facts.paid_minor * book.beside_service
    for number, service in enumerate(services[1]):
        if service != "none":
            dear = (at for at, value in enumerate(money[1]) if int(value) > most)
            found += [{money[0]: at, services[0]: number} for at in dear]
    return tuple(found)


def _said(package: Mapping) -> dict[str, str]:
    """A package (also an old one, without newer terms) as a value of each issue."""
    apology, explanation = package["apology"], package["explanation"]
    return {
        "refund": str(package["refund"]),
        "goods": package["goods"],
        "return_freight": "seller" if _by_seller(package) else "buyer",
        "service": package["service"],
        "voucher": str(_credit(package, "voucher")["minor"]),
        "points": str(_credit(package, "points")["minor"]),
        "words": WORDS[2 * apology + explanation],
        "public_reply": "yes" if package.get("public_reply") else "no",
        "days": str(package["days"]),
    }


def _credit(package: Mapping, form: str) -> Mapping:
    return {"minor": 0, "days": 0, **(package.get(form) or {})}


def _by_seller(package: Mapping) -> bool:
    return package["goods"] == "return" and package["return_freight"]["payer"] == "seller"
