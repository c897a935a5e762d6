"""Reading JSON of other programs: every number a Decimal, every wrong thing a Fault that says where it stands."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from hejie.domain.kernel import clock
from hejie.domain.kernel.money import EXPONENTS

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 1000
_LONGEST = 500
_LARGEST = 10**12
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,40})?", re.ASCII)
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Fault(Exception):
    """Something that cannot be read. field: its place in the message; reason: a code of `texts/shop_faults.yaml`."""

    def __init__(self, reason: str, field: str = "", value: object = "") -> None:
        super().__init__(f"{reason} {field}")
        written = value is None or isinstance(value, bool | list | dict)
        told = json.dumps(value, ensure_ascii=False, default=str) if written else str(value)
        self.reason, self.field, self.value = reason, field, _UNSEEN.sub("", told)[:60]


class Item:
    """An object of the message with the way to it, so that a fault can say where it stands."""

    def __init__(self, value: object, path: str = "") -> None:
        if not isinstance(value, dict):
            raise Fault("not_an_object", path, value)
        self.value, self.path = value, path

    def __contains__(self, name: str) -> bool:
        return self.value.get(name) is not None

    def at(self, name: str) -> str:
        """The way to a field of it."""
        return f"{self.path}.{name}" if self.path else name

    def item(self, name: str) -> "Item":
        """An object in it; an empty one where it is missing or null."""
        return Item(self.value.get(name) or {}, self.at(name))

    def items(self, name: str) -> list["Item"]:
        """The objects of a list in it; none where it is missing or null."""
        found = self.value.get(name)
        if found is None:
            return []
        if not isinstance(found, list) or len(found) > MOST_LINES:
            raise Fault("not_a_list", self.at(name), found)
        return [Item(one, f"{self.at(name)}.{number}") for number, one in enumerate(found)]

    def text(self, name: str, most: int = _LONGEST) -> str:
        """Words as people read them: HTML entities become their letters, marks that nobody sees are taken out."""
        found = self.value.get(name)
        if found is None:
            return ""
        if isinstance(found, Decimal):
            found = format(found, "f")
        if not isinstance(found, str):
            raise Fault("not_a_text", self.at(name), found)
        words = " ".join(_UNSEEN.sub(" ", html.unescape(found)).split())
        words = words.encode("utf-8", "replace").decode()
        return words if len(words) <= most else words[: most - 1] + "…"

    def ref(self, name: str) -> str:
        """An id, whether it is written as a number or a text; "" where it is missing."""
        found = self.value.get(name)
        if found is None or found == "":
            return ""
        if isinstance(found, Decimal) and found == found.to_integral_value() and abs(found) < 10**30:
            return str(int(found))
        if isinstance(found, str) and len(found) <= 128 and found.isprintable():
            return found.strip()
        raise Fault("not_an_id", self.at(name), found)

    def needed(self, name: str) -> str:
        """An id that must be there."""
        return self.ref(name) or _missing(self, name)

    def amount(self, name: str, currency: str, *, part: bool = False, minus: bool = False) -> int | None:
        """Minor units of an amount in major units; None where it is missing.

        part    of a line: shops keep more decimals there than the currency has, so that it is rounded, half up
        minus   it may be written below zero (a refund in an order), and comes without its sign
        """
        found = self.value.get(name)
        if found is None or found == "":
            return None
        return minor(found, currency, self.at(name), part=part, minus=minus)

    def exact(self, name: str, currency: str, *, part: bool = False) -> int | None:
        """The same from the exact value beside a number (`raw_total` beside `total`), where there is one."""
        raw = self.value.get(f"raw_{name}")
        if isinstance(raw, dict) and isinstance(raw.get("value"), (str, Decimal)):
            return minor(raw["value"], currency, self.at(f"raw_{name}"), part=part)
        return self.amount(name, currency, part=part)

    def decimal(self, name: str) -> Decimal:
        """A number as it is written, exactly; 0 where it is missing."""
        raw = self.value.get(f"raw_{name}")
        found = raw.get("value") if isinstance(raw, dict) else self.value.get(name)
        return Decimal(0) if found is None else _number(found, self.at(name))

    def count(self, name: str) -> int:
        """Pieces; 0 where it is missing. A refund counts them below zero: the sign is left out."""
        found = self.value.get(name)
        if found is None:
            return 0
        number = _number(found, self.at(name))
        if number != number.to_integral_value() or abs(number) > 1_000_000:
            raise Fault("not_whole", self.at(name), found)
        return abs(int(number))

    def moment(self, name: str) -> str:
        """A moment in the record's form; one without a zone is UTC. "" where it is missing."""
        found = self.value.get(name)
        if found is None or found == "":
            return ""
        try:
            moment = datetime.fromisoformat(found)
        except (TypeError, ValueError):
            raise Fault("not_a_moment", self.at(name), found) from None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not 1990 <= aware.year < 2200:
            raise Fault("not_a_moment", self.at(name), found)
        return clock.text(clock.cut(aware.astimezone(UTC)))


