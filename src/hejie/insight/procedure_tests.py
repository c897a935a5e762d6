"""Tests of a procedure, written in YAML beside it: what the platform's published rule says, played and looked at.

    procedure: procedures/taobao
    tests:
      - name: Not yet shipped, the seller is silent for 24 hours, the money goes back
        source: C2
        order: {paid: 10000, currency: CNY, ordered: 2026-03-01T10:00}
        open: {at: 2026-03-02T10:00, reason: not_shipped}
        then:
          - expect: {waits: {answer: 2026-03-03T10:00}}
          - refused: {by: buyer, do: escalate, code: answer_first}
          - after: {hours: 24}
          - expect: {outcome: defaulted_seller, closed: true, to_buyer: 10000}

Times without an offset are times of the procedure's zone. `docs/procedures.md` lists every key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.domain.escrow.holds import CONFIRM_RECEIPT
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import BUILT_IN, Procedure
from hejie.insight.rehearsal import ACTS, CAST, Claim, Order, Rehearsal
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

_ORDER_DATES = {
    "ordered": "ordered", "approved": "approved", "paid_at": "paid", "shipped": "shipped", "deliver_by": "deliver_by",
    "delivered": "delivered", "confirmed": "confirmed",
}  # fmt: skip
_CLAIM = ("reason", "remedy")
_EXPECT = (
    "stage", "outcome", "closed", "final", "paused", "to_buyer", "to_seller", "waits", "no_waits", "who", "granted",
    "kinds", "trade_resumes", "receipt",
)  # fmt: skip
_TERMS = (
    "refund", "goods", "return_freight", "service", "voucher", "apology", "explanation", "public_reply", "days", "to", "wait", "pause", "step",
    "neutral", "offer", "keeper", "minor",
)  # fmt: skip
_PARTS = ("claimant", "respondent", *CAST)


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that did not come out: at which line of its file, and what was otherwise."""

    line: int
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Result:
    """How many tests there were, by the source that each reproduces, and what failed."""

    tests: int
    sources: tuple[str, ...]
    failures: tuple[Failure, ...]


def run(text: str, procedure: Procedure, zone: str = "UTC") -> Result:
    """Play all tests of a YAML text. Raises BadRulebook with the line of what is wrong in the text itself.

    zone   in which times without an offset are meant
    """
    book = Book(text)
    book.keys((), ("procedure", "tests"), ("zone",))
    if book.at("procedure") != procedure.id:
        raise book.wrong(("procedure",), f"these tests are for {book.at('procedure')}, and not for {procedure.id}")
    here = ZoneInfo(book.at("zone")) if "zone" in book.value else ZoneInfo(zone)
    failures, sources = [], []
    tests = book.kind(("tests",), list, "a list of tests")
    for number, _ in enumerate(tests):
        played = _Played(book, ("tests", number), procedure, here)
        sources.append(str(book.at("tests", number).get("source", "")))
        failures += played.failures
    return Result(len(tests), tuple(sources), tuple(failures))


