"""What a purse has promised in agreements: set aside from the promise on, so that nothing can be promised twice.

A promise is about a case, of which at most one stands: a new one takes the place of the one before, in the same entry. Its money lies
apart from what the purse may give, and this month's budgets have borne it. Giving what was promised takes it from there; where the
promise does not hold any more, it comes back. A voucher's money is set aside only where the purse has it, as the shop may hand
over one of its own; the money of points always is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from hejie.domain.escrow.voucher_book import SHOP, Book, month_of, within_budget
from hejie.domain.kernel import actor as actors
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal

VOUCHER, POINTS = "voucher", "points"
_PURSE_ALONE = actors.system("")


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised in one case. Amounts are minor units.

    id       by the entry that said it; faces: what each form is worth, of those that are still owed; aside: what of it is set aside
    bearer   whose budget has borne it beside the purse's, "" for nobody's; month: in which
    """

    id: str
    case: str
    currency: str
    faces: Mapping[str, int]
    aside: Mapping[str, int]
    bearer: str
    month: str

    @property
    def minor(self) -> int:
        """All that is set aside for it."""
        return sum(self.aside.values())

    def without(self, forms: tuple[str, ...]) -> "Promise":
        """With these forms neither owed nor set aside any more."""
        kept = {form: minor for form, minor in self.faces.items() if form not in forms}
        return replace(self, faces=kept, aside={form: self.aside[form] for form in kept})


@dataclass(frozen=True, slots=True)
class PromiseCredit:
    """Set aside what an agreement of a case promises. funder: the shop; faces: minor units by form."""

    funder: str
    case: str
    currency: str
    faces: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FreeCredit:
    """Give free what a promise does not need any more. promise: which one, so that one made since is left alone."""

    funder: str
    case: str
    promise: str
    forms: tuple[str, ...]


class Purse(Protocol):
    """What of a purse counts here (`purse.PurseState`)."""

    seq: int
    book: Book
    promised: Mapping[str, Promise]

    def balance(self, currency: str) -> Money:
        """What it may give."""


class World(Protocol):
    """What a decision may look at (`cases.world.World`)."""

    root: str
    purse: Purse


def promise(
    world: World, command: PromiseCredit, *, by: Actor, now: datetime, whose: Actor | None
) -> tuple[Event, ...]:
    """Set it aside, in place of what was promised in the case before.

    whose     who promises for the shop, whose budget bears it beside the purse's; None: the shop's own offer is accepted
    Refuses   credit_promised_away (others were promised what is missing), voucher_not_funded (it was never there),
              voucher_no_budget, voucher_above_budget
    """
    purse = world.purse
    can_promise(purse, command.faces, command.case, command.currency, whose, now)
    before, there = purse.promised.get(command.case), free_for(purse, command.case, command.currency)
    points = command.faces.get(POINTS, 0)
    voucher = command.faces.get(VOUCHER, 0)
    aside = {POINTS: points, VOUCHER: voucher if voucher + points <= there.minor else 0}
    said = {
        "case": command.case, "currency": command.currency, "bearer": whose.id if whose else "",
        "minor": sum(aside[form] for form in command.faces), "before": before.minor if before else 0,
        "forms": [{"form": form, "face": face, "aside": aside[form]} for form, face in sorted(command.faces.items())],
    }  # fmt: skip
    return (Event(world.root, "CreditPromised", said),)


def can_promise(
    purse: Purse | None, faces: Mapping[str, int], case: str, currency: str, whose: Actor | None, now: datetime
) -> None:
    """Let pass what may be promised in a case now: within the budgets, and points within what the purse has. Refuses as `promise`."""
    whole = Money(sum(faces.values()), currency)
    bearing = whose or _PURSE_ALONE
    within_budget(book_for(purse, case) if purse else Book(), whole, bearing, month_of(clock.text(now)))
    funded(purse, Money(faces.get(POINTS, 0), currency), case)


def funded(purse: Purse | None, amount: Money, case: str = "") -> None:
    """Let pass what the purse has, with what was set aside for this case before. Refuses credit_promised_away, voucher_not_funded."""
    nothing = Money(0, amount.currency)
    there = free_for(purse, case, amount.currency) if purse is not None else nothing
    if amount <= there:
        return
    others = elsewhere(purse, case, amount.currency) if purse is not None else nothing
    facts = {"asked": str(amount), "left": str(there)}
    if others and amount <= there + others:
        raise Refusal("credit_promised_away", **facts, promised=str(others))
    raise Refusal("voucher_not_funded", **facts)


