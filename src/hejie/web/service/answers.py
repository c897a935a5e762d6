"""What somebody has answered so far while he asks for a service: it stands in the address, and nothing is stored until he sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.http import urlencode

from hejie.domain.aftersales import serials
from hejie.domain.aftersales.service import CHANNELS
from hejie.domain.cases.servicing.book import Book
from hejie.domain.cases.servicing.wishes import OF_GOODS
from hejie.domain.orders.state import OrderState
from hejie.web.numbers import whole
from hejie.web.service import kinds, which_piece, wish_fields
from hejie.web.way_in.carried import Carried, opened, sealed

_LONGEST = 400
_MOST_ANSWERS = 30
STEPS = ("pieces", "kind", "which", "reason", "guide", "facts", "wish", "send")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one request.

    left     pieces that may still be asked for, by line; pieces: those that were chosen
    too_many   how many were asked for of lines that have fewer left: then nothing is chosen yet
    kind, reason, channel   "" while unanswered
    wish     what was written into the wish's fields; None: that page was not answered
    goods    the kind of goods, where it was asked for; guide: answers to the questions of diagnosis; guided: no more of them
    which    of several alike, by what each cost, by line; serial: number of the piece; named: that page was answered
    facts    the sealed answers to questions of the rules; skipped: no more is to be asked
    """

    left: Mapping[int, int]
    pieces: Mapping[int, int] = field(default_factory=dict)
    kind: str = ""
    reason: str = ""
    channel: str = ""
    wish: Mapping[str, str] | None = None
    facts: str = ""
    skipped: bool = False
    goods: str = ""
    guide: tuple[str, ...] = ()
    guided: bool = False
    which: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    serial: str = ""
    named: bool = False
    too_many: Mapping[int, int] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """Pieces as the use case takes them."""
        return tuple(sorted(self.pieces.items()))

    def carried(self) -> Carried:
        """The answers to the rules' questions."""
        return opened(self.facts) or Carried()

    def with_facts(self, carried: Carried) -> "Answers":
        """With other answers to the rules' questions."""
        return replace(self, facts=sealed(carried))

    def pairs(self, until: str = "send") -> list[tuple[str, str]]:
        """The answers to the questions before a step, as they stand in an address or in hidden fields."""
        before = STEPS[: STEPS.index(until)]
        found: list[tuple[str, str]] = []
        if "pieces" in before:
            found += [(f"p{line}", str(count)) for line, count in self.rows]
            found += [("channel", self.channel)]
        if "kind" in before:
            found += [("kind", self.kind)]
        if "which" in before and self.named:
            found += [(f"q{line}", which_piece.written(prices)) for line, prices in sorted(self.which.items())]
            found += [("qs", self.serial), ("q", "1")]
        if "reason" in before:
            found += [("reason", self.reason)]
        if "guide" in before:
            found += [("gc", self.goods), ("g", ",".join(self.guide)), ("gx", "1" if self.guided else "")]
        if "facts" in before:
            found += [("a", self.facts), ("enough", "1" if self.skipped else "")]
        if "wish" in before and self.wish is not None:
            found += [("w", "1"), *((f"w_{name}", value) for name, value in self.wish.items())]
        return [(name, value) for name, value in found if value]

    def address(self, path: str, until: str = "send") -> str:
        """The page on which a step is answered anew, with what was answered before it."""
        return f"{path}?{urlencode(self.pairs(until))}"


def asked_of(kind: str, *, alike: bool = False) -> tuple[str, ...]:
    """The steps of a request of a kind, "" while it is not known; whoever reads "question 3 of 6" may trust it.

    alike   which of several alike is meant is asked too
    """
    wanted = {"guide": kind in ("", "repair"), "wish": not kind or bool(wish_fields.names(kind)), "which": alike}
    return tuple(step for step in STEPS if wanted.get(step, True))


def free(order: OrderState, seller: str = "", *, sent: bool = False) -> dict[int, int]:
    """Pieces of each line that a request may be about: neither paid back yet, nor in an open case, of a shop only its own.

    sent   for what was sent, open cases are left to the use case, which knows a double click
    """
    found = {}
    for line in order.lines:
        left = line.quantity - order.returned.get(line.line, 0)
        if left > 0 and (sent or not order.case_of(line.line)) and seller in ("", line.seller):
            found[line.line] = left
    return found


def read(given: QueryDict, order: OrderState, book: Book, *, seller: str = "", sent: bool = False) -> Answers:
    """The answers among what was given that still fit; a single piece need not be asked for, nor a single reason."""
    left = free(order, seller, sent=sent)
    asked = {line: whole(given.get(f"p{line}", "")) for line in left}
    pieces = {line: count for line, count in asked.items() if count}
    too_many = {line: count for line, count in pieces.items() if count > left[line]}
    named = {line.line for line in order.lines if whole(given.get(f"p{line.line}", "")) > 0}
    if len({order.seller_of(line) for line in pieces}) > 1 or named - set(left) or too_many:
        pieces = {}  # what was meant is no longer free: nothing else is put in its place
    if not named and sum(left.values()) == 1:
        pieces = dict(left)
    kind = given.get("kind", "")
    kind = kind if kind in kinds.fitting(order, book) else ""
    reasons = kinds.of(kind).reasons
    reason = reasons[0] if kind and len(reasons) == 1 else given.get("reason", "")
    if not kind or (reasons and reason not in reasons):
        reason = ""
    channel = given.get("channel", "")
    wish = {name: given.get(f"w_{name}", "")[:_LONGEST] for name in wish_fields.names(kind)} if "w" in given else None
    return Answers(
        left,
        pieces,
        kind,
        reason,
        channel if channel in CHANNELS else "",
        wish,
        given.get("a", ""),
        "enough" in given,
        given.get("gc", "")[:_LONGEST],
        tuple(one for one in given.get("g", "").split(",") if one)[:_MOST_ANSWERS],
        "gx" in given,
        _which(given, order, kind, pieces),
        given.get("qs", "")[: serials.LONGEST] if kind in OF_GOODS else "",
        "q" in given,
        too_many,
    )


def _which(given: QueryDict, order: OrderState, kind: str, pieces: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """Those of the answers that still fit."""
    most = {line.line: line.quantity for line in order.lines}
    told = {line: which_piece.read(given.get(f"q{line}", ""), most[line]) for line in pieces}
    return which_piece.fitting(order, kind, pieces, told)
