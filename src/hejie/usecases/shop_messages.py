"""Messages of shops' own systems (WooCommerce, Shopify, Medusa): the order follows what its shop says of it.

The whole message is kept as a file of the order's record, so that what nobody here reads is not lost either.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from hejie.adapters.orders import systems
from hejie.adapters.orders.systems import Fault, ShopMessage
from hejie.adapters.orders.systems.message import ShopLine
from hejie.adapters.orders.systems.writing import written
from hejie.domain.cases import access, shop_paid
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import shop_messages
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.domain.orders.shop_commands import TakeShopMessage
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.store import directory, shop_names
from hejie.usecases import acts, ids, order_records, system
from hejie.usecases.order_records import Told

ACTION = "order.place"
NEW, GROWN, KNOWN = "new", "grown", "known"
"""What became of a message: it brought the order; it added to it; it, or a newer one, was here before."""

_ORIGINS = {"woocommerce": "WooCommerce", "shopify": "Shopify", "medusa": "Medusa"}
_CODES = {
    "not_json": "shop_message_unreadable", "not_utf8": "shop_message_unreadable", "key_twice": "shop_message_unreadable",
    "too_large_body": "shop_message_unreadable", "not_known": "shop_message_unknown", "only_reckoned": "shop_only_reckoned",
    "no_order": "shop_no_order", "missing": "shop_field_missing", "no_currency": "shop_field_missing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class From:
    """Whose system it is.

    shop       the marketplace's name for the shop; "" where it has one alone, or the marketplace itself sells
    held       who has the money that buyers pay: shop, or custody where it comes to us
    order      our id of the order, or the shop's name for it, where the message itself names none
    currency   of orders that name none
    """

    system: str
    shop: str = ""
    held: str = "shop"
    order: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message. about, ref: what it was about; open: minor units of refunds that stand on no line yet."""

    outcome: str
    root: str
    external_id: str
    about: str
    ref: str
    open: int = 0


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def chunks(self) -> list[bytes]:
        return [self._content]


def messages(text: bytes) -> list[object]:
    """The single messages in a body or a file. Refuses shop_message_unreadable."""
    try:
        return list(systems.bodies(text))
    except Fault as fault:
        raise refusal(fault, "") from None


def read(of: From, payload: object) -> ShopMessage:
    """What one message says. Refuses shop_system, shop_message_unknown, shop_only_reckoned, shop_no_order,
    shop_field_missing, shop_field."""
    if of.system not in systems.SYSTEMS:
        raise Refusal("shop_system", given=of.system[:40], known=", ".join(systems.SYSTEMS))
    try:
        return systems.read(of.system, payload, of.currency)
    except Fault as fault:
        raise refusal(fault, of.system) from None


def take_in(ctx: Context, of: From, payload: object) -> Taken:
    """Take one message in; the same one again changes nothing, and so does an older one after a newer.

    Refuses   what `read` refuses; order_unknown (its order has not come yet: send that first); order_exists, shop_held,
              currency_mismatch, and what the record refuses
    """
    said = read(of, payload)
    content = written(payload)
    digest = hashlib.sha256(content).hexdigest()
    root = _root(ctx, of, said)
    order = reader.order(root) if root else None
    if order is None and said.order is None:
        raise Refusal("order_unknown", order=said.order_ref)
    command = _command(ctx, of, said, root, digest, order.currency if order else "")
    if order is not None and shop_messages.is_known(order, command):
        access.may(ctx.actor, ACTION, World(root, ctx.actor.marketplace, {"order": f"order:{root}"}, order=order))
        if command.digest in order.shop.digests:  # what a stop in between has left undone
            _keep(ctx, root, said, content, digest, of.system)
            _settle(ctx, order, digest)
        return Taken(KNOWN, root, order.external_id, said.about, said.ref)
    streams = {"order": f"order:{root}"}
    key = f"shop:{of.system}:{digest}"
    receipt = writer.write(
        ctx, command, key=key, decide=shop_messages.take_in, action=ACTION, root=root, streams=streams
    )
    shop_names.learn(ctx.actor.marketplace, of.system, of.shop, said.names, root)
    _keep(ctx, root, said, content, digest, of.system)
    after = reader.order(root)
    _settle(ctx, after, digest)
    outcome = KNOWN if receipt.repeated else NEW if order is None else GROWN
    return Taken(outcome, root, after.external_id, said.about, said.ref, sum(after.shop.refunds.values()))


def refusal(fault: Fault, system_name: str) -> Refusal:
    """What cannot be read, as a refusal."""
    code = _CODES.get(fault.reason, "shop_field")
    facts = {
        "shop_message_unreadable": {"place": fault.field or "1"},
        "shop_message_unknown": {"system": _ORIGINS.get(system_name, system_name)},
        "shop_field_missing": {"field": fault.field},
        "shop_field": {"field": fault.field or "$", "given": fault.value, "reason": fault.reason},
    }
    return Refusal(code, **facts.get(code, {}))


