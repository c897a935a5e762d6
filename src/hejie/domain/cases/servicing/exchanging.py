"""An exchange: for the same or another article, in which order things go, and the difference in price either way."""

from collections.abc import Mapping
from dataclasses import replace

from hejie.domain.aftersales import amounts, on_top
from hejie.domain.aftersales.service import NOT_BACK, Service
from hejie.domain.cases.servicing import money, wishes
from hejie.domain.cases.servicing.commands import AskService
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.money import not_negative
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import back

ORDERS = ("back_first", "send_first", "swap")
"""What goes first: the goods back; the new ones; both at the door at once."""
_LONGEST = 300
_REASON_OF = {"silence": "not_received", "not_received": "not_received", "inspection": "not_as_described"}
_FOUND = {
    "other_item": "wrong_item",
    "empty_box": "not_received",
    "missing_parts": "missing_parts",
    "damaged": "damaged_in_transit",
}
"""What an inspection finds, as the reason of a claim; the first that is among its findings counts."""
_RETURN = ("answer", "accept", "send", "receive", "inspect", "object")


def wish(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """The other article (`product`, `title`, `price` of one piece in minor units; none: the same again) and what goes first.

    Refuses   wish_value, wish_unknown, exchange_of_several (another article for pieces of several lines)
    """
    told = wishes.known(command, "product", "title", "price", "currency", "order", "way")
    found = wishes.way(told)
    goes = told.get("order") or "back_first"
    if goes not in ORDERS:
        raise wishes.no_value("order", goes)
    found["order"] = goes
    for name in ("product", "title"):
        value = told.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise wishes.no_value(name, value)
    if told.get("product"):
        found["product"] = told["product"].strip()
    if told.get("title", "").strip():
        found["title"] = Private(told["title"].strip())
    if told.get("price") is None:
        return found
    if len(pieces) > 1:
        raise Refusal("exchange_of_several", lines=len(pieces))
    if told.get("currency", order.currency) != order.currency:
        raise Refusal("currency_mismatch", given=str(told["currency"])[:8], expected=order.currency)
    price = told["price"]
    if not isinstance(price, int) or isinstance(price, bool):
        raise wishes.no_value("price", price)
    found["price"] = not_negative(price, order.currency).minor
    return found


def difference(
    order: object, service: Service, pieces: Mapping[int, int], which: Mapping[int, tuple[int, ...]] | None = None
) -> int:
    """What the other article costs more (above zero) or less for so many pieces, in minor units; 0 for the same again.

    which: of several alike, by what each cost; None: as was asked.
    Less at most by what is left of what was paid: what came back before outside of a request comes back once.
    """
    price = service.wish.get("price")
    if price is None:
        return 0
    rows = money.rows_of(order, order.snapshot(tuple(pieces))["lines"])
    which = service.which if which is None else which
    old = sum(
        amounts.share(rows[line], number, order.returned.get(line, 0), which=which.get(line, ())).minor
        for line, number in pieces.items()
        if number
    )
    there = [left for line in pieces if (left := back.left(order, line)) is not None]
    more = price * sum(pieces.values()) - old
    return max(more, -sum(there)) if there else more


def flow(service: Service, more: int) -> tuple:
    """The steps of this exchange: in the order that was wished, with a payment where there is one to make.

    Who has the new one and never sends the old one back does not end it by his silence: it becomes a dispute.
    """
    steps = {step.name: step for step in service.flow}
    if service.wish.get("order") == "send_first":
        steps["send"] = replace(steps["send"], silence="escalate")
    goes = service.wish.get("order", "back_first")
    back, out = ("send", "receive", "inspect"), ("dispatch", "arrive")
    order = {"back_first": (*back, *out), "send_first": (*out, *back), "swap": (*out, "receive", "inspect")}[goes]
    names = ("answer", *(("pay_more",) if more > 0 else ()), *order)
    kept = () if "send" in order else (replace(steps["send"], aside=True),)  # should it become a return
    return (*(steps[name] for name in names), *kept, *(step for step in service.flow if step.aside))


def flow_of_return(service: Service) -> tuple:
    """The steps of an exchange that becomes a return: its own clocks, and those of the rulebook's returns where it has them."""
    steps = {step.name: step for step in service.flow}
    if steps["send"].silence == "escalate":  # he has no new one whose place the old one would have to take
        steps["send"] = replace(steps["send"], silence="end")
    order = [replace(steps[name], aside=False) for name in _RETURN if name in steps]
    return (*order, *(step for step in service.flow if step.aside and step.name not in _RETURN))


def asked_for(flow: tuple, wish: Mapping) -> tuple:
    """The steps with which an exchange is asked for. A price that only the buyer has named is not agreed to by silence."""
    if "price" not in wish:
        return flow
    return tuple(replace(step, silence="escalate") if step.name == "answer" else step for step in flow)


def may_be_taken_back(case: CaseState) -> None:
    """Refuses goods_to_send_back: the buyer has the new article, or it is on its way to him, and the old one as well."""
    service = case.service
    if service is None or service.kind != "exchange":
        return
    if "dispatch" in service.finished and "receive" not in service.finished:
        raise Refusal("goods_to_send_back", case=case.id)


def sellers_claim(case: CaseState, why: str) -> dict | None:
    """Whose claim it is that goes on as a dispute, where it is the seller's: the buyer has the new article and the old one is not
    back as it should be. The seller keeps what was paid, and wants the old one; None where the claim stays the buyer's.

    why   what took it there: silence (never sent, or never shown to have been), not_received, inspection
    """
    service = case.service
    if service.kind != "exchange" or "arrive" not in service.finished or why not in _REASON_OF:
        return None
    found = service.last("inspect") if why == "inspection" else None
    outcomes = {one["outcome"] for row in (found.data["pieces"] if found else ()) for one in row.get("found", ())}
    reason = next((_FOUND[one] for one in _FOUND if one in outcomes), _REASON_OF[why])
    back = bool(outcomes) and not outcomes & set(NOT_BACK)  # what is wrong with it is wrong with the old one itself
    package = {**case.offers[0].package, "refund": 0, "goods": "keep" if back else "return", "service": "none"}
    package |= {"return_freight": {"payer": "buyer", "minor": 0}}
    return {"side": "seller", "reason": reason, "remedy": "compensation", "package": package}


def goods_are_his(service: Service) -> bool:
    """Whether nothing has come back yet, so that no price is paid back before it has."""
    return service.kind == "exchange" and "receive" not in service.finished


def settled(order: object, service: Service, pieces: Mapping[int, int]) -> dict | None:
    """What goes back to the buyer where an exchange is done for so many pieces: what the other article costs less, what he has
    paid on top for more of them, and what was agreed besides. None where nothing does."""
    dearer = difference(order, service, pieces)
    back = on_top.kept(service) - max(dearer, 0) if dearer >= 0 else -dearer
    agreed = [one for one in (service.reckoned or {}).get("adjust", ()) if one["what"] != "difference"]
    rows = ([{"what": "difference", "minor": back}] if back > 0 else []) + agreed
    return amounts.reckon((), rows, order.currency) if rows else None


wishes.READERS["exchange"] = wish
