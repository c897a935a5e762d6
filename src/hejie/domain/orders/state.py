"""What an order is at a moment: what was bought, how far it has come, what its money does. The fold of its stream."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hejie.domain.escrow import accounts
from hejie.domain.escrow import custody as money
from hejie.domain.escrow.custody import Custody
from hejie.domain.kernel import deadlines as waits
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.frozen import changed
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import records
from hejie.domain.orders.records import Record


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order.

    price     minor units for all pieces of the line, freight not included; None where nobody knows
    freight   this line's share of the freight; None where nobody knows
    title     reference to the private text, or None
    contents_unknown   no source says what was sold; the line stands for the paid sum
    category  the marketplace's word for the kind of goods, "" where it says none
    """

    line: int
    seller: str
    quantity: int
    price: int | None
    freight: int | None
    title: Mapping | None = None
    product: str = ""
    contents_unknown: bool = False
    category: str = ""


@dataclass(frozen=True)
class OrderState:
    """One order with its money. Amounts are minor units of its one currency.

    status        the last known station: placed, paid, shipped, delivered, confirmed, cancelled, or the shop's word
    dates         moments in the record's form by name: ordered, approved, shipped, delivered, confirmed, cancelled …
    paid_minor    what was paid; 0 where nothing is known of money. paid_assumed: no payment was named anywhere
    confirm_days  days in which the buyer may look at the goods; confirm_since: from the report of what on, shipped or
                  delivered
    confirmed     who confirmed receipt: buyer, silence, or ""
    frozen        (line, case) of lines whose money only that case may move
    disputed      lines in the order in which cases were opened on them, so often as that happened
    digest        fingerprint of the order as it came in, for telling a repeat from a contradiction
    records       what the marketplace itself knows of it; erased: references in its stream whose content is gone
    """

    root: str
    marketplace: str
    external_id: str
    buyer: str
    currency: str
    lines: tuple[OrderLine, ...]
    status: str
    dates: Mapping[str, str]
    confirm_days: int
    custody: Custody
    confirm_since: str = "delivered"
    paid_minor: int = 0
    paid_assumed: bool = False
    confirmed: str = ""
    cancelled: bool = False
    frozen: tuple[tuple[int, str], ...] = ()
    disputed: tuple[int, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deadline_count: int = 0
    digest: str = ""
    records: tuple[Record, ...] = ()
    erased: frozenset[str] = frozenset()
    seq: int = 0
    head: str = ""
    changed_at: str = ""
    listings      versions of the goods' pages on the day of purchase: line, product, number, digest
    deal          the deal that it was placed with: deal, hash, promises, differs …; None where there is none
    offer         the shop's promise of free shipping: {"free_from", "freight"} in minor units; or {}
    returned      pieces that were paid back as services of a case or by the shop itself, by line
    shop          what the shop's own system has told, where the order is kept there; None for others

    def line(self, number: int) -> OrderLine:
        """The line with this number. Refuses unknown_line."""
        for line in self.lines:
            if line.line == number:
                return line
        raise Refusal("unknown_line", line=number)

    def seller_of(self, number: int) -> str:
        """Who answers for a line. Refuses unknown_line."""
        return self.line(number).seller

    def sellers(self) -> frozenset[str]:
        """All who sold something in this order."""
        return frozenset(line.seller for line in self.lines)

    def case_of(self, number: int) -> str:
        """The open case that has frozen this line, or ""."""
        return dict(self.frozen).get(number, "")

    def waits(self, *names: str) -> tuple[Deadline, ...]:
        """Open clocks of these kinds."""
        return tuple(row for row in self.deadlines if row.wait in names)

    def unfrozen_holds(self) -> tuple[money.Hold, ...]:
        """Holds of lines without an open case that still have free money."""
        taken = dict(self.frozen)
        return tuple(hold for hold in self.custody.holds if hold.line and hold.line not in taken and hold.free)

    def snapshot(self, lines: tuple[int, ...]) -> dict:
        """The order as a case copies it when it opens, with these lines alone, so that its file stands alone."""
        return {
    listings: tuple[Mapping, ...] = ()
    deal: Mapping | None = None
    offer: Mapping[str, int] = field(default_factory=dict)
    returned: Mapping[int, int] = field(default_factory=dict)
    shop: ShopSide | None = None
    by_voucher: int = 0
    voucher_uses: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    promises: tuple[OrderPromise, ...] = ()
            "external_id": self.external_id,
            "buyer": self.buyer,
            "currency": self.currency,
            "status": self.status,
            "dates": dict(self.dates),
            "paid": self.paid_minor,
            "paid_assumed": self.paid_assumed,
            "lines": [self._line_snapshot(self.line(number)) for number in lines],
        }

    def _line_snapshot(self, line: OrderLine) -> dict:
        hold = self.custody.hold(accounts.hold_id(self.root, line.line))
        return {
            "line": line.line,
            "seller": line.seller,
            "product": line.product,
            "title": line.title,
            "quantity": line.quantity,
            "price": line.price,
            "freight": line.freight,
            "contents_unknown": line.contents_unknown,
            **({"category": line.category} if line.category else {}),
            "hold": hold.id if hold else None,
            "paid": hold.held if hold else 0,
        }


def evolve(state: OrderState | None, entry: Mapping) -> OrderState:
    """The state after one more entry of the order's stream."""
    kind, data = entry["kind"], entry["data"]
    if state is None:
        if kind != "OrderPlaced":
            raise ValueError(f"an order begins with OrderPlaced, not {kind}")
        state = _placed(entry["stream"], data)
    else:
        handler = _HANDLERS.get(kind)
        state = handler(state, entry) if handler else state
        held = money.evolve(state.custody, kind, data)
        open_waits = waits.evolve(state.deadlines, entry)
        count = state.deadline_count + (kind == "DeadlineSet")
        state = changed(state, custody=held, deadlines=open_waits, deadline_count=count)
    return changed(state, seq=entry["seq"], head=entry["hash"], changed_at=entry["at"])


def _placed(stream: str, data: Mapping) -> OrderState:
    root = stream.partition(":")[2]
    lines = tuple(
        OrderLine(
            line=row["line"],
            seller=row["seller"],
            quantity=row["quantity"],
            price=row["price"],
            freight=row["freight"],
            title=row["title"],
            product=row["product"],
            contents_unknown=row["contents_unknown"],
            category=row.get("category", ""),
        )
        for row in data["lines"]
    )
    return OrderState(
        root=root,
        marketplace=data["marketplace"],
        external_id=data["external_id"],
        buyer=data["buyer"],
        currency=data["currency"],
        lines=lines,
        status=data["status"],
        dates=data["dates"],
        confirm_days=data["confirm_days"],
        confirm_since=data.get("confirm_since", "delivered"),
        custody=Custody(root),
        cancelled=data["status"] == "cancelled",
        digest=data["digest"],
    )


def _payment_held(state: OrderState, entry: Mapping) -> OrderState:
    data = entry["data"]
    paid = state.paid_minor + sum(row["amount"] for row in data["holds"])
    status = "paid" if state.status in ("placed", "unpaid") else state.status
    dates = {"paid": entry["at"], **state.dates}
    return changed(state, paid_minor=paid, paid_assumed=data["assumed"], status=status, dates=dates)


def _station(status: str, name: str) -> Callable[[OrderState, Mapping], OrderState]:
    def reach(state: OrderState, entry: Mapping) -> OrderState:
        dates = {name: entry["data"].get("on") or entry["at"], **state.dates}
        return changed(state, status=status, dates=dates)

    return reach


def _confirmed(state: OrderState, entry: Mapping) -> OrderState:
    state = _station("confirmed", "confirmed")(state, entry)
    return changed(state, confirmed="silence" if entry["data"]["deemed"] else "buyer")


def _cancelled(state: OrderState, entry: Mapping) -> OrderState:
    return changed(_station("cancelled", "cancelled")(state, entry), cancelled=True)


def _frozen(state: OrderState, entry: Mapping) -> OrderState:
    data = entry["data"]
    frozen = (*state.frozen, *((line, data["case"]) for line in data["lines"]))
    return changed(state, frozen=frozen, disputed=(*state.disputed, *data["lines"]))


def _unfrozen(state: OrderState, entry: Mapping) -> OrderState:
    case = entry["data"]["case"]
    return changed(state, frozen=tuple(row for row in state.frozen if row[1] != case))


def _recorded(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, records=(*state.records, records.read(entry["data"], entry["at"])))


def _erased(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, erased=state.erased | frozenset(entry["data"]["erased"]))


_HANDLERS: dict[str, Callable[[OrderState, Mapping], OrderState]] = {
    "PaymentHeld": _payment_held,
    "Shipped": _station("shipped", "shipped"),
    "Delivered": _station("delivered", "delivered"),
    "ReceiptConfirmed": _confirmed,
    "Cancelled": _cancelled,
    "LinesFrozen": _frozen,
    "LinesUnfrozen": _unfrozen,
    "RecordImported": _recorded,
    "ContentErased": _erased,
}
        offer=data.get("offer", {}),
        after_case=data.get("after_case", looking.ANEW),
        accept_hours=data.get("accept_hours", 0),
        extension=data.get("extension", 72),
        listings=tuple(data.get("listings", ())),
def _settled(state: OrderState, entry: Mapping) -> OrderState:
    returned = dict(state.returned)
    for row in entry["data"]["pieces"]:
        if row.get("minor"):
            returned[row["line"]] = returned.get(row["line"], 0) + row["quantity"]
    return changed(state, returned=returned)


def _with_deal(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, deal=entry["data"])


def _shop_told(state: OrderState, entry: Mapping) -> OrderState:
    """A shop's message: the larger count of pieces holds, since it may tell of what was done here."""
    data = entry["data"]
    side = shop_side.evolve(state.shop, data)
    returned = {**state.returned, **{line: max(state.returned.get(line, 0), n) for line, n in side.back().items()}}
    minor = sum(row["amount"] for row in data.get("paid", ()))
    state = changed(state, shop=side, returned=returned)
    if not minor:
        return state
    status = "paid" if state.status in ("placed", "unpaid") else state.status
    return changed(state, paid_minor=state.paid_minor + minor, status=status, dates={"paid": data["at"], **state.dates})


    "DealAttached": _with_deal,
