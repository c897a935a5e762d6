"""Points: what one is worth, giving them out of a purse, keeping some for an order, paying with them, their end.

A buyer has one account of points at a marketplace, a stream and root of its own, whoever gave them: all acts of it stand under one
lock, so that of two who spend the same points one wins. Money goes from the giver's purse to the account when they are given, on to
the order where they are spent, and home to the giver when their time is over; each way is two steps, each exactly once.
"""

from datetime import datetime, timedelta
from typing import Protocol

from hejie.domain.escrow import points_book as book
from hejie.domain.escrow import promised
from hejie.domain.escrow.points_commands import (
    Act,
    ComeHome,
    GivePoints,
    LookAtLot,
    Receive,
    Reserve,
    SetWorth,
    TakeBack,
    Terms,
    owner,
)
from hejie.domain.escrow.purse import PurseState
from hejie.domain.escrow.voucher_book import Book, aside, month_of, within_budget
from hejie.domain.escrow.vouchers import PLATFORM
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import Money, positive
from hejie.domain.kernel.refusal import Refusal

Events = tuple[Event, ...]
WHY = ("delay", "goodwill", "promise", "agreement")
MOST_DAYS, MOST_POINTS = 1095, 1_000_000_000
REMIND_BEFORE = timedelta(days=7)
LONGEST_KEPT = 1440
"""For how many minutes points are kept for an order at most."""
BACK_FOR = timedelta(days=30)
"""Points that come back with a refund are good for at least so long, however old they are."""
_LONGEST_NOTE = 500


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    marketplace: str
    purse: PurseState | None


def set_worth(world: World, command: SetWorth, *, by: Actor, now: datetime) -> Events:
    """Say what a point is worth from a moment on; points that are given already keep what they were given with.

    Refuses   points_worth (1 to 1,000,000 points, no sum below zero), points_days (1 to 1095), points_since (before now), currency_unknown
    """
    if not 1 <= command.points <= 1_000_000 or not 0 <= command.minor <= MOST_POINTS:
        raise Refusal("points_worth", points=command.points)
    if not 1 <= command.days <= MOST_DAYS:
        raise Refusal("points_days", given=command.days, most=MOST_DAYS)
    currency = Money(command.minor, command.currency).currency
    since = command.since or now
    if since < now - timedelta(minutes=1):
        raise Refusal("points_since")
    said = {"since": clock.text(clock.cut(max(since, now))), "points": command.points, "minor": command.minor}
    event = _event(world, "PointsWorthSet", **said, currency=currency, days=command.days)
    return (*_opened(world, PLATFORM), event)


def give(
    world: World, command: GivePoints, *, by: Actor, now: datetime, worth: book.Worth | None, currency: str
) -> Events:
    """Give points and set their money aside, out of the purse and this month's budgets that vouchers are given out of.

    worth      what counts now, or what was agreed; currency: of the case or the order that they are given about
    Refuses    points_not_offered, points_number, bad_voucher_reason, text_too_long, voucher_no_budget, voucher_above_budget,
               voucher_not_funded, credit_promised_away
    """
    if worth is None or not worth.minor or worth.currency != currency:
        raise Refusal("points_not_offered", currency=currency)
    if not 1 <= command.points <= MOST_POINTS:
        raise Refusal("points_number", given=command.points)
    if command.why not in WHY:
        raise Refusal("bad_voucher_reason", given=command.why[:40])
    note = command.note.strip()
    if len(note) > _LONGEST_NOTE:
        raise Refusal("text_too_long", most=_LONGEST_NOTE, given=len(note))
    amount = positive(worth.of(command.points), currency)
    purse = world.purse
    if by.role != "system":  # what was agreed is owed whatever a budget says
        within_budget(purse.book if purse else Book(), amount, by, month_of(clock.text(now)))
    was = promised.kept_by(purse, command.case, promised.POINTS, amount) if command.why == "agreement" else {}
    if not aside(was):
        promised.funded(purse, amount)
    said = {
        "gift": f"p{len(purse.points.gifts) + 1}", "buyer": command.buyer, "points": command.points, "minor": amount.minor,
        "currency": currency, "until": clock.text(clock.cut(now + timedelta(days=worth.days))), "why": command.why,
        "case": command.case, "order": command.order, "agent": "" if by.role == "system" else by.id,
        "worth": {"points": worth.points, "minor": worth.minor}, "account": owner(command.buyer),
        "note": Private(note) if note else None, **({"bearer": command.bearer} if command.bearer else {}),
        **was,
    }  # fmt: skip
    return (_event(world, "PointsGiven", **said),)


