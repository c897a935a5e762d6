"""What the pages ask for each kind of service: when it fits, for which reasons, and what belongs to the wish.

Kinds come from the rulebook; one that has no row here is offered at every state of an order, for every reason, with no field.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hejie.domain.cases.servicing.book import Book
from hejie.domain.cases.servicing.wishes import WAYS
from hejie.domain.orders.state import OrderState

NOT_SENT, ON_ITS_WAY, THERE = "not_sent", "on_its_way", "there"
_ALWAYS = frozenset({NOT_SENT, ON_ITS_WAY, THERE})
_THERE = frozenset({THERE})
_FAULTS = (
    "not_as_described", "defective", "damaged_in_transit", "wrong_item", "missing_parts", "counterfeit", "expired",
    "unsafe", "false_advertising", "mislabelled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """fits: states of an order; reasons: that may be given, the likeliest first; one alone is not asked for; wish: its fields;
    law: remedies of the law that it stands for."""

    fits: frozenset[str] = _ALWAYS
    reasons: tuple[str, ...] = ()
    wish: tuple[str, ...] = ()
    law: tuple[str, ...] = ()


_ANY = Kind()
KINDS: Mapping[str, Kind] = {
    "return": Kind(_THERE, ("none", *_FAULTS, "late"), ("way",), ("withdrawal", "rescission", "refund")),
    "exchange": Kind(_THERE, ("none", *_FAULTS), ("title", "price", "order", "way"), ("replacement",)),
    "repair": Kind(_THERE, ("defective", "damaged_in_transit", "not_as_described", "repair_failed"), ("where", "need", "serial", "way"), ("repair",)),
    "reduction": Kind(_THERE, (*_FAULTS, "late"), ("minor",), ("price_reduction",)),
    "missing_parts": Kind(_THERE, ("missing_parts",), ("parts",), ("redelivery",)),
    "redelivery": Kind(
        frozenset({ON_ITS_WAY, THERE}), ("not_received", "wrong_item", "damaged_in_transit"), (), ("redelivery",)
    ),
    "authenticity": Kind(_THERE, ("counterfeit",), ("way",), ("rescission", "punitive_damages")),
    "price_protection": Kind(_ALWAYS, ("price_error",), ("minor",), ("price_reduction",)),
    "invoice": Kind(_ALWAYS, ("none",), ("what", "name", "tax_number")),
    "cancellation": Kind(frozenset({NOT_SENT}), ("none", "not_shipped", "late"), (), ("withdrawal", "rescission")),
    "interception": Kind(frozenset({ON_ITS_WAY}), ("none", "late"), (), ("withdrawal",)),
    "lost": Kind(frozenset({ON_ITS_WAY, THERE}), ("not_received",), ("want",), ("refund", "rescission")),
    "late": Kind(frozenset({ON_ITS_WAY, THERE}), ("late",), ("minor",), ("compensation",)),
}  # fmt: skip
WAY_WORDS = {
    "drop_off": _("I take it to a drop-off point"),
    "pick_up": _("It is picked up at my place"),
    "own_carrier": _("I send it with a carrier of my choice"),
}
WAY_NAMES = {
    "drop_off": _("at a drop-off point"),
    "pick_up": _("picked up at the buyer’s"),
    "own_carrier": _("by a carrier of the buyer’s choice"),
}
WAY_HINTS = {
    "drop_off": _("The seller gives you a label, if there is one."),
    "pick_up": _("You agree on a day with the seller."),
    "own_carrier": _("Keep the slip: it shows that you sent it."),
}
assert set(WAY_WORDS) == set(WAYS)


def of(kind: str) -> Kind:
    """The row of a kind."""
    return KINDS.get(kind, _ANY)


def state_of(order: OrderState) -> str:
    """How far an order has come, as far as it matters here."""
    if order.dates.get("delivered") or order.status in ("delivered", "confirmed"):
        return THERE
    return ON_ITS_WAY if order.dates.get("shipped") or order.status == "shipped" else NOT_SENT


def fitting(order: OrderState, book: Book) -> list[str]:
    """Kinds that the rulebook has and that fit an order as it stands, in their usual order."""
    state = state_of(order)
    known = [name for name in KINDS if name in book.flows] + [name for name in book.flows if name not in KINDS]
    return [name for name in known if state in of(name).fits]
