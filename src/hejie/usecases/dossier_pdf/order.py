"""The document of an order: who bought what from whom, how far it came, where each line's money is, what belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hejie.domain.cases.state import CaseState
from hejie.domain.escrow.custody import Hold, Transfer
from hejie.domain.escrow.holds import PLATFORM
from hejie.domain.orders.records import Record
from hejie.domain.orders.state import OrderLine, OrderState
from hejie.record.dossier import SealShown
from hejie.store import queries
from hejie.usecases import deal_papers, record_words, service_words
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf import frame
from hejie.usecases.dossier_pdf.frame import For
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.money import in_kind
from hejie.usecases.reading import references

MOST_LINES = 500
"""Lines, movements, records and cases that are shown of one order, each; all of them stand in entries.jsonl."""

_SIDES = {"buyer": "buyer", "seller": "seller"}
_ROLES = {"agent": "platform", "operator": "platform", "integrator": "system"}
# Words of these stand in a part of their own; of all others beside their entry in the chronology.
_TOLD = ("OrderPlaced", "RecordImported", "Promise", "Review", "Shipped", "ParcelCorrected", "ContentErased")


@dataclass(frozen=True, slots=True)
class About:
    """What is shown beside the order itself. names: of people and shops by id; cases: those about it that the reader may see."""

    names: Mapping[str, str]
    cases: Sequence[CaseState]


def render(stream: str, order: OrderState, about: About, made: For, seals: Sequence[SealShown]) -> bytes:
    """The PDF of an order's stream, as far as `order` goes."""
    labels = Labels(made.language, made.zone, order.currency)
    entries = frame.newest(order.root, stream, order)
    writer = _Writer(order, about, labels, _texts(order, entries))
    parts = [
        ("summary", writer.summary()),
        ("parties", writer.parties()),
        ("goods", writer.goods()),
        ("deal", writer.deal()),
        ("way", writer.way()),
        ("money", writer.money()),
        ("cases", writer.cases()),
        ("promises", b.section(labels("promises"), *writer.promises())),
        ("reviews", b.section(labels("reviews"), *writer.reviews())),
        ("records", writer.records()),
        ("deadlines", frame.deadlines(order.deadlines, labels)),
        ("timeline", frame.timeline(entries, order, labels, writer.author, writer.what)),
    ]
    titles = (labels("order_title", number=b.plain(order.external_id)), labels("order_whole"))
    return frame.document(order.root, stream, order, titles, parts, labels, made, seals)


def _texts(order: OrderState, entries: Sequence[Mapping]) -> Mapping[str, str]:
    """The words of the parts and of the entries that are shown, by reference."""
    shown = [
        [line.title for line in order.lines[:MOST_LINES]],
        [one.waybill for one in order.parcels],
        [(one.facts, one.note) for one in order.records],
        [(one.text, one.note) for one in order.promises],
        [([version.text for version in one.versions], one.reply, dict(one.notes)) for one in order.reviews],
        order.held,
        [one["data"] for one in entries if not one["kind"].startswith(_TOLD)],
    ]
    return queries.texts(order.root, (ref for ref, kind in references(shown) if kind.startswith("text/")))


