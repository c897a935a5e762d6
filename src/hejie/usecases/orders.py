"""What happens to an order outside of a case: one function per intention."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from hejie.domain.cases import access
from hejie.domain.cases.world import World
from hejie.domain.escrow import custody
from hejie.domain.escrow.custody import Custody, Hold
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Lost
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands, decide, papers
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import directory, story
from hejie.usecases import deals, ids, order_papers, vetting


def place_order(
    ctx: Context, command: commands.PlaceOrder, *, key: str, deal: tuple[str, str] | None = None
) -> Receipt:
    """Take an order in, with what is known of its payment, shipment and delivery.

    deal      (id, hash) of the deal that it is placed with; what it promises goes with the order, pages of the goods as
              they were on the day as well
    Refuses   besides what decide.place refuses: not_found, deal_not_confirmed, deal_version, deal_in_order, deal_over,
              deal_of_others, seller_stopped, probation_limit
    """
    if command.root != ids.order_root(ctx.actor.marketplace, command.external_id):
        raise Refusal("not_found")
    command = order_papers.with_listings(ctx, command)
    if deal is not None:
        _would_be_placed(ctx, command, deal[1])
        command = order_papers.with_deal(ctx, command, *deal, key=key)
    receipt = _in_order(ctx, command, key=key, decide=vetting.placing(ctx, command), action="order.place")
    if command.listings or command.deal:
        order_papers.keep_now(ctx, command.root)
    return receipt


def _would_be_placed(ctx: Context, command: commands.PlaceOrder, digest: str) -> None:
    """Say now what speaks against the order, so that no deal is taken for one that is not placed. An order that is there has its deal.

    digest    of the deal. Refuses what placing refuses
    """
    order = reader.order(command.root)
    if order is None:
        world = World(
            command.root, ctx.actor.marketplace, {"order": f"order:{command.root}"}, procedure=ctx.in_force("")
        )
        access.may(ctx.actor, "order.place", world, command)
        vetting.placing(ctx, command)(world, command, by=ctx.actor, now=ctx.now)
    elif not order.deal or order.deal["hash"] != digest:
        raise Refusal("order_exists", order=command.external_id)


def attach_deal(ctx: Context, root: str, deal: str, digest: str, *, key: str) -> Receipt:
    """Give an order that is not paid yet the deal that was confirmed for it.

    Refuses   not_found, already_paid, order_cancelled, deal_not_confirmed, deal_version, deal_in_order, deal_of_others
    """
    order = access.may_read_order(ctx.actor, reader.order(root))
    if order.paid_minor and not (order.deal and order.deal["hash"] == digest):
        raise Refusal("already_paid", order=order.external_id)
    command = commands.AttachDeal(root, deals.bind(ctx, deal, digest, order, key=key))
    receipt = _in_order(ctx, command, key=key, decide=papers.attach, action="order.deal")
    order_papers.keep_now(ctx, root)
    return receipt


def import_order(ctx: Context, draft: object, *, digest: str, currency: str) -> Receipt:
    """Take in an order that was read from files (`adapters.orders.draft.OrderDraft`); an equal repeat changes nothing.

    digest     fingerprint of the draft; another draft for the same order is refused with order_exists
    currency   of the marketplace, for drafts that name none
    Its buyer and its shops are entered as people and sellers without sign-in where they are not known yet.
    """
    marketplace = ctx.actor.marketplace
    sellers = _sellers(marketplace, draft)
    buyer_key = draft.buyer or f"order {draft.external_id}"
    command = commands.PlaceOrder(
        root=ids.order_root(marketplace, draft.external_id),
        external_id=draft.external_id,
        buyer=directory.buyer(marketplace, buyer_key, "p" + ids.derived(marketplace, "buyer", buyer_key, length=12)),
        currency=draft.currency or currency,
        lines=tuple(_line(line, draft, sellers) for line in draft.lines),
        paid=draft.paid_minor,
        paid_assumed=draft.paid_assumed,
        dates=_dates(draft),
        status="cancelled" if draft.cancelled else draft.status or "unknown",
        digest=digest,
    )
    return place_order(ctx, command, key=f"import:{digest}")


def record_payment(ctx: Context, command: commands.RecordPayment, *, key: str) -> Receipt:
    """Hold what the buyer has paid."""
    return _in_order(ctx, command, key=key, decide=decide.record_payment, action="order.pay")


def ship(ctx: Context, command: commands.ShipOrder, *, key: str) -> Receipt:
    """Report that the goods are on their way."""
    return _in_order(ctx, command, key=key, decide=decide.ship, action="order.ship")


def correct_parcel(ctx: Context, command: commands.CorrectParcel, *, key: str) -> Receipt:
    """Put right who carries a parcel, or its number."""
    return _in_order(ctx, command, key=key, decide=decide.correct_parcel, action="order.parcel")


def deliver(ctx: Context, command: commands.DeliverOrder, *, key: str) -> Receipt:
    """Report that the goods have arrived; the buyer's clock starts."""
    return _in_order(ctx, command, key=key, decide=decide.deliver, action="order.deliver")


