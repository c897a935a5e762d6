"""Changes to a rule, one at a time, that a test must notice: each number a little, each condition and exception left out.

Mutation testing of data: what may be changed unnoticed is held by nothing.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_DECIMAL = ("percent", "daily")
_CHANGED = ("if", "in_time", "then", "unless", "valid")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `what` says it in words; rule: the changed rule; book: changed parts of the book's head."""

    what: str
    rule: Mapping[str, Any]
    book: Mapping[str, Any]


def changes(document: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[Change]:
    """All changes of a rule, and of the parameters and dates of its book that it rests on."""
    for key in _CHANGED:
        if key in rule:
            for path, value, what in _below((key,), rule[key]):
                yield Change(what, _with(rule, path, value), {})
    for name in sorted(_parameters(rule)):
        for path, value, what in _below((name,), document["parameters"][name]):
            yield Change(f"parameter {what}", rule, {"parameters": _with(document["parameters"], path, value)})
    if "valid" not in rule:
        for path, value, what in _below(("valid",), document["valid"]):
            yield Change(what, {**rule, "valid": _with({"valid": document["valid"]}, path, value)["valid"]}, {})


def _below(path: tuple, value: Any) -> Iterator[tuple[tuple, Any, str]]:
    name = ".".join(map(str, path))
    if type(value) is int:
        for other in (value - 1, value + 1):
            if other >= 0:
                yield path, other, f"{name}: {value} → {other}"
    elif isinstance(value, str) and path[-1] in _DECIMAL:
        yield path, f"{value}9" if "." in value else f"{value}.9", f"{name}: {value} → a little more"
    elif isinstance(value, str) and path[-1] in ("from", "to") and "valid" in path[:1] + path[-2:-1]:
        day = date.fromisoformat(value)
        for days in (-1, 1):
            yield path, (day + timedelta(days=days)).isoformat(), f"{name}: {value} {days:+} day"
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _below((*path, key), one)
    elif isinstance(value, list):
        if path[-1] in ("all", "any", "unless") and len(value) > 1 or path == ("unless",):
            for number, one in enumerate(value):
                yield path, value[:number] + value[number + 1 :], f"{name}: without {_short(one)}"
        for number, one in enumerate(value):
            if isinstance(one, (dict, list)):
                yield from _below((*path, number), one)


def _short(one: Any) -> str:
    text = str(one)
    return text if len(text) < 90 else f"{text[:87]}…"


def _with(document: Mapping[str, Any], path: tuple, value: Any) -> dict[str, Any]:
    changed = deepcopy(dict(document))
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


def _parameters(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["param"]} if set(value) == {"param"} else set()
        return own.union(*(_parameters(one) for one in value.values())) if value else own
    if isinstance(value, list):
        return set().union(*(_parameters(one) for one in value))
    return set()
