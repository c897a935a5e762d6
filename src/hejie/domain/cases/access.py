"""The one gate: who may do what in a case, and who may read which of its streams.

Every list, page, API answer, notice, search, export and live stream goes through these functions. Whoever is not part
of a case learns nothing of it, not even that it exists.
"""

from hejie.domain.aftersales import acts
from hejie.domain.aftersales.flow import ANSWER
from hejie.domain.aftersales.service import STAGE
from hejie.domain.cases import access_desk as desk
from hejie.domain.cases import access_shop as shop
from hejie.domain.cases import access_trade as trade
from hejie.domain.cases.access_trade import deal_side as deal_side
from hejie.domain.cases.access_trade import is_own_standing as is_own_standing
from hejie.domain.cases.access_trade import may_read_deal as may_read_deal
from hejie.domain.cases.access_trade import may_read_order as may_read_order
from hejie.domain.cases.access_trade import may_see_standing as may_see_standing
from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.panels import Seat
from hejie.domain.cases.state import CaseState, RoomState
from hejie.domain.cases.world import World
from hejie.domain.escrow.holds import PLATFORM
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure

# Acts that a person does himself: never through another's sign-in or token, over a link only with a one-time code.
PERSONAL = frozenset(
    {
        "deal.confirm",
        "service.agree",
        "accept",
        "sign",
        "withdraw",
        "promise",
        "accept_promise",
        "allow_in_decision",
        "rank",
        "bid",
    }
)
# Acts of staff that demand a second factor: money, decisions, people.
GUARDED = frozenset(
    {"service.answer", "accept", "sign", "offer", "promise", "accept_promise", "propose", "decide", "decide_appeal", "vote",
     "rank", "bid", "assign", "hand_over", "move_neutral", "confirm", "erase", "hold", "complaint.hold", "deal.confirm", "deal.erase",
     "order.cancel", "order.refund", "order.retry", "order.erase", "order.hold", "deposit", "standing.find", "standing.review",
     "standing.decide", "standing.lift", "standing.erase", "voucher.issue", "voucher.budget", "points.worth", "points.give",
     "commit"}
)  # fmt: skip
# The way to the courts and to outside bodies is a right of both parties, at any stage and when the case is closed: no
# procedure gives it or takes it.
OUTSIDE = frozenset({"refer", "refer_result"})
# Whoever serves a buyer may always bind his own side, and say that it is done: no procedure forbids a promise to a customer.
COMMITTING = {"commit": ("seller", "platform"), "commit.keep": ("platform",)}
_SYSTEM_ROLES = frozenset({"system"})
_READERS = trade.READERS


def side_of(actor: Actor, case: CaseState) -> str:
    """buyer, seller, neutral, platform, auditor, system, or "" for somebody outside the case."""
    if actor.role == "system":
        return "system"
    if actor.marketplace != case.marketplace or actor.only_case not in ("", case.id):
        return ""
    if actor.role == "expert":
        return "expert" if asking_of(actor, case) else ""
    if actor.role == "buyer":
        return "buyer" if actor.id == case.buyer else ""
    if actor.role in ("seller", "agent") and actor.seller == case.seller:
        return "seller"
    if actor.role == "neutral":
        return "neutral" if actor.id == case.neutral else ""
    if actor.role == "operator" or (actor.role == "agent" and not actor.seller):
        return "platform"
    return "auditor" if actor.role == "auditor" else ""


def may(actor: Actor, action: str, world: World, command: object = None) -> None:
    """Let the act pass or refuse it.

    Refuses   not_found (also for what exists but is not his), not_allowed_now, act_in_person, second_factor_needed
    """
    if action.startswith("system."):
        if actor.role not in _SYSTEM_ROLES:
            raise Refusal("not_found")
        return
    try:
        _let_in(actor, action, world, command)
    except Refusal as refusal:
        if (
            refusal.code != "not_found"
        ):  # a stranger is not told that a proof is missing: he would learn that there is something
            _demand_proofs(actor, action)
        raise
    _demand_proofs(actor, action)


