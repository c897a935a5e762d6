"""Approved without anybody's word: where law or promise leaves nothing to decide, or the shop's own limits let it.

Nothing is ever declined so; what does not fit goes to a person.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hejie.domain.aftersales import guarantees
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import answering, money
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event

_SHOWN_BY_INSPECTION = ("condition.",)
"""Facts on which a right may hang that the goods show when they are back: they do not keep them from going back."""
_RIGHTS = {"return": ("withdrawal",), "cancellation": ("withdrawal", "refund", "rescission")}
OF_SHOP = "shop_limit"
WAY_THERE = "way_there"
KEEP = "shop_keep"
"""The shop's own rule that goods of small worth need not come back: the refund is provisional, and the shop may object."""


def due(world: World, *, now: datetime) -> tuple[Event, ...]:
    """The approval that the rules or the shop's limits give, once; nothing where somebody has to look."""
    case = world.case
    if case is None or case.stage != "service" or case.service is None or case.service.status != "asked":
        return ()
    row, own = _right(world), _of_shop(world)
    if own == KEEP:
        row = None  # keeping it and having the money is more than any right to send it back
    rule = row["rules"][0] if row and row["rules"] else own
    if not rule or (rule == OF_SHOP and answering.stays(case)):
        return ()  # that goods cannot come back is the buyer's word so far: the shop looks at it
    draft = Draft(world, Actor("system", "system", world.marketplace, through="rules"), now)
    pieces = {piece.line: piece.quantity for piece in case.service.pieces}
    freight = row["freight"] if row and row.get("freight") in ("buyer", "seller") else ""
    keep = rule == KEEP
    adjust = _way_there(world, row, pieces) if row else ()
    answering.approve(draft, pieces, rule=rule, freight=freight, adjust=adjust, keep=keep, provisional=keep)
    return draft.events()


def _way_there(world: World, row: Mapping, pieces: Mapping[int, int]) -> tuple[Mapping, ...]:
    """The freight of the way there, where all that was bought goes back and the law pays it back too (EU Directive 2011/83,
    art. 13(1)); China leaves it with whoever changed his mind."""
    order, case = world.order, world.case
    amount = row.get("amount") or {}
    if order.returned or any(pieces.get(line.line) != line.quantity for line in order.lines):
        return ()
    if amount.get("currency") != case.currency:
        return ()
    more = amount["minor"] - money.reckon(order, pieces, case.reason, case.service.kind)["minor"]
    whole = money.reckon(order, pieces, "not_as_described", case.service.kind)  # as if the fault were the seller's
    more = min(more, sum(row.get("freight", 0) for row in whole["pieces"]))
    return ({"what": "credit", "minor": more, "for": WAY_THERE},) if more > 0 else ()


def _right(world: World) -> dict | None:
    """The row of the case's finding that leaves nothing to decide, or None."""
    case = world.case
    return right_of(case.service.kind, case.reason, (case.entitled or {}).get("remedies", ()))


def right_of(kind: str, reason: str, remedies: Iterable[Mapping]) -> Mapping | None:
    """A row of the finding that gives what is asked for, with nothing left to decide but what the goods will show.

    Of a fault the seller is heard first, so nothing is due by what its buyer says of it alone.
    """
    names = _RIGHTS.get(kind, ()) if reason == "none" else ()
    for row in remedies:
        if row["remedy"] not in names or row["certainty"] == "excluded":
            continue
        if row["certainty"] == "due":
            return row
        open_facts = row.get("needs", ())
        shown = open_facts and all(fact.startswith(_SHOWN_BY_INSPECTION) for fact in open_facts)
        if shown and not row.get("contested"):
            return row
    return None


def _of_shop(world: World) -> str:
    """The limit of the shop's own that covers the request; nothing where anything is noticed about it."""
    case, service = world.case, world.case.service
    if not service.auto or service.signs:
        return ""
    cover = guarantees.read(service.cover)
    return limit_of(
        service.auto,
        service.kind,
        case.reason,
        case.offers[0].package["refund"] or sum(line["paid"] for line in case.order["lines"]),
        case.currency,
        named_price="price" in service.wish,
        sends=service.step("send") is not None,
        covered=cover is not None and cover.holds(clock.parse(case.opened_at).date()),
    )


def limit_of(
    auto: Mapping, kind: str, reason: str, minor: int, currency: str, *, named_price: bool, sends: bool, covered: bool
) -> str:
    """The limit of a shop's own that covers a request, OF_SHOP or KEEP, or "": its sum, its currency, its reasons, its guarantee
    where it asks for one.

    minor         what is asked for, or what the goods cost where no money is
    named_price   the price of another article was named by the buyer alone, so a person looks at it
    sends         goods are to come back; covered: the shop's guarantee counts that day
    """
    if not auto or auto["currency"] != currency or named_price or reason not in auto.get("reasons", (reason,)):
        return ""
    if auto.get("guaranteed") and not covered:
        return ""
    if kind in money.PAYS_BACK and sends and minor <= auto.get("keep", 0):
        return KEEP
    return OF_SHOP if minor <= auto["minor"] else ""
