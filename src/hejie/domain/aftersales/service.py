"""What an after-sales request is at a moment: what was asked, answered and done. Built only by the fold of its case."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales.flow import Step

STAGE = "service"
GRADES = ("A", "B", "C", "D")
"""Condition in which goods came back: as new, opened, worn, not to be sold."""
OUTCOMES = ("right", "used", "damaged", "missing_parts", "other_item", "empty_box")
"""What an inspection finds of a piece that came back."""
NOT_BACK = ("other_item", "empty_box")
"""Found so, a piece has not come back at all, and nothing is paid back for it."""
DECLINES = ("outside_time", "not_covered", "used", "no_fault", "not_bought_here", "out_of_stock", "other")
"""Why a seller may decline; the buyer reads it in words, and may always go on to the dispute procedure."""
SERVED = ("served", "served_less", "served_unrepaired", "served_otherwise")
"""Outcomes of a request that was dealt with: as asked, with less paid than asked, without a repair, with something else
given than was asked (money instead of an article, another article instead of a repair)."""
CHANNELS = ("web", "api", "phone", "counter", "mail", "chat")
"""Where a request came in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Pieces of one line that a request is about.

    approved, received   how many; None until it is known
    grade                condition at receipt, one of GRADES; found: (outcome, how many) of the inspection
    held                 goods of this condition are kept apart until somebody lets them go
    which                of several alike, by what each cost (`alike.chosen`); empty where nobody says
    """

    line: int
    quantity: int
    approved: int | None = None
    received: int | None = None
    grade: str = ""
    found: tuple[tuple[str, int], ...] = ()
    held: bool = False
    which: tuple[int, ...] = ()

    @property
    def counts(self) -> int:
        """How many pieces the request comes to now: those that came, else those approved, else those asked for."""
        return next(one for one in (self.received, self.approved, self.quantity) if one is not None)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken (deemed: by silence), with what was told with it."""

    step: str
    side: str
    at: str
    seq: int
    data: Mapping
    deemed: bool = False


@dataclass(frozen=True)
class Service:
    """One request.

    wish       what belongs to its kind: the other article of an exchange, a sum, a date …
    status     asked, approved, declined, done, escalated or ended
    by_rule    the rule, promise or setting by which it was approved without anybody's word, or ""
    code       why it was declined, one of DECLINES
    finished   steps of the flow that are over; left: seconds of the answer's time that stand still, while facts are asked for
    keep       the goods stay with the buyer; provisional: the refund is paid when nobody objects in time
    freight    who bears the way back: buyer or seller
    package    terms as approved; reckoned: how the refund is made up (`amounts.reckon`)
    signs      what is noticed about it and decides nothing: repeated, over_quantity, late …
    auto       the seller's own limits below which nobody need answer, or {}; held: grades of goods that are kept apart;
               warn: percent of a clock after which it is reminded of
    cover      the end of the shop's guarantee when it was asked for (`guarantees.Cover`), {}: unknown
    guarantee  what a repair adds to the guarantee by the law of the place; priority: of a repair, {"level", "why"}
    """

    kind: str
    channel: str
    pieces: tuple[Piece, ...]
    flow: tuple[Step, ...]
    rulebook: Mapping
    wish: Mapping = field(default_factory=dict)
    signs: tuple[Mapping, ...] = ()
    auto: Mapping = field(default_factory=dict)
    held: tuple[str, ...] = ()
    warn: int = 50
    cover: Mapping = field(default_factory=dict)
    guarantee: Mapping = field(default_factory=dict)
    priority: Mapping = field(default_factory=dict)
    status: str = "asked"
    by_rule: str = ""
    code: str = ""
    note: Mapping | None = None
    freight: str = ""
    keep: bool = False
    provisional: bool = False
    package: Mapping | None = None
    reckoned: Mapping | None = None
    deduction: Mapping | None = None
    finished: frozenset[str] = frozenset()
    steps: tuple[Done, ...] = ()
    left: int = 0

    def next_step(self) -> Step | None:
        """The first step of the order that is not over, or None."""
        return next((step for step in self.flow if not step.aside and step.name not in self.finished), None)

    def step(self, name: str) -> Step | None:
        """The step of the flow with this name, or None."""
        return flows.named(self.flow, name)

    @property
    def is_back(self) -> bool:
        """Whether all that was sent back is with the seller, and nothing of it has gone out again."""
        came, out = self.last("receive"), self.last("dispatch")
        there = bool(self.pieces) and all(
            piece.received is not None and piece.received >= (piece.approved or 1) for piece in self.pieces
        )
        return there and came is not None and (out is None or out.seq < came.seq)

    def last(self, name: str) -> Done | None:
        """The newest time that this step was taken, or None."""
        return next((one for one in reversed(self.steps) if one.step == name), None)

    def has_come(self, *since: str) -> bool:
        """Whether the buyer has said that it came, in order or not, after the newest of these steps."""
        came, others = self.last("arrive"), [self.last(name) for name in since]
        return came is not None and all(one is None or one.seq < came.seq for one in others)

    def parcel(self, name: str) -> Done | None:
        """The newest time that a parcel was sent with this step, with its carrier and number as they were corrected or proved; or None."""
        done = self.last(name)
        later = [self.last(f"correct_{name}"), self.last("prove_sent") if name == "send" else None]
        mended = max((one for one in later if one is not None), key=lambda one: one.seq, default=None)
        if done is None or mended is None or mended.seq < done.seq:
            return done
        way = {part: mended.data[part] for part in ("carrier", "waybill") if mended.data.get(part)}
        rest = {part: value for part, value in done.data.items() if part not in ("carrier", "waybill")}
        return replace(done, data={**rest, **way})

    @property
    def which(self) -> dict[int, tuple[int, ...]]:
        """Of several alike in a line, which: what each cost. Lines of which nobody says it are left out."""
        return {one.line: one.which for one in self.pieces if one.which}

    def piece(self, line: int) -> Piece | None:
        """The pieces of a line, or None."""
        return next((one for one in self.pieces if one.line == line), None)


