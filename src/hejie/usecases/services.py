"""After-sales service: ask, answer, take its steps. One function for each intention."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from hejie.domain.aftersales import serials
from hejie.domain.cases import access
from hejie.domain.cases.servicing import answering, asking, modules, releasing, steps
from hejie.domain.cases.servicing.book import Book
from hejie.domain.cases.servicing.commands import AnswerService, AskService, ChangeService, TakeServiceStep
from hejie.domain.cases.servicing.wishes import OF_GOODS
from hejie.domain.cases.world import World
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.domain.wording import reviews
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.rulebooks import wordings
from hejie.store import serial_cases
from hejie.usecases import acts, case_law, cases, guarantees, ids, news_queue, service_settings

assert modules  # each fills the table of steps with its own


def ask(
    ctx: Context,
    *,
    root: str,
    kind: str,
    pieces: tuple[tuple[int, int], ...],
    reason: str,
    story: str,
    shown: str,
    key: str,
    facts: Mapping | None = None,
    wish: Mapping | None = None,
    channel: str = "web",
    which: tuple[tuple[int, tuple[int, ...]], ...] = (),
) -> Receipt:
    """Ask for a service on pieces of one seller's lines: a case opens in its first stage.

    root      the order's id here; pieces: (line, how many); shown: digest of the procedure of disputes that the buyer was shown
    which     (line, what each cost): which of several alike, where they cost different sums
    Refuses   what `asking.ask` refuses
    """
    command = AskService(
        case_id=ids.case_id(root, ctx.actor.marketplace, ctx.actor.id, key, ""),
        kind=kind,
        pieces=pieces,
        reason=reason,
        story=story,
        shown=shown,
        facts=facts or {},
        wish=wish or {},
        channel=channel,
        which=which,
    )
    streams = {"case": f"case:{command.case_id}", "order": f"order:{root}"}
    order = reader.order(root)
    promised = case_law.promised(ctx.actor.marketplace, order, tuple(line for line, _quantity in pieces))
    sellers = _sellers(order, pieces)
    tier = next(iter(cases.tiers_of(ctx, sellers, shown).values()), "")
    seller = next(iter(sellers), "")
    settings = service_settings.of(ctx.actor.marketplace, seller)
    book = replace(service_settings.book_by(settings), place=_place(ctx, order))
    serial = (wish or {}).get("serial", "") if kind in OF_GOODS else ""
    told = serial if isinstance(serial, str) else ""
    cover = guarantees.of_pieces(ctx, order, tuple(dict(pieces)), seller, told, settings)
    signs = same_serial(ctx, seller, serial)
    decide = partial(_asked, tier=tier, book=book, promised=promised, cover=cover, signs=signs)
    return writer.write(ctx, command, key=key, decide=decide, action="service.ask", root=root, streams=streams)


def _asked(world: World, command: AskService, *, tier: str, **more: object) -> tuple[Event, ...]:
    """The seller's tier is no part of what is asked, so that a repeat stays equal."""
    return asking.ask(world, replace(command, tier=tier), **more)


def same_serial(ctx: Context, seller: str, serial: object) -> tuple[Mapping, ...]:
    """The sign that an earlier request named the same number. What is no number is refused when it is decided.

    Which request that was stands nowhere: both sides read the entry, and it may have been another buyer's.
    """
    try:
        mark = serials.mark(seller, serial) if serial else ""
    except Refusal:
        return ()
    first = serial_cases.first(ctx.actor.marketplace, mark) if mark else ""
    return ({"sign": "same_serial"},) if first else ()


def _place(ctx: Context, order: OrderState | None) -> str:
    """The place whose law counts for an order, as far as its currency tells it."""
    law = ctx.law()
    return law.jurisdiction(order.currency) if law and order else ""


def _sellers(order: OrderState | None, pieces: tuple[tuple[int, int], ...]) -> set[str]:
    """Who sold these lines; more than one is refused when it is decided."""
    return {line.seller for line in order.lines if line.line in dict(pieces)} if order else set()


def book_of(marketplace: str, seller: str) -> Book:
    """The rulebook of service of a marketplace, with what the seller has set for himself."""
    return service_settings.book(marketplace, seller)


def after_repair(ctx: Context, root: str) -> Mapping:
    """What a repair adds to the guarantee by the law of the order's place (`aftersales.longer`); {} where none is known."""
    order = reader.order(root)
    if order is None:
        return {}
    book = replace(book_of(ctx.actor.marketplace, ""), place=_place(ctx, order))
    return book.after_repair(order.dates.get("ordered", ""))


def leave_to_buyer(ctx: Context, root: str, lines: tuple[int, ...], path: str) -> None:
    """Put a request that somebody of the shop or of the marketplace has prepared before its buyer, once: he sends it himself or not.

    lines     what it is about; path: the page on which it stands
    Refuses   not_found, unknown_line
    """
    order = access.may_read_order(ctx.actor, reader.order(root))
    sellers = {order.seller_of(line) for line in lines}
    if ctx.actor.role not in ("seller", "agent", "operator") or (ctx.actor.seller and sellers != {ctx.actor.seller}):
        raise Refusal("not_found")
    name = f"prepared:{ids.derived(path, root, length=16)}"
    facts = {"order_name": order.external_id}
    news_queue.put(ctx, root, name, "buyer", (order.buyer,), "RequestPrepared", facts, path, order.head)


def change(ctx: Context, command: ChangeService, *, key: str, if_match: str = "") -> Receipt:
    """Ask for other numbers of pieces."""
    return acts.in_case(ctx, command, key=key, decide=asking.change, action="service.change", if_match=if_match)


def answer(ctx: Context, command: AnswerService, *, key: str, if_match: str = "") -> Receipt:
    """Approve or decline. Refuses review_bought, and what `answering.answer` does."""
    reviews.refuse(wordings.reviews(), command.note, *reviews.strings_of(command.adjust))
    return acts.in_case(ctx, command, key=key, decide=answering.answer, action="service.answer", if_match=if_match)


_ACTIONS = dict.fromkeys(
    ("agree", "accept", "approve_quote", "after_two", "choose", "pay", "rather_refund"), "service.agree"
) | dict.fromkeys(("scan", "pay_more"), "service.scan")
_ACTIONS["release"] = "service.release"


def action_of(step: str) -> str:
    """What the gate is asked for a step."""
    return _ACTIONS.get(step, "service.step")


def take(ctx: Context, command: TakeServiceStep, *, key: str, if_match: str = "") -> Receipt:
    """Take one step of a service. Refuses review_bought of whoever serves the buyer, and what `steps.take` does."""
    if ctx.actor.role != "buyer":
        reviews.refuse(wordings.reviews(), command.note, *reviews.strings_of(command.told))
    decide = releasing.release if command.step == "release" else steps.take
    return acts.in_case(ctx, command, key=key, decide=decide, action=action_of(command.step), if_match=if_match)
