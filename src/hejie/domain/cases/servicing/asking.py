"""Asking for a service: which pieces, of what kind, and what is noticed about it at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales import service as services
from hejie.domain.aftersales.guarantees import Cover
from hejie.domain.cases import opening, packages
from hejie.domain.cases.claims import NOTHING_THERE, REASONS
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import exchanging, going_on, money, naming, repairing, wishes
from hejie.domain.cases.servicing.book import Book
from hejie.domain.cases.servicing.commands import AskService, ChangeService
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal

_BEFORE_DELIVERY = frozenset({"cancellation", "interception", "lost", "late"})
"""Kinds that are about goods on their way, or not yet on it."""


def ask(
    world: World,
    command: AskService,
    *,
    by: Actor,
    now: datetime,
    book: Book,
    promised: tuple[Mapping, ...] = (),
    signs: tuple[Mapping, ...] = (),
    cover: Cover | None = None,
) -> tuple[Event, ...]:
    """Open a case with a request for service.

    book      the marketplace's clocks and steps; promised: what after-sales policies had promised when it was ordered
    signs     what is known from elsewhere and decides nothing; more are found here
    cover     the end of the shop's guarantee, None where nobody knows it; it is shown, and decides nothing but the shop's own limit
    Refuses   case_exists, service_kind_unknown, bad_reason, channel_unknown, pieces_missing, bad_quantity, unknown_line,
              over_quantity, several_sellers, line_has_open_case, text_missing, text_too_long, procedure_not_shown,
              order_cancelled, serial_wrong, asked_above_paid, asked_above_left, which_unknown and what the kind's own wishes refuse
    """
    order = world.order
    if world.case is not None:
        raise Refusal("case_exists", case=world.case.id)
    if command.kind not in flows.KINDS:
        raise Refusal("service_kind_unknown", given=command.kind[:40])
    if command.reason not in REASONS:
        raise Refusal("bad_reason", given=command.reason)
    if command.channel not in services.CHANNELS:
        raise Refusal("channel_unknown", given=command.channel[:40])
    if command.shown != world.procedure.digest:
        raise Refusal("procedure_not_shown")
    pieces = counted(order, command.pieces)
    lines = tuple(sorted(pieces))
    frozen = holds.freeze(order, command.case_id, lines)
    opened = opening.described(world, command, lines, "buyer", promised)
    opened["stage"] = services.STAGE
    wish = wishes.read(order, command, pieces)
    which = naming.named(order, pieces, command.which, wish.get("serial_mark", ""))
    opened["service"] = {
        "kind": command.kind,
        "channel": command.channel,
        "pieces": naming.rows(pieces, which),
        "flow": [step.as_data() for step in _flow(book, command, wish)],
        "rulebook": {"id": book.id, "version": book.version, "digest": book.digest},
        **({"wish": wish} if wish else {}),
        **({"cover": cover.as_data()} if cover else {}),
        **({"auto": dict(book.auto)} if book.auto else {}),
        **({"held": list(book.held)} if book.held else {}),
        "warn": book.warn,
        **(_of_repair(order, wish, lines, book) if command.kind == "repair" else {}),
        **(_of_exchange(order, command.reason, book) if command.kind == "exchange" else {}),
        **({"signs": found} if (found := [*signs, *signs_of(order, pieces)]) else {}),
    }
    opened["paid"] = _most(order, command, pieces, which, wish, opened["paid"])
    opened["claim"] = {
        "reason": command.reason,
        "remedy": flows.REMEDY_OF[command.kind],
        "facts": dict(command.facts),
        "package": _package(order, command, pieces, which, wish, opened["paid"]),
        "story": Private(opening.text_of(command.story)),
    }
    opened["procedure"] = opening.pinned(world, now)
    draft = Draft(world, by, now)
    draft.add("CaseOpened", **opened)
    going_on.next_step(draft)
    draft.add_order(frozen)
    return draft.events()


def _flow(book: Book, command: AskService, wish: Mapping) -> tuple:
    flow = book.flow(command.kind, command.reason)
    return exchanging.asked_for(flow, wish) if command.kind == "exchange" else flow


def _of_repair(order: object, wish: Mapping, lines: tuple[int, ...], book: Book) -> dict:
    """How soon a repair should be looked at and why, and what it adds to the guarantee."""
    repaired = max(order.repaired.get(line, 0) for line in lines)
    more = {"guarantee": dict(rule)} if (rule := book.after_repair(order.dates.get("ordered", ""))) else {}
    return {**more, "priority": repairing.priority(wish, repaired)}


def _of_exchange(order: object, reason: str, book: Book) -> dict:
    """What another article for a faulty one adds to the guarantee; nothing where the buyer only changed his mind."""
    rule = book.after_repair(order.dates.get("ordered", "")) if reason in money.SELLERS else {}
    return {"guarantee": dict(rule)} if rule else {}


def change(world: World, command: ChangeService, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask for other numbers of pieces of the same lines.

    Refuses   service_not_open, service_answered, pieces_missing, bad_quantity, over_quantity, which_unknown, unknown_line (a line that the
              request is not about)
    """
    service = going_on.open_service(world.case)
    if service.status != "asked":
        raise Refusal("service_answered", status=service.status)
    pieces = counted(world.order, command.pieces)
    for line in pieces:
        if service.piece(line) is None:
            raise Refusal("unknown_line", line=line)
    kept = {line: prices[: pieces[line]] for line, prices in service.which.items() if line in pieces}
    which = naming.named(world.order, pieces, ({**kept, **dict(command.which)}).items())
    draft = Draft(world, by, now)
    draft.add("ServiceChanged", pieces=naming.rows(pieces, which))
    return draft.events()


