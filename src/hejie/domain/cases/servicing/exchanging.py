"""An exchange: for the same or another article, in which order things go, and the difference in price either way."""

from collections.abc import Mapping

from hejie.domain.aftersales import amounts
from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import going_on, wishes
from hejie.domain.cases.servicing.commands import AskService
from hejie.domain.cases.servicing.steps import STEPS, Rule, awaits, only, private_of, whole
from hejie.domain.escrow import accounts
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import not_negative
from hejie.domain.kernel.refusal import Refusal

ORDERS = ("back_first", "send_first", "swap")
"""What goes first: the goods back; the new ones; both at the door at once."""
_LONGEST = 300


def wish(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """The other article (`product`, `title`, `price` of one piece in minor units; none: the same again) and what goes first.

    Refuses   wish_value, wish_unknown, exchange_of_several (another article for pieces of several lines)
    """
    told = wishes.known(command, "product", "title", "price", "currency", "order", "way")
    found = wishes.way(told)
    goes = told.get("order") or "back_first"
    if goes not in ORDERS:
        raise Refusal("wish_value", name="order", given=str(goes)[:40])
    found["order"] = goes
    for name in ("product", "title"):
        value = told.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise Refusal("wish_value", name=name, given=str(value)[:40])
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
        raise Refusal("wish_value", name="price", given=str(price)[:40])
    found["price"] = not_negative(price, order.currency).minor
    return found


def difference(order: object, service: Service, pieces: Mapping[int, int]) -> int:
    """What the other article costs more (above zero) or less for so many pieces, in minor units; 0 for the same again."""
    price = service.wish.get("price")
    if price is None:
        return 0
    rows = {row["line"]: row for row in order.snapshot(tuple(pieces))["lines"]}
    old = sum(
        amounts.share(rows[line], number, order.returned.get(line, 0)).minor
        for line, number in pieces.items()
        if number
    )
    return price * sum(pieces.values()) - old


def flow(service: Service, more: int) -> tuple:
    """The steps of this exchange: in the order that was wished, with a payment where there is one to make."""
    steps = {step.name: step for step in service.flow}
    goes = service.wish.get("order", "back_first")
    back, out = ("send", "receive", "inspect"), ("dispatch", "arrive")
    order = {"back_first": (*back, *out), "send_first": (*out, *back), "swap": (*out, "receive", "inspect")}[goes]
    names = ("answer", *(("pay_more",) if more > 0 else ()), *order)
    return (*(steps[name] for name in names), *(step for step in service.flow if step.aside))


def _pay_more(draft: Draft, told: Mapping) -> dict:
    """The payment came. `minor`: how much; `provider_ref`: by what the payment provider knows it. Refuses difference_is."""
    only(told, "minor", "provider_ref")
    minor, due = whole(told, "minor", least=1), difference_due(draft)
    if minor != due:
        raise Refusal("difference_is", due=due, given=minor, currency=draft.case.currency)
    return {"minor": minor, **private_of(told, "provider_ref")}


def difference_due(draft: Draft) -> int:
    """What the buyer has to pay on top, in minor units."""
    service = draft.case.service
    if quoted := service.last("quote"):
        return quoted.data["minor"]
    return difference(draft.order, service, {piece.line: piece.counts for piece in service.pieces})


def _paid_more(draft: Draft, told: Mapping) -> None:
    """It is held with the line, and goes where the line's money goes."""
    line = draft.case.lines[0]
    hold = accounts.hold_id(draft.order.root, line)
    data = {"hold": hold, "line": line, "amount": told["minor"], "currency": draft.case.currency, "case": draft.case.id}
    draft.add_order([Event(f"order:{draft.order.root}", "PaymentAdded", data)])
    going_on.over(draft, "pay_more")
    going_on.next_step(draft)


wishes.READERS["exchange"] = wish
STEPS |= {"pay_more": Rule(("system", "platform"), _pay_more, _paid_more, turn=awaits("pay_more"))}