def minor(found: object, currency: str, path: str, *, part: bool = False, minus: bool = False) -> int:
    """Minor units of an amount in major units, reckoned with Decimal alone."""
    number = _number(found, path)
    if number < 0 and not minus:
        raise Fault("below_zero", path, found)
    scaled = abs(number).scaleb(EXPONENTS[currency])
    whole = scaled.to_integral_value(ROUND_HALF_UP)
    if whole != scaled and not part:
        raise Fault("too_many_decimals", path, f"{found} {currency}")
    if whole > _LARGEST:
        raise Fault("too_large", path, found)
    return int(whole)


def _number(found: object, path: str) -> Decimal:
    if isinstance(found, Decimal) and found.is_finite() and abs(found.adjusted()) < 40:
        return found
    if isinstance(found, str) and _AMOUNT.fullmatch(found.strip()):
        try:
            return Decimal(found.strip())
        except InvalidOperation:
            pass
    raise Fault("not_a_number", path, found)


def currency_of(item: Item, name: str, otherwise: str) -> str:
    """The order's currency. Refuses Fault: none is named, or one that does not exist."""
    code = (item.ref(name) or otherwise).upper()
    if not code:
        raise Fault("no_currency", item.at(name))
    if code not in EXPONENTS:
        raise Fault("not_a_currency", item.at(name), code)
    return code


def newest(moments: Iterable[str]) -> str:
    """The latest of some moments of the record's form."""
    return max(moments, default="")


def bodies(text: bytes | str) -> Iterator[object]:
    """The messages in a file or in the body of a call: one, a list, or one a line, of whatever wrapping.

    Refuses   Fault: no JSON, too deep, a key twice, or too large
    """
    if len(text) > MOST_BYTES:
        raise Fault("too_large_body", "", len(text))
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Fault("not_utf8") from None
    try:
        yield from unwrapped(_DECODER.decode(text.strip()))
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise Fault("not_json") from None
        for number, line in enumerate(lines, 1):
            try:
                yield from unwrapped(_DECODER.decode(line.strip()))
            except json.JSONDecodeError:
                raise Fault("not_json", f"line {number}") from None
    except RecursionError:
        raise Fault("not_json") from None


_LISTS = ("orders", "refunds", "fulfillments", "transactions", "returns", "disputes", "payments")


def unwrapped(value: Any) -> Iterator[object]:
    """Single messages out of lists and of a kept answer ({"system", "payload"})."""
    if isinstance(value, Mapping) and "payload" in value and "system" in value:
        value = value["payload"]
    if isinstance(value, list):
        yield from value
    elif isinstance(value, Mapping) and (name := _list_of(value)):
        yield from value[name]
    else:
        yield value


def _list_of(value: Mapping) -> str:
    """The name of the list that an answer of a list call holds; "" for a single object."""
    if "id" in value:
        return ""
    return next((name for name in _LISTS if isinstance(value.get(name), list)), "")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Fault("key_twice")
    return found


def _no_number(word: str) -> None:
    raise Fault("not_a_number", "", word)


def _missing(item: Item, name: str) -> str:
    raise Fault("missing", item.at(name))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number
)