def _root(ctx: Context, of: From, said: ShopMessage) -> str:
    market = ctx.actor.marketplace
    if said.order is not None:
        return ids.order_root(market, _external(of, said))
    for name in filter(None, (of.order, said.order_ref)):
        if found := shop_names.root(market, of.system, of.shop, name):
            return found
    return of.order if of.order and reader.order(of.order) else ""


def _external(of: From, said: ShopMessage) -> str:
    """The order's name here: as buyer and shop know it, with the shop before it where there are several."""
    return f"{of.shop} {said.order.number}".strip()


def _command(ctx: Context, of: From, said: ShopMessage, root: str, digest: str, currency: str) -> TakeShopMessage:
    place, lines = None, {}
    if said.order is not None:
        currency = said.order.currency
        place = _place(ctx, of, said, root)
        lines = {line.ref: number for number, line in enumerate(said.order.lines, 1) if line.ref}
    try:
        said = said.in_currency(currency)
    except Fault as fault:
        raise refusal(fault, of.system) from None
    return TakeShopMessage(
        root=root,
        system=of.system,
        about=said.about,
        ref=said.ref,
        at=said.at or clock.text(ctx.now),
        digest=digest,
        held=of.held,
        place=place,
        lines=lines,
        paid=said.paid,
        payments=said.payments,
        currency=said.currency,
        parcels=said.parcels,
        delivered=said.delivered,
        cancelled=said.cancelled,
        refunds=said.refunds,
        returns=said.returns,
        counted=said.counted,
    )


def _place(ctx: Context, of: From, said: ShopMessage, root: str) -> PlaceOrder:
    market, order = ctx.actor.marketplace, said.order
    return PlaceOrder(
        root=root,
        external_id=_external(of, said),
        buyer=_buyer(ctx, of, said),
        currency=order.currency,
        lines=tuple(_line(line, number, _seller(market, of.shop)) for number, line in enumerate(order.lines, 1)),
        freight=order.freight,
        dates={"ordered": order.ordered_at} if order.ordered_at else {},
    )


def _line(line: ShopLine, number: int, seller: str) -> NewLine:
    return NewLine(
        line=number,
        seller=seller,
        price=line.price,
        quantity=line.quantity,
        title=line.title,
        product=line.sku,
        contents_unknown=line.contents_unknown,
        tax=line.tax,
    )


def _seller(market: str, shop: str) -> str:
    if not shop:
        return directory.PLATFORM
    return directory.seller(market, shop, "s" + ids.derived(market, "seller", shop, length=12))


def _buyer(ctx: Context, of: From, said: ShopMessage) -> str:
    """Who bought it: whoever has this address here, else the shop's customer, entered under a name of its own."""
    market, order = ctx.actor.marketplace, said.order
    if order.buyer_email and (known := directory.buyer_by_email(market, order.buyer_email)):
        return known
    named = f"{of.system}:{of.shop}:{order.buyer}" if order.buyer else f"order {_external(of, said)}"
    person = directory.buyer(market, named[:128], "p" + ids.derived(market, "buyer", named, length=12))
    directory.complete(market, person, order.buyer_name, order.buyer_email)
    return person


def _keep(ctx: Context, root: str, said: ShopMessage, content: bytes, digest: str, name: str) -> None:
    """The message as a file of the order's record, exactly once."""
    order = reader.order(root)
    at = said.at if said.at and clock.parse(said.at) <= ctx.now else clock.text(ctx.now)
    facts: Mapping[str, object] = {"number": order.external_id}
    if said.order is not None:
        facts = {**facts, "minor": said.order.total, "currency": said.order.currency}
    told = Told("order", "shop", at, _ORIGINS[name], facts=facts, note=f"{said.about} {said.ref}")
    file_name = f"{name}-{said.about}-{said.ref}.json"
    order_records.import_record(ctx, root, told, key=f"shop:{digest}", file=_Bytes(content), name=file_name)


def _settle(ctx: Context, order: object, digest: str) -> None:
    """Let the cases go on whose debts are paid now."""
    own = system.context(ctx.actor.marketplace, ctx.now)
    for case in sorted({row.case for row in order.custody.debts if row.status != "voided" and not row.owed} - {""}):
        look = shop_paid.LookAtMoney(case)
        acts.in_case(own, look, key=f"shop:{digest}:{case}", decide=shop_paid.look, action="system.transfer")


def in_order(found: list[tuple[object, ShopMessage]]) -> list[tuple[object, ShopMessage]]:
    """Messages of several files in the order in which they must come: orders first, each kind by when it was changed."""
    return sorted(found, key=lambda one: (one[1].order is None, one[1].at))
