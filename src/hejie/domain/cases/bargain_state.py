"""Rounds of proposals as the case's own record knows them: what was put to both sides and how it ended.

Who has told what matters to him, who has ranked and how, stands in each side's own room and in no word here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.frozen import changed

THREE, TEXT, IMPROVEMENT = "three", "text", "improvement"
MOST = {THREE: 3, TEXT: 5}
"""How many rounds of a kind a case can have."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A package that was put to both sides. id: r1a, r1b …"""

    id: str
    package: Mapping


@dataclass(frozen=True, slots=True)
class Round:
    """A round of proposals.

    id         r1, r2 …; at: when it was put
    kind       three (packages to choose from), text (the standing text and a variant of it), improvement (what has been
               agreed and something that is better for both)
    standing   id of the one among its proposals that stands until something better is found, or ""
    status     open, closed (nobody can rank any more, what was ranked is about to be counted), or ended
    result     agreed, next (nothing that both accept, another round follows), none, lapsed, or over (something else has
               settled the case); "" while it has not ended
    proposal   id of the one that is agreed or, of a text, stands now; or ""
    """

    id: str
    kind: str
    at: str
    proposals: tuple[Proposal, ...]
    standing: str = ""
    status: str = "open"
    result: str = ""
    proposal: str = ""

    @property
    def open(self) -> bool:
        """Whether it can be ranked."""
        return self.status == "open"

    def package(self, proposal: str) -> Mapping | None:
        """The package of one of its proposals, or None."""
        return next((one.package for one in self.proposals if one.id == proposal), None)


def open_round(state: object) -> Round | None:
    """The round that can be ranked now, if any."""
    last = state.rounds[-1] if state.rounds else None
    return last if last is not None and last.open else None


def unfinished(state: object) -> Round | None:
    """The round that has not ended: it can be ranked, or is about to be counted."""
    last = state.rounds[-1] if state.rounds else None
    return last if last is not None and last.status != "ended" else None


def next_kind(state: object) -> str:
    """What kind of round would come next: three packages, then a single text; "" where there have been enough."""
    return next((kind for kind, most in MOST.items() if sum(row.kind == kind for row in state.rounds) < most), "")


def number(state: object) -> str:
    """The id that the next round has."""
    return f"r{len(state.rounds) + 1}"


def over(state: object) -> object:
    """What was not ended is over, because the case has gone another way; nothing more is to be put."""
    if not state.proposals_asked and unfinished(state) is None:
        return state
    rows = tuple(row if row.status == "ended" else replace(row, status="ended", result="over") for row in state.rounds)
    return changed(state, rounds=rows, proposals_asked="")


def closed(state: object, round_id: str) -> object:
    """The time of a round is over."""
    return changed(
        state,
        rounds=tuple(replace(row, status="closed") if row.id == round_id and row.open else row for row in state.rounds),
    )


def _asked(state: object, entry: Mapping, data: Mapping) -> object:
    answered = state.answered or data["side"] == state.respondent
    return changed(state, proposals_asked=data["side"], answered=answered)


def _made(state: object, entry: Mapping, data: Mapping) -> object:
    found = tuple(Proposal(one["id"], one["package"]) for one in data["proposals"])
    row = Round(data["round"], data["kind"], entry["at"], found, data["standing"])
    asked = state.proposals_asked if data["kind"] == IMPROVEMENT else ""
    return changed(state, rounds=(*state.rounds, row), proposals_asked=asked)


def _not_made(state: object, entry: Mapping, data: Mapping) -> object:
    return changed(state, proposals_asked="")


def _ended(state: object, entry: Mapping, data: Mapping) -> object:
    rows = tuple(
        replace(row, status="ended", result=data["result"], proposal=data["proposal"])
        if row.id == data["round"]
        else row
        for row in state.rounds
    )
    return changed(state, rounds=rows, proposals_asked="system" if data["result"] == "next" else "")


HANDLERS: dict[str, Callable] = {
    "ProposalsAsked": _asked,
    "ProposalsMade": _made,
    "ProposalsNotMade": _not_made,
    "RoundEnded": _ended,
}
