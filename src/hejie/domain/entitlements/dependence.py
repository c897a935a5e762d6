"""Which rules and remedies rest on which fact, and which answers to a fact make a difference: reckoned once a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hejie.domain.entitlements.conditions import Node
from hejie.domain.entitlements.expressions import Among, Category, Compare, Promised
from hejie.domain.entitlements.rules import Bundle

if TYPE_CHECKING:
    from hejie.domain.entitlements.evaluate import Asked

_SELECTING = ("dates.ordered", "dates.paid", "dates.shipped", "dates.delivered", "dates.claimed")


@dataclass(frozen=True)
class Dependence:
    """Of one bundle: rules by fact (with all that rest on them), remedies by fact, kind and useful answers by fact."""

    rules: Mapping[str, frozenset[int]]
    remedies: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[str, tuple]]

    def currency(self, asked: Asked) -> str:
        """The currency of the money that was told, else that of the place."""
        return next((value[1] for value in asked.told.values() if isinstance(value, tuple)), asked.bundle.currency)


def of(bundle: Bundle) -> Dependence:
    """What rests on what in a bundle; kept with it."""
    if not bundle.dependence:
        bundle.dependence.append(_reckoned(bundle))
    return bundle.dependence[0]


def _reckoned(bundle: Bundle) -> Dependence:
    direct: list[set[str]] = []
    refers: list[set[int]] = []
    for number, rule in enumerate(bundle.rules):
        facts = {path for node in rule.nodes() for path in node.facts()}
        others = {*bundle.behind[number], *bundle.unless[number]}
        direct.append(facts)
        refers.append(others)
    rests = _closed(refers)
    rules: dict[str, set[int]] = {}
    for number in range(len(bundle.rules)):
        for one in rests[number]:
            for path in direct[one]:
                rules.setdefault(path, set()).add(number)
    every = frozenset(range(len(bundle.rules)))
    found = {path: every if path in _SELECTING else frozenset(numbers) for path, numbers in rules.items()}
    return Dependence(found, _remedies(bundle, found), _kinds(bundle))


def _closed(refers: list[set[int]]) -> list[set[int]]:
    """For each rule itself and all that it rests on."""
    found: list[set[int]] = []
    for number in range(len(refers)):
        seen, waiting = {number}, [number]
        while waiting:
            for other in refers[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        found.append(seen)
    return found


_MONEY_OF = ("price", "shipping_paid", "unperformed", "refunded", "harm.property_loss", "buyer_conduct.within_need")


def _remedies(bundle: Bundle, rules: Mapping[str, frozenset[int]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    every = tuple(
        dict.fromkeys(one for rule in bundle.rules if rule.kind in ("right", "bar") for one in rule.then.remedies)
    )
    for path, numbers in rules.items():
        for number in numbers:
            rule = bundle.rules[number]
            if rule.kind == "change":
                touched = rule.then.remedies or every
            elif rule.kind in ("right", "bar"):
                touched = rule.then.remedies
            else:
                continue
            for remedy in touched:
                found.setdefault(path, {})[remedy] = None
    for path in _MONEY_OF:
        for remedy in every:
            found.setdefault(path, {})[remedy] = None
    return {path: tuple(remedies) for path, remedies in found.items()}


def _kinds(bundle: Bundle) -> dict[str, tuple[str, tuple]]:
    """By fact: its kind, and the values that some rule looks at, with one that none does for choices."""
    values: dict[str, dict] = {}
    for rule in bundle.rules:
        for node in rule.nodes():
            for path, seen in _seen(node):
                values.setdefault(path, {}).update(dict.fromkeys(seen))
    return {path: (bundle.kinds.get(path, "flag"), tuple(sorted(seen, key=str))) for path, seen in values.items()}


def _seen(node: Node) -> Iterable[tuple[str, tuple]]:
    """Facts that a condition looks at, with the values between which it tells."""
    if isinstance(node, (Among, Category)):
        yield node.path, tuple(node.wanted)
    elif isinstance(node, Compare):
        bound = getattr(node.bound, "number", None)
        yield node.path, () if bound is None or node.currency else (bound,)
    elif isinstance(node, Promised):
        yield "seller_conduct.promises", (node.name,)
    else:
        for path in node.facts():
            yield path, ()
