"""What sides have told privately, read from their own rooms: the newest word, answers to questions, the case's own numbers.

Nothing here asks whether anybody may: who calls has either the reader's own room alone, or is the program itself.
"""

from collections.abc import Mapping

import orjson

from hejie.domain.cases import bargain_facts
from hejie.domain.cases.bargain_history import Asked
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import preferences
from hejie.domain.settlement.terms import space as spaces
from hejie.domain.settlement.terms.preferences import Preferences
from hejie.domain.settlement.terms.space import Space
from hejie.rulebooks import settlement
from hejie.store import queries


def space_of(case: CaseState, order: object) -> Space:
    """What can be agreed in a case, by the values in force."""
    return spaces.of(bargain_facts.of(case, order), settlement.load())


def preferences_of(room: RoomState | None, case: CaseState, space: Space) -> Preferences | None:
    """The newest word of the side whose room it is; None where it has told nothing, or it was erased."""
    told = room.kept_as("PreferencesTold") if room is not None else ()
    if not told:
        return None
    raw = _json(case, [told[-1].data["preferences"]["ref"]]).get(told[-1].data["preferences"]["ref"])
    return fitting(raw, space) if raw else None


def fitting(raw: Mapping, space: Space) -> Preferences | None:
    """A word told on another grid (an offer of another amount has come since), as far as it still fits."""
    try:
        return preferences.read(raw, space)
    except Refusal:
        known = {issue.name: issue.values for issue in space.issues}
        cut = {name: _cut(one, known[name]) for name, one in raw.items() if name in known}
    try:
        return preferences.read(cut, space)
    except Refusal:
        return None


def _cut(told: Mapping, values: tuple[str, ...]) -> dict:
    best, worst = (_near(told.get(part) or "", values) for part in ("best", "worst"))
    ratings = {value: rating for value, rating in (told.get("ratings") or {}).items() if value in values}
    return {"best": best, "worst": worst if worst != best else "", "points": told.get("points", 0), "ratings": ratings}


def _near(value: str, values: tuple[str, ...]) -> str:
    if value in values or not value:
        return value
    if value.isdecimal() and all(one.isdecimal() for one in values):
        return min(values, key=lambda one: abs(int(one) - int(value)))
    return ""


def asked_of(room: RoomState | None, case: CaseState) -> Asked:
    """The packages of the questions that a side has answered, by question."""
    kept = room.kept_as("TradeOffAnswered") if room is not None else ()
    texts = _json(case, [one.data["asked"]["ref"] for one in kept])
    return {one.data["question"]: texts[ref] for one in kept if (ref := one.data["asked"]["ref"]) in texts}


def _json(case: CaseState, refs: list[str]) -> dict[str, Mapping]:
    return {ref: orjson.loads(text) for ref, text in queries.texts(case.root, refs).items()}
