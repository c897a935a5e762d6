"""From a JSON object to a scenario, or one line that says what is wrong with it (contract: settle, "In")."""

import json
import math

from hejie.domain.settlement.scenario import (
    MOST_OUTCOMES,
    Error,
    Issue,
    Offer,
    Package,
    Party,
    Ranked,
    Scenario,
    Utilities,
    WrongScenario,
)

_ANSWERS = (None, "accepted", "rejected")


def scenario(raw: object) -> Scenario:
    """The scenario that an object of JSON describes; raises WrongScenario."""
    found = _object(raw, "the scenario", {"issues", "parties"}, {"constraints", "history", "want"})
    issues = _issues(found["issues"])
    reader = _Reader(issues)
    names = _party_names(found["parties"])
    return Scenario(
        issues,
        (reader.party(found["parties"][0], names[0]), reader.party(found["parties"][1], names[1])),
        tuple(
            reader.constraint(one, f"constraints[{number}]")
            for number, one in enumerate(_list(found.get("constraints", []), "constraints"))
        ),
        tuple(
            reader.event(one, names, f"history[{number}]")
            for number, one in enumerate(_list(found.get("history", []), "history"))
        ),
        _wanted(found.get("want", {})),
    )


def _issues(raw: object) -> tuple[Issue, ...]:
    issues, outcomes, names = [], 1, set()
    for number, one in enumerate(_list(raw, "issues", least=1)):
        at = f"issues[{number}]"
        found = _object(one, at, {"name", "values"})
        name = _name(found["name"], f"{at}.name")
        values = tuple(_name(value, f"{at}.values") for value in _list(found["values"], f"{at}.values", least=1))
        if name in names:
            raise WrongScenario(f"{at}: the name {_shown(name)} is given to two issues")
        if len(set(values)) < len(values):
            raise WrongScenario(f"{at}: a value of {_shown(name)} is named twice")
        names.add(name)
        issues.append(Issue(name, values))
        outcomes *= len(values)
        if outcomes > MOST_OUTCOMES:
            raise WrongScenario(f"issues: more than {MOST_OUTCOMES} outcomes")
    return tuple(issues)


def _party_names(raw: object) -> tuple[str, str]:
    parties = _list(raw, "parties")
    if len(parties) != 2:
        raise WrongScenario(f"parties: two are needed, {len(parties)} given")
    names = []
    for number, one in enumerate(parties):
        found = _object(one, f"parties[{number}]", {"name"}, {"utilities", "reservation", "error"})
        names.append(_name(found["name"], f"parties[{number}].name"))
    if names[0] == names[1]:
        raise WrongScenario(f"parties: both are named {_shown(names[0])}")
    return names[0], names[1]


def _wanted(raw: object) -> int:
    number = _object(raw, "want", set(), {"proposals"}).get("proposals", 3)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise WrongScenario("want.proposals: not a positive whole number")
    return number


