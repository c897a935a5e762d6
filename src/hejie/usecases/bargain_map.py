"""The settlement map: what was offered and what could be, by what either side would gain; for the neutral of the case alone.

It rests on what both sides have told and done, so no party, operator or auditor ever gets one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.cases import access, bargain_history
from hejie.domain.cases.state import SIDES
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.usecases import bargain_words
from hejie.usecases.reading import CaseView

SOLUTIONS = ("nash", "egalitarian", "kalai_smorodinsky", "utilitarian")


@dataclass(frozen=True, slots=True)
class SettlementMap:
    """What was offered and could be, by what it gives each side over what it has without an agreement.

    points      offers, proposals and the agreement: (gain of the buyer, gain of the seller, label), in part-worths of 10,000
                (below zero: worse than none); label: the offer's or proposal's id, `agreement` for what is agreed
    frontier    (gain of the buyer, gain of the seller), ascending by the first
    solutions   nash, egalitarian, kalai_smorodinsky, utilitarian → the same pair, and the package; {} without a zone of agreement
    confidence  how sure the beliefs about each side are, 0 to 1
    proposals   what the engine would propose now, the best first: the same pair, and the package
    """

    points: tuple[tuple[int, int, str], ...]
    frontier: tuple[tuple[int, int], ...]
    solutions: Mapping[str, tuple[int, int, Mapping]]
    confidence: Mapping[str, float]
    proposals: tuple[tuple[int, int, Mapping], ...] = ()


def map_of(ctx: Context, view: CaseView) -> SettlementMap:
    """The settlement map of a case. Refuses not_found for everybody but its neutral."""
    from hejie.domain.settlement.terms import (  # NumPy is loaded with the first map, not at every start
        bargain,
        proposals,
    )

    case = view.case
    if access.side_of(ctx.actor, case) != "neutral":
        raise Refusal("not_found")
    space = bargain_words.space_of(case, view.order, ctx.now)
    rooms = {side: reader.room(case.id, f"pref-{side}") for side in SIDES}
    rooms = bargain_words.opened(case.root, rooms)
    told = {side: bargain_words.preferences_of(rooms[side], space) for side in SIDES}
    asked = {side: bargain_words.asked_of(rooms[side]) for side in SIDES}
    history = bargain_history.of(case, rooms, asked, space.values)
    found = bargain.of(space.facts, space.book, space, told, history)
    labelled = [(offer.package, offer.id) for offer in case.offers if offer.side != "system"]
    labelled += [(one.package, one.id) for row in case.rounds for one in row.proposals]
    if case.agreement is not None:
        labelled.append((case.agreement.package, "agreement"))
    solved = found.solved
    ways = solved.frontier.utilities.tolist()
    gains = tuple((round(one - solved.without[0]), round(other - solved.without[1])) for one, other in ways)
    solutions = {}
    if solved.found is not None:
        for name in SOLUTIONS:
            at = getattr(solved.found, name)
            solutions[name] = (*gains[at], space.package(tuple(solved.frontier.packages[at].tolist())))
    return SettlementMap(
        points=tuple((*(found.gain(side, package) for side in SIDES), label) for package, label in labelled),
        frontier=gains,
        solutions=solutions,
        confidence={side: found.confidence(side) for side in SIDES},
        proposals=tuple((*(found.gain(side, one) for side in SIDES), one) for one in proposals.three(found)),
    )