def receive(world: World, command: Receive, *, by: Actor, now: datetime) -> Events:
    """Put a gift into its buyer's account. Came before: nothing."""
    gift, name = command.gift, f"{command.giver}.{command.gift.id}"
    if world.purse is not None and name in world.purse.points.lots:
        return ()
    said = {
        "lot": name, "giver": command.giver, "gift": gift.id, "points": gift.points, "minor": gift.minor, "currency": gift.currency,
        "until": gift.until, "why": gift.why, "case": gift.case, "order": gift.order, "agent": gift.agent,
    }  # fmt: skip
    return (*_opened(world, owner(command.buyer)), _event(world, "PointsReceived", **said))


def reserve(world: World, command: Reserve, *, by: Actor, now: datetime, at: Terms | None = None) -> Events:
    """Keep points for an order, those that end first: nothing else can spend them until they are spent or released.

    at         the order, where it is known: it must be their owner's, in their currency, and take payment yet
    Refuses    points_number, amount_not_positive, points_minutes (1 to 1440), points_too_few (with what there is),
               points_worth_nothing, points_not_his, currency_mismatch, order_cancelled, voucher_nothing_left
    """
    if not 1 <= command.minutes <= LONGEST_KEPT:
        raise Refusal("points_minutes", given=command.minutes, most=LONGEST_KEPT)
    account = world.purse.points if world.purse else book.PointsBook()
    lots = account.usable(clock.text(now), command.currency)
    there, money = sum(lot.rest for lot in lots), sum(lot.left for lot in lots)
    most = money
    if at is not None:
        _fits(command.buyer, command.currency, at)
        most = min(money, at.unpaid)
    if command.points is not None:
        if not 1 <= command.points <= MOST_POINTS:
            raise Refusal("points_number", given=command.points)
        if command.points > there:
            raise Refusal("points_too_few", asked=command.points, there=there)
        parts = book.take_points(lots, command.points)
        if at is not None and sum(row[2] for row in parts) > most:
            parts = book.take_worth(lots, most)
    elif command.minor is not None:
        wanted = positive(command.minor, command.currency).minor
        if wanted > money:
            raise Refusal("points_too_few", asked=str(Money(wanted, command.currency)), there=there)
        parts = book.take_worth(lots, min(wanted, most))
    else:
        parts = book.take_worth(lots, most)
    parts = tuple(row for row in parts if row[2])
    if not parts:
        raise Refusal("points_worth_nothing" if there else "points_too_few", asked=command.points or 0, there=there)
    said = {
        "use": f"u{world.purse.seq + 1}", "order": command.order, "points": sum(row[1] for row in parts),
        "minor": sum(row[2] for row in parts), "currency": command.currency,
        "until": clock.text(clock.cut(now + timedelta(minutes=command.minutes))), "parts": _written(parts),
    }  # fmt: skip
    return (_event(world, "PointsReserved", **said),)


def spend(world: World, command: Act, *, by: Actor, now: datetime, at: Terms) -> Events:
    """Send what is kept to its order.

    Refuses    not_found, points_used, points_released (also when their time is over), points_other_order, points_not_his,
               currency_mismatch, order_cancelled, voucher_nothing_left, points_above_worth (what they are worth is more than is to pay)
    """
    use = _use(world, command.use)
    if use.status in ("spent", "paid"):
        raise Refusal("points_used", order=use.order)
    if use.status == "released" or now >= clock.parse(use.until):
        raise Refusal("points_released")
    if use.order not in ("", command.order):
        raise Refusal("points_other_order")
    _fits(command.buyer, use.currency, at)
    if use.minor > at.unpaid:
        raise Refusal(
            "points_above_worth", asked=str(Money(use.minor, use.currency)), most=str(Money(at.unpaid, use.currency))
        )
    said = {"use": use.id, "order": command.order, "points": use.points, "minor": use.minor, "currency": use.currency}
    return (_event(world, "PointsSpent", **said),)


def carry(world: World, command: Act, *, by: Actor, now: datetime) -> Events:
    """The order has taken the money, or it comes back. Told before: nothing."""
    use = _use(world, command.use)
    if use.status != "spent":
        return ()
    if not command.taken:
        return (_released(world, use, "order"),)
    return (_event(world, "PointsPaidIn", use=use.id, order=use.order, currency=use.currency),)


