"""Why rows came out as they did, down to the facts and the figures, as plain JSON that is kept with a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.logic import FALSE, NAMES, TRUE
from hejie.domain.entitlements.rows import Row
from hejie.domain.entitlements.rules import Rule

_IDEAS = "common/ideas"  # words that all laws share stand in the proof, but are no reason of their own


def tree(asked: Asked, rows: Iterable[Row]) -> dict[str, Any]:
    """The proof of all rows: for each remedy the rules that it rests on, and each rule once with all its parts."""
    found: dict[str, dict[str, Any]] = {}
    remedies = []
    for row in rows:
        numbers = [one for one in (row.rule, row.more, *row.stopped, *row.told) if one is not None]
        for number in numbers:
            _rule(asked, number, found)
        ids = asked.bundle.rules
        remedies.append(
            {
                "remedy": row.remedy,
                "certainty": row.certainty,
                "right": None if row.rule is None else ids[row.rule].id,
                "closed_by": [ids[number].id for number in row.stopped],
                "also": [ids[number].id for number in row.told],
            }
        )
    return {"remedies": remedies, "rules": found}


def reasons(asked: Asked, row: Row) -> list[int]:
    """Numbers of the rules that a row rests on, in the order in which they are told."""
    found: dict[int, None] = {}
    if row.value == FALSE:  # what closes a way is the first to be told
        found.update(dict.fromkeys(row.stopped))
    if row.rule is not None:
        _rest(asked, row.rule, row.value, found)
    found.update(dict.fromkeys((*row.stopped, *row.told)))
    kept, rules = asked.kept, asked.bundle.rules
    for number in asked.epoch.duties.get(row.remedy, ()) if row.value != FALSE else ():
        if (kept[number] if kept[number] is not None else asked.truth(number)) == TRUE:
            found[number] = None
    return [number for number in found if rules[number].kind != "meaning" or rules[number].book != _IDEAS]


def _rest(asked: Asked, number: int, value: int, found: dict[int, None]) -> None:
    """A rule, then the ideas and rules that made its conditions true, then exceptions that are not settled."""
    if number in found:
        return
    found[number] = None
    kept = asked.kept
    for other in asked.bundle.behind[number]:
        if (kept[other] if kept[other] is not None else asked.truth(other)) != FALSE:
            _rest(asked, other, value, found)
    if value != FALSE:
        for exception in asked.bundle.unless[number]:
            if asked.counting(exception) not in (FALSE, TRUE):
                found[exception] = None


def _rule(asked: Asked, number: int, found: dict[str, dict[str, Any]]) -> None:
    """Add a rule with its truth and its conditions, and what they rest on; each once."""
    rule: Rule = asked.bundle.rules[number]
    if rule.id in found:
        return
    found[rule.id] = shown = {"is": NAMES[asked.truth(number)]}
    if not asked.in_force(number):
        shown["in_force"] = False
        return
    shown["if"] = rule.when.shown(asked)
    if rule.in_time is not None:
        clock = rule.in_time
        shown["in_time"] = {
            "from": clock.start,
            "to": clock.act,
            clock.unit: clock.length(asked),
            "last": asked.day(clock.last(asked)),
            "is": NAMES[clock.within(asked)],
        }
    unless = [one for one in asked.bundle.unless[number] if asked.counting(one) != FALSE]
    if unless:
        shown["unless"] = [asked.bundle.rules[one].id for one in unless]
    kept = asked.kept
    for other in (*unless, *asked.bundle.behind[number]):
        if (kept[other] if kept[other] is not None else asked.truth(other)) != FALSE:
            _rule(asked, other, found)