def free(world: World, command: FreeCredit, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Give free what of a promise is not needed. Done before, or another promise since: nothing."""
    found = world.purse.promised.get(command.case) if world.purse is not None else None
    forms = tuple(form for form in command.forms if found is not None and form in found.faces)
    if found is None or found.id != command.promise or not forms:
        return ()
    minor = sum(found.aside[form] for form in forms)
    said = {"case": found.case, "promise": found.id, "currency": found.currency, "minor": minor, "forms": list(forms)}
    return (Event(world.root, "CreditFreed", said),)


def free_for(purse: Purse, case: str, currency: str) -> Money:
    """What a purse can promise in a case: what it may give, and what it has promised there before."""
    own = purse.promised.get(case)
    return purse.balance(currency) + Money(own.minor if own and own.currency == currency else 0, currency)


def elsewhere(purse: Purse, case: str, currency: str) -> Money:
    """What is set aside for promises in other cases."""
    others = (one for one in purse.promised.values() if one.case != case and one.currency == currency)
    return Money(sum(one.minor for one in others), currency)


def book_for(purse: Purse, case: str) -> Book:
    """The budgets as they stand without what was promised in this case."""
    own = purse.promised.get(case)
    return borne(purse.book, own, -1, own.faces) if own else purse.book


def kept_by(purse: Purse | None, case: str, form: str, amount: Money) -> dict:
    """What an entry that gives what was promised says of that: nothing where nothing was, `aside` how much is taken from there."""
    found = purse.promised.get(case) if purse is not None and case else None
    if found is None or found.currency != amount.currency or found.faces.get(form) != amount.minor:
        return {}
    return {"promise": {"id": found.id, "aside": found.aside[form]}}


def evolve(promised: Mapping[str, Promise], entry: Mapping) -> Mapping[str, Promise]:
    """What is promised after one more entry of the purse."""
    kind, data = entry["kind"], entry["data"]
    if kind == "CreditPromised":
        sums = {name: {row["form"]: row[name] for row in data["forms"]} for name in ("face", "aside")}
        name = f"c{entry['seq']}"
        one = Promise(
            name, data["case"], data["currency"], sums["face"], sums["aside"], data["bearer"], month_of(entry["at"])
        )
        return {**promised, one.case: one}
    over = {
        "CreditFreed": lambda: tuple(data["forms"]),
        "VoucherIssued": lambda: (VOUCHER,),
        "PointsGiven": lambda: (POINTS,),
    }
    if kind not in over or (kind != "CreditFreed" and not data.get("promise")):
        return promised
    left = promised[data["case"]].without(over[kind]())
    return {
        **{case: one for case, one in promised.items() if case != left.case},
        **({left.case: left} if left.faces else {}),
    }


def moved(kind: str, data: Mapping) -> int:
    """What an entry about promises adds to what the purse may give."""
    return {"CreditPromised": data.get("before", 0) - data["minor"], "CreditFreed": data["minor"]}.get(kind, 0)


def booked(book: Book, promised: Mapping[str, Promise], entry: Mapping) -> Book:
    """The budgets after an entry about promises. promised: as they stood before it."""
    data = entry["data"]
    own = promised.get(data["case"])
    if entry["kind"] == "CreditFreed":
        return borne(book, own, -1, {form: own.faces[form] for form in data["forms"]})
    book = borne(book, own, -1, own.faces) if own else book
    new = evolve(promised, entry)[data["case"]]
    return borne(book, new, 1, new.faces)


def borne(book: Book, one: Promise, sign: int, faces: Mapping[str, int]) -> Book:
    """The budgets with what a promise has made them bear, or (sign -1) without it, in the month in which it was made."""
    spent, minor = dict(book.spent), sign * sum(faces.values())
    for who in dict.fromkeys((SHOP, one.bearer)):
        place = (one.month, who, one.currency)
        spent[place] = spent.get(place, 0) + minor
    return replace(book, spent=spent)