def counted(order: object, wanted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many pieces of each line; what names a line twice is added up.

    Refuses   pieces_missing, bad_quantity, unknown_line, over_quantity (facts: line, asked, left of those bought)
    """
    pieces: dict[int, int] = {}
    for line, quantity in wanted:
        if quantity < 1:
            raise Refusal("bad_quantity", line=line, given=quantity)
        pieces[line] = pieces.get(line, 0) + quantity
    if not pieces:
        raise Refusal("pieces_missing")
    for line, quantity in pieces.items():
        left = order.line(line).quantity - order.returned.get(line, 0)
        if quantity > left:
            raise Refusal("over_quantity", line=line, asked=quantity, left=left)
    return pieces


def signs_of(order: object, pieces: Mapping[int, int]) -> list[dict]:
    """What the order itself shows: pieces of the same lines that were paid back before, other cases that are open on it,
    that not all of a set comes back."""
    found: list[dict] = []
    lines = tuple(sorted(pieces))
    if again := [line for line in lines if order.returned.get(line)]:
        found.append({"sign": "returned_before", "lines": again})
    if times := max(order.repaired.get(line, 0) for line in lines):
        found.append({"sign": "repaired_before", "times": times})
    sets = {order.line(line).bundle for line in lines} - {""}
    if any(
        one.quantity - order.returned.get(one.line, 0) > pieces.get(one.line, 0)
        for one in order.lines
        if one.bundle in sets
    ):
        found.append({"sign": "part_of_set"})
    # What is in dispute with another shop of the same order is nothing that this one may know.
    shop = order.seller_of(lines[0])
    others = sorted({case for line, case in order.frozen if line not in lines and order.seller_of(line) == shop})
    if others:
        found.append({"sign": "open_case", "case": others[0]})
    return found


def claimed(order: object, command: AskService) -> int:
    """What a request that is not asked yet would come to: the refund, or what the goods cost where no money is asked for.

    Refuses what `ask` refuses of pieces, wishes and sums.
    """
    pieces = counted(order, command.pieces)
    wish = wishes.read(order, command, pieces)
    which = naming.named(order, pieces, command.which, wish.get("serial_mark", ""))
    worth = sum(line["paid"] for line in order.snapshot(tuple(sorted(pieces)))["lines"])
    paid = _most(order, command, pieces, which, wish, worth)
    return _package(order, command, pieces, which, wish, paid)["refund"] or worth


def _most(
    order: object,
    command: AskService,
    pieces: Mapping[int, int],
    which: Mapping[int, tuple[int, ...]],
    wish: Mapping,
    paid: int,
) -> int:
    """Most that may be awarded. Sums that were no price of these pieces have gone out of what was paid, and take nothing from it."""
    if not order.custody.holds:
        return paid
    asked = wish.get("minor") or money.asked(order, pieces, command.kind, command.reason, which)
    return max(paid, min(asked, money.most(order, pieces, which)))


def _package(
    order: object,
    command: AskService,
    pieces: Mapping[int, int],
    which: Mapping[int, tuple[int, ...]],
    wish: Mapping,
    paid: int,
) -> dict:
    """What the claim comes to as settlement terms, should it become a dispute. paid: most that may be awarded.

    Refuses   asked_above_paid, asked_above_left (a sum that the pieces cannot come to)
    """
    kind = command.kind
    terms = dict(packages.usual_terms(flows.REMEDY_OF[kind]))
    if command.reason in NOTHING_THERE or kind in _BEFORE_DELIVERY:
        terms.pop("goods", None)
        terms.pop("return_freight", None)
    elif "return_freight" in terms and command.reason not in money.SELLERS:
        terms["return_freight"] = {"payer": "buyer", "minor": 0}
    if "refund" not in terms:
        asked = wish.get("minor")
        if asked is not None:
            money.within(order, pieces, asked, which)
        terms["refund"] = min(paid, money.asked(order, pieces, kind, command.reason, which)) if asked is None else asked
    return packages.checked(terms, order.currency, paid)
