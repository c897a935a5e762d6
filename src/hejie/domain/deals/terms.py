"""What a deal can say: the goods, their price, delivery, what holds after the sale, who pays freight, and words of its own.

Terms are written by people or programs as one plain object, read strictly here, and stand in the record with their texts
as private references. Money is minor units of the deal's one currency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hejie.domain.kernel.events import Private
from hejie.domain.kernel.money import exponent
from hejie.domain.kernel.refusal import Refusal

PAYERS = ("buyer", "seller")
MOST_GOODS, MOST_CLAUSES = 50, 20
_LONGEST = {"title": 200, "details": 2000, "clauses": 2000, "product": 120}
_MOST_MINOR, _MOST_QUANTITY, _MOST_DAYS, _MOST_MONTHS = 10**13, 1_000_000, 3650, 120
_NUMBERS = {
    "return_days": _MOST_DAYS,
    "price_match_days": 365,
    "repair_months": _MOST_MONTHS,
    "replace_months": _MOST_MONTHS,
}
_NEEDED = ("currency", "goods")
_KNOWN = (*_NEEDED, "freight", "freight_by", "deliver_by", *_NUMBERS, "return_freight", "clauses")
_GOOD = ("title", "details", "product", "quantity", "price")


@dataclass(frozen=True, slots=True)
class Good:
    """One line of goods.

    price    minor units for all pieces together
    product  the shop's own number of it, "" where it has none; details: facts of it in words
    """

    title: str
    quantity: int
    price: int
    product: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a deal says.

    freight        what sending costs besides the price; freight_by: who pays for sending
    deliver_by     last day of delivery, ISO; "" where none is promised
    return_days    days from receipt in which the buyer may give the goods back without a reason; None: as the law has it
    return_freight who pays for such a way back; "" as the law has it
    repair_months, replace_months, price_match_days   guarantees and price protection; None: none beside the law
    clauses        words of their own
    """

    currency: str
    goods: tuple[Good, ...]
    freight: int = 0
    freight_by: str = "buyer"
    deliver_by: str = ""
    return_days: int | None = None
    return_freight: str = ""
    repair_months: int | None = None
    replace_months: int | None = None
    price_match_days: int | None = None
    clauses: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """What the buyer pays, freight included where he pays it."""
        return sum(one.price for one in self.goods) + (self.freight if self.freight_by == "buyer" else 0)


def read(written: Mapping[str, Any]) -> Terms:
    """Terms from a plain object. Refuses deal_terms (field, and what it is to be), currency_unknown, text_too_long."""
    if not isinstance(written, Mapping):
        raise _wrong("terms", "object")
    for name in written:
        if name not in _KNOWN:
            raise _wrong(str(name)[:40], "unknown")
    for name in _NEEDED:
        if not written.get(name):
            raise _wrong(name, "needed")
    exponent(written["currency"])
    goods = _list(written, "goods", MOST_GOODS)
    clauses = tuple(_text(one, "clauses") for one in _list(written, "clauses", MOST_CLAUSES))
    return Terms(
        currency=written["currency"],
        goods=tuple(_good(one, number) for number, one in enumerate(goods, start=1)),
        freight=_whole(written.get("freight", 0), "freight", 0, _MOST_MINOR),
        freight_by=_one_of(written.get("freight_by") or "buyer", "freight_by"),
        deliver_by=_day(written.get("deliver_by") or ""),
        return_freight=_one_of(written["return_freight"], "return_freight") if written.get("return_freight") else "",
        clauses=tuple(one for one in clauses if one),
        **{name: _maybe(written.get(name), name, most) for name, most in _NUMBERS.items()},
    )


def _good(written: Any, number: int) -> Good:
    where = f"goods.{number}"
    if not isinstance(written, Mapping):
        raise _wrong(where, "object")
    for name in written:
        if name not in _GOOD:
            raise _wrong(f"{where}.{str(name)[:40]}", "unknown")
    title = _text(written.get("title"), "title", f"{where}.title")
    if not title:
        raise _wrong(f"{where}.title", "needed")
    return Good(
        title=title,
        quantity=_whole(written.get("quantity", 1), f"{where}.quantity", 1, _MOST_QUANTITY),
        price=_whole(written.get("price"), f"{where}.price", 0, _MOST_MINOR),
        product=_text(written.get("product") or "", "product", f"{where}.product"),
        details=_text(written.get("details") or "", "details", f"{where}.details"),
    )


def data(terms: Terms) -> dict[str, Any]:
    """Terms as an entry holds them: what is about money, days and sides in clear, what people wrote as private text."""
    found = plain(terms)
    for one in found["goods"]:
        for name in ("title", "details"):
            if name in one:
                one[name] = Private(one[name])
    if "clauses" in found:
        found["clauses"] = [Private(one) for one in found["clauses"]]
    return found


def plain(terms: Terms) -> dict[str, Any]:
    """Terms as the plain object that `read` reads back; what says nothing is left out."""
    named = {name: getattr(terms, name) for name in _KNOWN if name not in ("goods", "clauses")}
    found = {name: value for name, value in named.items() if value not in (None, "")}
    found["goods"] = [
        {name: getattr(one, name) for name in _GOOD if getattr(one, name) not in (None, "")} for one in terms.goods
    ]
    return found | ({"clauses": list(terms.clauses)} if terms.clauses else {})


