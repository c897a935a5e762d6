"""Registering a thing by its serial number, with how long its guarantee is; by its buyer, its shop or the shop's program."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from hejie.domain.aftersales import guarantees as rules
from hejie.domain.aftersales import serials
from hejie.domain.aftersales.guarantees import Cover
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import directory
from hejie.store import registrations as kept
from hejie.store.models import Marketplace, Registration
from hejie.usecases import guarantees, reading, service_settings

COVERAGES = ("standard", "extended")
SOURCES = ("buyer", "shop", "program")
STATES = kept.STATES
_STAFF = ("operator", "integrator", "system")
_CHANGED = ("title", "product", "began_on", "months", "more_months")
_LONGEST = {"title": 200, "product": 120}


def register(ctx: Context, told: Mapping[str, Any]) -> tuple[Registration, bool]:
    """(a thing's registration, whether it is new). An equal number of the same owner again changes nothing.

    told      serial; order and line, or (a shop and its program) seller; title, product, began_on, months, more_months.
              A buyer names his own order and line: shop, days and months come from there, never from himself
    Refuses   not_found, serial_wrong, serial_registered (by somebody else), registration_wrong (field), unknown_line
    """
    serial = told.get("serial", "")
    values = _of_buyer(ctx, told) if ctx.actor.role == "buyer" else _of_shop(ctx, told)
    values |= {"mark": serials.mark(values["seller"], serial), "tail": serials.tail(serial)}
    values |= {"saved_at": ctx.now, "saved_by": ctx.actor.id}
    made = kept.make(ctx.actor.marketplace, values)
    if made is not None:
        return made, True
    there = kept.by_mark(ctx.actor.marketplace, values["mark"])
    if there is None or (ctx.actor.role == "buyer" and there.buyer != ctx.actor.id):
        raise Refusal("serial_registered", tail=values["tail"])
    return there, False


def change(ctx: Context, number: int, told: Mapping[str, Any], *, over: int) -> Registration:
    """Change one: its words, when its guarantee began, how long it is, by how much it was extended. The shop's people only.

    over      the version that was read
    Refuses   not_found, registration_wrong (field), registration_changed (facts: version, given)
    """
    row = one(ctx, number)
    if ctx.actor.role == "buyer":
        raise Refusal("not_found")
    if over != row.version:
        raise Refusal("registration_changed", version=row.version, given=over)
    for name in told:
        if name not in _CHANGED:
            raise Refusal("registration_wrong", field=str(name)[:40])
    values = _whole({name: getattr(row, name) for name in _CHANGED} | dict(told))
    if not kept.change(row, {**values, "saved_at": ctx.now, "saved_by": ctx.actor.id}, over=over):
        raise Refusal("registration_changed", version=one(ctx, number).version, given=over)
    return one(ctx, number)


def one(ctx: Context, number: int) -> Registration:
    """A registration, for its buyer and its shop's people. Refuses not_found."""
    row = kept.by_id(ctx.actor.marketplace, number)
    actor = ctx.actor
    mine = row is not None and (
        actor.role in _STAFF
        or (actor.role == "buyer" and row.buyer == actor.id)
        or (actor.role in ("seller", "agent") and actor.seller == row.seller)
    )
    if not mine:
        raise Refusal("not_found")
    return row


def found(ctx: Context, serial: str) -> Registration | None:
    """The thing of one's own shop with a number, None where it is not registered. Refuses serial_wrong, not_found (no shop)."""
    if ctx.actor.role not in ("seller", "agent") or not ctx.actor.seller:
        raise Refusal("not_found")
    return kept.by_mark(ctx.actor.marketplace, serials.mark(ctx.actor.seller, serial))


def listed(
    ctx: Context, *, state: str = "", coverage: str = "", source: str = "", seller: str = "", after: int = 0
) -> tuple[list[Registration], int]:
    """(one's own registrations, where to go on or 0). state: over, soon (ends within 30 days), active. Refuses not_found,
    registration_wrong."""
    actor = ctx.actor
    for name, value, known in (
        ("state", state, STATES),
        ("coverage", coverage, COVERAGES),
        ("source", source, SOURCES),
    ):
        if value and value not in known:
            raise Refusal("registration_wrong", field=name)
    if actor.role == "buyer":
        whose = {"buyer": actor.id}
    elif actor.role in ("seller", "agent") and actor.seller:
        whose = {"seller": actor.seller}
    elif actor.role in _STAFF:
        whose = {"seller": seller} if seller else {}
    else:
        raise Refusal("not_found")
    today = today_of(ctx)
    return kept.listed(
        actor.marketplace, today=today, state=state, coverage=coverage, source=source, after=after, **whose
    )


def entitled(
    ctx: Context, *, seller: str = "", serial: str = "", order: str = "", line: int = 0, bought_on: str = ""
) -> Cover | None:
    """Which end of the guarantee counts: the registration's, then the order's, then the shop's rule from a day; None: unknown.

    Whoever may not see the registration or order is told of none. Refuses not_found (an order that is not his),
    serial_wrong, registration_wrong, unknown_line
    """
    day = _day(bought_on, "bought_on") if bought_on else None
    state = None
    if order:
        state = _order(ctx, order)
        line = line or 1
        seller = state.line(line).seller
    if serial:
        row = kept.by_mark(ctx.actor.marketplace, serials.mark(seller, serial))
        if row is not None and ctx.actor.role == "buyer" and row.buyer != ctx.actor.id:
            serial = ""
    return guarantees.counting(ctx, seller, serial, order=state, line=line, bought_on=day)


def of_order(ctx: Context, root: str) -> dict[int, list[tuple[Registration, Cover | None]]]:
    """What is registered of an order, by line, each with its guarantee; to a shop its own goods alone. Refuses not_found."""
    order, actor = _order(ctx, root), ctx.actor
    found: dict[int, list] = {}
    for row in kept.of_order(actor.marketplace, root):
        hidden = actor.role in ("seller", "agent") and actor.seller and actor.seller != row.seller
        if not hidden and (actor.role != "buyer" or row.buyer in ("", actor.id)):
            found.setdefault(row.line, []).append((row, guarantees.of_registered(row, order)))
    return found


def today_of(ctx: Context) -> date:
    """The marketplace's day."""
    zone = Marketplace.objects.filter(pk=ctx.actor.marketplace).values_list("timezone", flat=True).first() or "UTC"
    return ctx.now.astimezone(ZoneInfo(zone)).date()


def _order(ctx: Context, root: str) -> Any:
    order, actor = reader.order(root), ctx.actor
    if order is None or order.marketplace != actor.marketplace:
        raise Refusal("not_found")
    if actor.role == "buyer" and order.buyer == actor.id:
        return order
    if actor.role in _STAFF or (actor.role in ("seller", "agent") and actor.seller in order.sellers()):
        return order
    raise Refusal("not_found")


def _of_buyer(ctx: Context, told: Mapping[str, Any]) -> dict[str, Any]:
    """A buyer registers what he has bought here: months come from the order's page or deal, or the shop's rule."""
    for name in told:
        if name not in ("serial", "order", "line"):
            raise Refusal("registration_wrong", field=str(name)[:40])
    order = _order(ctx, str(told.get("order", "")))
    line = told.get("line", 1)
    sold = order.line(line if isinstance(line, int) else 0)
    came = order.dates.get("delivered") or order.dates.get("ordered")
    began = clock.parse(came).date() if came else today_of(ctx)
    months = guarantees.of_order(ctx.actor.marketplace, sold.seller, order, sold.product)
    months = months or service_settings.of(ctx.actor.marketplace, sold.seller).guarantee_months
    _order_seen, texts = reading.read_order(ctx, order.root)
    title = texts.get(sold.title["ref"], "") if sold.title else ""
    written = {"title": title[: _LONGEST["title"]], "product": sold.product, "began_on": began, "months": months}
    return {
        **_whole(written),
        "seller": sold.seller,
        "buyer": ctx.actor.id,
        "root": order.root,
        "line": line,
        "source": "buyer",
    }


def _of_shop(ctx: Context, told: Mapping[str, Any]) -> dict[str, Any]:
    actor = ctx.actor
    values = dict(told)
    serials.plain(values.pop("serial", ""))
    root, seller = str(values.pop("order", "") or ""), str(values.pop("seller", "") or "")
    line = values.pop("line", 1)
    buyer = ""
    if root:
        order = _order(ctx, root)
        seller, buyer = order.line(line if isinstance(line, int) else 0).seller, order.buyer
    if actor.role in ("seller", "agent") and actor.seller:
        seller = seller or actor.seller
        if seller != actor.seller:
            raise Refusal("not_found")
    elif actor.role not in _STAFF or not directory.known_seller(actor.marketplace, seller):
        raise Refusal("not_found")
    for name in values:
        if name not in _CHANGED:
            raise Refusal("registration_wrong", field=str(name)[:40])
    source = "program" if actor.role in ("integrator", "system") else "shop"
    return {
        **_whole({"began_on": today_of(ctx), **values}),
        "seller": seller, "buyer": buyer, "root": root, "line": line if root else 0, "source": source,
    }  # fmt: skip


def _whole(told: Mapping[str, Any]) -> dict[str, Any]:
    """All values, each of its kind, with the end that follows. Refuses registration_wrong."""
    found: dict[str, Any] = {}
    for name, most in _LONGEST.items():
        value = told.get(name) or ""
        if not isinstance(value, str) or len(value) > most:
            raise Refusal("registration_wrong", field=name)
        found[name] = value.strip()
    for name in ("months", "more_months"):
        value = told.get(name) or 0
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= rules.MOST_MONTHS:
            raise Refusal("registration_wrong", field=name)
        found[name] = value
    if found["more_months"] and not found["months"]:
        raise Refusal("registration_wrong", field="months")
    found["began_on"] = _day(told["began_on"], "began_on")
    found["ends_on"] = rules.last_day(found["began_on"], found["months"], found["more_months"])
    found["coverage"] = "extended" if found["more_months"] else "standard"
    return found


def _day(value: Any, name: str) -> date:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise Refusal("registration_wrong", field=name) from None
    if not 1990 <= day.year <= 2100:
        raise Refusal("registration_wrong", field=name)
    return day
