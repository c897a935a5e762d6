"""What has happened in a case, as evidence of what matters to each side: offers, answers, rankings, answers to questions.

Whoever passes only one side's rankings and answers gets nothing of the other's but what stands in the case's own record.
"""

from collections.abc import Callable, Mapping, Sequence

from hejie.domain.cases.state import SIDES, CaseState, Kept, Offer, RoomState
from hejie.domain.settlement import scenario
from hejie.domain.settlement.scenario import Package, Ranked
from hejie.domain.settlement.terms.contradictions import Choice

_ANSWERED = {"accepted": "accepted", "rejected": "rejected", "countered": "rejected"}
Values = Callable[[Mapping], Package]
"""A package in its checked form → the nearest one of the case's space."""
Asked = Mapping[str, Mapping[str, Mapping]]
"""Question → its two packages, `first` and `second`."""


def of(
    case: CaseState, rooms: Mapping[str, RoomState | None], asked: Mapping[str, Asked], values: Values
) -> tuple[scenario.Offer | Ranked, ...]:
    """All evidence, oldest first.

    rooms   each side's own room, opened (`told_alone`), as far as it may be looked into; asked: by side, packages of its answered questions
    """
    found: list[tuple[str, scenario.Offer | Ranked]] = []
    for offer in case.offers:
        if offer.side in SIDES:
            by = SIDES.index(offer.side)
            found.append((offer.at, scenario.Offer(by, values(offer.package), _ANSWERED.get(offer.status))))
    ranked = {side: _by_round(rooms.get(side)) for side in SIDES}
    for row in case.rounds:
        ids = [one.id for one in row.proposals]
        rankings = tuple(_ranking(ranked[side].get(row.id), ids) for side in SIDES)
        if rankings != (None, None):
            found.append((row.at, Ranked(tuple(values(one.package) for one in row.proposals), rankings)))
    for number, side in enumerate(SIDES):
        for one in _kept(rooms.get(side), "TradeOffAnswered"):
            pair = asked.get(side, {}).get(one.data["question"])
            if pair:
                order = (0, 1) if one.data["answer"] == "first" else (1, 0)
                own = (order, None) if number == 0 else (None, order)
                found.append((one.at, Ranked((values(pair["first"]), values(pair["second"])), own)))
    return tuple(event for _at, event in sorted(found, key=lambda pair: pair[0]))


def choices(
    case: CaseState, side: str, room: RoomState | None, values: Values
) -> list[tuple[Choice, Mapping, Mapping]]:
    """What one side preferred to what, with both packages: in its rankings, and where it rejected more than it asked for."""
    found = []
    ranked = _by_round(room)
    for row in case.rounds:
        if row.id in ranked:
            order = list(ranked[row.id].data["order"])
            found += [
                _choice(f"{better}>{worse}", row.package(better), row.package(worse), values)
                for place, better in enumerate(order)
                for worse in order[place + 1 :]
            ]
    own = [offer for offer in case.offers if offer.side == side]
    for offer in case.offers:
        last = _last_before(own, offer)
        if offer.side != side and offer.status in ("rejected", "countered") and last is not None:
            found.append(_choice(f"{last.id}>{offer.id}", last.package, offer.package, values))
    return found


def answered(room: RoomState | None) -> frozenset[str]:
    """Questions that a side has answered."""
    return frozenset(one.data["question"] for one in _kept(room, "TradeOffAnswered"))


def _choice(about: str, first: Mapping, second: Mapping, values: Values) -> tuple[Choice, Mapping, Mapping]:
    return Choice(about, values(first), values(second)), first, second


def _last_before(own: Sequence[Offer], offer: Offer) -> Offer | None:
    """What a side asked for last before or right after another's offer that it did not take."""
    return own[-1] if own and own[-1].at >= offer.at else None


def _ranking(kept: Kept | None, ids: Sequence[str]) -> tuple[int, ...] | None:
    return tuple(ids.index(one) for one in kept.data["order"]) if kept is not None else None


def _by_round(room: RoomState | None) -> dict[str, Kept]:
    return {one.data["round"]: one for one in _kept(room, "ProposalsRanked")}


def _kept(room: RoomState | None, kind: str) -> tuple[Kept, ...]:
    return room.kept_as(kind) if room is not None else ()
