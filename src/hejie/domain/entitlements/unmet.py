"""Which facts that were told close a way."""

from __future__ import annotations

from hejie.domain.entitlements.conditions import Node
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.logic import FALSE


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
    for other in asked.bundle.referred(node):
        if asked.in_force(other):
            _false(asked, asked.bundle.rules[other].when, found)
