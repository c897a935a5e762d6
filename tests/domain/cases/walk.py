"""Random walks: what anybody might do next in a case, mostly what he may, sometimes what he may not.

A `Step` is plain numbers, so that Hypothesis can shrink it and a seeded `Random` can draw it; `choose` makes of it a
person and a move for the case as it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from random import Random

from hejie.domain.cases import access, bargain_commands, commands, credit
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow.points_book import Worth
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from tests.domain.cases import moves
from tests.domain.cases.scene import NOTHING, PAID, PART, REFUND, Move

FREIGHT = 900
PACKAGES: tuple[Mapping, ...] = (
    PART,
    REFUND,
    NOTHING,
    {**REFUND, "goods": "return"},
    {**REFUND, "goods": "return", "days": 3, "return_freight": {"payer": "seller", "minor": FREIGHT}},
    {**PART, "goods": "return", "service": "replacement", "days": 5},
    {**NOTHING, "service": "repair", "days": 20},
    {**NOTHING, "apology": True, "explanation": True, "days": 4},
    {**PART, "voucher": {"minor": 1500, "days": 60}, "public_reply": True},
    {**PART, "points": credit.at_worth(700, Worth("2026-01-01T00:00:00.000Z", 100, 30, "CNY", 90))},
    {"refund": 1, "apology": True},
    {"refund": PAID + 1},
    {"refund": -5},
    {"refund": 100, "currency": "EUR"},
)
HOURS = (*[0] * 24, 1, 6, 12, 24, 71.999, 72, 120, 240)
_FULFILS = {
    "sign": "sign", "perform": "perform", "ship_back": "perform", "confirm": "confirm", "confirm_return": "confirm",
    "question": "answer_question", "rank": "rank", "offer": "accept", "keep_promise": "perform", "confirm_promise": "confirm",
}  # fmt: skip
_TALK = frozenset({"message", "statement", "evidence", "note", "room", "ask", "answer_question", "ask_in"})
_GIVING_UP = frozenset({"withdraw", "hand_over"})
_ROOMS = ("joint", "buyer", "seller", "internal")


@dataclass(frozen=True)
class Step:
    """One thing that happens. Every field is a number that is taken modulo what there is to choose from.

    pause   which length of time goes by before; who: who acts; act: what he does; nth: to which of them
    terms   which package; bold: 0 means that he does something that nobody said he may
    """

    pause: int
    who: int
    act: int
    nth: int
    terms: int
    bold: int


def drawn(random: Random) -> Step:
    """A step by chance."""
    return Step(*(random.randrange(840) for _ in fields(Step)))


def hours(step: Step) -> float:
    """How many hours go by before the step."""
    return HOURS[step.pause % len(HOURS)]


def choose(step: Step, cast: Mapping[str, Actor], world: World, text: str) -> tuple[Actor, Move]:
    """Who does what. `text` is what he says, where he says something."""
    who, waited_for = _of(sorted(cast), step.who), ""
    if step.who % 3 and world.case.deadlines:  # mostly it is somebody whose turn it is
        row = _of(world.case.deadlines, step.nth)
        both = ("buyer", "seller")[step.terms % 2]
        named = {"both": both, "expert": both, "platform": "operator", "neutral": _present_neutral(cast, world.case)}
        who, waited_for = named.get(row.who, row.who), _FULFILS.get(row.wait, "")
    actor = cast[who]
    if waited_for and step.bold % 2:
        return actor, _ACTS[waited_for](step, cast, world.case, text)
    usual = access.allowed(actor, world) - (frozenset() if world.case.paused else {"resume"})
    if step.terms % 7:  # seldom give up, and do not only talk
        usual -= _GIVING_UP if step.terms % 7 < 3 else _TALK | _GIVING_UP
    known = sorted(usual) if usual and step.bold % 8 else sorted(_ACTS)
    return actor, _ACTS[_of(known, step.act)](step, cast, world.case, text)


def in_case(move: Move, case_id: str) -> Move:
    """The same move in a case of another name."""
    decide, command, action = move
    return decide, replace(command, case_id=case_id), action


def _of(choices: Sequence, number: int):
    return choices[number % len(choices)]


def _present_neutral(cast: Mapping[str, Actor], case: CaseState) -> str:
    return next((name for name, actor in cast.items() if actor.id == case.neutral), "neutral")


def _package(step: Step) -> Mapping:
    return _of(PACKAGES, step.terms)


def _knowing(step: Step) -> bool:
    return step.bold % 4 > 0


def _offer_id(step: Step, case: CaseState) -> str:
    offers = [offer.id for offer in case.open_offers()]
    return _of(offers, step.nth) if offers and step.bold % 6 else f"o{step.nth % 5}"


def _duty(step: Step, case: CaseState) -> str:
    duties = [duty.id for duty in case.obligations if duty.status in ("open", "reported")]
    return _of(duties, step.nth) if duties and step.bold % 6 else f"b{step.nth % 4}"


def _question(step: Step, case: CaseState) -> str:
    return _of([item.id for item in case.of_kind("question")] or ["q1"], step.nth)


def _reply_to(step: Step, case: CaseState) -> str:
    return "" if step.nth % 2 else _offer_id(step, case)


def _neutral_id(step: Step, cast: Mapping[str, Actor]) -> str:
    return cast[_of(("neutral", "other", "third", "buyer"), step.nth)].id


def _deadline_id(step: Step, case: CaseState) -> str:
    return _of(case.deadlines, step.nth).id if case.deadlines and step.bold % 6 else f"d{step.nth % 9}"


def _promise(step: Step, case: CaseState) -> str:
    open_ones = [row.id for row in case.promises if row.status == "open"]
    return _of(open_ones, step.nth) if open_ones and step.bold % 6 else f"p{step.nth % 4}"


def _ask_in(step: Step, case: CaseState, text: str) -> Move:
    asking = _of([row.id for row in case.askings] or ["k1"], step.nth)
    return _of(
        (
            moves.ask_in(text, days=1 + step.terms % 9, fee=step.terms % 3 * 100, pieces=_evidence(case)[:1]),
            moves.also_ask(text, asking),
            moves.not_him(asking, text),
            moves.on_objection(bool(step.terms % 2), asking),
            moves.ask_no_more(asking),
            moves.fee_paid(asking, text),
        ),
        step.nth + step.terms,
    )


def _talk(step: Step, case: CaseState, text: str) -> Move:
    """Something about the newest talk: proposed from the moment of the case's last entry on, or what may follow."""
    newest = case.talks[-1] if case.talks else None
    now = clock.parse(case.changed_at)
    ahead = [clock.text(now + timedelta(hours=hours)) for hours in (5, 30, 100)]
    talk_id = newest.id if newest else "t1"
    proposed = newest.proposal.moments if newest and newest.proposal else ahead
    return _of(
        (
            moves.talk_at(*ahead[: 1 + step.nth % 3], talk_id="" if step.terms % 2 else talk_id),
            moves.talk_suits(*proposed[: 1 + step.nth % 3], talk_id=talk_id),
            moves.talk_suits(*proposed, talk_id=talk_id),
            moves.talk_result(text, talk_id),
            moves.talk_right(talk_id),
            moves.talk_wrong(text, talk_id),
            moves.talk_off(talk_id, text),
        ),
        step.nth + step.terms,
    )


