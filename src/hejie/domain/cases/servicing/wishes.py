"""What belongs to a request of each kind, besides pieces and words: how goods go back, which other article, what sum."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from hejie.domain.aftersales import serials
from hejie.domain.cases.servicing.commands import AskService
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.money import positive
from hejie.domain.kernel.refusal import Refusal

_LONGEST = 300
OF_GOODS = frozenset({"return", "exchange", "repair", "reduction", "missing_parts", "redelivery", "authenticity"})
"""Kinds that are about things which the buyer has."""
WAYS = ("drop_off", "pick_up", "own_carrier")
"""How goods go back: to a counter, fetched at home, by a carrier of the buyer's own choice."""


def read(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """The wish as the record holds it. Any wish about goods may name the `serial` number of the thing, which is kept as its
    last signs and as its mark, by which it is known again. Refuses wish_unknown (fact: name), serial_wrong, and what the
    kind's reader refuses."""
    reader = READERS.get(command.kind, _nothing)
    told = dict(command.wish)
    serial = told.pop("serial", "") if command.kind in OF_GOODS else ""
    found = reader(order, replace(command, wish=told), pieces)
    if not serial:
        return found
    mark = serials.mark(order.seller_of(min(pieces)), serial)
    return {**found, "serial": Private(serials.plain(serial)), "serial_mark": mark}


def known(command: AskService, *names: str) -> Mapping:
    """The wish, if nothing stands in it but these names. Refuses wish_unknown."""
    for name in command.wish:
        if name not in names:
            raise Refusal("wish_unknown", name=str(name)[:40], kind=command.kind)
    return command.wish


def way(wish: Mapping) -> dict:
    """How the goods are to go back. Refuses wish_value."""
    chosen = wish.get("way", "")
    if chosen and chosen not in WAYS:
        raise no_value("way", chosen)
    return {"way": chosen} if chosen else {}


def no_value(name: str, given: object) -> Refusal:
    """That this is nothing which the wish can say under that name; what was given, as whoever sent it wrote it."""
    written = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    return Refusal("wish_value", name=name, given=written[:40])


def a_sum(order: object, wish: Mapping) -> dict:
    """A sum of money that is asked for, in the order's currency. Refuses currency_mismatch, amount_not_positive, wish_value."""
    minor = wish.get("minor")
    if minor is None:
        return {}
    if not isinstance(minor, int) or isinstance(minor, bool):
        raise no_value("minor", minor)
    if wish.get("currency", order.currency) != order.currency:
        raise Refusal("currency_mismatch", given=str(wish["currency"])[:8], expected=order.currency)
    return {"minor": positive(minor, order.currency).minor}


def _nothing(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    known(command)
    return {}


def _return(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    return way(known(command, "way"))


def _sum(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """A sum, which these kinds cannot do without. Refuses wish_sum_missing."""
    found = a_sum(order, known(command, "minor", "currency"))
    if not found:
        raise Refusal("wish_sum_missing")
    return found


def _stopped(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """Refuses order_shipped: what is on its way cannot be cancelled, only stopped or sent back."""
    known(command)
    if order.dates.get("shipped") or order.dates.get("delivered"):
        raise Refusal("order_shipped", order=order.external_id)
    return {}


def _on_its_way(order: object) -> None:
    """Refuses not_on_its_way: what is not sent yet can be cancelled, what has arrived can be sent back."""
    if not order.dates.get("shipped") or order.dates.get("delivered"):
        raise Refusal("not_on_its_way", order=order.external_id)


def _intercepted(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    known(command)
    _on_its_way(order)
    return {}


def _lost(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """`want`: refund (the usual) or again. Refuses order_not_shipped."""
    want = known(command, "want").get("want") or "refund"
    if want not in ("refund", "again"):
        raise no_value("want", want)
    if not order.dates.get("shipped"):
        raise Refusal("order_not_shipped", order=order.external_id)
    return {"want": want}


def _parts(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """Which parts are missing, in the buyer's words (`parts`)."""
    parts = known(command, "parts").get("parts", "")
    if not isinstance(parts, str) or len(parts) > _LONGEST:
        raise no_value("parts", parts)
    return {"parts": Private(parts.strip())} if parts.strip() else {}


def _paper(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """`what`: issue or correct; `title`, `tax_number`: what is to stand on it."""
    told = known(command, "what", "title", "tax_number")
    what = told.get("what") or "issue"
    if what not in ("issue", "correct"):
        raise no_value("what", what)
    found: dict = {"what": what}
    for name in ("title", "tax_number"):
        value = told.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise no_value(name, value)
        if value.strip():
            found[name] = Private(value.strip())
    return found


READERS: dict[str, Callable[[object, AskService, Mapping[int, int]], dict]] = {
    "return": _return,
    "authenticity": _return,
    "reduction": _sum,
    "price_protection": _sum,
    "late": _sum,
    "cancellation": _stopped,
    "interception": _intercepted,
    "lost": _lost,
    "missing_parts": _parts,
    "invoice": _paper,
}