def release(world: World, command: Act, *, by: Actor, now: datetime) -> Events:
    """Let go what is kept. Let go before: nothing. Refuses not_found, points_used (what is paid comes back by a refund)."""
    use = _use(world, command.use)
    if use.status == "released":
        return ()
    if use.status != "reserved":
        raise Refusal("points_used", order=use.order)
    return (_released(world, use, "asked"),)


def look_at_use(world: World, command: Act, *, by: Actor, now: datetime) -> Events:
    """Let go what nobody has spent in time."""
    use = _use(world, command.use)
    due = use.status == "reserved" and now >= clock.parse(use.until)
    return (_released(world, use, "time"),) if due else ()


def take_back(world: World, command: TakeBack, *, by: Actor, now: datetime) -> Events:
    """Put what a refund brings back into the lots that it came from, those that end last first. Came before: nothing."""
    account = world.purse.points
    uses = [use for use in account.uses.values() if use.order == command.order and use.status in ("spent", "paid")]
    if any(command.transfer in use.returns for use in uses):
        return ()
    events, left = [], command.minor
    for use in reversed(uses):
        some = min(left, use.out)
        if some:
            left -= some
            said = {
                "use": use.id,
                "order": command.order,
                "transfer": command.transfer,
                "minor": some,
                "currency": use.currency,
            }
            until = clock.text(clock.cut(now + BACK_FOR))
            events.append(
                _event(world, "PointsReturned", **said, until=until, parts=_written(book.give_back(use, some)))
            )
    if left:
        raise ValueError(f"{command.transfer} of {command.order} would bring back {left} more than points have paid")
    return tuple(events)


def look_at_lot(world: World, command: LookAtLot, *, by: Actor, now: datetime) -> Events:
    """Remind once, some days before it ends; end it when its time is over: the money goes home to its giver."""
    lot = world.purse.points.lots[command.lot]
    if not (lot.rest or lot.left):
        return ()
    until = clock.parse(lot.until)
    if now >= until:
        said = {"lot": lot.id, "giver": lot.giver, "gift": lot.gift, "points": lot.rest, "minor": lot.left}
        return (_event(world, "PointsEnded", **said, currency=lot.currency),)
    if lot.rest and lot.reminded != lot.until and now >= until - REMIND_BEFORE:
        return (_event(world, "PointsReminded", lot=lot.id),)
    return ()


def come_home(world: World, command: ComeHome, *, by: Actor, now: datetime) -> Events:
    """Put the money of ended points back into the purse that gave them. Came before: nothing."""
    gift = world.purse.points.gifts[command.gift]
    if command.end in gift.back:
        return ()
    said = {
        "gift": gift.id,
        "end": command.end,
        "account": command.account,
        "minor": command.minor,
        "currency": gift.currency,
    }
    return (_event(world, "PointsHome", **said),)


def looked_at(until: str, since: str) -> tuple[datetime, ...]:
    """When a lot has to be looked at: for its reminder, where it is good for longer than that, and at its end."""
    end, reminder = clock.parse(until), clock.parse(until) - REMIND_BEFORE
    return (reminder, end) if reminder > clock.parse(since) else (end,)


def _fits(buyer: str, currency: str, at: Terms) -> None:
    if at.buyer != buyer:
        raise Refusal("points_not_his")
    if not at.usable:
        raise Refusal("order_cancelled", order="")
    if at.currency != currency:
        raise Refusal("currency_mismatch", given=currency, expected=at.currency)
    if not at.unpaid:
        raise Refusal("voucher_nothing_left")


def _released(world: World, use: book.Use, why: str) -> Event:
    """They come back as they were; what has ended meanwhile ends when it is looked at next."""
    way = {"order": use.order, "sent": use.status == "spent"}
    said = {"use": use.id, "why": why, **way, "points": use.points, "minor": use.minor, "currency": use.currency}
    return _event(world, "PointsReleased", **said, parts=_written(use.parts))


def _written(parts: tuple[book.Part, ...]) -> list[dict]:
    return [{"lot": lot, "points": points, "minor": minor} for lot, points, minor in parts]


def _use(world: World, name: str) -> book.Use:
    found = world.purse.points.uses.get(name) if world.purse is not None else None
    if found is None:
        raise Refusal("not_found")
    return found


def _opened(world: World, whose: str) -> Events:
    if world.purse is not None:
        return ()
    return (Event(world.root, "PurseOpened", {"marketplace": world.marketplace, "owner": whose}),)


def _event(world: World, kind: str, **data: object) -> Event:
    return Event(world.root, kind, data)