def _rank(step: Step, case: CaseState) -> Move:
    """The newest round, mostly with all its proposals and some accepted."""
    row = case.rounds[-1] if case.rounds else None
    letters = "".join(one.id[-1] for one in row.proposals) if row else "abc"
    turned = letters[step.nth % len(letters) :] + letters[: step.nth % len(letters)]
    accepts = "".join(one for number, one in enumerate(turned) if step.terms >> number & 1)
    return moves.rank(turned if step.bold % 6 else turned[1:], accepts, row.id if row else "r1", step.bold % 2 > 0)


def _evidence(case: CaseState) -> tuple[str, ...]:
    return tuple(item.id for item in case.of_kind("evidence"))


def _show(step: Step, case: CaseState, text: str) -> Move:
    """File a piece, or say something of one that is there."""
    pieces = _evidence(case)
    if pieces and step.nth % 5 < 2:
        return moves.remark(_of(pieces, step.nth), text, bool(step.terms % 2))
    return moves.file(text, _of(_ROOMS, step.nth), f"{step.nth:064d}")


def _write(step: Step, text: str, rooms: tuple[str, ...]) -> Move:
    return moves.say(text, _of(rooms, step.nth))


_ACTS = {
    "message": lambda step, cast, case, text: _write(step, text, ("joint", "joint", "internal")),
    "room": lambda step, cast, case, text: _write(step, text, _ROOMS),
    "statement": lambda step, cast, case, text: moves.tell(text),
    "evidence": lambda step, cast, case, text: _show(step, case, text),
    "note": lambda step, cast, case, text: moves.note(text),
    "offer": lambda step, cast, case, text: moves.offer(_package(step), _reply_to(step, case), text, _knowing(step)),
    "propose": lambda step, cast, case, text: moves.propose(_package(step)),
    "accept": lambda step, cast, case, text: moves.accept(_offer_id(step, case), _knowing(step)),
    "reject": lambda step, cast, case, text: moves.reject(_offer_id(step, case)),
    "take_back": lambda step, cast, case, text: moves.take_back(_offer_id(step, case)),
    "sign": lambda step, cast, case, text: moves.sign(_knowing(step)),
    "perform": lambda step, cast, case, text: moves.perform(_duty(step, case)),
    "confirm": lambda step, cast, case, text: (moves.confirm if step.nth % 2 else moves.dispute)(_duty(step, case)),
    "escalate": lambda step, cast, case, text: moves.escalate(text),
    "assign": lambda step, cast, case, text: moves.assign(_neutral_id(step, cast)),
    "object": lambda step, cast, case, text: moves.to_another(text),
    "hand_over": lambda step, cast, case, text: moves.hand_over(
        _neutral_id(step, cast) if step.terms % 2 else "", text
    ),
    "ask": lambda step, cast, case, text: moves.ask(_of(("buyer", "seller", "moon"), step.nth), text),
    "answer_question": lambda step, cast, case, text: moves.reply(_question(step, case), text),
    "to_decision": lambda step, cast, case, text: moves.to_decision(),
    "decide": lambda step, cast, case, text: moves.decide(_package(step)),
    "appeal": lambda step, cast, case, text: moves.appeal(text),
    "answer_appeal": lambda step, cast, case, text: moves.answer_appeal(text),
    "decide_appeal": lambda step, cast, case, text: moves.uphold() if step.nth % 2 else moves.change(_package(step)),
    "withdraw": lambda step, cast, case, text: moves.withdraw(text),
    "extend": lambda step, cast, case, text: moves.extend(_deadline_id(step, case), text),
    "pause": lambda step, cast, case, text: moves.pause(
        _of(("joint", "joint", "court", "police", "moon"), step.nth), text
    ),
    "resume": lambda step, cast, case, text: moves.resume(),
    "promise": lambda step, cast, case, text: (
        moves.unpromised(_promise(step, case))
        if step.nth % 5 == 0
        else moves.promise(_of(("buyer", "seller"), step.nth), step.terms % 95, step.terms % 7 * 100)
    ),
    "ask_in": lambda step, cast, case, text: _ask_in(step, case, text),
    "open_mediation": lambda step, cast, case, text: moves.open_mediation(),
    "confirm_opening": lambda step, cast, case, text: moves.confirm_opening(),
    "allow_in_decision": lambda step, cast, case, text: moves.allow("all", allow=bool(step.terms % 4)),
    "prefer": lambda step, cast, case, text: moves.prefer(refund=50, goods=50) if step.nth % 3 else moves.trade_off(),
    "ask_proposals": lambda step, cast, case, text: moves.ask_proposals(),
    "rank": lambda step, cast, case, text: _rank(step, case),
    "bid": lambda step, cast, case, text: moves.bid(),
    "talk": lambda step, cast, case, text: _talk(step, case, text),
    "accept_promise": lambda step, cast, case, text: moves.promised(_promise(step, case)),
    "reopen": lambda step, cast, case, text: moves.reopen(_evidence(case), text),
}


def is_private(command: object) -> bool:
    """Whether the command speaks in a room of its own."""
    own = (
        commands.WriteNote,
        bargain_commands.TellPreferences,
        bargain_commands.RankProposals,
        bargain_commands.AnswerTradeOff,
    )
    return isinstance(command, own) or getattr(command, "room", "joint") != "joint"
