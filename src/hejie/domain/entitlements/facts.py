"""The facts of a question (contract: entitle): read strictly, held flat; what was not told is unknown, never false."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from zoneinfo import ZoneInfo

from hejie.domain.kernel.money import MAX_MINOR, Money
from hejie.domain.kernel.refusal import Refusal

KINDS = ("choice", "choices", "flag", "number", "money", "date", "category", "promises")
_FARTHEST = date(1990, 1, 1).toordinal()  # no rule is older, and a typing error usually is
_EARLIER = (
    ("dates.ordered", "dates.shipped"),
    ("dates.ordered", "dates.delivered"),
    ("dates.ordered", "dates.confirmed"),
    ("dates.ordered", "dates.withdrawn"),
    ("dates.ordered", "dates.claimed"),
    ("dates.ordered", "dates.paid_back"),
    ("dates.shipped", "dates.delivered"),
    ("dates.delivered", "dates.defect_seen"),
    ("dates.delivered", "dates.installed"),
    ("dates.delivered", "dates.goods_returned"),
    ("dates.delivered", "dates.repair_started"),
)
_PLANNED = frozenset({"dates.ship_by", "dates.deliver_by"})
_PHYSICAL_ONLY = frozenset({"damaged_in_transit", "missing_parts", "wrong_item"})
_WITHOUT_BODY = frozenset({"digital_content", "digital_service", "service", "travel_or_event"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that may be told.

    kind     one of KINDS
    values   what a choice may be; names of promises
    least, most   bounds of a number
    seldom   whether most people's answer is no
    """

    path: str
    kind: str
    values: frozenset[str] = frozenset()
    least: int = 0
    most: int = 100_000
    seldom: bool = False


@dataclass(frozen=True)
class Schema:
    """All facts that may be told, by dotted path."""

    facts: Mapping[str, Fact]

    @cached_property
    def groups(self) -> frozenset[str]:
        """Names of facts that are objects, such as `dates`."""
        return frozenset(path.split(".")[0] for path in self.facts if "." in path)


@dataclass(slots=True)
class Facts:
    """What was told.

    told       value by dotted path: text, bool, int, (minor, currency), frozenset of words, or the ordinal of a day
    promises   what was promised, with its number (1 where it has none); None: not told
    as_of      ordinal of the day of the question
    """

    told: dict[str, object]
    as_of: int
    promises: dict[str, int] | None = None


def read(raw: object, schema: Schema, zone: str, now: datetime) -> Facts:
    """The facts of one question.

    raw     the JSON object of the contract; zone: the place whose days count; now: for the default of `as_of`
    Refuses facts_not_object, fact_unknown, fact_value, fact_date, fact_money, fact_out_of_range, facts_contradict
    """
    if not isinstance(raw, Mapping):
        raise Refusal("facts_not_object")
    place = ZoneInfo(zone)
    told: dict[str, object] = {}
    promises: dict[str, int] | None = None
    as_of = _day("as_of", raw["as_of"], place) if raw.get("as_of") is not None else now.astimezone(place).toordinal()
    for path, value in _flat(raw, schema):
        if path == "as_of" or value is None:
            continue
        fact = schema.facts[path]
        if fact.kind == "promises":
            promises = _promises(fact, value)
        else:
            told[path] = _READERS[fact.kind](fact, value, place)
    _consistent(told, as_of)
    return Facts(told, as_of, promises)


def _flat(raw: Mapping, schema: Schema):
    for key, value in raw.items():
        if key == "as_of":
            continue
        if key in schema.groups and key not in schema.facts:
            if value is None:
                continue
            if not isinstance(value, Mapping):
                raise Refusal("fact_value", fact=str(key), value=_shown(value), known="{…}")
            for inner, one in value.items():
                path = f"{key}.{inner}"
                if path not in schema.facts:
                    raise _unknown(path, schema)
                yield path, one
        elif key in schema.facts:
            yield key, value
        else:
            raise _unknown(str(key), schema)


def _unknown(path: str, schema: Schema) -> Refusal:
    near = get_close_matches(path, schema.facts, 1)
    return Refusal("fact_unknown", fact=path[:80], near=near[0] if near else "—")


def _choice(fact: Fact, value: object, _place: ZoneInfo) -> str:
    if not isinstance(value, str) or value not in fact.values:
        raise Refusal("fact_value", fact=fact.path, value=_shown(value), known=", ".join(sorted(fact.values)))
    return value


def _choices(fact: Fact, value: object, place: ZoneInfo) -> frozenset[str]:
    listed = value if isinstance(value, (list, tuple)) else [value]
    if not listed:
        raise Refusal("fact_value", fact=fact.path, value="[]", known=", ".join(sorted(fact.values)))
    return frozenset(_choice(fact, one, place) for one in listed)


def _flag(fact: Fact, value: object, _place: ZoneInfo) -> bool:
    if type(value) is not bool:
        raise Refusal("fact_value", fact=fact.path, value=_shown(value), known="true, false")
    return value


