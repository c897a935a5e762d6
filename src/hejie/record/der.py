"""The little of DER (X.690) that time stamps need: reading values with all their lengths checked, and writing some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 1, 2, 3, 4, 5, 6
UTF8, TIME = 12, 24
SEQUENCE, SET = 0x30, 0x31
_DEEPEST_LENGTH = 4


class NotDer(ValueError):
    """These bytes are not DER, or not of the form that was expected."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its tag, its content, and all its bytes with tag and length."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self, tag: int = SEQUENCE) -> Parts:
        """The values within, one after the other; this value must have the tag."""
        self.demand(tag)
        return Parts(tuple(_values(self.content)))

    def demand(self, tag: int) -> Value:
        """Itself, where it has this tag."""
        if self.tag != tag:
            raise NotDer(f"a value of tag {tag} was expected, not {self.tag}")
        return self

    def number(self) -> int:
        """Of an INTEGER."""
        return int.from_bytes(self.demand(INTEGER).content, "big", signed=True)

    def oid(self) -> str:
        """Of an OBJECT IDENTIFIER, in dots."""
        found, number = [], 0
        for byte in self.demand(OID).content:
            number = number << 7 | byte & 0x7F
            if not byte & 0x80:
                found.append(number)
                number = 0
        if not found:
            raise NotDer("an object identifier is empty")
        first = min(found[0] // 40, 2)
        return ".".join(map(str, (first, found[0] - 40 * first, *found[1:])))

    def moment(self) -> datetime:
        """Of a GeneralizedTime in UTC, cut to microseconds."""
        text = self.demand(TIME).content.decode("ascii", "replace")
        whole, _dot, fraction = text.removesuffix("Z").partition(".")
        try:
            if not text.endswith("Z") or len(whole) != 14 or not (whole + fraction).isdecimal():
                raise ValueError(text)
            moment = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError as fault:
            raise NotDer(f"{text[:40]!r} is no moment") from fault
        return moment + timedelta(microseconds=int((fraction + "000000")[:6]))


class Parts:
    """Values read in their order, of which some may be absent."""

    def __init__(self, values: tuple[Value, ...]) -> None:
        self._left = list(reversed(values))

    def __iter__(self) -> Iterator[Value]:
        return reversed(self._left)

    def next(self, tag: int = 0) -> Value:
        """The next value, which must be there; with a tag, of this one."""
        if not self._left:
            raise NotDer("a value is missing")
        value = self._left.pop()
        return value.demand(tag) if tag else value

    def maybe(self, tag: int) -> Value | None:
        """The next value if it has this tag."""
        return self._left.pop() if self._left and self._left[-1].tag == tag else None

    def end(self) -> None:
        """Nothing more may stand there."""
        if self._left:
            raise NotDer("more values than were expected")


def read(data: bytes) -> Value:
    """The one value that these bytes are. Refuses NotDer: anything before its end or behind."""
    values = tuple(_values(data))
    if len(values) != 1:
        raise NotDer(f"{len(values)} values instead of one")
    return values[0]


def _values(data: bytes) -> Iterator[Value]:
    place = 0
    while place < len(data):
        begin, tag = place, data[place]
        if tag & 0x1F == 0x1F or place + 1 >= len(data):
            raise NotDer("a tag or a length is cut")
        length, place = data[place + 1], place + 2
        if length & 0x80:
            digits = length & 0x7F
            length = int.from_bytes(data[place : place + digits], "big")
            place += digits
            if not 1 <= digits <= _DEEPEST_LENGTH or length < 0x80 or length >> 8 * (digits - 1) == 0:
                raise NotDer("a length is not in its shortest form")
        if place + length > len(data):
            raise NotDer("a value is longer than what holds it")
        yield Value(tag, data[place : place + length], data[begin : place + length])
        place += length


def put(tag: int, *contents: bytes) -> bytes:
    """A value of this tag around these bytes."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(digits))) + digits + content


def put_number(number: int) -> bytes:
    """An INTEGER."""
    return put(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def put_oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for number in (40 * first + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return put(OID, bytes(content))
