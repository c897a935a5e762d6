"""What vouchers a purse has given, and what each month's budget for them has borne: the part of a purse that its entries fold to.

A voucher's money lies apart from the purse from the moment it is given: nobody can spend it twice, nor the purse lack it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal

SHOP, EACH = "", "*"
"""Whose budget: of the whole purse, or of every agent who has none of his own."""
WHY = ("delay", "goodwill", "agreement", "promise")
RETURNED = "returned"
"""Why a voucher is there that a refund brought back; nobody gives one for it, and no budget bears it again."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """One voucher. Amounts are minor units.

    id        v and its number in the purse; buyer: for whom; minor: its face; left: what it is still worth
    until     to which moment it can be used, in the record's form; partial: what is not used stays for a later time
    least     what the goods must come to, at least; why: one of WHY, or RETURNED; case, order: about which it was given, or ""
    agent     who gave it, "" for the program itself; note: his words for the buyer, a reference or None
    status    open, using (its money is on the way to an order), used, expired
    digest    of the code that holds now, "" where none was shown yet; codes: how many were
    uses      (use, order root, minor) of what was used
    returns   (use, order and transfer, minor) of what refunds have brought back of it, as vouchers of their own
    ended_at  when it was used up or ran out
    """

    id: str
    buyer: str
    minor: int
    left: int
    currency: str
    until: str
    partial: bool
    least: int
    why: str
    case: str
    order: str
    agent: str
    at: str
    note: Mapping | None = None
    status: str = "open"
    digest: str = ""
    codes: int = 0
    uses: tuple[tuple[str, str, int], ...] = ()
    returns: tuple[tuple[str, str, int], ...] = ()
    ended_at: str = ""
    reminded: bool = False

    @property
    def used(self) -> int:
        """What of it has been used."""
        return sum(minor for _use, _order, minor in self.uses)


@dataclass(frozen=True, slots=True)
class Book:
    """Vouchers by id, and budgets.

    budgets   minor units a month by (whose, currency); spent: what a month has borne by (month, whose, currency)
    """

    vouchers: Mapping[str, Voucher] = field(default_factory=dict)
    budgets: Mapping[tuple[str, str], int] = field(default_factory=dict)
    spent: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def limit(self, who: str, currency: str) -> int | None:
        """A month's budget of somebody, his own or that of each; None where there is none."""
        found = self.budgets.get((who, currency))
        return self.budgets.get((EACH, currency)) if found is None and who != SHOP else found

    def left(self, who: str, currency: str, month: str) -> int | None:
        """What is left of it this month; None where there is no budget."""
        limit = self.limit(who, currency)
        return None if limit is None else max(0, limit - self.spent.get((month, who, currency), 0))

    def changed(self, voucher: Voucher) -> "Book":
        """With one voucher as it is now."""
        return replace(self, vouchers={**self.vouchers, voucher.id: voucher})


def within_budget(book: Book, amount: Money, by: Actor, month: str) -> None:
    """Agents within their own budget; everybody within the purse's, where it has one.

    Refuses   voucher_no_budget, voucher_above_budget (with what is left)
    """
    whose = [SHOP]
    if by.role == "agent":
        whose.append(by.id)
        if book.limit(by.id, amount.currency) is None:
            raise Refusal("voucher_no_budget", currency=amount.currency)
    for who in whose:
        left = book.left(who, amount.currency, month)
        if left is not None and amount.minor > left:
            raise Refusal("voucher_above_budget", asked=str(amount), left=str(Money(left, amount.currency)))


def month_of(at: str) -> str:
    """The calendar month (UTC) of a moment in the record's form: 2026-11."""
    return at[:7]