class _Played:
    """One test, played as it is read; it ends with its first failure."""

    def __init__(self, book: Book, path: Place, procedure: Procedure, zone: ZoneInfo) -> None:
        self.book, self.zone = book, zone
        self.known = tuple(dict.fromkeys((*procedure.waits, *BUILT_IN, "pause")))
        found = book.keys(path, ("name", "order", "open"), ("source", "then", "refused", "tier"))
        self.name = book.kind((*path, "name"), str, "a sentence")
        self.failures: list[Failure] = []
        code = self._opened(path, found, procedure)
        if code or "refused" in found:
            self._same((*path, "refused") if "refused" in found else path, "refused", found.get("refused", ""), code)
            return
        for number, _ in enumerate(found.get("then", ())):
            if self.failures:
                return
            self._step((*path, "then", number))

    def _opened(self, path: Place, found: Mapping, procedure: Procedure) -> str:
        order, claim = self._order((*path, "order")), self._claim((*path, "open"), str(found.get("tier", "")))
        try:
            self.case = Rehearsal(procedure, order, claim, self._moment((*path, "open", "at")))
            self.case.pass_to(self.case.now)
        except Refusal as refusal:
            return refusal.code
        return ""

    def _order(self, path: Place) -> Order:
        found = self.book.keys(path, ("paid",), ("currency", "category", "status", "earlier", *_ORDER_DATES))
        dates = {to: clock.text(self._moment((*path, name))) for name, to in _ORDER_DATES.items() if name in found}
        status = "delivered" if "delivered" in dates else "shipped" if "shipped" in dates else "paid"
        currency, category = found.get("currency", "CNY"), found.get("category", "")
        paid = self.book.kind((*path, "paid"), int, "minor units")
        earlier = self.book.kind((*path, "earlier"), int, "a whole number") if "earlier" in found else 0
        return Order(paid, currency, dates, category, status, earlier)

    def _claim(self, path: Place, tier: str) -> Claim:
        found = self.book.keys(path, ("at",), ("by", *_CLAIM, *_TERMS))
        by = self.book.one_of((*path, "by"), ("buyer", "seller", "platform")) if "by" in found else "buyer"
        package = {name: found[name] for name in _TERMS if name in found} or None
        known = {"reason": REASONS, "remedy": REMEDIES}
        words = {name: self.book.one_of((*path, name), known[name]) for name in _CLAIM if name in found}
        return Claim("system" if by == "platform" else by, package=package, tier=tier, **words)

    def _step(self, path: Place) -> None:
        found = self.book.keys(path, (), ("at", "after", "by", "do", "refused", "expect", *_TERMS))
        if "at" in found:
            self.case.pass_to(self._moment((*path, "at")))
        if "after" in found:
            units = self.book.keys((*path, "after"), (), ("minutes", "hours", "days"))
            self.case.pass_to(self.case.now + timedelta(**units))
        if "do" in found:
            self._act(path, "")
        if "refused" in found:
            self.book.keys((*path, "refused"), ("by", "do", "code"), _TERMS)
            self._act((*path, "refused"), self.book.at(*path, "refused", "code"))
        if "expect" in found:
            self._look((*path, "expect"))

    def _act(self, path: Place, code: str) -> None:
        found = self.book.at(*path)
        who = self.book.one_of((*path, "by"), _PARTS) if "by" in found else ""
        if not who:
            raise self.book.wrong(path, "say who does it: `by`")
        act = self.book.one_of((*path, "do"), ACTS)
        terms = {name: found[name] for name in _TERMS if name in found}
        try:
            self.case.act(who, act, **terms)
            self.case.pass_to(self.case.now)
        except Refusal as refusal:
            self._same(path, f"{who} may not {act}", code, refusal.code)
        except KeyError as missing:
            raise self.book.wrong(path, f"{act} needs {missing}") from missing
        else:
            self._same(path, f"{who} does {act}", code, "")

    def _look(self, path: Place) -> None:
        found = self.book.keys(path, (), _EXPECT)
        for name in found:
            expected, seen = _SEEN[name](self, (*path, name))
            self._same((*path, name), name, expected, seen)

    def waits(self, path: Place) -> tuple[object, object]:
        """When these waits are to end, and when they do."""
        wanted = self.book.keys(path, (), self.known)
        ends = {name: self._shown(self._moment((*path, name))) for name in wanted}
        seen = {name: [self._shown(row.until) for row in self.case.case.waits(name)] for name in wanted}
        return ends, {name: rows[0] if len(rows) == 1 else rows for name, rows in seen.items()}

    def no_waits(self, path: Place) -> tuple[object, object]:
        """Waits of which none is to run, and those of them that do."""
        names = self.book.kind(path, list, "a list of waits")
        wanted = [self.book.one_of((*path, number), self.known) for number, _ in enumerate(names)]
        return [], [name for name in wanted if self.case.case.waits(name)]

    def who(self, path: Place) -> tuple[object, object]:
        """On whom these waits are to be, and on whom they are."""
        wanted = self.book.keys(path, (), self.known)
        return wanted, {name: row.who for name in wanted for row in self.case.case.waits(name)[:1]}

    def receipt(self, path: Place) -> tuple[object, object]:
        """When silence of the buyer is to pay the seller, and when it does; while a case stops it, when it would have."""
        order = self.case.order
        ends = [row.until for row in order.deadlines if row.wait == CONFIRM_RECEIPT]
        if not ends and (since := order.dates.get(order.confirm_since)):
            ends = [clock.parse(since) + timedelta(days=order.confirm_days)]
        return self._shown(self._moment(path)), self._shown(ends[0]) if ends else ""

    def _moment(self, path: Place) -> datetime:
        def read(written: str) -> datetime:
            moment = datetime.fromisoformat(written)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

        return self.book.checked(path, read, "a moment such as 2026-03-02T10:00")

    def _shown(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="minutes" if not moment.microsecond else "milliseconds")

    def _same(self, path: Place, what: str, expected: object, seen: object) -> None:
        if expected != seen:
            line = self.book.line(*path)
            self.failures.append(Failure(line, self.name, f"{what}: expected {expected!r}, and it is {seen!r}"))


def _plain(read: Callable[[Rehearsal], object]) -> Callable[[_Played, Place], tuple]:
    return lambda played, path: (played.book.at(*path), read(played.case))


_SEEN: Mapping[str, Callable[[_Played, Place], tuple[object, object]]] = {
    "stage": _plain(lambda case: case.case.stage),
    "outcome": _plain(lambda case: case.case.outcome),
    "closed": _plain(lambda case: case.case.closed),
    "final": _plain(lambda case: bool(case.case.ruling and case.case.ruling.final)),
    "paused": _plain(lambda case: case.case.paused["kind"] if case.case.paused else ""),
    "to_buyer": _plain(lambda case: case.paid_out()["buyer"]),
    "to_seller": _plain(lambda case: case.paid_out()["seller"]),
    "granted": _plain(lambda case: sorted(case.case.granted)),
    "trade_resumes": _plain(lambda case: bool(case.order.unfrozen_holds())),
    "waits": lambda played, path: played.waits(path),
    "receipt": lambda played, path: played.receipt(path),
    "no_waits": lambda played, path: played.no_waits(path),
    "who": lambda played, path: played.who(path),
    "kinds": lambda played, path: (
        [], [kind for kind in played.book.at(*path) if kind not in played.case.kinds()]),
}  # fmt: skip