def _let_in(actor: Actor, action: str, world: World, command: object) -> None:
    """Ask whoever knows about what it is: a case, an order, a stream of its own."""
    if action == "open":
        _may_open(actor, world, command)
    elif action == "service.ask":
        _may_ask(actor, world, command)
    elif world.case is not None:
        _may_in_case(actor, action, world)
    elif "case" in world.streams:
        raise Refusal("not_found")
    elif "deal" in world.streams:
        trade.may_with_deal(actor, action, world, command)
    elif "complaint" in world.streams:
        desk.may_with_complaint(actor, action, world, command)
    elif "question" in world.streams:
        desk.may_with_question(actor, action, world, command)
    elif "standing" in world.streams:
        trade.may_with_standing(actor, action, world, command)
    elif world.order is not None or action in ("order.place",):
        trade.may_with_order(actor, action, world, command)
    elif action.startswith("voucher."):
        trade.may_with_vouchers(actor, action, command)
    elif action.startswith("points."):
        trade.may_with_points(actor, action, command)
    elif action in ("deposit",):
        if actor.role not in ("operator", "system"):
            raise Refusal("not_found")
    else:
        raise Refusal("not_found")


def _demand_proofs(actor: Actor, action: str) -> None:
    if action in PERSONAL and not actor.personal:
        raise Refusal("act_in_person", act=action)
    if action in GUARDED and actor.role not in ("buyer", "system") and not actor.second_factor:
        raise Refusal("second_factor_needed", act=action)


def _may_open(actor: Actor, world: World, command: object) -> None:
    order = world.order
    if actor.role == "system" and order is not None:
        return
    if order is None or actor.only_case or actor.marketplace != order.marketplace:
        raise Refusal("not_found")
    if actor.role == "buyer" and actor.id == order.buyer:
        return
    sellers = {order.seller_of(line) for line in getattr(command, "lines", ())}
    if actor.role in ("seller", "agent") and actor.seller and sellers == {actor.seller}:
        return
    raise Refusal("not_found")


def _may_ask(actor: Actor, world: World, command: object) -> None:
    """Its buyer asks; who sold the lines, and the marketplace's own people, write down for him what he asks for."""
    order = world.order
    if order is None or actor.only_case or actor.marketplace != order.marketplace:
        raise Refusal("not_found")
    if actor.role == "operator" or (actor.role == "agent" and not actor.seller):
        return
    if actor.role == "buyer" and actor.id == order.buyer:
        return
    sellers = {order.seller_of(line) for line, _quantity in getattr(command, "pieces", ())}
    if actor.role in ("seller", "agent") and actor.seller and sellers == {actor.seller}:
        return
    raise Refusal("not_found")


def _may_in_case(actor: Actor, action: str, world: World) -> None:
    case = world.case
    if (
        action == "service.scan"
    ):  # what a carrier says comes from a program, about the parcels of its own marketplace alone
        if actor.role not in ("integrator", "operator", "system") or actor.marketplace != case.marketplace:
            raise Refusal("not_found")
        return
    if action == "vote":
        may_read_seat(actor, case, world.room)
        return
    side = side_of(actor, case)
    if not side:
        raise Refusal("not_found")
    if action == "service.release":  # goods that lie in the shop are let go by its people, whatever the stage
        if not shop.may_release(actor, case):
            raise Refusal("not_found")
        return
    if action in ("erase", "move_neutral"):  # whatever the procedure says of it
        if actor.role != "operator":
            raise Refusal("not_allowed_now", act=action, stage=case.stage)
        return
    if action == "hold":  # so of this
        if actor.role not in _READERS:
            raise Refusal("not_allowed_now", act=action, stage=case.stage)
        return
    if action in OUTSIDE or action == "follow_up":
        if side not in ("buyer", "seller"):
            raise Refusal("not_allowed_now", act=action, stage=case.stage)
        return
    if action in COMMITTING:
        if side not in COMMITTING[action] or case.closed:
            raise Refusal("not_allowed_now", act=action, stage=case.stage)
        return
    if side == "expert":
        may_as_expert(actor, action, case)
        return
    party = party_of(side, case)
    if side != "system" and action not in _acts(world, side, party) and not _is_step(world, party, action):
        raise Refusal("not_allowed_now", act=action, stage=case.stage)
    _not_locked(world, party, action)


