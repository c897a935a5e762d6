"""The goods' way back: label, handing over to a carrier, what the carrier says, and proof of it where it is doubted."""

from collections.abc import Callable, Mapping

from hejie.domain.aftersales.flow import wait_of
from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import going_on, money
from hejie.domain.cases.servicing.steps import (
    STEPS,
    Rule,
    deemed,
    name_of,
    only,
    private_of,
    until,
    waybill_of,
    whole,
)  # fmt: skip
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal

STATIONS = ("picked_up", "in_transit", "delivered", "refused", "lost")
"""What a carrier says of a parcel on its way back."""


def _label(draft: Draft, told: Mapping) -> dict:
    """A label of the seller's: who carries, under which number, where it is to be had, what it costs the buyer."""
    only(told, "carrier", "waybill", "sure", "address", "minor", "evidence")
    data = {"carrier": name_of(told, "carrier", needed=True), **waybill_of(told), "over": False}
    if told.get("address"):
        data |= private_of(told, "address")
    if "minor" in told:
        reckoned = draft.case.service.reckoned or {"minor": 0}
        minor = at_most(whole(told, "minor"), reckoned["minor"], draft.case.currency)
        if minor and draft.case.service.freight == "seller":
            raise Refusal("label_is_sellers")
        data["minor"] = minor
    return data


def _labelled(draft: Draft, told: Mapping) -> None:
    """The buyer's time to send begins anew: he could not before."""
    step = draft.case.service.step("send")
    if draft.case.waits(wait_of("send")):
        going_on.over(draft, "send")
        going_on.wait(draft, step)


def _send(draft: Draft, told: Mapping) -> dict:
    """Who carries it, under which number, and what the buyer paid for it where the seller bears the way back."""
    only(told, "carrier", "waybill", "sure", "minor")
    data = parcel_of(told)
    if told.get("minor"):
        if draft.case.service.freight == "buyer":
            raise Refusal("freight_is_buyers")
        bought = money.bought_for(draft.order, {one.line: one.quantity for one in draft.case.service.pieces})
        most = max(draft.case.paid_minor, bought, 1)  # what has come back of the price makes no way back cheaper
        data["minor"] = at_most(whole(told, "minor"), most, draft.case.currency)
    return data


def at_most(minor: int, most: int, currency: str) -> int:
    """A sum that is told with a step. Refuses sum_above_most (facts: given, most)."""
    if minor > most:
        raise Refusal("sum_above_most", given=str(Money(minor, currency)), most=str(Money(most, currency)))
    return minor


def _sent(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "send")
    if draft.case.service.status == "approved":
        going_on.next_step(draft)


def _may_send(service: Service) -> bool:
    """Also before anybody has answered: who sends early runs the risk of being declined, and his time does not run out."""
    at_the_door = service.kind == "exchange" and service.wish.get("order") == "swap"
    return not at_the_door and until("send")(service)


def parcel_of(told: Mapping) -> dict:
    """Who carries a parcel, under which number; one of the two at least. Refuses step_told."""
    data = {"carrier": name_of(told, "carrier"), **waybill_of(told)}
    if not data["carrier"] and "waybill" not in data:
        raise Refusal("step_told", name="carrier")
    return data


def _correct(draft: Draft, told: Mapping) -> dict:
    """Whoever named the wrong carrier or number says which is right; what was said first stays on the file."""
    return {**parcel_of(only(told, "carrier", "waybill", "sure")), "over": False}


def on_its_way(sent: str, came: str) -> Callable[[Service], bool]:
    """Whether a parcel was said to be sent with one step, and has not come with another."""
    return lambda service: service.last(sent) is not None and sent in service.finished and came not in service.finished


def _may_correct_dispatch(service: Service) -> bool:
    """Until it came, also where it came and is not in order."""
    return on_its_way("dispatch", "arrive")(service) and not service.has_come("dispatch")


def _prove(draft: Draft, told: Mapping) -> dict:
    only(told, "carrier", "waybill", "sure")
    return {"carrier": name_of(told, "carrier"), **waybill_of(told), "over": False}


def _proved(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "prove_sent")
    going_on.wait(draft, draft.case.service.step("receive"))


def _scan(draft: Draft, told: Mapping) -> dict:
    only(told, "station")
    station = name_of(told, "station", needed=True)
    if station not in STATIONS:
        raise Refusal("step_told", name="station")
    return {"station": station, "over": False}


def _scanned(draft: Draft, told: Mapping) -> None:
    """Delivered: it counts as received without anybody's word. Refused: the seller says why, or it counts so too."""
    service = draft.case.service
    if told["station"] not in ("delivered", "refused") or "receive" in service.finished:
        return
    if "send" not in service.finished:
        deemed(draft, "send", "buyer", carrier="")
        going_on.over(draft, "send")
    going_on.over(draft, "receive", "prove_sent")
    deemed(draft, "receive", "seller", pieces=all_came(service))
    going_on.next_step(draft)


def all_came(service: Service) -> list[dict]:
    """All approved pieces as received."""
    return [
        {"line": piece.line, "received": piece.quantity if piece.approved is None else piece.approved}
        for piece in service.pieces
    ]


STEPS |= {
    "label": Rule(("seller", "platform"), _label, _labelled, turn=until("send")),
    "correct_send": Rule(
        ("buyer",),
        _correct,
        lambda draft, told: None,
        of=("asked", "approved"),
        turn=on_its_way("send", "receive"),
    ),
    "correct_dispatch": Rule(("seller",), _correct, lambda draft, told: None, turn=_may_correct_dispatch),
    "send": Rule(("buyer",), _send, _sent, of=("asked", "approved"), turn=_may_send),
    "prove_sent": Rule(
        ("buyer",), _prove, _proved, turn=lambda service: asked_for_proof(service), note=True, proof=True
    ),
    "scan": Rule(("system", "platform"), _scan, _scanned, turn=until("receive")),
}


def asked_for_proof(service: Service) -> bool:
    """The seller has said that nothing came, and the buyer has not shown yet that he sent it."""
    said, shown = service.last("receive"), service.last("prove_sent")
    if said is None or said.data.get("arrived", True) or "receive" in service.finished:
        return False
    return shown is None or shown.seq < said.seq