def confirm_receipt(ctx: Context, command: commands.ConfirmReceipt, *, key: str) -> Receipt:
    """The buyer has what he ordered; the seller is paid."""
    return _in_order(ctx, command, key=key, decide=decide.confirm_receipt, action="order.confirm")


def accept(ctx: Context, command: commands.AcceptOrder, *, key: str) -> Receipt:
    """A shop takes a paid order on, so that its silence no longer sends the money back."""
    return _in_order(ctx, command, key=key, decide=decide.accept, action="order.accept")


def extend(ctx: Context, command: commands.ExtendTime, *, key: str) -> Receipt:
    """The buyer makes his time to look longer, once; or a shop gives him days."""
    return _in_order(ctx, command, key=key, decide=decide.extend, action="order.extend")


def ask_time(ctx: Context, command: commands.AskTime, *, key: str) -> Receipt:
    """A shop asks the buyer for more time to take the order on or send it."""
    return _in_order(ctx, command, key=key, decide=decide.ask_time, action="order.ask_time")


def answer_time(ctx: Context, command: commands.AnswerTime, *, key: str) -> Receipt:
    """The buyer grants it, or does not."""
    return _in_order(ctx, command, key=key, decide=decide.answer_time, action="order.answer_time")


def cancel(ctx: Context, command: commands.CancelOrder, *, key: str) -> Receipt:
    """Call the order off; undisputed money goes back."""
    return _in_order(ctx, command, key=key, decide=decide.cancel, action="order.cancel")


def refund(ctx: Context, command: commands.RefundLines, *, key: str) -> Receipt:
    """Give money back outside of any case."""
    return _in_order(ctx, command, key=key, decide=decide.refund, action="order.refund")


def release(ctx: Context, command: commands.ReleaseHold, *, key: str) -> Receipt:
    """Pay the seller for one line, on the buyer's word."""
    return _in_order(ctx, command, key=key, decide=decide.release, action="order.release")


def holds_made(receipt: Receipt) -> tuple[Hold, ...]:
    """The holds that a payment made, as they were then, so that a repeat is told the same."""
    entry = _begun(receipt)
    return custody.evolve(Custody(receipt.root), entry["kind"], entry["data"]).holds


def moved(receipt: Receipt) -> Money:
    """How much a refund or a release gave out."""
    data = _begun(receipt)["data"]
    return Money(data["amount"], data["currency"])


def remind(ctx: Context, command: commands.RemindOrder, *, key: str) -> Receipt:
    """Record that the buyer was reminded at half time."""
    return _in_order(ctx, command, key=key, decide=decide.remind, action="system.remind")


def give_back_time(
    ctx: Context, command: commands.GiveBackOrderTime, *, key: str, beside: tuple[Lost, ...] = ()
) -> Receipt:
    """Give an outage's or a holiday's time back to the order's open waits. beside: other times that do not count."""
    decided = partial(decide.give_back_time, beside=beside)
    return _in_order(ctx, command, key=key, decide=decided, action="system.outage")


def _begun(receipt: Receipt) -> dict:
    """The entry with which an act began."""
    (entry,) = story.newest(receipt.root, receipt.stream, before=receipt.first_seq + 1, limit=1)
    return entry


def _in_order(ctx: Context, command: object, *, key: str, decide: Callable, action: str) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action=action, root=command.root, streams=streams)


def _sellers(marketplace: str, draft: object) -> Mapping[str, str]:
    """Seller ids by the names that the draft uses; where it names none, the marketplace itself answers."""
    return {
        name: directory.seller(marketplace, name, "s" + ids.derived(marketplace, "seller", name, length=12))
        if name
        else directory.PLATFORM
        for name in draft.sellers
    }


def _line(line: object, draft: object, sellers: Mapping[str, str]) -> commands.NewLine:
    return commands.NewLine(
        line=line.number,
        seller=sellers[line.seller],
        price=line.price_minor,
        quantity=line.quantity,
        freight=line.freight_minor,
        title=line.title or "",
        product=line.product or "",
        contents_unknown=draft.contents_unknown,
        paid=line.held_minor,
        category=line.category,
    )


def _dates(draft: object) -> dict[str, str]:
    moments: dict[str, datetime | None] = {
        "ordered": draft.ordered_at,
        "approved": draft.approved_at,
        "shipped": draft.shipped_at,
        "delivered": draft.delivered_at,
        "deliver_by": draft.deliver_by,
        "cancelled": draft.cancelled_at,
    }
    return {name: clock.text(moment) for name, moment in moments.items() if moment is not None}