def _acts(world: World, side: str, party: str) -> frozenset[str]:
    """What a side may do at the case's stage: by the procedure, or while a service is under way by its own table."""
    case = world.case
    if case.stage != STAGE:
        return world.procedure.acts.get(case.stage, {}).get(party, frozenset())
    own = acts.allowed("seller") if side == "platform" and case.seller == PLATFORM else frozenset()
    return acts.allowed(side) | own


def _is_step(world: World, party: str, action: str) -> bool:
    """Steps of the dispute procedure, which have a table of their own."""
    return action == "step" and world.case.stage != STAGE and world.procedure.allows(world.case.stage, party, action)


def _not_locked(world: World, party: str, action: str) -> None:
    """Somebody may have to wait for another's turn to pass: who complains hears the answer first, as long as it may come."""
    waits = world.case.waits(*locks) if (locks := world.procedure.locks.get(action, {}).get(party)) else ()
    if any(row.wait == "answer" for row in waits):
        raise Refusal("answer_first", until=clock.text(max(row.until for row in waits)))
    if waits:
        raise Refusal("too_early", until=clock.text(max(row.until for row in waits)))


def party_of(side: str, case: CaseState) -> str:
    """claimant, respondent, neutral or platform: the procedure's word for a side."""
    if side == case.claimant:
        return "claimant"
    if side == case.respondent:
        return "respondent"
    return side


def allowed(actor: Actor, world: World) -> frozenset[str]:
    """All acts that the procedure and the gate let this actor do in the case now, for pages and answers."""
    case = world.case
    side = side_of(actor, case)
    if not side or world.procedure is None:
        return frozenset()
    party = party_of(side, case)
    may_do = _acts(world, side, party)
    locks = world.procedure.locks.items()
    may_do -= {act for act, parties in locks if (waits := parties.get(party)) and case.waits(*waits)}
    if _is_step(world, party, "step"):
        may_do |= {"step"}
    if case.stage == STAGE and side == case.claimant and case.waits(ANSWER):
        may_do -= {"escalate"}
    return may_do if actor.personal else may_do - PERSONAL


def open_steps(procedure: Procedure, case: CaseState, party: str) -> tuple[str, ...]:
    """Steps of the procedure that this party may say now that it has taken: each once, or while a wait is open for it."""
    rules = ((name, procedure.steps[name].during) for name in procedure.steps_of(case.stage, party))
    return tuple(name for name, waits in rules if (case.waits(*waits) if waits else name not in case.steps))


def visible_streams(actor: Actor, case: CaseState) -> tuple[str, ...]:
    """Streams of the case that this actor may read, the case's own first. Empty: the case is not there for him."""
    side = side_of(actor, case)
    if not side or side == "expert":
        return ()  # he reads no stream at all; what was chosen for him, `may_be_shown` says piece by piece
    own = f"case:{case.id}"
    if side in ("buyer", "seller"):
        return (own, room_stream(case.id, side))
    if side == "neutral":
        return (own, *(room_stream(case.id, room) for room in ("buyer", "seller", "internal")))
    if side == "platform":
        return (own, room_stream(case.id, "internal"))
    return (own,)


OWN = ("pref", "bid")
"""Rooms that each side has for itself alone: what matters to it and how it ranked; its sealed bids."""


def own_room(actor: Actor, case: CaseState, what: str) -> str:
    """The name of a room (`OWN`) of the actor's own side. Refuses not_found for whoever is not a party."""
    side = side_of(actor, case)
    if side not in ("buyer", "seller"):
        raise Refusal("not_found")
    return f"{what}-{side}"


def reads_own(actor: Actor) -> bool:
    """Whether somebody may read what his side keeps for itself alone: a person may, a program that acts for him may not."""
    return not actor.through.startswith("integrator:")