def spoken(kept: Mapping[str, Any], text: Callable[[Mapping], str]) -> dict[str, Any]:
    """Terms of an entry as a plain object again. text: gives the words behind a reference ("" where they were erased)."""
    found = dict(kept)
    found["goods"] = [
        {name: text(value) if isinstance(value, Mapping) else value for name, value in one.items()}
        for one in kept["goods"]
    ]
    if kept.get("clauses"):
        found["clauses"] = [text(one) for one in kept["clauses"]]
    return found


def total(kept: Mapping[str, Any]) -> int:
    """What the buyer pays by terms as an entry holds them, in minor units."""
    freight = kept.get("freight", 0) if kept.get("freight_by") != "seller" else 0
    return sum(one["price"] for one in kept["goods"]) + freight


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say otherwise. where: its field (`goods.2.price`); before, after: None where it is not said."""

    where: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What changed from one version to the next, both as plain objects; clauses as whole texts, taken out and put in."""
    one, other = _flat(before), _flat(after)
    found = [
        Difference(name, one.get(name), other.get(name))
        for name in {**one, **other}
        if one.get(name) != other.get(name)
    ]
    old, new = before.get("clauses", ()), after.get("clauses", ())
    found += [Difference("clause", text, None) for text in old if text not in new]
    found += [Difference("clause", None, text) for text in new if text not in old]
    return tuple(found)


def _flat(terms: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in terms.items() if name not in ("goods", "clauses")}
    for number, one in enumerate(terms["goods"], start=1):
        found |= {f"goods.{number}.{name}": value for name, value in one.items()}
    return found


def promises(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """What a deal promises in the words in which the law knows promises (contract: entitle)."""
    found = []
    if kept.get("return_days"):
        found.append(f"no_reason_return_days:{kept['return_days']}")
        found += ["free_return_shipping"] if kept.get("return_freight") == "seller" else []
    for name in ("repair_months", "replace_months", "price_match_days"):
        if kept.get(name):
            found.append(f"{name}:{kept[name]}")
    return tuple(found)


def against_order(kept: Mapping[str, Any], order: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Where an order says otherwise than the deal it is placed with.

    order    currency, freight (whole minor units) and lines: mappings with line, product, quantity, price (None: unknown)
    Returns  rows of what (currency, price, quantity, missing, added, freight), line, deal, order
    """
    found: list[dict[str, Any]] = []
    if order["currency"] != kept["currency"]:
        found.append(_row("currency", 0, kept["currency"], order["currency"]))
    left = list(order["lines"])
    for number, good in enumerate(kept["goods"], start=1):
        line = _line_of(good, left)
        if line is None:
            found.append(_row("missing", number, good["quantity"], None))
            continue
        left.remove(line)
        for what in ("quantity", "price"):
            if line[what] is not None and line[what] != good[what]:
                found.append(_row(what, line["line"], good[what], line[what]))
    found += [_row("added", line["line"], None, line["quantity"]) for line in left]
    freight = kept.get("freight", 0) if kept.get("freight_by") != "seller" else 0
    if order["freight"] is not None and order["freight"] != freight:
        found.append(_row("freight", 0, freight, order["freight"]))
    return tuple(found)


def _line_of(good: Mapping, left: list) -> Any:
    """The order's line for these goods: by the shop's own number where the deal names one, else the first that is left."""
    if good.get("product"):
        return next((line for line in left if line["product"] == good["product"]), None)
    return left[0] if left else None


def _row(what: str, line: int, deal: Any, order: Any) -> dict[str, Any]:
    return {"what": what, "line": line, "deal": deal, "order": order}


def _wrong(field: str, what: str) -> Refusal:
    return Refusal("deal_terms", field=field, what=what)


def _list(written: Mapping, name: str, most: int) -> list:
    found = written.get(name) or []
    if not isinstance(found, list | tuple) or len(found) > most:
        raise _wrong(name, f"list:{most}")
    return list(found)


def _text(value: Any, name: str, where: str = "") -> str:
    if not isinstance(value, str):
        raise _wrong(where or name, "text")
    cleaned = value.strip().replace("\x00", "")
    if len(cleaned) > _LONGEST[name]:
        raise Refusal("text_too_long", most=_LONGEST[name], given=len(cleaned))
    return cleaned


def _whole(value: Any, field: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise _wrong(field, f"whole:{least}-{most}")
    return value


def _maybe(value: Any, field: str, most: int) -> int | None:
    return None if value is None else _whole(value, field, 0, most)


def _one_of(value: Any, field: str) -> str:
    if value not in PAYERS:
        raise _wrong(field, "buyer,seller")
    return value


def _day(written: Any) -> str:
    if not written:
        return ""
    try:
        return date.fromisoformat(written).isoformat()
    except (TypeError, ValueError):
        raise _wrong("deliver_by", "day") from None
