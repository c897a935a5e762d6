"""Orders over HTTP: what a shop's program tells of them, and what their money does."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from hejie.api import order_bodies, schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading, sending, zipped
from hejie.domain.cases.servicing import naming
from hejie.domain.escrow import accounts, looking
from hejie.domain.escrow.custody import Hold
from hejie.domain.kernel import clock
from hejie.domain.orders import back, commands
from hejie.domain.orders.parcels import Parcel
from hejie.domain.orders.state import OrderState
from hejie.record.context import Context
from hejie.store import queries
from hejie.usecases import orders, own_dossiers, shop_orders
from hejie.usecases import reading as reads
from hejie.usecases.people import shops

_OK = {201: schemas.Receipt}
_STATIONS = ("shipped", "delivered", "confirmed", "cancelled")


@api.post("/orders", response={201: dict}, tags=["orders"])
def place(request: HttpRequest, body: order_bodies.OrderIn) -> HttpResponse:
    """Take an order in. What was paid is held line by line; `id` in the answer is the order's id here."""
    ctx, key, _head = acting(request, "orders", at_once=True)
    receipt = shop_orders.place(
        ctx,
        external_id=body.id,
        buyer=body.buyer,
        buyer_name=body.buyer_name,
        buyer_email=body.buyer_email,
        currency=body.currency,
        lines=[line.model_dump() for line in body.lines],
        freight=body.freight,
        paid=body.paid,
        status=body.status,
        dates=body.dates,
        confirm=(body.confirm_days, body.confirm_since),
        accept_hours=body.accept_hours,
        deal=(body.deal.id, body.deal.hash) if body.deal else None,
        offer=body.offer.model_dump() if body.offer else {},
        key=key,
    )
    return done(receipt, id=receipt.root)


@api.put("/sellers/{seller}", response=dict, tags=["orders"])
def rate_seller(request: HttpRequest, seller: str, body: schemas.SellerIn) -> dict:
    """Say how a shop stands in your marketplace, by its id here or in your own system; it counts in cases opened then."""
    one = shops.rate(reading(request, "orders"), seller, tier=body.tier)
    return {"id": one.id, "external_ref": one.external_ref, "name": one.name, "tier": one.tier}


@api.get("/orders", response=dict, tags=["orders"])
def list_orders(request: HttpRequest, cursor: str = "", limit: int = 25) -> dict:
    """Orders that you may see, newest first."""
    ctx = reading(request)
    page = queries.orders(ctx.actor, after=cursor, limit=min(max(limit, 1), 100))
    rows = [
        {
            "id": row["root"],
            "external_id": row["external_id"],
            "status": row["status"],
            "paid": {"minor": row["paid"], "currency": row["currency"]},
            "ordered_at": clock.text(clock.from_milliseconds(row["ordered_ms"])) if row["ordered_ms"] else None,
        }
        for row in page.rows
    ]
    return {"orders": rows, "next": page.after or None}


@api.get("/orders/{root}", response=dict, tags=["orders"])
def read_order(request: HttpRequest, response: HttpResponse, root: str) -> dict:
    """An order with its lines, dates, and where its money is. A shop sees its own lines, and what was paid for them.

    `left` of a line: what its pieces that have not come back may still come to, in minor units; null where no payment is known.
    `prices`: what each of these pieces cost, where they cost different sums by now; a request may say by it which are meant.
    """
    ctx = reading(request)
    order, texts = reads.read_order(ctx, root)
    response["ETag"] = f'"{order.head}"'
    own = _own_lines(ctx, order)
    snapshot = order.snapshot(own)
    for line in snapshot["lines"]:
        line["title"] = texts.get(line["title"]["ref"], "") if line.get("title") else None
        line["left"] = back.left(order, line["line"])
        line["prices"] = list(naming.options(order, line["line"]))
        line["open_case"] = order.case_of(line["line"]) or None
        line["reached"] = {name: at for name in _STATIONS if (at := order.reached(line["line"], name))}
    legal_hold = (
        {"since": order.held["at"], "reasons": texts.get(order.held["reason"]["ref"], "")} if order.held else None
    )
    alone = len(own) == len(order.lines)
    held = sum(hold.free + hold.reserved for hold in order.custody.holds if alone or hold.line in own)
    listings = [dict(one) for one in order.listings if one["line"] in own]
    papers = {"deal": dict(order.deal) if order.deal and alone else None, "listings": listings}
    papers["parcels"] = [_parcel(one, texts) for one in order.parcels if set(own).intersection(one.lines)]
    return {
        "id": order.root,
        **snapshot,
        **papers,
        "held": held,
        "legal_hold": legal_hold,
        "clocks": _clocks(order, own),
        "head": order.head,
    }


