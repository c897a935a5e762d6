"""What an order is at a moment: what was bought, how far it has come, what its money does. The fold of its stream."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hejie.domain.escrow import accounts, looking
from hejie.domain.escrow import custody as money
from hejie.domain.escrow.custody import Custody
from hejie.domain.kernel import clock
from hejie.domain.kernel import deadlines as waits
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.frozen import changed
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import back, holding, parcels, pieces, promises, records, reviews, shop_side, stations
from hejie.domain.orders.back import Served
from hejie.domain.orders.parcels import Parcel
from hejie.domain.orders.promises import OrderPromise
from hejie.domain.orders.records import Record
from hejie.domain.orders.reviews import Review
from hejie.domain.orders.shop_side import ShopSide


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order.

    price     minor units for all pieces of the line, freight not included; None where nobody knows
    freight   this line's share of the freight; None where nobody knows
    title     reference to the private text, or None
    contents_unknown   no source says what was sold; the line stands for the paid sum
    category  the marketplace's word for the kind of goods, "" where it says none
    tax       minor units of tax in the price, None where nobody says
    gift_for  the line that this one came with as a gift, 0 where it is none; worth: what it is worth, in minor units
    bundle    name of the set that lines belong to, "" for none
    way       how it is delivered: digital, virtual, express, surface; "" where nobody says
    hours     hours in which the buyer may look at it, where they are not the order's days; else 0
    private   whether a private person sold it
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
    tax: int | None = None
    gift_for: int = 0
    worth: int = 0
    bundle: str = ""
    way: str = ""
    hours: int = 0
    private: bool = False

    @property
    def more(self) -> dict:
        """What the shop has told besides, by name, as a case copies it; nothing of what it has not."""
        told = {"tax": self.tax, "gift_for": self.gift_for, "worth": self.worth, "bundle": self.bundle, "way": self.way}
        told |= {"private": self.private}
        return {name: value for name, value in told.items() if value or (name == "tax" and value is not None)}


@dataclass(frozen=True)
class OrderState:
    """One order with its money. Amounts are minor units of its one currency.

    status        the last known station: placed, paid, shipped, delivered, confirmed, cancelled, or the shop's word
    dates         moments in the record's form by name: ordered, approved, shipped, delivered, confirmed, cancelled …
    paid_minor    what was paid; 0 where nothing is known of money. paid_assumed: no payment was named anywhere
    confirm_days  days in which the buyer may look at the goods; confirm_since: from the report of what on, shipped or
                  delivered
    confirmed     who confirmed receipt of all of it: buyer, silence, or ""; confirmed_lines: of a part, by line
    stations      by line what is not so for all of them: shipped, delivered, confirmed, cancelled
    after_case    rest or anew: with what a line's time goes on that a case has interrupted; left: (wait, milliseconds) by line
    accept_hours  hours in which a shop must take a paid line on or send it, 0: it need not; accepted: lines taken on
    extension     hours by which the buyer may make his time longer, once; time_asked: what a shop has asked him for, by deadline
    frozen        (line, case) of lines whose money only that case may move
    disputed      lines in the order in which cases were opened on them, so often as that happened
    digest        fingerprint of the order as it came in, for telling a repeat from a contradiction
    by_voucher    what of the paid sum came out of vouchers and points; voucher_uses: which uses of them that were
    reviews       what its buyer says of its lines; promises: what shops and the marketplace have committed themselves to
    parcels       what was reported sent, parcel by parcel
    records       what the marketplace itself knows of it; erased: references in its stream whose content is gone
    listings      versions of the goods' pages on the day of purchase: line, product, number, digest
    deal          the deal that it was placed with: deal, hash, promises, differs …; None where there is none
    offer         the shop's promise of free shipping: {"free_from", "freight"} in minor units; or {}
    returned      pieces that were paid back as services of a case or by the shop itself, by line
    longer        what repairs have added to the guarantee of its goods (`aftersales.longer`)
    cheaper       reductions and exchanges since, by line; taken: what was charged, or paid back, for free shipping and gifts (`orders.back`)
    served        what cases have paid back as requests for service, by case
    shop          what the shop's own system has told, where the order is kept there; None for others
    held          the legal hold on it: at, by, reason (a reference); None where none stands
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
    confirmed_lines: Mapping[int, str] = field(default_factory=dict)
    stations: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    after_case: str = looking.ANEW
    left: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    accept_hours: int = 0
    accepted: frozenset[int] = frozenset()
    extension: int = 72
    time_asked: Mapping[str, int] = field(default_factory=dict)
    frozen: tuple[tuple[int, str], ...] = ()
    disputed: tuple[int, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deadline_count: int = 0
    digest: str = ""
    records: tuple[Record, ...] = ()
    erased: frozenset[str] = frozenset()
    listings: tuple[Mapping, ...] = ()
    deal: Mapping | None = None
    offer: Mapping[str, int] = field(default_factory=dict)
    returned: Mapping[int, int] = field(default_factory=dict)
    cheaper: Mapping[int, tuple[Mapping, ...]] = field(default_factory=dict)
    taken: tuple[Mapping, ...] = ()
    served: Mapping[str, Served] = field(default_factory=dict)
    repaired: Mapping[int, int] = field(default_factory=dict)
    longer: tuple[Mapping, ...] = ()
    shop: ShopSide | None = None
    by_voucher: int = 0
    voucher_uses: tuple[str, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    reviews: tuple[Review, ...] = ()
    promises: tuple[OrderPromise, ...] = ()
    held: Mapping | None = None
    seq: int = 0
    head: str = ""
    changed_at: str = ""

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

    def reached(self, number: int, station: str) -> str:
        """When a line was shipped, delivered, confirmed or cancelled, as written; "" where it was not."""
        return self.stations.get(number, {}).get(station, "") or self.dates.get(station, "")

    def confirmed_by(self, number: int) -> str:
        """Who has confirmed that a line came: buyer, silence, or ""."""
        return self.confirmed_lines.get(number, "") or self.confirmed

    def hours_of(self, number: int) -> int:
        """Hours in which the buyer may look at a line."""
        return self.line(number).hours or self.confirm_days * 24

    def may_be_looked_at(self, number: int) -> bool:
        """Whether a line has come so far that the buyer's time for it runs, and he has not confirmed it."""
        came = self.reached(number, "delivered") or self.reached(number, self.confirm_since)
        return bool(came) and self.confirmed_by(number) != "buyer"

    def accept_hours_of(self, number: int) -> int:
        """Hours in which its seller must take a line on; 0 where he need not, or has."""
        done = number in self.accepted or self.reached(number, "shipped") or self.reached(number, "delivered")
        return 0 if done or self.confirmed_by(number) else self.accept_hours

    def lines_of_clock(self, deadline: str) -> frozenset[int]:
        """The lines that an open clock by line is about; none where there is no such clock."""
        rows = (row for row in self.waits(*looking.BY_LINE) if row.id == deadline)
        return frozenset().union(*(looking.about(self, row) for row in rows))

    def unfrozen_holds(self) -> tuple[money.Hold, ...]:
        """Holds of lines without an open case that still have free money."""
        taken = dict(self.frozen)
        return tuple(hold for hold in self.custody.holds if hold.line and hold.line not in taken and hold.free)

    def snapshot(self, lines: tuple[int, ...]) -> dict:
        """The order as a case copies it when it opens, with these lines alone, so that its file stands alone."""
        return {
            "external_id": self.external_id,
            "buyer": self.buyer,
            "currency": self.currency,
            "status": self.status,
            "dates": self._dates_of(lines),
            "paid": self._paid_for(lines),
            "paid_assumed": self.paid_assumed,
            "lines": [self._line_snapshot(self.line(number)) for number in lines],
        }

    def _paid_for(self, lines: tuple[int, ...]) -> int:
        """What was paid for these lines: of what another shop of the order got, nobody hears."""
        if len(lines) == len(self.lines):
            return self.paid_minor
        return sum(hold.held for hold in self.custody.holds_of(frozenset(lines)))

    def _dates_of(self, lines: tuple[int, ...]) -> dict[str, str]:
        """The order's days, and of these lines those that all of them have come to, with the last of each."""
        own = {name: [self.reached(line, name) for line in lines] for name in ("shipped", "delivered", "confirmed")}
        return {**{name: max(found) for name, found in own.items() if all(found) and lines}, **self.dates}

    def _line_snapshot(self, line: OrderLine) -> dict:
        hold = self.custody.hold(accounts.hold_id(self.root, line.line))
        return {
            "line": line.line,
            "seller": line.seller,
            "product": line.product,
            "title": None if line.title and line.title["ref"] in self.erased else line.title,
            "quantity": line.quantity,
            "price": line.price,
            "freight": line.freight,
            "contents_unknown": line.contents_unknown,
            **({"category": line.category} if line.category else {}),
            **line.more,
            **({"cheaper": [dict(one) for one in self.cheaper[line.line]]} if line.line in self.cheaper else {}),
            "hold": hold.id if hold else None,
            "paid": hold.held - hold.on_top if hold else 0,
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
            tax=row.get("tax"),
            gift_for=row.get("gift_for", 0),
            worth=row.get("worth", 0),
            bundle=row.get("bundle", ""),
            way=row.get("way", ""),
            hours=row.get("hours", 0),
            private=row.get("private", False),
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
        offer=data.get("offer", {}),
        after_case=data.get("after_case", looking.ANEW),
        accept_hours=data.get("accept_hours", 0),
        extension=data.get("extension", 72),
        listings=tuple(data.get("listings", ())),
    )


def _payment_held(state: OrderState, entry: Mapping) -> OrderState:
    data = entry["data"]
    paid = state.paid_minor + sum(row["amount"] for row in data["holds"])
    status = "paid" if state.status in ("placed", "unpaid") else state.status
    dates = {"paid": entry["at"], **state.dates}
    return changed(state, paid_minor=paid, paid_assumed=data["assumed"], status=status, dates=dates)


def _payment_added(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, paid_minor=state.paid_minor + entry["data"]["amount"])


def _cancelled(state: OrderState, entry: Mapping) -> OrderState:
    return changed(stations.station("cancelled", "cancelled")(state, entry), cancelled=True)


def _frozen(state: OrderState, entry: Mapping) -> OrderState:
    data = entry["data"]
    frozen = (*state.frozen, *((line, data["case"]) for line in data["lines"]))
    taken = looking.left_at(state, data["lines"], clock.parse(entry["at"]))
    left = {line: rest for line, rest in state.left.items() if line not in data["lines"]} | taken
    disputed, served = (*state.disputed, *data["lines"]), back.again(state, data["case"])
    return changed(state, frozen=frozen, left=left, disputed=disputed, served=served)


def _unfrozen(state: OrderState, entry: Mapping) -> OrderState:
    case = entry["data"]["case"]
    return changed(state, frozen=tuple(row for row in state.frozen if row[1] != case))


def _by_voucher(state: OrderState, entry: Mapping) -> OrderState:
    """Money out of a voucher or points; that the buyer's own has come it does not say."""
    data = entry["data"]
    paid, by_voucher = state.paid_minor + data["amount"], state.by_voucher + data["amount"]
    whole = paid >= sum((line.price or 0) + (line.freight or 0) for line in state.lines)
    status = "paid" if whole and state.status in ("placed", "unpaid") else state.status
    uses = (*state.voucher_uses, data["use"])
    return changed(state, paid_minor=paid, by_voucher=by_voucher, voucher_uses=uses, status=status)


def _reviewed(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, reviews=reviews.written(state, entry))


def _promised(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, promises=promises.made(state, entry))


def _recorded(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, records=(*state.records, records.read(entry["data"], entry["at"])))


def _settled(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, **pieces.settled(state, entry["data"], entry["at"]))


def _erased(state: OrderState, entry: Mapping) -> OrderState:
    return changed(state, erased=state.erased | frozenset(entry["data"]["erased"]))


_HANDLERS: dict[str, Callable[[OrderState, Mapping], OrderState]] = {
    "PaymentHeld": _payment_held,
    "PaymentAdded": _payment_added,
    "Shipped": parcels.sent,
    "ParcelCorrected": parcels.corrected,
    "Delivered": stations.station("delivered", "delivered"),
    "ReceiptConfirmed": stations.confirmed,
    "Cancelled": _cancelled,
    "OrderAccepted": stations.accepted,
    "LinesCancelled": stations.lines_cancelled,
    "TimeAsked": stations.time_asked,
    "TimeAnswered": stations.time_answered,
    "LinesFrozen": _frozen,
    "LinesUnfrozen": _unfrozen,
    "RecordImported": _recorded,
    "DealAttached": lambda state, entry: changed(state, deal=entry["data"]),
    "ContentErased": _erased,
    "PiecesSettled": _settled,
    "ShopTold": shop_side.told,
    **dict.fromkeys(("VoucherPaid", "PointsPaid"), _by_voucher),
    **dict.fromkeys(reviews.KINDS, _reviewed),
    **dict.fromkeys(promises.KINDS, _promised),
    **dict.fromkeys(holding.KINDS, lambda state, entry: changed(state, held=holding.evolve(entry))),
}
