"""Goods on their way to the buyer: another article, missing parts, the same once more; and what if there are none."""

from collections.abc import Callable, Mapping

from hejie.domain.aftersales import on_top
from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import exchanging, going_on, money
from hejie.domain.cases.servicing.sending import parcel_of
from hejie.domain.cases.servicing.steps import STEPS, Rule, awaits, deemed, flag, only
from hejie.domain.kernel.refusal import Refusal

BY_KIND: dict[str, tuple[Callable[[Draft], dict], Callable[[Draft], None]]] = {}
"""What of a kind its arrival says where all is well, and what follows where it is not; filled by the kind's own module."""
FIRST: dict[str, Callable[[Draft], None]] = {}
"""What of a kind comes between the choice of the money and its payment; it finishes, or lets another step begin."""
GOES_BACK: dict[str, Callable[[Service], bool]] = {}
"""Whether the buyer of a kind still has goods that go back before the money; filled by the kind's own module."""
OWN: dict[str, Callable[[Service], bool]] = {}
"""Whether what is sent is the buyer's own thing, of which none can be missing; filled by the kind's own module."""
CHOICES = ("refund", "wait")


def _dispatch(draft: Draft, told: Mapping) -> dict:
    """Who carries it, under which number."""
    return parcel_of(only(told, "carrier", "waybill", "sure"))


def _went(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "dispatch", "choose")
    going_on.next_step(draft)


def _arrive(draft: Draft, told: Mapping) -> dict:
    """It came as agreed, or it did not: then the request becomes a dispute."""
    only(told, "right")
    right = flag(told, "right", True)
    if not right:
        return {"right": False, "over": False}
    more = BY_KIND[draft.case.service.kind][0](draft) if draft.case.service.kind in BY_KIND else {}
    return {"right": True, **more}


def _arrived(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "arrive")
    if told.get("right", True):
        going_on.next_step(draft)
    elif draft.case.service.kind in BY_KIND:
        BY_KIND[draft.case.service.kind][1](draft)
    else:
        going_on.escalate(draft, "arrival")


def _may_arrive(service: Service) -> bool:
    """What was said to be there, in order or not, has come, until it is sent or repaired once more."""
    return awaits("arrive")(service) and not service.has_come("dispatch", "round")


def _none_left(draft: Draft, told: Mapping) -> dict:
    only(told)
    return {"over": False}


def _ask_choice(draft: Draft, told: Mapping) -> None:
    """The buyer says what he wants instead; his silence takes the money back."""
    going_on.over(draft, "dispatch")
    going_on.wait(draft, draft.case.service.step("choose"))


def _choose(draft: Draft, told: Mapping) -> dict:
    only(told, "want")
    if told.get("want") not in CHOICES:
        raise Refusal("step_told", name="want")
    return {"want": told["want"], "over": False}


def _chosen(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "choose")
    if told["want"] == "refund":
        refund_instead(draft)
    else:
        going_on.wait(draft, draft.case.service.step("dispatch"))


def refund_instead(draft: Draft) -> None:
    """The price of the pieces goes back, and what was paid on top for another article; goods that came back stay back.

    Where they have not come back they do first: the exchange goes on as a return. Parts that are not to be had are worth less
    than the whole, and how much nobody has said: that becomes a dispute.
    """
    service = draft.case.service
    if service.kind == "missing_parts":
        going_on.escalate(draft, "none_left")
        return
    if exchanging.goods_are_his(service):
        _return_instead(draft)
        return
    pieces = {piece.line: piece.counts for piece in service.pieces}
    paid_on_top = on_top.kept(service)
    more = ({"what": "difference", "minor": paid_on_top},) if paid_on_top else ()
    reckoned = money.reckon(draft.order, pieces, "not_received", "lost", more, service.which)
    keep = not (service.kind in GOES_BACK and GOES_BACK[service.kind](service))
    package = money.package(draft, service, reckoned, keep=keep, freight=service.freight)
    package = {**package, "goods": "keep" if keep else "return", "service": "none"}
    draft.add("ServiceReckoned", reckoned=reckoned, package=package)
    if service.kind in FIRST:
        FIRST[service.kind](draft)
    else:
        going_on.finish(draft)


def _return_instead(draft: Draft) -> None:
    """The seller cannot exchange: he takes it back at his cost, and pays what was paid for it, and on top of it."""
    service = draft.case.service
    flow = [step.as_data() for step in exchanging.flow_of_return(service) if step.name not in ("accept", "object")]
    deemed(draft, "turned", "seller", kind="return", flow=flow, freight="seller", over=False)
    service, paid_on_top = draft.case.service, on_top.kept(draft.case.service)
    more = ({"what": "difference", "minor": paid_on_top},) if paid_on_top else ()
    pieces = {piece.line: piece.counts for piece in service.pieces}
    reckoned = money.reckon(draft.order, pieces, draft.case.reason, service.kind, more, service.which)
    package = {**money.package(draft, service, reckoned, keep=False, freight="seller"), "service": "none"}
    draft.add("ServiceReckoned", reckoned=reckoned, package=package)
    going_on.next_step(draft)


def _chooses(service: Service) -> bool:
    """The seller has none left, and the buyer has not said yet what he wants."""
    said, chosen = service.last("out_of_stock"), service.last("choose")
    if said is None or service.step("dispatch") is None:
        return False
    return "dispatch" not in service.finished and (chosen is None or chosen.seq < said.seq)


def _can_be_out(service: Service) -> bool:
    own = service.kind in OWN and OWN[service.kind](service)
    return (
        not own
        and service.step("dispatch") is not None
        and "dispatch" not in service.finished
        and not _chooses(service)
    )


STEPS |= {
    "dispatch": Rule(("seller",), _dispatch, _went, turn=awaits("dispatch")),
    "arrive": Rule(("buyer",), _arrive, _arrived, turn=_may_arrive),
    "out_of_stock": Rule(("seller",), _none_left, _ask_choice, turn=_can_be_out, note=True),
    "choose": Rule(("buyer",), _choose, _chosen, turn=_chooses),
}