class _Writer:
    """Writes the parts; one about which nothing is on record is left out."""

    def __init__(self, order: OrderState, about: About, labels: Labels, texts: Mapping[str, str]) -> None:
        self.order, self.about, self.labels, self._texts = order, about, labels, texts

    def summary(self) -> b.Block:
        """The order in a few lines: its number, how far it is, its days."""
        order, labels = self.order, self.labels
        days = sorted((at, name) for name, at in order.dates.items() if at)
        rows = [
            (labels("order"), b.plain(order.external_id)),
            (labels("state"), labels.of("order_states", order.status)),
            *((labels.of("dates", name), labels.when(at)) for at, name in days),
            (labels("paid"), labels.sum(order.paid_minor) if order.paid_minor else ""),
            (labels("by_vouchers"), labels.sum(order.by_voucher) if order.by_voucher else ""),
            (labels("legal_hold"), self._hold()),
        ]
        assumed = b.words(labels("paid_assumed")) if order.paid_assumed else None
        return b.section(labels("about_this"), b.pairs(rows), assumed)

    def _hold(self) -> list[str]:
        held, labels = self.order.held, self.labels
        return [labels("since", at=labels.when(held["at"])), *self._text(held["reason"])] if held else []

    def parties(self) -> b.Block:
        """The buyer, and who sold something."""
        order, labels = self.order, self.labels
        rows = [(labels.of("sides", "buyer"), b.plain(self.about.names.get(order.buyer, "") or order.buyer))]
        sellers = dict.fromkeys(line.seller for line in order.lines)
        rows += [(labels.of("sides", "seller"), self._shop(seller)) for seller in sellers]
        return b.section(labels("parties"), b.pairs(rows))

    def goods(self) -> b.Block:
        """Line by line what was bought: of whom, where several sold, how many pieces, price and freight."""
        order, labels = self.order, self.labels
        several = len(order.sellers()) > 1
        columns = [(labels("line_short"), "figures"), (labels("item"), "rest")]
        columns += [(labels.of("sides", "seller"), "fit")] if several else []
        columns += [(labels(name), "figures") for name in ("quantity", "price", "freight")]
        rows = [
            [
                str(line.line),
                self._title(line),
                *([self._shop(line.seller)] if several else []),
                str(line.quantity),
                labels.sum(line.price),
                labels.sum(line.freight),
            ]
            for line in order.lines[:MOST_LINES]
        ]
        return b.section(labels("ordered_goods"), b.table(columns, rows), self._fewer(len(order.lines)))

    def deal(self) -> b.Block | None:
        """The deal that it was placed with: its hash, what it promises, and where the order says otherwise."""
        deal, labels = self.order.deal, self.labels
        if not deal:
            return None
        rows = [
            (labels("deal_number"), deal["deal"]),
            (labels("deal_hash"), deal["hash"]),
            (labels("deal_agreed"), labels.when(deal["agreed_at"])),
            (labels("total"), labels.sum(deal["total"], deal["currency"])),
            (labels.of("dates", "deliver_by"), deal["deliver_by"]),
        ]
        differs = deal_papers.differences(deal["differs"], deal["currency"], labels.language)
        columns = [(labels("what"), "rest"), (labels("deal_says"), "figures"), (labels("order_says"), "figures")]
        told = b.words(labels("deal_differs") if differs else labels("deal_same"))
        return b.section(labels("deal_behind"), b.pairs(rows), told, b.table(columns, differs))

    def way(self) -> b.Block:
        """Parcels as they were reported sent, with who carries them and their numbers."""
        labels = self.labels
        columns = [(labels("parcel_number"), "fit"), (labels("lines"), "rest"), (labels("carrier"), "fit")]
        columns += [(labels("waybill"), "fit"), (labels.of("dates", "shipped"), "fit")]
        rows = [
            [one.id.upper(), _numbers(one.lines), b.plain(one.carrier), self._text(one.waybill), labels.when(one.on)]
            for one in self.order.parcels[:MOST_LINES]
        ]
        return b.section(labels("way"), b.table(columns, rows), self._fewer(len(self.order.parcels)))

    def money(self) -> b.Block:
        """Where each line's money is, and every movement of it; debts where custody did not hold enough."""
        order, labels = self.order, self.labels
        if not order.custody.holds:
            return b.section(labels("money"), b.words(labels("no_money")))
        names = ("came_in_short", "in_custody", "to_buyer", "to_seller")
        columns = [(labels("line"), "rest"), *((labels(name), "figures") for name in names)]
        rows = [self._hold_row(hold) for hold in order.custody.holds[:MOST_LINES]]
        debts = [one for one in order.custody.debts if one.status != "voided"]
        owed = [
            (labels("debt"), labels.sum(sum(one.amount for one in debts)) if debts else ""),
            (labels("debt_paid"), labels.sum(sum(one.paid for one in debts)) if debts else ""),
        ]
        moved = order.custody.transfers
        return b.section(
            labels("money"),
            b.table(columns, rows),
            self._fewer(len(order.custody.holds)),
            b.pairs(owed) if debts else None,
            self._movements(moved[-MOST_LINES:]),
            self._fewer(len(moved)),
        )

    def _hold_row(self, hold: Hold) -> list[b.Cell]:
        labels = self.labels
        name = labels("line_of", number=hold.line) if hold.line else labels("cover")
        sums = (hold.held, hold.free + hold.reserved, hold.to_buyer, hold.to_seller)
        return [name, *(labels.sum(one) for one in sums)]

    def _movements(self, moved: Sequence[Transfer]) -> b.Block | None:
        labels = self.labels
        columns = [(labels("movement"), "fit"), (labels("amount"), "figures"), (labels("to"), "rest")]
        columns += [(labels("why"), "rest"), (labels("state"), "fit")]
        rows = [
            [
                row.id,
                labels.sum(row.amount, row.currency),
                self._owner(row.credit) + in_kind(labels, row),
                labels.of("causes", row.why) + (f" {_short(row.case)}" if row.case else ""),
                labels.of("states", row.status),
            ]
            for row in moved
        ]
        return b.table(columns, rows)

    def cases(self) -> b.Block:
        """Requests and disputes about it that its reader may see, each a file of its own."""
        labels, found = self.labels, self.about.cases[:MOST_LINES]
        columns = [(labels("number"), "fit"), (labels("what"), "rest"), (labels("lines"), "fit")]
        columns += [(labels("opened"), "fit"), (labels("stage"), "fit"), (labels("outcome"), "rest")]
        rows = [
            [
                _short(one.id),
                self._wanted(one),
                _numbers(one.lines),
                labels.when(one.opened_at),
                labels.of("stages", one.stage),
                labels.of("outcomes", one.outcome) if one.outcome else "",
            ]
            for one in found
        ]
        note = b.words(labels("cases_apart")) if rows else None
        return b.section(labels("linked"), b.table(columns, rows), self._fewer(len(self.about.cases)), note)

    def _wanted(self, case: CaseState) -> str:
        asked = service_words.kind(case.service.kind, self.labels.language) if case.service else ""
        reason = self.labels.phrase("reasons", case.reason)
        return f"{asked}{self.labels('join')}{reason}" if asked else reason

    def promises(self) -> list[b.Block]:
        """What a shop or the marketplace has committed itself to, and whether it was kept."""
        labels, found = self.labels, []
        for one in self.order.promises:
            state = labels("promise_due", until=labels.when(one.due)) if one.status == "open" else ""
            note = " · ".join(part for part in (one.id.upper(), labels.of("states", one.status), state) if part)
            side = labels.of("sides", one.side)
            text = [*self._text(one.text), *self._text(one.note)]
            found.append(b.said(one.side, side, text, labels.when(one.at), note))
        return found

    def reviews(self) -> list[b.Block]:
        """What its buyer says of its lines, as it stands now, with the shop's answer, and what of it is hidden and why."""
        labels, found = self.labels, []
        for one in self.order.reviews:
            head = f"{labels('line_of', number=one.line)} · {one.now.stars}/5"
            gone = labels("hidden") if "review" in one.hidden else ""
            found.append(b.said("buyer", head, self._text(one.now.text), labels.when(one.now.at), gone))
            if one.reply:
                gone, side = labels("hidden") if "reply" in one.hidden else "", labels.of("sides", "seller")
                found.append(b.said("seller", side, self._text(one.reply), labels.when(one.reply_at), gone, inset=True))
        return found

    def records(self) -> b.Block:
        """What the marketplace has on record of it: scans, weights, proofs; each file by the name under which it lies here."""
        labels = self.labels
        columns = [("", "fit"), (labels("what"), "rest"), (labels("detail"), "rest"), (labels("at"), "fit")]
        rows = [self._record(one) for one in self.order.records[:MOST_LINES]]
        return b.section(labels("records"), b.table(columns, rows))

    def _record(self, one: Record) -> list[b.Cell]:
        labels, language = self.labels, self.labels.language
        data = {
            "source": one.source,
            "record": {"kind": one.kind, "origin": one.origin, "at": one.at, "facts": one.facts},
        }
        told = record_words.told(data, language, self._said)
        gone = one.file["ref"] in self.order.erased
        file = labels("erased") if gone else b.plain(f"contents/{one.file['ref']}")
        title = [record_words.title(data, language), b.plain(record_words.source(data, language))]
        return [one.id.upper(), title, [b.plain(told), *self._text(one.note), file], labels.when(one.at)]

    def author(self, entry: Mapping) -> str:
        """Who has done it: a side, the marketplace, or the program."""
        by = entry["by"]
        side = "seller" if by.get("seller") else _ROLES.get(by["role"], by["role"])
        return self.labels.of("sides", "system" if entry["kind"].startswith("Deadline") else side)

    def what(self, entry: Mapping) -> list[str]:
        """An entry in words: its kind, the sum or lines that it names, and what was written with it."""
        labels, data, kind = self.labels, entry["data"], entry["kind"]
        more = frame.clock_words(entry, labels) or self._figures(kind, data)
        said = labels.of("kinds", kind)
        beside = () if kind.startswith(_TOLD) else [one for one, type_ in references(data) if type_.startswith("text/")]
        words = [line for ref in beside for line in self._text({"ref": ref})]
        return [f"{said}{labels('colon')}{more}" if more else said, *words]

    def _figures(self, kind: str, data: Mapping) -> str:
        labels = self.labels
        lines = labels("lines_of", numbers=_numbers(data["lines"])) if _are_numbers(data.get("lines")) else ""
        sums = [data] if isinstance(data.get("amount"), int) else data.get("transfers") or data.get("holds") or ()
        minor = sum(one["amount"] for one in sums if isinstance(one, Mapping) and isinstance(one.get("amount"), int))
        case = _short(data["case"]) if isinstance(data.get("case"), str) else ""
        amount = (
            labels.sum(minor, data.get("currency") or self.order.currency) if minor and kind != "OrderPlaced" else ""
        )
        return " · ".join(one for one in (amount, lines, case) if one)

    def _title(self, line: OrderLine) -> list[str]:
        if line.contents_unknown or not (line.title or line.product):
            return [self.labels("contents_unknown")]
        named = self._text(line.title) or [b.plain(line.product)]
        return [*named, b.plain(line.product)] if line.title and line.product else named

    def _shop(self, seller: str) -> str:
        if seller == PLATFORM:
            return self.labels.of("sides", PLATFORM)
        return b.plain(self.about.names.get(seller, "") or seller)

    def _owner(self, account: str) -> str:
        """Seller · Shop 3: whom an account pays; an account of another kind is named as it stands."""
        kind, _colon, name = account.partition(":")
        if kind not in _SIDES:
            return b.plain(account)
        word, known = self.labels.of("sides", _SIDES[kind]), b.plain(self.about.names.get(name, ""))
        return f"{word} · {known}" if known else word

    def _said(self, reference: Mapping | None) -> str:
        return self._texts.get(reference["ref"], "") if reference else ""

    def _text(self, reference: Mapping | None) -> list[str]:
        """The words behind a reference, line by line; that they were erased; nothing where there is none."""
        if not reference:
            return []
        found = self._texts.get(reference["ref"])
        return [self.labels("erased")] if found is None else b.paragraphs(found, self.labels("shortened"))

    def _fewer(self, all_: int) -> b.Block | None:
        return b.words(self.labels("fewer_rows", shown=MOST_LINES, all=all_)) if all_ > MOST_LINES else None


def _are_numbers(found: object) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(one, int) for one in found)


def _numbers(lines: Sequence[int]) -> str:
    """1–3, 7: numbers of lines as people write them, however many."""
    runs: list[list[int]] = []
    for one in sorted(set(lines)):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _short(case: str) -> str:
    """The number by which people know a case."""
    return case.rpartition("-")[2].upper()
