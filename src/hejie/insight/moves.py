"""What anybody may do next in a case that is played: every act of the gate, with terms that lead somewhere else.

Things that only make sense together are one move: an offer and its acceptance, a proposal and its failing, new evidence
and the re-opening that it is for.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import PARTIES
from hejie.insight.rehearsal import ACTS, Rehearsal

LOCKED = ("answer_first", "too_early")
# Acts that lead nowhere else by themselves; whether they make sense is seen in the procedure alone. What is promised runs
# beside everything else and decides nothing of the claim.
STANDING = frozenset(
    {"room", "note", "extend", "pause", "resume", "take_back", "promise", "accept_promise", "hand_over"}
)


@dataclass(frozen=True, slots=True)
class Move:
    """Something that one party does now. name: the act of the procedure; play: carries it out, or refuses."""

    by: str
    name: str
    play: Callable[[Rehearsal], None]


def fork(played: Rehearsal) -> Rehearsal:
    """The same case, to be taken another way; its entries are counted anew. There is always a neutral left to assign."""
    other = copy.copy(played)
    other.entries = []
    if other.case.former_neutrals:
        other.world = other.world.with_state("case", replace(other.case, former_neutrals=()))
    return other


def neutral_of(played: Rehearsal) -> str:
    """Who of the cast is the neutral of this case, or would be."""
    return played.case.neutral or "neutral"


def moves(played: Rehearsal, pauses: bool = False, files: bool = True) -> Iterator[Move]:
    """Every move that the procedure lists for the stage of a case, possible now or not; of several ways to say something one.

    pauses   standstills too; where nothing hangs on them they only take time
    files    evidence from those, too, who can say something; where nothing hangs on it, it changes nothing
    """
    procedure, stage = played.world.procedure, played.case.stage
    for party in PARTIES:
        who = neutral_of(played) if party == "neutral" else party
        acts = procedure.acts.get(stage, {}).get(party, frozenset())
        talk = [act for act in ("statement", "message", "evidence") if act in acts]
        needless = set(talk[1:]) - ({"evidence"} if files else set())
        for act in acts - needless:
            for play in _plays(act, who):
                yield Move(party, act, play)
        if party == "neutral" and played.case.waits("vote"):
            yield Move(party, "vote", _does("panel", "vote", vote="for"))
            yield Move(party, "vote", _does("panel", "vote", vote="against"))
        for step in procedure.steps_of(stage, party):
            yield Move(party, "step", _does(who, "step", step=step))
        if pauses and "pause" in acts:
            for kind in procedure.pauses:
                yield Move(party, "pause", _pause(who, kind))


def _plays(act: str, who: str) -> Iterator[Callable[[Rehearsal], None]]:
    special = _TOGETHER.get(act)
    if special is not None:
        yield from special(who)
    elif act in ACTS and act not in STANDING:
        yield _does(who, act)


def _does(who: str, act: str, **terms: object) -> Callable[[Rehearsal], None]:
    return lambda played: played.act(who, act, **terms)


def _claimed(played: Rehearsal) -> dict:
    return dict(played.case.offers[0].package | played.case.granted)


def _somebody_else(played: Rehearsal) -> str:
    return "other_neutral" if played.case.neutral == "neutral" else "neutral"


def _ask(played: Rehearsal, who: str, side: str) -> None:
    if played.case.waits("question"):
        raise Refusal("not_your_turn")
    played.act(who, "ask", to=side)


def _answer(played: Rehearsal, who: str) -> None:
    try:
        played.act(who, "answer_question")
    except Refusal as refusal:
        if refusal.code != "question_not_open":
            raise
        side = {"claimant": played.case.claimant, "respondent": played.case.respondent}[who]
        played.act(neutral_of(played), "ask", to=side)
        played.act(who, "answer_question")


def _first_offered(act: str, who: str) -> Callable[[Rehearsal], None]:
    """Accept or reject what is there; otherwise what the other side, or the neutral, offers for it."""

    def play(played: Rehearsal) -> None:
        try:
            played.act(who, act)
        except Refusal as refusal:
            if refusal.code in ("not_allowed_now", "agreement_waits", "already_settled"):
                raise
            other = _other(who)
            try:
                played.act(other, "offer", **played.case.offers[0].package)
                played.act(who, act)
            except Refusal:
                played.act(neutral_of(played), "propose", **played.case.offers[0].package)
                played.act(who, act)
                if act == "accept":
                    played.act(other, act)

    return play


def _other(who: str) -> str:
    return "respondent" if who == "claimant" else "claimant"


def _escalate(played: Rehearsal, who: str) -> None:
    """Go on; out of a mediation when a proposal has failed."""
    try:
        played.act(who, "escalate")
    except Refusal as refusal:
        if refusal.code != "mediation_not_tried":
            raise
        played.act(neutral_of(played), "propose")
        played.act(who, "reject")
        played.act(who, "escalate")


def _reopen(played: Rehearsal, who: str) -> None:
    played.act(who, "evidence")
    played.act(who, "reopen")


def _pause(who: str, kind: str) -> Callable[[Rehearsal], None]:
    def play(played: Rehearsal) -> None:
        played.act(who, "pause", pause=kind)
        if not played.case.paused:
            played.act(_other(who), "pause", pause=kind)
        played.act(who, "resume")

    return play


_Plays = Callable[[str], Iterable[Callable[[Rehearsal], None]]]
_TOGETHER: Mapping[str, _Plays] = {
    "confirm": lambda who: (_does(who, "confirm"), _does(who, "dispute")),
    "ask": lambda who: [lambda played, side=side: _ask(played, who, side) for side in ("buyer", "seller")],
    "answer_question": lambda who: (lambda played: _answer(played, who),),
    "assign": lambda who: (
        lambda played: played.act(who, "assign", neutral=_somebody_else(played)),
        lambda played: played.act(who, "assign", neutral=_somebody_else(played), alone=True),
    ),
    "accept": lambda who: (_first_offered("accept", who),),
    "reject": lambda who: (_first_offered("reject", who),),
    "escalate": lambda who: (lambda played: _escalate(played, who),),
    "decide": lambda who: (
        lambda played: played.act(who, "decide", **_claimed(played)),
        lambda played: played.act(who, "decide", **played.case.granted),
    ),
    "decide_appeal": lambda who: (
        _does(who, "uphold"),
        lambda played: played.act(who, "change", **_claimed(played)),
        lambda played: played.act(who, "change", **played.case.granted),
    ),
    "reopen": lambda who: (lambda played: _reopen(played, who),),
}