class _Reader:
    """Reads what names issues and values."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        self._sizes = [len(issue.values) for issue in issues]
        self._issues = {issue.name: number for number, issue in enumerate(issues)}
        self._values = [{value: number for number, value in enumerate(issue.values)} for issue in issues]

    def party(self, raw: dict, name: str) -> Party:
        at = f"party {_shown(name)}"
        reservation = _number(raw.get("reservation", 0), f"{at}: reservation")
        utilities = self._utilities(raw["utilities"], at) if "utilities" in raw else None
        error = _error(raw["error"], f"{at}: error") if "error" in raw else None
        greatest = sum(max(map(abs, worths)) for worths in utilities.worths()) if utilities else 1.0
        if not math.isfinite(4 * (greatest + abs(reservation))):
            raise WrongScenario(f"{at}: utilities and reservation are beyond what doubles can compare")
        return Party(name, utilities, reservation, error if utilities else None)

    def _utilities(self, raw: object, at: str) -> Utilities:
        weights = [0.0] * len(self._sizes)
        ratings = [(0.0,) * size for size in self._sizes]
        seen = set()
        for number, one in enumerate(_list(raw, f"{at}: utilities")):
            where = f"{at}: utilities[{number}]"
            found = _object(one, where, {"issue", "weight", "values"})
            issue = self._issue(found["issue"], f"{where}.issue")
            if issue in seen:
                raise WrongScenario(f"{where}: the issue {_shown(found['issue'])} is listed twice")
            seen.add(issue)
            weights[issue] = _number(found["weight"], f"{where}.weight")
            if weights[issue] < 0:
                raise WrongScenario(f"{where}.weight: below 0")
            ratings[issue] = self._ratings(found["values"], issue, f"{where}.values")
        return Utilities(tuple(weights), tuple(ratings))

    def _ratings(self, raw: object, issue: int, at: str) -> tuple[float, ...]:
        if not isinstance(raw, dict):
            raise WrongScenario(f"{at}: not an object")
        for value in raw:
            self._value(issue, value, at)
        lacking = next((value for value in self._values[issue] if value not in raw), None)
        if lacking is not None:
            raise WrongScenario(f"{at}: the value {_shown(lacking)} is not rated")
        return tuple(_number(raw[value], f"{at}.{_shown(value)}") for value in self._values[issue])

    def constraint(self, raw: object, at: str) -> dict[int, int]:
        pairs = _object(raw, at, {"not"})["not"]
        if not isinstance(pairs, dict):
            raise WrongScenario(f"{at}.not: not an object")
        return self._pairs(pairs, f"{at}.not")

    def event(self, raw: object, names: tuple[str, str], at: str) -> Offer | Ranked:
        if isinstance(raw, dict) and ("proposals" in raw or "ranking" in raw):
            found = _object(raw, at, {"proposals", "ranking"})
            packages = tuple(
                self._package(one, f"{at}.proposals[{number}]")
                for number, one in enumerate(_list(found["proposals"], f"{at}.proposals"))
            )
            rankings = _object(found["ranking"], f"{at}.ranking", set(), set(names))
            return Ranked(packages, tuple(_ranking(rankings, name, len(packages), at) for name in names))
        found = _object(raw, at, {"by", "offer"}, {"answer"})
        by, answer = found["by"], found.get("answer")
        if not isinstance(by, str) or by not in names:
            raise WrongScenario(f"{at}.by: {_shown(by)} is none of the parties")
        if ("answer" in found and answer is None) or answer not in _ANSWERS:
            raise WrongScenario(f"{at}.answer: {_shown(answer)} is neither accepted nor rejected")
        return Offer(names.index(by), self._package(found["offer"], f"{at}.offer"), answer)

    def _package(self, raw: object, at: str) -> Package:
        if not isinstance(raw, dict):
            raise WrongScenario(f"{at}: not an object")
        pairs = self._pairs(raw, at)
        lacking = next((name for name, issue in self._issues.items() if issue not in pairs), None)
        if lacking is not None:
            raise WrongScenario(f"{at}: the issue {_shown(lacking)} is not named")
        return tuple(pairs[issue] for issue in range(len(self._sizes)))

    def _pairs(self, raw: dict, at: str) -> dict[int, int]:
        pairs = {}
        for name, value in raw.items():
            issue = self._issue(name, at)
            pairs[issue] = self._value(issue, value, at)
        return pairs

    def _issue(self, name: object, at: str) -> int:
        if not isinstance(name, str) or name not in self._issues:
            raise WrongScenario(f"{at}: there is no issue {_shown(name)}")
        return self._issues[name]

    def _value(self, issue: int, value: object, at: str) -> int:
        if not isinstance(value, str) or value not in self._values[issue]:
            raise WrongScenario(f"{at}: the issue has no value {_shown(value)}")
        return self._values[issue][value]


def _ranking(raw: dict, name: str, size: int, at: str) -> tuple[int, ...] | None:
    if name not in raw:
        return None
    where = f"{at}.ranking.{_shown(name)}"
    ranks = _list(raw[name], where)
    whole = all(isinstance(rank, int) and not isinstance(rank, bool) for rank in ranks)
    if not whole or sorted(ranks) != list(range(size)):
        raise WrongScenario(f"{where}: not every proposal once, by its index")
    return tuple(ranks)


def _error(raw: object, at: str) -> Error:
    found = _object(raw, at, {"weights", "values"})
    weights, values = (_number(found[name], f"{at}.{name}") for name in ("weights", "values"))
    if weights < 0 or values < 0:
        raise WrongScenario(f"{at}: below 0")
    return Error(weights, values)


def _object(raw: object, at: str, needed: set[str], more: frozenset[str] | set[str] = frozenset()) -> dict:
    if not isinstance(raw, dict):
        raise WrongScenario(f"{at}: not an object")
    for name in needed:
        if name not in raw:
            raise WrongScenario(f"{at}: {name} is missing")
    for name in raw:
        if name not in needed and name not in more:
            raise WrongScenario(f"{at}: {_shown(name)} is not known here")
    return raw


def _list(raw: object, at: str, least: int = 0) -> list:
    if not isinstance(raw, list):
        raise WrongScenario(f"{at}: not a list")
    if len(raw) < least:
        raise WrongScenario(f"{at}: empty")
    return raw


def _name(raw: object, at: str) -> str:
    if not isinstance(raw, str) or not raw:
        raise WrongScenario(f"{at}: {_shown(raw)} is no non-empty string")
    return raw


def _number(raw: object, at: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise WrongScenario(f"{at}: {_shown(raw)} is no number")
    try:
        number = float(raw)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise WrongScenario(f"{at}: not a finite number")
    return number


def _shown(raw: object) -> str:
    """A value in one short line, whatever it is."""
    text = json.dumps(raw) if isinstance(raw, str | int | float | bool | None) else type(raw).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."