@api.get(
    "/orders/{root}/dossier", tags=["orders"], openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}}
)
def order_dossier(request: HttpRequest, root: str, language: str = "") -> StreamingHttpResponse:
    """The order's record as a ZIP that proves itself: goods, way, custody and money. `language` of the PDF: `zh`, `en` or `ru`; left
    out, your own. Refused: `not_found`, `order_file_mixed` (a shop of an order in which several sold something)."""
    return zipped(own_dossiers.of_order(reading(request), root, language=language[:2]), f"order-{root}")


@api.get("/orders/{root}/holds", response=dict, tags=["orders"])
def list_holds(request: HttpRequest, response: HttpResponse, root: str) -> dict:
    """What is held for each line: free, reserved for an award, and gone to either side. A shop sees its own lines."""
    ctx = reading(request)
    order, _texts = reads.read_order(ctx, root)
    response["ETag"] = f'"{order.head}"'
    own = _own_lines(ctx, order)
    rows = [
        {**_hold(hold), "open_case": order.case_of(hold.line) or None}
        for hold in order.custody.holds
        if hold.line in own or not ctx.actor.seller
    ]
    return {"currency": order.currency, "holds": rows}


@api.post("/holds", response={201: schemas.HoldsMade}, tags=["orders"])
def make_holds(request: HttpRequest, body: schemas.HoldIn) -> HttpResponse:
    """The buyer has paid an order: the money is held line by line. The answer names the holds; see also `payment`."""
    ctx, key, _head = acting(request, "orders", at_once=True)
    command = commands.RecordPayment(body.order, body.minor, body.currency, body.reference)
    receipt = orders.record_payment(ctx, command, key=key)
    made = orders.holds_made(receipt)
    return done(receipt, currency=body.currency, holds=[_hold(hold) for hold in made])


@api.post("/holds/{hold}/release", response={201: schemas.Released}, tags=["orders"])
def release_hold(request: HttpRequest, hold: str, body: schemas.ReleaseIn) -> HttpResponse:
    """Money of one line goes out, all that is free or a part; the rest stays held.

    `to: seller` is the buyer's word, as a confirmation for this line alone; `to: buyer` is the shop's refund of the line.
    A line with an open case is refused: its money moves inside the case.
    """
    ctx, key, _head = acting(request, at_once=True)
    root, line = accounts.line_of(hold)
    if body.to == "buyer":
        receipt = orders.refund(ctx, commands.RefundLines(root, (line,), body.minor, body.why), key=key)
    else:
        receipt = orders.release(ctx, commands.ReleaseHold(root, line, body.minor, body.why), key=key)
    moved = orders.moved(receipt)
    return done(receipt, to=body.to, released={"minor": moved.minor, "currency": moved.currency})


@api.post("/orders/{root}/payment", response=_OK, tags=["orders"])
def payment(request: HttpRequest, root: str, body: schemas.PaymentIn) -> HttpResponse:
    """The buyer has paid: the money is held."""
    ctx, key, _head = acting(request, "orders", at_once=True)
    command = commands.RecordPayment(root, body.minor, body.currency, body.reference)
    return done(orders.record_payment(ctx, command, key=key))


@api.post("/orders/{root}/shipment", response=_OK, tags=["orders"])
def shipment(request: HttpRequest, root: str, body: schemas.StationIn | None = None) -> HttpResponse:
    """The goods are on their way, all of them or the lines named."""
    ctx, key, _head = sending(request, at_once=True)
    said = body or schemas.StationIn()
    command = commands.ShipOrder(root, said.carrier, said.waybill, _on(said.on), tuple(said.lines))
    return done(orders.ship(ctx, command, key=key))


@api.post("/orders/{root}/delivery", response=_OK, tags=["orders"])
def delivery(request: HttpRequest, root: str, body: schemas.StationIn | None = None) -> HttpResponse:
    """The goods have arrived, all of them or the lines named: the buyer's time to confirm or complain begins."""
    ctx, key, _head = sending(request, at_once=True)
    said = body or schemas.StationIn()
    command = commands.DeliverOrder(root, _on(said.on), tuple(said.lines))
    return done(orders.deliver(ctx, command, key=key))


