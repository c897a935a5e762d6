"""What sides have told privately, read from their own rooms: the newest word, answers to questions, the case's own numbers.

A room's entries hold references; `opened` puts what was told in their place, for all rooms that are asked for in one go.

Nothing here asks whether anybody may: who calls has either the reader's own room alone, or is the program itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import orjson

from hejie.domain.cases import bargain_facts, told_alone
from hejie.domain.cases.bargain_history import Asked
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import preferences
from hejie.domain.settlement.terms import space as spaces
from hejie.domain.settlement.terms.preferences import Preferences
from hejie.domain.settlement.terms.space import Space
from hejie.store import queries
from hejie.usecases import bargain_book, credit_terms


def space_of(case: CaseState, order: object, now: datetime) -> Space:
    """What can be agreed in a case, by the values in force: the rulebook's, the real use of vouchers and points once it is known,
    and what a point is worth now."""
    worth = credit_terms.worth_at(case.marketplace, now)
    return spaces.of(bargain_facts.of(case, order, worth), bargain_book.of(case.marketplace))


def found_of(root: str, rooms: Iterable[RoomState | None]) -> dict[str, Mapping | None]:
    """What was told in rooms of a root, by reference; None where it was erased, or its key is gone. One statement."""
    wanted = [ref for room in rooms for ref in told_alone.references(room)]
    texts = queries.texts(root, wanted)
    return {ref: orjson.loads(texts[ref]) if ref in texts else None for ref in wanted}


def opened(root: str, rooms: Mapping[str, RoomState | None]) -> dict[str, RoomState | None]:
    """Rooms of a root with what was told in place of references; what cannot be read any more is left out."""
    found = found_of(root, rooms.values())
    return {side: told_alone.opened(room, found) for side, room in rooms.items()}


def preferences_of(room: RoomState | None, space: Space) -> Preferences | None:
    """The newest word of the side whose opened room it is; None where it has told nothing, or it was erased."""
    told = room.kept_as("PreferencesTold") if room is not None else ()
    return fitting(told[-1].data["preferences"], space) if told else None


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


def asked_of(room: RoomState | None) -> Asked:
    """The packages of the questions that the side whose opened room it is has answered, by question."""
    kept = room.kept_as("TradeOffAnswered") if room is not None else ()
    return {one.data["question"]: one.data["asked"] for one in kept}
