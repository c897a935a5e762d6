"""Credit of the house: what a seller gives beside money and that pays at this marketplace alone, as a voucher or as points.

    {"voucher": {"minor": 1500, "days": 180},
     "points": {"number": 500, "minor": 500, "days": 365, "worth": {"points": 100, "minor": 100, "since": "2026-11-28T…"}}}

Both are terms of one shape: what they are worth (minor units) and for how many days they are good once they are given. Points are
so many of something whose worth the marketplace sets and may set anew. So what they are worth, by which of its words (`worth`), and how
long they are good is fixed in the term at the moment at which it is proposed, and nothing that is set later changes it. A package
without points has no such key.
"""

from collections.abc import Mapping

from hejie.domain.escrow.points_book import Worth
from hejie.domain.kernel.refusal import Refusal

VOUCHER, POINTS = "voucher", "points"
FORMS = (VOUCHER, POINTS)
MOST_DAYS, MOST_POINTS = 1095, 1_000_000_000
USUAL_VOUCHER_DAYS = 180
_MAX_MINOR = 10**15
_NONE = {"minor": 0, "days": 0}


def of(package: Mapping, form: str) -> Mapping:
    """The credit of this form in some terms, `minor` and `days` both 0 where there is none; old packages know of none."""
    return {**_NONE, **(package.get(form) or {})}


def given(package: Mapping) -> tuple[str, ...]:
    """The forms of credit that these terms hold."""
    return tuple(form for form in FORMS if of(package, form)["minor"])


def faces(package: Mapping) -> dict[str, int]:
    """What each form that these terms hold is worth, in minor units."""
    return {form: of(package, form)["minor"] for form in given(package)}


def total(package: Mapping) -> int:
    """What all credit of these terms is worth, in minor units."""
    return sum(of(package, form)["minor"] for form in FORMS)


def checked(package: Mapping, currency: str, limit_minor: int) -> dict:
    """Both forms as a package holds them; points only where there are some.

    Refuses   package_bad_value (also points that are not fixed), voucher_above_paid, points_above_paid: each is worth at most
              what was paid
    """
    voucher, points = _voucher(package.get(VOUCHER) or {}), _points(package.get(POINTS) or {})
    facts = {"paid": limit_minor, "currency": currency}
    if voucher["minor"] > limit_minor:
        raise Refusal("voucher_above_paid", asked=voucher["minor"], **facts)
    if points and points["minor"] > limit_minor:
        raise Refusal("points_above_paid", asked=points["minor"], **facts)
    return {VOUCHER: voucher, **({POINTS: points} if points else {})}


def asked_points(package: object) -> bool:
    """Whether terms as somebody has written them ask for points, whose worth then has to be fixed."""
    return isinstance(package, Mapping) and bool(package.get(POINTS))


def fixed(package: Mapping, worth: Worth | None, currency: str) -> dict:
    """The same terms with their points at the worth that counts now. Only `number` is read of what was written.

    Refuses   points_not_offered (no worth in this currency has been set), points_number, package_bad_value
    """
    points = package[POINTS]
    if not isinstance(points, Mapping):
        raise Refusal("package_bad_value", term=POINTS, given=str(points)[:80])
    number = whole(POINTS, points.get("number", 0), None)
    if not number:
        return {name: term for name, term in package.items() if name != POINTS}
    if worth is None or not worth.minor or worth.currency != currency:
        raise Refusal("points_not_offered", currency=currency)
    return {**package, POINTS: at_worth(number, worth)}


def at_worth(number: int, worth: Worth) -> dict:
    """So many points as a term, at this worth. Refuses points_number (1 to 1,000,000,000)."""
    if not 1 <= number <= MOST_POINTS:
        raise Refusal("points_number", given=number)
    said = {"points": worth.points, "minor": worth.minor, "since": worth.since}
    return {"number": number, "minor": worth.of(number), "days": worth.days, "worth": said}


def worth_of(points: Mapping, currency: str) -> Worth:
    """The worth that the points of a term were fixed at."""
    one = points["worth"]
    return Worth(one["since"], one["points"], one["minor"], currency, points["days"])


def without(package: Mapping) -> dict:
    """The same terms without any credit."""
    return {**{name: term for name, term in package.items() if name != POINTS}, VOUCHER: dict(_NONE)}


def whole(name: str, value: object, most: int | None = None) -> int:
    """A whole number from 0. Refuses package_bad_value."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0 or (most is not None and value > most):
        raise Refusal("package_bad_value", term=name, given=str(value))
    return value


def _voucher(written: object) -> dict:
    """A voucher's face and how many days it is good for; both 0 where there is none."""
    if not isinstance(written, Mapping) or set(written) - {"minor", "days"}:
        raise Refusal("package_bad_value", term=VOUCHER, given=str(written)[:80])
    minor = whole(VOUCHER, written.get("minor", 0), _MAX_MINOR)
    days = whole(VOUCHER, written.get("days", 0), MOST_DAYS)
    return {"minor": minor, "days": (days or USUAL_VOUCHER_DAYS) if minor else 0}


def _points(written: object) -> dict | None:
    """Points at their fixed worth, which must be what so many come to by it."""
    if not written:
        return None
    try:
        worth = Worth(
            written["worth"]["since"], *(written["worth"][name] for name in ("points", "minor")), "", written["days"]
        )
        numbers = [worth.points, worth.minor, worth.days, written["number"]]
        right = all(type(one) is int and one > 0 for one in numbers) and isinstance(worth.since, str)
        if right and worth.days <= MOST_DAYS and at_worth(written["number"], worth) == written:
            return dict(written)
    except (KeyError, TypeError, AttributeError, IndexError):
        pass
    raise Refusal("package_bad_value", term=POINTS, given=str(written)[:80])
