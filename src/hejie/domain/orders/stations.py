"""How far the lines of an order have come: folds of entries that are about all of it, or about the lines that they name."""

from collections.abc import Callable, Mapping
from typing import Protocol

from hejie.domain.kernel.frozen import changed


class Order(Protocol):
    """An order as it stands (`orders.state.OrderState`)."""

    lines: tuple
    status: str
    dates: Mapping[str, str]
    stations: Mapping[int, Mapping[str, str]]
    cancelled: bool
    confirmed: str
    confirmed_lines: Mapping[int, str]
    accepted: frozenset[int]
    time_asked: Mapping[str, int]

    def reached(self, number: int, station: str) -> str:
        """When a line came so far, or ""."""


def station(status: str, name: str) -> Callable[[Order, Mapping], Order]:
    """The fold of an entry by which an order, or the lines that it names, have come so far."""

    def reach(state: Order, entry: Mapping) -> Order:
        on, lines = entry["data"].get("on") or entry["at"], entry["data"].get("lines")
        if lines:
            return _of_lines(state, lines, name, on, status)
        return changed(state, status=status, dates={name: on, **state.dates})

    return reach


def _of_lines(state: Order, lines: list[int], name: str, on: str, status: str) -> Order:
    """Some lines have come so far; the order has when all have that are not called off."""
    stations = {**state.stations, **{line: {name: on, **state.stations.get(line, {})} for line in lines}}
    state = changed(state, stations=stations)
    there = [line.line for line in state.lines if name == "cancelled" or not state.reached(line.line, "cancelled")]
    if all(state.reached(line, name) for line in there):
        last = max(state.reached(line, name) for line in there)
        return changed(state, status=status, dates={name: last, **state.dates})
    return changed(state, status=_PARTLY.get(status, state.status))


_PARTLY = {"shipped": "partly_shipped", "delivered": "partly_delivered"}


def confirmed(state: Order, entry: Mapping) -> Order:
    """Who has confirmed that the order, or the lines named, came: its buyer, or his silence."""
    who, lines = "silence" if entry["data"]["deemed"] else "buyer", entry["data"].get("lines")
    state = station("confirmed", "confirmed")(state, entry)
    if not lines:
        return changed(state, confirmed=who)
    by_line = {**state.confirmed_lines, **dict.fromkeys(lines, who)}
    whole = who if state.dates.get("confirmed") else state.confirmed
    return changed(state, confirmed_lines=by_line, confirmed=whole)


def accepted(state: Order, entry: Mapping) -> Order:
    """A shop has taken lines on."""
    return changed(state, accepted=state.accepted | frozenset(entry["data"]["lines"]))


def lines_cancelled(state: Order, entry: Mapping) -> Order:
    """Some lines are called off; the order is when all are."""
    data = entry["data"]
    state = _of_lines(state, data["lines"], "cancelled", data["on"], "cancelled")
    return changed(state, cancelled=state.cancelled or all(state.reached(one.line, "cancelled") for one in state.lines))


def time_asked(state: Order, entry: Mapping) -> Order:
    """A shop has asked the buyer for more of its time."""
    return changed(state, time_asked={**state.time_asked, entry["data"]["deadline"]: entry["data"]["hours"]})


def time_answered(state: Order, entry: Mapping) -> Order:
    """He has answered it."""
    return changed(state, time_asked={**state.time_asked, entry["data"]["deadline"]: 0})