def opened(data: Mapping) -> Service:
    """The request with which a case was opened."""
    return Service(
        kind=data["kind"],
        channel=data["channel"],
        pieces=_asked(data),
        flow=flows.read(data["flow"]),
        rulebook=data["rulebook"],
        wish=data.get("wish", {}),
        signs=tuple(data.get("signs", ())),
        auto=data.get("auto", {}),
        held=tuple(data.get("held", ())),
        warn=data.get("warn", 50),
        cover=data.get("cover", {}),
        guarantee=data.get("guarantee", {}),
        priority=data.get("priority", {}),
    )


def answered(service: Service, data: Mapping) -> Service:
    """After it was approved or declined."""
    rows = {row["line"]: row for row in data.get("pieces", ())}
    pieces = tuple(_approved(one, rows.get(one.line, {})) for one in service.pieces)
    if data["answer"] == "declined":
        return replace(service, status="declined", code=data["code"], note=data.get("note"), left=0)
    return replace(
        service,
        status="approved",
        by_rule=data.get("rule", ""),
        code="",
        note=data.get("note"),
        pieces=pieces,
        package=data["package"],
        reckoned=data.get("reckoned"),
        freight=data.get("freight", ""),
        keep=bool(data.get("keep")),
        provisional=bool(data.get("provisional")),
        flow=flows.read(data["flow"]) if "flow" in data else service.flow,
        finished=service.finished | {"answer"},
        left=0,
    )


def _asked(data: Mapping) -> tuple[Piece, ...]:
    return tuple(Piece(row["line"], row["quantity"], which=tuple(row.get("which", ()))) for row in data["pieces"])


def _approved(piece: Piece, row: Mapping) -> Piece:
    return replace(piece, approved=row.get("quantity", 0), which=tuple(row.get("which", piece.which)))


def changed(service: Service, data: Mapping) -> Service:
    """After its buyer asked for more, or fewer, pieces."""
    return replace(service, pieces=_asked(data))


def reckoned(service: Service, data: Mapping) -> Service:
    """After its refund was worked out anew."""
    more = {"package": data["package"]} if "package" in data else {}
    return replace(service, reckoned=data["reckoned"], **more)


def stepped(service: Service, entry: Mapping) -> Service:
    """After a step was taken."""
    data = entry["data"]
    done = Done(data["step"], data["side"], entry["at"], entry["seq"], data, bool(data.get("deemed")))
    finished = service.finished | ({done.step} if data.get("over", True) else frozenset())
    finished -= frozenset(data.get("again", ()))
    told = {name: data[name] for name in ("left", "deduction", "freight") if name in data}
    if "kind" in data:  # it becomes a request of another kind, which is answered anew unless nobody need be asked
        service = replace(service if "freight" in data else _asked_anew(service), kind=data["kind"])
    return replace(
        service,
        steps=(*service.steps, done),
        finished=finished,
        pieces=tuple(_piece(one, data) for one in service.pieces),
        flow=flows.read(data["flow"]) if "flow" in data else service.flow,
        **told,
    )


def _asked_anew(service: Service) -> Service:
    """As if nobody had answered: what was approved, and for what, belongs to the request that it was before."""
    kept = {name: value for name, value in service.wish.items() if name in ("way", "serial", "serial_mark")}
    pieces = tuple(replace(one, approved=None) for one in service.pieces)
    plain = {"by_rule": "", "freight": "", "note": None, "package": None, "reckoned": None}
    return replace(service, status="asked", pieces=pieces, wish=kept, **plain)


def _piece(piece: Piece, data: Mapping) -> Piece:
    """What a step tells of the pieces of a line: how many came, in which condition, what the inspection found."""
    for row in data.get("pieces", ()):
        if row["line"] != piece.line:
            continue
        told = {name: row[name] for name in ("received", "grade", "held") if name in row}
        if "which" in row and "deduction" not in data:  # else it counts once the buyer has agreed
            told["which"] = tuple(row["which"])
        if "found" in row:
            told["found"] = tuple((one["outcome"], one["quantity"]) for one in row["found"])
        piece = replace(piece, **told)
    return piece
