"""Canonical JSON: one value, one sequence of bytes (RFC 8785), so that what is hashed can be written again.

Numbers are integers from -(2^53 - 1) to 2^53 - 1: money is minor units, ratios are strings or parts per million.
Fractions are refused even where they are whole (56.0), since RFC 8785 would then need the number form of ECMAScript.
"""

from __future__ import annotations

import json
import re
from json import encoder as _json_encoder
from typing import Any, NoReturn

LARGEST_INTEGER = 2**53 - 1
DEEPEST_NESTING = 200

_ZERO = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class CanonicalError(ValueError):
    """This value or text has no canonical form, or is not strict JSON; the message says what is wrong.

    code, facts   the same for those who say it in other words, where it was read as text
    """

    def __init__(self, message: str, code: str = "surrogate", **facts: object) -> None:
        super().__init__(message)
        self.code, self.facts = code, facts


def dumps(value: Any) -> bytes:
    """Write a value as its canonical UTF-8 bytes (RFC 8785).

    value      dict with text keys, list, tuple (written as a list), str, int, bool or None
    Refuses    CanonicalError: fractions, integers beyond 2^53 - 1, other types, keys that are not text,
               lone surrogates, nesting deeper than 200
    """
    needs_order = _check((value,), 0)
    chunks = _ENCODE_AS_GIVEN(_ordered(value), 0) if needs_order else _ENCODE_SORTED(value, 0)
    try:
        return "".join(chunks).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("a lone surrogate is not text") from error


def loads(text: bytes) -> Any:
    """Read strict JSON; the order of keys and the spaces between them are free.

    text       UTF-8 bytes without a byte order mark
    Refuses    CanonicalError: bytes that are not UTF-8, repeated keys, fractions, NaN, integers beyond 2^53 - 1,
               lone surrogates, nesting deeper than 200, anything after the value
    """
    try:
        characters = bytes(text).decode("utf-8")
        value = _DECODER.decode(characters)
        if "\\u" in characters or _deep(characters):
            dumps(value)
    except UnicodeDecodeError as error:
        raise CanonicalError(f"not UTF-8 at byte {error.start}", "not_utf8", byte=error.start) from error
    except json.JSONDecodeError as error:
        raise CanonicalError(f"not JSON: {error}", "not_json", told=str(error)) from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply", "nested") from error
    return value


def holds_zero_byte(text: bytes) -> bool:
    """Whether a string of this JSON holds U+0000, which not every database can keep. A backslash written before `u0000` is none."""
    return b"\\u0000" in text and _ZERO.search(text) is not None


def _check(values: Any, depth: int) -> bool:
    """Refuse what has no canonical form; say whether some keys need the slower order by UTF-16 code units.

    Code points and code units put keys into the same order unless one lies beyond the first plane.
    """
    if depth > DEEPEST_NESTING:
        raise CanonicalError("nested too deeply", "nested")
    needs_order = False
    if type(values) is dict:
        keys = _joined(values)
        needs_order = not keys.isascii() and max(keys) > "\uffff"
        values = values.values()
    for value in values:
        kind = type(value)
        if kind is str or kind is bool or value is None:
            continue
        if kind is int:
            if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
                raise CanonicalError("an integer does not fit 53 bits", "integer")
        elif kind is dict or kind is list or kind is tuple:
            if _check(value, depth + 1):
                needs_order = True
        else:
            raise CanonicalError(f"{kind.__name__} has no canonical form")
    return needs_order


def _joined(keys: dict[str, Any]) -> str:
    try:
        return "".join(keys)
    except TypeError as error:
        raise CanonicalError("a key must be text") from error


def _ordered(value: Any) -> Any:
    """The same value with every object's keys in the order of their UTF-16 code units."""
    if type(value) is dict:
        try:
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        except UnicodeEncodeError as error:
            raise CanonicalError("a lone surrogate is not text") from error
        return {key: _ordered(value[key]) for key in keys}
    if type(value) is list or type(value) is tuple:
        return [_ordered(item) for item in value]
    return value


def _deep(characters: str) -> bool:
    return characters.count("[") + characters.count("{") > DEEPEST_NESTING


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise CanonicalError("a key stands twice in one object", "key_twice")
    return result


def _integer(digits: str) -> int:
    if len(digits) > 17 or not -LARGEST_INTEGER <= int(digits) <= LARGEST_INTEGER:
        raise CanonicalError("an integer does not fit 53 bits", "integer")
    return int(digits)


def _refuse_number(literal: str) -> NoReturn:
    raise CanonicalError(f"only integers are numbers here, not {literal[:40]}", "number", literal=literal[:40])


def _refuse_type(value: Any) -> NoReturn:
    raise CanonicalError(f"{type(value).__name__} has no canonical form")


def _encoder(*, sort_keys: bool) -> Any:
    """A reusable encoder: json.dumps builds one on every call, which costs as much as the encoding of an entry."""
    make = _json_encoder.c_make_encoder
    if make is None:
        plain = json.JSONEncoder(ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"), allow_nan=False)
        return lambda value, _level: (plain.encode(value),)
    text = _json_encoder.encode_basestring
    return make(None, _refuse_type, text, None, ":", ",", sort_keys, False, False)


_ENCODE_SORTED = _encoder(sort_keys=True)
_ENCODE_AS_GIVEN = _encoder(sort_keys=False)
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_refuse_number, parse_int=_integer, parse_constant=_refuse_number
)
