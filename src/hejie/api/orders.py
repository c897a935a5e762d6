"""Orders over HTTP: what a shop's program tells of them, and what their money does."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.escrow import accounts
from hejie.domain.escrow.custody import Hold
from hejie.domain.kernel import clock
from hejie.domain.orders import commands
from hejie.store import queries
from hejie.usecases import orders, shop_orders
from hejie.usecases import reading as reads
from hejie.usecases.people import shops

_OK = {201: schemas.Receipt}


@api.post("/orders", response={201: dict}, tags=["orders"])
def place(request: HttpRequest, body: schemas.OrderIn) -> HttpResponse:
    """Take an order in. What was paid is held line by line; `id` in the answer is the order's id here."""
    ctx, key, _head = acting(request, "orders")
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
    """An order with its lines, dates, and where its money is."""
    ctx = reading(request)
    order, texts = reads.read_order(ctx, root)
    response["ETag"] = f'"{order.head}"'
    snapshot = order.snapshot(tuple(line.line for line in order.lines))
    for line in snapshot["lines"]:
        line["title"] = texts.get(line["title"]["ref"], "") if line.get("title") else None
        line["open_case"] = order.case_of(line["line"]) or None
    held = sum(hold.free + hold.reserved for hold in order.custody.holds)
    return {"id": order.root, **snapshot, "held": held, "head": order.head}


@api.get("/orders/{root}/holds", response=dict, tags=["orders"])
def list_holds(request: HttpRequest, response: HttpResponse, root: str) -> dict:
    """What is held for each line: free, reserved for an award, and gone to either side. A shop sees its own lines."""
    ctx = reading(request)
    order, _texts = reads.read_order(ctx, root)
    response["ETag"] = f'"{order.head}"'
    own = {line.line for line in order.lines if ctx.actor.seller in ("", line.seller)}
    rows = [
        {**_hold(hold), "open_case": order.case_of(hold.line) or None}
        for hold in order.custody.holds
        if hold.line in own or not ctx.actor.seller
    ]
    return {"currency": order.currency, "holds": rows}


@api.post("/holds", response={201: schemas.HoldsMade}, tags=["orders"])
def make_holds(request: HttpRequest, body: schemas.HoldIn) -> HttpResponse:
    """The buyer has paid an order: the money is held line by line. The answer names the holds; see also `payment`."""
    ctx, key, _head = acting(request, "orders")
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
    ctx, key, _head = acting(request)
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
    ctx, key, _head = acting(request, "orders")
    command = commands.RecordPayment(root, body.minor, body.currency, body.reference)
    return done(orders.record_payment(ctx, command, key=key))


@api.post("/orders/{root}/shipment", response=_OK, tags=["orders"])
def shipment(request: HttpRequest, root: str, body: schemas.StationIn | None = None) -> HttpResponse:
    """The goods are on their way."""
    ctx, key, _head = acting(request, "orders")
    said = body or schemas.StationIn()
    command = commands.ShipOrder(root, said.carrier, said.waybill, _on(said.on))
    return done(orders.ship(ctx, command, key=key))


@api.post("/orders/{root}/delivery", response=_OK, tags=["orders"])
def delivery(request: HttpRequest, root: str, body: schemas.StationIn | None = None) -> HttpResponse:
    """The goods have arrived: the buyer's time to confirm or complain begins."""
    ctx, key, _head = acting(request, "orders")
    command = commands.DeliverOrder(root, _on(body.on if body else None))
    return done(orders.deliver(ctx, command, key=key))


@api.post("/orders/{root}/confirmation", response=_OK, tags=["orders"])
def confirmation(request: HttpRequest, root: str) -> HttpResponse:
    """The buyer confirms receipt: the seller is paid for lines without an open case."""
    ctx, key, _head = acting(request)
    return done(orders.confirm_receipt(ctx, commands.ConfirmReceipt(root), key=key))


@api.post("/orders/{root}/cancellation", response=_OK, tags=["orders"])
def cancellation(request: HttpRequest, root: str, body: schemas.WhyIn | None = None) -> HttpResponse:
    """The order is called off: what was paid for lines without an open case goes back."""
    ctx, key, _head = acting(request, "orders")
    return done(orders.cancel(ctx, commands.CancelOrder(root, body.why if body else ""), key=key))


def _hold(hold: Hold) -> dict:
    names = ("id", "line", "held", "free", "reserved", "to_buyer", "to_seller")
    return {name: getattr(hold, name) for name in names}


def _on(moment: datetime | None) -> str:
    return clock.text(moment) if moment else ""
