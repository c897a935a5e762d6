"""Whether a request that is about to be sent will be approved by the shop's own limits, so that its buyer reads it before."""

from hejie.domain.cases.servicing import asking, by_right
from hejie.domain.cases.servicing.commands import AskService
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.record.context import Context
from hejie.usecases import guarantees, service_settings, services


def foretold(ctx: Context, order: OrderState, command: AskService) -> str:
    """by_right.OF_SHOP or KEEP where the shop's limit covers it, and "" where a person answers; also where it would be refused.

    What is noticed only as it is sent (another request at the same moment) can still bring it to a person.
    """
    lines = tuple(line for line, _count in command.pieces)
    seller = order.seller_of(lines[0]) if lines else ""
    settings = service_settings.of(ctx.actor.marketplace, seller)
    book = service_settings.book_by(settings)
    if not book.auto:
        return ""
    try:
        minor = asking.claimed(order, command)
        signs = asking.signs_of(order, dict(command.pieces))
    except Refusal:
        return ""
    serial = str(command.wish.get("serial", ""))
    if signs or services.same_serial(ctx, seller, serial):
        return ""
    cover = guarantees.of_pieces(ctx, order, lines, seller, serial, settings)
    return by_right.limit_of(
        book.auto,
        command.kind,
        command.reason,
        minor,
        order.currency,
        named_price=command.wish.get("price") is not None,
        sends=any(step.name == "send" for step in book.flow(command.kind, command.reason)),
        covered=cover is not None and cover.holds(ctx.now.date()),
    )
