"""Goods that came back and are kept apart are let go: back to stock, or written off. While the request is open, and afterwards.

Afterwards means: once its money is paid, or while it goes on as a dispute, until an agreement or a decision has said what becomes
of them. Each line is let go once, and the shop's own system hears of it in the order's stream.
"""

from collections.abc import Mapping
from datetime import datetime

from hejie.domain.aftersales.service import SERVED, Piece, Service
from hejie.domain.cases import access
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.servicing.commands import TakeServiceStep
from hejie.domain.cases.servicing.steps import STEPS, Rule, acting_as, name_of, only
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

WAYS = ("stock", "written_off")
_LETS_GO = ("approved", "done", "escalated", "ended")
_OPEN_ENDS = ("", *SERVED, "lapsed", "withdrawn")
"""How a case stands, or has ended, without anybody having agreed or decided on the goods."""


def release(world: World, command: TakeServiceStep, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Let go what is kept apart of one line. told: {"line", "to": stock or written_off}

    Refuses   service_not_open (there was no request, or it was never approved), goods_settled (an agreement or a decision says
              what becomes of the goods), not_kept_apart, step_told (facts: name), unknown_evidence
    """
    case = world.case
    service = case.service
    if service is None or service.status not in _LETS_GO:
        raise Refusal("service_not_open", stage=case.stage)
    if is_settled(case):
        raise Refusal("goods_settled")
    told = _told(service, command.told)
    filed = {item.id for item in case.of_kind("evidence")}
    for piece in command.evidence:
        if piece not in filed:
            raise Refusal("unknown_evidence", evidence=piece)
    draft = Draft(world, by, now)
    side = acting_as(access.side_of(by, case), case)
    draft.show_procedure(side)
    more: dict = {"note": Private(text_of(command.note))} if command.note.strip() else {}
    if command.evidence:
        more["evidence"] = list(dict.fromkeys(command.evidence))
    draft.add("ServiceStepTaken", step="release", side=side, **told, **more)
    if service.status != "approved":  # while it is open, its end tells the shop of all goods together
        draft.add_order([_told_to_shop(draft, service.piece(command.told["line"]), command.told["to"])])
    return draft.events()


def kept_apart(case: CaseState) -> tuple[Piece, ...]:
    """What of a case is kept apart and may still be let go."""
    service = case.service
    if service is None or service.status not in _LETS_GO or is_settled(case):
        return ()
    return tuple(piece for piece in service.pieces if piece.held)


def is_settled(case: CaseState) -> bool:
    """Whether an agreement or a decision has said what becomes of the goods."""
    return case.agreement is not None or case.outcome not in _OPEN_ENDS


def _told(service: Service, told: Mapping) -> dict:
    only(told, "line", "to")
    piece = service.piece(told.get("line"))
    if piece is None or not piece.held:
        raise Refusal("not_kept_apart", line=str(told.get("line", "–"))[:20])
    if name_of(told, "to") not in WAYS:
        raise Refusal("step_told", name="to")
    return {"pieces": [{"line": piece.line, "held": False}], "to": told["to"], "over": False}


def _told_to_shop(draft: Draft, piece: Piece, goods: str) -> Event:
    rows = [{"line": piece.line, "quantity": piece.counts, "goods": goods}]
    data = {"case": draft.case.id, "kind": draft.case.service.kind, "released": True, "pieces": rows}
    return Event(f"order:{draft.order.root}", "PiecesSettled", data)


STEPS["release"] = Rule(("seller",), lambda draft, told: _told(draft.case.service, told), lambda draft, told: None)
