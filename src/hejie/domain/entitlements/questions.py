"""Which fact to ask for next: the one whose answer can change most; never one whose answer can change nothing.

Each candidate is tried out: its possible answers are put to the rules that rest on it, and the rows before and after are
compared. The idea is hypothetical reasoning as in s(CASP) and Blawx, and the next question by expected change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hejie.domain.entitlements.conditions import Open
from hejie.domain.entitlements.dependence import Dependence, of
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.facts import Facts
from hejie.domain.entitlements.logic import FALSE, TRUE, UNKNOWN
from hejie.domain.entitlements.rows import Row, row_of

_NEVER = frozenset({"jurisdiction", "as_of", "in_time"})
MOST_TRIED = 10
"""Facts that are tried out for one answer: more than a person is asked, few enough to take no time."""

_SUM = 0.3  # a sum where there was none yet: good to know, but it opens and closes nothing
_MORE = 5.0  # what would give more than is due already is asked before what changes nothing in the end
_MOST_ANSWERS = 5
_SELDOM = 0.05
"""Weight, for the order of questions, of a yes where most people's answer is no."""

_CERTAINTY, _TERMS, _NEEDS = 8.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to be asked for; decides: remedies whose row its answer can change; weight: how much, for the order."""

    fact: str
    decides: tuple[str, ...]
    weight: float


def ranked(asked: Asked, rows: Iterable[Row]) -> list[Question]:
    """All questions worth asking, the one that can change most first."""
    now = {row.remedy: row for row in rows}
    known = of(asked.bundle)
    found = [one for one in (_tried(asked, path, now, known) for path in candidates(asked, now.values())) if one]
    found.sort(key=lambda one: (-one.weight, one.fact))
    return found


def candidates(asked: Asked, rows: Iterable[Row]) -> list[str]:
    """Facts not told that may change a row: those that a row lacks, then those that keep most open up to MOST_TRIED.

    Looked at are the ways to each remedy, bars, exceptions that nobody has raised yet, and what else may hold.
    """
    score: dict[str, float] = {}
    needed: set[str] = set()  # what an answer names as lacking is always tried
    epoch = asked.epoch
    for row in rows:
        for path in row.open.needs:
            needed.add(path)
            score[path] = score.get(path, 0.0) + 1.0
        for number in (*epoch.rights.get(row.remedy, ()), *epoch.bars.get(row.remedy, ())):
            _unsettled(asked, number, score)
        if row.more is not None:
            needed.update(_add(asked, row.more, score, _MORE))
    for number in {number for numbers in epoch.changes.values() for number in numbers}:
        if asked.truth(number) == UNKNOWN:
            _add(asked, number, score, 0.5)
    for path in {path for paths in asked.bundle.promised for path in paths}:
        score[path] = score.get(path, 0.0) + 0.5
    known = [path for path in score if path not in asked.told and path not in _NEVER]
    if asked.promises is not None and "seller_conduct.promises" in known:
        known.remove("seller_conduct.promises")
    known.sort(key=lambda path: (path not in needed, -score[path], path))
    if "problem" not in asked.told:  # nearly everything is open still, and all of it hangs on what happened
        return known[: MOST_TRIED // 2 + 1]
    return known[: max(MOST_TRIED, min(len(needed), 2 * MOST_TRIED))]


def _unsettled(asked: Asked, number: int, score: dict[str, float]) -> None:
    value = asked.truth(number)
    if value not in (TRUE, FALSE):
        _add(asked, number, score, 1.0)
    if value == FALSE:
        return
    for exception in asked.bundle.unless[number]:  # one that nobody has raised yet is asked for, too
        if asked.truth(exception) == UNKNOWN:
            _add(asked, exception, score, 0.5)


def _add(asked: Asked, number: int, score: dict[str, float], weight: float) -> Iterable[str]:
    """What keeps a rule open shares its weight: a fact that alone would settle it counts most. The facts are returned."""
    found = Open()
    asked.open(number, found)
    for path in found.needs:
        score[path] = score.get(path, 0.0) + weight / len(found.needs)
    return found.needs


def _tried(asked: Asked, path: str, now: dict[str, Row], known: Dependence) -> Question | None:
    answers = _answers(asked, path, known)
    touched = known.remedies.get(path, ())
    chances = [_SELDOM if answer is not False and path in asked.bundle.seldom else 1.0 for answer in answers]
    weight, decides = 0.0, {}
    for answer, chance in zip(answers, chances, strict=True):
        other = _with(asked, path, answer, known)
        for remedy in touched:
            row, before = row_of(other, remedy), now.get(remedy)
            change = _change(before, row, path)
            if change:
                decides[remedy] = None
                weight += change * chance
    if not decides:
        return None
    return Question(path, tuple(decides), weight / len(answers))


def _with(asked: Asked, path: str, answer: object, known: Dependence) -> Asked:
    """The same question with one more fact told; only the rules that rest on it are reckoned anew."""
    facts = asked.facts
    if path == "seller_conduct.promises":
        other = Asked(asked.bundle, Facts(facts.told, facts.as_of, answer))  # type: ignore[arg-type]
    else:
        other = Asked(asked.bundle, Facts({**facts.told, path: answer}, facts.as_of, facts.promises))
    if other.days == asked.days:
        touched = known.rules.get(path, frozenset())
        start = other.epoch.start
        other.kept = [start[number] if number in touched else value for number, value in enumerate(asked.kept)]
    return other


def _answers(asked: Asked, path: str, known: Dependence) -> list[object]:
    kind, values = known.kinds.get(path, ("flag", ()))
    if kind == "flag":
        return [True, False]
    if kind == "choice":
        return list(values)[:_MOST_ANSWERS]
    if kind == "choices":  # of what happened more are tried, for everything hangs on it
        most = _MOST_ANSWERS * (2 if path == "problem" else 1)
        return [frozenset({one}) for one in values[:: len(values) // most + 1]]
    if kind == "category":
        return [*values[:: len(values) // _MOST_ANSWERS + 1], "other"]
    if kind == "promises":
        return [{}, *({one: 30} for one in values)]
    if kind == "money":
        return [(100_000, known.currency(asked))]
    if kind == "number":
        return sorted({number for one in values for number in (one - 1, one, one + 1) if number >= 0} | {0})
    return _days(asked, path)


def _days(asked: Asked, path: str) -> list[object]:
    """Days before that of the question which may lie in a period or after it, and do not contradict what was told."""
    floor = asked.told.get("dates.ordered", 0) if path != "dates.ordered" else 0
    days = [asked.as_of - back for back in (0, 10, 100, 900)]
    inside = [day for day in days if day >= floor]  # type: ignore[operator]
    return list(inside or [asked.as_of])


def _change(before: Row | None, after: Row | None, path: str) -> float:
    if before is None or after is None:
        return _CERTAINTY if before is not after else 0.0
    if before.certainty != after.certainty:
        return _CERTAINTY
    terms = (
        before.amount,
        before.until,
        before.freight,
        before.burden,
        before.against,
        before.perform,
        before.multiple,
    )
    others = (after.amount, after.until, after.freight, after.burden, after.against, after.perform, after.multiple)
    if terms[1:] == others[1:] and before.amount is None and after.amount is not None and before.value != FALSE:
        return _SUM
    if terms != others and before.value != FALSE:
        return _MORE if _sum(after) > _sum(before) > 0 else _TERMS
    if before.value in (TRUE, FALSE):
        return 0.0
    left = set(before.open.needs) - {path}
    return _NEEDS if left - set(after.open.needs) or before.value != after.value else 0.0


def _sum(row: Row) -> int:
    return row.amount[0] if row.amount is not None else 0