def own_streams(actor: Actor, case: CaseState) -> tuple[str, ...]:
    """Streams beside `visible_streams` that this actor alone may read: a side's own, and the neutral's of what was reckoned.

    Pages and lists never load them by the way; what needs one asks for it by name.
    """
    side = side_of(actor, case)
    if side in ("buyer", "seller"):
        return tuple(room_stream(case.id, own_room(actor, case, what)) for what in OWN) if reads_own(actor) else ()
    return (room_stream(case.id, "engine"),) if side == "neutral" else ()


def readable_streams(actor: Actor, case: CaseState) -> tuple[str, ...]:
    """All streams whose record this actor may read and take away: `visible_streams`, and for a party its own rooms.

    What was reckoned (the engine's room) holds both sides' words; nobody takes it away, the neutral sees what it comes to.
    """
    own = own_streams(actor, case) if side_of(actor, case) in ("buyer", "seller") else ()
    return (*visible_streams(actor, case), *own)


def room_stream(case_id: str, room: str) -> str:
    """The stream of a room; the joint room is the case's own stream."""
    return f"case:{case_id}" if room == "joint" else f"room:{case_id}:{room}"


def may_read(actor: Actor, case: CaseState | None) -> CaseState:
    """The case, for whoever may read it; not_found for everybody else."""
    if case is None or not visible_streams(actor, case):
        raise Refusal("not_found")
    return case


def may_read_seat(actor: Actor, case: CaseState | None, room: RoomState | None) -> Seat:
    """The seat of a panel that decides this case now, for its own member: he reads the joint file and his own vote, nothing
    else, until the panel is over. Refuses not_found, for everybody else and for the other members too.
    """
    seat = room.seat if room is not None else None
    if case is None or seat is None or case.panel is None or case.panel.status not in ("open", "closed"):
        raise Refusal("not_found")
    own = actor.role == "neutral" and actor.id == seat.member and actor.marketplace == case.marketplace
    if not own or actor.only_case or (seat.case, seat.panel) != (case.id, case.panel.id):
        raise Refusal("not_found")
    return seat


def may_see_seats(actor: Actor, case: CaseState) -> bool:
    """Whether somebody may know who sits on a panel: operators and auditors of the marketplace. Not what was voted."""
    return actor.role in _READERS and actor.marketplace == case.marketplace


def may_use_room(actor: Actor, case: CaseState, room: str) -> str:
    """The stream of a room in which this actor may speak or file; nobody does in those of `OWN`. Refuses room_not_yours."""
    stream = room_stream(case.id, room)
    if actor.role == "expert" and room == "joint" and asking_of(actor, case):
        return stream
    if actor.role != "system" and stream not in visible_streams(actor, case):
        raise Refusal("room_not_yours", room=room)
    return stream


# What somebody who was asked in may do, himself, while his request is open.
_EXPERT_ACTS = frozenset({"expert.quote", "expert.answer", "expert.decline", "evidence"})


def asking_of(actor: Actor, case: CaseState) -> Asking | None:
    """The request under which somebody who was asked in reads and acts; None once it is over, and for everybody else."""
    if actor.role != "expert" or actor.marketplace != case.marketplace or actor.only_case != case.id or case.closed:
        return None
    return next((one for one in case.askings if one.id == actor.id and one.status in ("open", "answered")), None)


def may_as_expert(actor: Actor, action: str, case: CaseState) -> None:
    """Let an act of somebody who was asked in pass or refuse it: not_found, act_in_person."""
    asking = asking_of(actor, case)
    if asking is None or (action != "expert.look" and (action not in _EXPERT_ACTS or asking.status != "open")):
        raise Refusal("not_found")
    if action in _EXPERT_ACTS and not actor.personal:
        raise Refusal("act_in_person", act=action)


def may_be_shown(actor: Actor, case: CaseState) -> tuple[Asking, frozenset[str]]:
    """The request of somebody who was asked in, and the numbers of all that he may see of the joint file: what was chosen
    for him, and what he has filed himself. Refuses not_found."""
    asking = asking_of(actor, case)
    if asking is None:
        raise Refusal("not_found")
    own = {item.id for item in case.of_kind("evidence") if item.data.get("asking") == asking.id}
    return asking, asking.shown | own