def _number(fact: Fact, value: object, _place: ZoneInfo) -> int:
    if type(value) is not int:
        raise Refusal("fact_value", fact=fact.path, value=_shown(value), known=f"{fact.least} … {fact.most}")
    if not fact.least <= value <= fact.most:
        raise Refusal("fact_out_of_range", fact=fact.path, value=_shown(value), least=fact.least, most=fact.most)
    return value


def _money(fact: Fact, value: object, _place: ZoneInfo) -> tuple[int, str]:
    if not isinstance(value, Mapping) or set(value) != {"minor", "currency"}:
        raise Refusal("fact_money", fact=fact.path, value=_shown(value))
    try:
        amount = Money(value["minor"], value["currency"])
    except Refusal as refusal:
        raise Refusal("fact_money", fact=fact.path, value=_shown(value)) from refusal
    if not 0 <= amount.minor <= MAX_MINOR // 100:
        raise Refusal("fact_money", fact=fact.path, value=_shown(value))
    return amount.minor, amount.currency


def _date(fact: Fact, value: object, place: ZoneInfo) -> int:
    return _day(fact.path, value, place)


def _category(fact: Fact, value: object, _place: ZoneInfo) -> str:
    if not isinstance(value, str) or not value or len(value) > 100 or not value.replace(".", "_").isidentifier():
        raise Refusal("fact_value", fact=fact.path, value=_shown(value), known="electronics.phone")
    return value


def _promises(fact: Fact, value: object) -> dict[str, int]:
    if not isinstance(value, (list, tuple)):
        raise Refusal("fact_value", fact=fact.path, value=_shown(value), known=", ".join(sorted(fact.values)))
    found: dict[str, int] = {}
    for one in value:
        name, colon, number = one.partition(":") if isinstance(one, str) else ("", "", "")
        wants = f"{name}:N" in fact.values
        if not (wants or name in fact.values) or bool(colon) != wants or (wants and not _counts(number)):
            raise Refusal("fact_value", fact=fact.path, value=_shown(one), known=", ".join(sorted(fact.values)))
        found[name] = max(found.get(name, 0), int(number) if number else 1)
    return found


def _counts(number: str) -> bool:
    return number.isascii() and number.isdigit() and 0 < len(number) <= 4 and int(number) > 0


_READERS = {
    "choice": _choice,
    "choices": _choices,
    "flag": _flag,
    "number": _number,
    "money": _money,
    "date": _date,
    "category": _category,
}


def _day(path: str, value: object, place: ZoneInfo) -> int:
    """The ordinal of a day; a moment with its zone is the day that it is at the place of the law."""
    try:
        if not isinstance(value, str):
            raise TypeError
        moment = datetime.fromisoformat(value)
        day = (moment.astimezone(place) if moment.tzinfo else moment).date()
    except (ValueError, TypeError, OverflowError):
        raise Refusal("fact_date", fact=path, value=_shown(value)) from None
    if day.toordinal() < _FARTHEST or day.year > 2200:
        raise Refusal("fact_date", fact=path, value=_shown(value))
    return day.toordinal()


def _consistent(told: dict[str, object], as_of: int) -> None:
    """Refuse what cannot have happened; a wrong day would only bring a wrong answer."""
    for path, value in told.items():
        if path.startswith("dates.") and path not in _PLANNED and value > as_of:  # type: ignore[operator]
            raise Refusal("facts_contradict", one=path, other="as_of")
    for early, late in _EARLIER:
        if early in told and late in told and told[late] < told[early]:  # type: ignore[operator]
            raise Refusal("facts_contradict", one=early, other=late)
    for name in ("defect_seen", "withdrawn", "claimed", "paid_back"):
        days, start, event = told.get(f"elapsed.{name}"), told.get("dates.delivered"), told.get(f"dates.{name}")
        if None not in (days, start, event) and event - start != days:  # type: ignore[operator]
            raise Refusal("facts_contradict", one=f"elapsed.{name}", other=f"dates.{name}")
    problem, goods = told.get("problem", frozenset()), told.get("goods", frozenset())
    if "none" in problem and len(problem) > 1:  # type: ignore[arg-type,operator]
        raise Refusal("facts_contradict", one="problem: none", other="problem")
    if goods and goods <= _WITHOUT_BODY and problem & _PHYSICAL_ONLY:  # type: ignore[operator]
        raise Refusal("facts_contradict", one="goods", other="problem")
    currencies = {value[1] for value in told.values() if isinstance(value, tuple)}
    if len(currencies) > 1:
        raise Refusal("facts_contradict", one=" / ".join(sorted(currencies)), other="currency")
    price, part = told.get("price"), told.get("unperformed")
    if price and part and part[0] > price[0]:  # type: ignore[index]
        raise Refusal("facts_contradict", one="unperformed", other="price")


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