def evolve(book: Book, entry: Mapping) -> Book:
    """The book after one more entry of its purse; entries that are not about vouchers change nothing."""
    kind, data, at = entry["kind"], entry["data"], entry["at"]
    if kind == "VoucherBudgetSet":
        return replace(book, budgets={**book.budgets, (data["who"], data["currency"]): data["minor"]})
    if kind == "VoucherIssued":
        return _issued(book, data, at)
    if kind == "VoucherReturned":
        return _returned(book, data, at)
    if kind == "PointsGiven":
        return _borne(book, data, at)  # points are given out of the same budgets
    if kind not in _HANDLERS:
        return book
    return book.changed(_HANDLERS[kind](book.vouchers[data["voucher"]], data, at))


def moved(kind: str, data: Mapping) -> int:
    """What an entry about vouchers adds to the purse's own balance; what was set aside before has left it already."""
    if kind == "VoucherIssued":
        return aside(data) - data["minor"]
    return data["minor"] if kind == "VoucherEnded" else 0


def aside(data: Mapping) -> int:
    """How much of what an entry gives an agreement had set aside for it, in minor units."""
    return (data.get("promise") or {}).get("aside", 0)


def _issued(book: Book, data: Mapping, at: str) -> Book:
    return _borne(book.changed(_given(data, at)), data, at)


def _returned(book: Book, data: Mapping, at: str) -> Book:
    """A refund brings back what one has paid: as a new one, which no budget bears, since they have borne it once."""
    old = book.vouchers[data["of"]]
    row = (data["use"], returned_by(data["order"], data["transfer"]), data["minor"])
    return book.changed(replace(old, returns=(*old.returns, row))).changed(_given(data, at))


def returned_by(order: str, transfer: str) -> str:
    """What makes one return of a voucher's money the only one of its kind."""
    return f"{order} {transfer}"


def _given(data: Mapping, at: str) -> Voucher:
    names = ("buyer", "minor", "currency", "until", "partial", "least", "why", "case", "order")
    plain = {name: data[name] for name in names}
    return Voucher(data["voucher"], left=data["minor"], agent=data["agent"], at=at, note=data.get("note"), **plain)


def _borne(book: Book, data: Mapping, at: str) -> Book:
    """What the month's budgets of the purse, and of whoever gave or signed for it, have borne then.

    What was agreed is owed whatever a budget says, and counts; old entries do not say who signed, and count as they did then.
    """
    bearer = data.get("bearer", "")
    if (data["why"] == "agreement" and not bearer) or data.get("promise"):
        return book  # a promise has been borne since it was made
    spent, month = dict(book.spent), month_of(at)
    for who in dict.fromkeys((SHOP, bearer or data["agent"])):
        place = (month, who, data["currency"])
        spent[place] = spent.get(place, 0) + data["minor"]
    return replace(book, spent=spent)


def _code(voucher: Voucher, data: Mapping, at: str) -> Voucher:
    return replace(voucher, digest=data["digest"], codes=voucher.codes + 1)


def _used(voucher: Voucher, data: Mapping, at: str) -> Voucher:
    uses = (*voucher.uses, (data["use"], data["order"], data["minor"]))
    return replace(voucher, status="using", left=voucher.left - data["minor"], uses=uses)


def _carried(voucher: Voucher, data: Mapping, at: str) -> Voucher:
    return replace(voucher, status="open")


def _given_back(voucher: Voucher, data: Mapping, at: str) -> Voucher:
    uses = tuple(row for row in voucher.uses if row[0] != data["use"])
    return replace(voucher, status="open", left=voucher.left + data["minor"], uses=uses)


def _ended(voucher: Voucher, data: Mapping, at: str) -> Voucher:
    return replace(voucher, status=data["why"], left=0, ended_at=at)


def _reminded(voucher: Voucher, data: Mapping, at: str) -> Voucher:
    return replace(voucher, reminded=True)


_HANDLERS = {
    "VoucherCodeMade": _code,
    "VoucherUsed": _used,
    "VoucherCarried": _carried,
    "VoucherGivenBack": _given_back,
    "VoucherEnded": _ended,
    "VoucherReminded": _reminded,
}
