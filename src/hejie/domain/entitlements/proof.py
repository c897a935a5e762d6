"""Why a row came out as it did: a tree down to the facts and the figures, as plain JSON that is kept with a case."""

from __future__ import annotations

from typing import Any

from hejie.domain.entitlements.conditions import Node, walk
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.expressions import Means, OfRule
from hejie.domain.entitlements.logic import FALSE, NAMES, TRUE
from hejie.domain.entitlements.rows import Row
from hejie.domain.entitlements.rules import Rule

_IDEAS = "common/ideas"  # words that all laws share stand in the proof, but are no reason of their own


def tree(asked: Asked, row: Row) -> dict[str, Any]:
    """The proof of a row: the rule of its way with its parts, what closes it, what else holds."""
    parts: dict[str, Any] = {"remedy": row.remedy, "certainty": row.certainty}
    if row.rule is not None:
        parts["right"] = _rule(asked, row.rule, set())
    parts["closed_by"] = [_rule(asked, number, set()) for number in row.stopped]
    parts["also"] = [_rule(asked, number, set()) for number in row.told]
    return parts


def reasons(asked: Asked, row: Row) -> list[int]:
    """Numbers of the rules that a row rests on, in the order in which they are told."""
    found: dict[int, None] = {}
    if row.rule is not None:
        _rest(asked, row.rule, row.value, found)
    for number in (*row.stopped, *row.told):
        found[number] = None
    for number in asked.bundle.duties.get(row.remedy, ()):
        if row.value != FALSE and asked.truth(number) == TRUE:
            found[number] = None
    return [number for number in found if asked.bundle.rules[number].book != _IDEAS]


def _rest(asked: Asked, number: int, value: int, found: dict[int, None]) -> None:
    """A rule, then the ideas and rules that made its conditions true, then exceptions that are not settled."""
    if number in found:
        return
    found[number] = None
    rule = asked.bundle.rules[number]
    for node in walk(rule.when):
        for other in _behind(asked, node):
            if asked.truth(other) != FALSE:
                _rest(asked, other, value, found)
    if value != FALSE:
        for exception in asked.bundle.unless[number]:
            if asked.counting(exception) not in (FALSE, TRUE):
                found[exception] = None


def _behind(asked: Asked, node: Node) -> tuple[int, ...]:
    if isinstance(node, Means):
        return asked.bundle.meanings.get(node.name, ())
    if isinstance(node, OfRule):
        return (asked.bundle.index[node.rule], *asked.bundle.replacers.get(node.rule, ()))
    return ()


def _rule(asked: Asked, number: int, seen: set[int]) -> dict[str, Any]:
    """A rule with its truth, its conditions and what they rest on; each once."""
    rule: Rule = asked.bundle.rules[number]
    value = asked.truth(number)
    shown: dict[str, Any] = {"rule": rule.id, "is": NAMES[value], "in_force": asked.in_force(rule)}
    if number in seen:
        return shown
    seen.add(number)
    shown["if"] = rule.when.shown(asked)
    if rule.in_time is not None:
        clock = rule.in_time
        shown["in_time"] = {
            "from": list(clock.start),
            "to": list(clock.act),
            clock.unit: clock.length(asked),
            "last": asked.day(clock.last(asked)),
            "is": NAMES[clock.within(asked)],
        }
    unless = [one for one in asked.bundle.unless[number] if asked.counting(one) != FALSE]
    if unless:
        shown["unless"] = [_rule(asked, one, seen) for one in unless]
    behind = [other for node in walk(rule.when) for other in _behind(asked, node) if asked.truth(other) != FALSE]
    if behind:
        shown["rests_on"] = [_rule(asked, other, seen) for other in behind]
    return shown


def unmet(asked: Asked, number: int) -> list[str]:
    """Facts that are told and make a rule's conditions false."""
    found: dict[str, None] = {}
    rule = asked.bundle.rules[number]
    _false(asked, rule.when, found)
    if not found and rule.in_time is not None and rule.in_time.within(asked) == FALSE:
        for name in (*rule.in_time.act, *rule.in_time.start):
            for path in (f"dates.{name}", f"elapsed.{name}"):
                if path in asked.told:
                    found[path] = None
        if not found and "in_time" in asked.told:
            found["in_time"] = None
    return list(found)


def _false(asked: Asked, node: Node, found: dict[str, None]) -> None:
    if node.value(asked) != FALSE:
        return
    for path in node.facts():
        if path in asked.told or (path == "seller_conduct.promises" and asked.promises is not None):
            found[path] = None
    for part in node.inner():
        _false(asked, part, found)
    for other in _behind(asked, node):
        rule = asked.bundle.rules[other]
        if asked.in_force(rule):
            _false(asked, rule.when, found)