@api.post("/orders/{root}/acceptance", response=_OK, tags=["orders"])
def acceptance(request: HttpRequest, root: str, body: schemas.LinesIn | None = None) -> HttpResponse:
    """A shop takes a paid order on. Where the order has a time for that, silence would have sent the money back."""
    ctx, key, _head = sending(request, at_once=True)
    return done(orders.accept(ctx, commands.AcceptOrder(root, tuple(body.lines) if body else ()), key=key))


@api.post("/orders/{root}/confirmation", response=_OK, tags=["orders"])
def confirmation(request: HttpRequest, root: str, body: schemas.LinesIn | None = None) -> HttpResponse:
    """The buyer confirms receipt, of all or of the lines named: the seller is paid for those without an open case."""
    ctx, key, _head = acting(request, at_once=True)
    return done(orders.confirm_receipt(ctx, commands.ConfirmReceipt(root, tuple(body.lines) if body else ()), key=key))


@api.post("/orders/{root}/clocks/{clock_id}/extension", response=_OK, tags=["orders"])
def extension(request: HttpRequest, root: str, clock_id: str, body: schemas.MoreTimeIn | None = None) -> HttpResponse:
    """More time to look at the goods: the buyer has it once for each clock, by what the order says; a shop gives days of its own.

    `clock_id`: as `clocks` of the order names it.
    """
    ctx, key, _head = acting(request, at_once=True)
    return done(orders.extend(ctx, commands.ExtendTime(root, clock_id, body.days if body else 0), key=key))


@api.post("/orders/{root}/clocks/{clock_id}/request", response=_OK, tags=["orders"])
def time_request(request: HttpRequest, root: str, clock_id: str, body: schemas.AskTimeIn) -> HttpResponse:
    """A shop asks the buyer, once, for more days to take a paid order on or send it. The clock runs on until he grants it."""
    ctx, key, _head = acting(request, at_once=True)
    return done(orders.ask_time(ctx, commands.AskTime(root, clock_id, body.days), key=key))


@api.post("/orders/{root}/clocks/{clock_id}/answer", response=_OK, tags=["orders"])
def time_answer(request: HttpRequest, root: str, clock_id: str, body: schemas.TimeAnswerIn) -> HttpResponse:
    """The buyer grants the days that the shop has asked for, or does not."""
    ctx, key, _head = acting(request, at_once=True)
    return done(orders.answer_time(ctx, commands.AnswerTime(root, clock_id, body.granted), key=key))


@api.post("/orders/{root}/cancellation", response=_OK, tags=["orders"])
def cancellation(request: HttpRequest, root: str, body: schemas.WhyIn | None = None) -> HttpResponse:
    """The order is called off: what was paid for lines without an open case goes back."""
    ctx, key, _head = acting(request, "orders", at_once=True)
    return done(orders.cancel(ctx, commands.CancelOrder(root, body.why if body else ""), key=key))


def _clocks(order: OrderState, own: tuple[int, ...]) -> list[dict]:
    """Whose turn it is about which lines, until when, and what silence does (release: the seller is paid; pay_back: the buyer)."""
    return [
        {
            "id": row.id,
            "wait": row.wait,
            "who": row.who,
            "until": clock.text(row.until),
            "silence": row.silence,
            "lines": sorted(line for line in looking.about(order, row) if line in own and not order.case_of(line)),
            "extended": row.extended,
            "asked_hours": order.time_asked.get(row.id) or None,
        }
        for row in sorted(order.waits(*looking.BY_LINE), key=lambda one: one.turn)
        if len(own) == len(order.lines) or looking.about(order, row) & set(own)
    ]


def _parcel(one: Parcel, texts: Mapping[str, str]) -> dict:
    number = texts.get(one.waybill["ref"]) if one.waybill else None
    return {"id": one.id, "lines": list(one.lines), "carrier": one.carrier or None, "waybill": number, "on": one.on}


def _own_lines(ctx: Context, order: OrderState) -> tuple[int, ...]:
    """Lines that this reader may see: a shop, of an order of several, its own alone."""
    return tuple(line.line for line in order.lines if ctx.actor.seller in ("", line.seller))


def _hold(hold: Hold) -> dict:
    names = ("id", "line", "held", "free", "reserved", "to_buyer", "to_seller")
    return {name: getattr(hold, name) for name in names}


def _on(moment: datetime | None) -> str:
    return clock.text(moment) if moment else ""
