"""Experts and third parties who were asked in, as their requests stand at a moment, and how entries move them on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.frozen import changed

TRADES = {
    "expert": ("laboratory", "valuer", "lawyer", "other"),
    "third": ("supplier", "carrier", "other"),
}
"""Whom one may ask in: experts, and third parties who had to do with the goods."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What the other side has added to a request: its own question, or pieces and texts that he should see as well."""

    side: str
    question: Mapping | None
    pieces: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """That a side does not want this person, and why. granted: None while nobody has decided."""

    side: str
    reason: Mapping
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """That the fee was paid in advance: minor units, by which side, and what shows it."""

    side: str
    minor: int
    note: Mapping | None
    evidence: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One request to one person.

    kind     expert or third; trade: a word of TRADES; name: what he is called, a reference
    side     who asks, and advances the fee: buyer, seller, or neutral (whose requests cost nothing)
    pieces   numbers of the evidence that he sees; texts: of what else of the joint file (`claim`, m1, s1, q1, a1)
    fee      agreed minor units, 0 for none; quote: what he asks for and nobody has accepted yet, 0 for none
    status   open, answered, declined, silent, unreachable, taken_back, objected (an objection was granted), closed
    looked   numbers of the pieces whose original he has opened
    answer   his words, evidence: numbers of the pieces that hold them and what he sent along
    """

    id: str
    side: str
    kind: str
    trade: str
    name: Mapping
    question: Mapping
    pieces: tuple[str, ...]
    texts: tuple[str, ...]
    language: str
    at: str
    fee: int = 0
    quote: int = 0
    status: str = "open"
    additions: tuple[Addition, ...] = ()
    objections: tuple[Objection, ...] = ()
    advance: Advance | None = None
    looked: tuple[str, ...] = ()
    answer: Mapping | None = None
    evidence: tuple[str, ...] = ()
    reason: Mapping | None = None
    ended_at: str = ""

    @property
    def shown(self) -> frozenset[str]:
        """Numbers of all pieces and texts that were chosen for him, by the asker and by the other side."""
        added = (one for addition in self.additions for one in (*addition.pieces, *addition.texts))
        return frozenset({*self.pieces, *self.texts, *added})


def texts_of(asking: Asking) -> list[Mapping | None]:
    """References to all that was written about a request."""
    return [
        asking.name,
        asking.question,
        asking.answer,
        asking.reason,
        asking.advance.note if asking.advance else None,
        *(addition.question for addition in asking.additions),
        *(objection.reason for objection in asking.objections),
    ]


def _asked(state: object, entry: Mapping, data: Mapping) -> object:
    asking = Asking(
        data["asking"], data["side"], data["group"], data["trade"], data["name"], data["question"],
        tuple(data["pieces"]), tuple(data["texts"]), data["language"], entry["at"], data["fee"],
    )  # fmt: skip
    return changed(state, askings=(*state.askings, asking))


def _added(state: object, entry: Mapping, data: Mapping) -> object:
    one = Addition(data["side"], data.get("question"), tuple(data["pieces"]), tuple(data["texts"]))
    return _each(state, data, lambda asking: replace(asking, additions=(*asking.additions, one)))


def _objected(state: object, entry: Mapping, data: Mapping) -> object:
    one = Objection(data["side"], data["reason"])
    return _each(state, data, lambda asking: replace(asking, objections=(*asking.objections, one)))


def _objection_decided(state: object, entry: Mapping, data: Mapping) -> object:
    def decide(asking: Asking) -> Asking:
        rows = tuple(replace(one, granted=data["granted"]) if one.granted is None else one for one in asking.objections)
        ended = {"status": "objected", "ended_at": entry["at"]} if data["granted"] else {}
        return replace(asking, objections=rows, **ended)

    return _each(state, data, decide)


def _quoted(state: object, entry: Mapping, data: Mapping) -> object:
    return _each(state, data, lambda asking: replace(asking, quote=data["minor"]))


def _quote_accepted(state: object, entry: Mapping, data: Mapping) -> object:
    return _each(state, data, lambda asking: replace(asking, fee=data["minor"], quote=0))


def _advanced(state: object, entry: Mapping, data: Mapping) -> object:
    paid = Advance(data["side"], data["minor"], data.get("note"), tuple(data["evidence"]), entry["at"])
    return _each(state, data, lambda asking: replace(asking, advance=paid))


def _looked(state: object, entry: Mapping, data: Mapping) -> object:
    return _each(state, data, lambda asking: replace(asking, looked=(*asking.looked, data["piece"])))


def _answered(state: object, entry: Mapping, data: Mapping) -> object:
    given = {"answer": data["text"], "evidence": tuple(data["evidence"]), "status": "answered"}
    return _each(state, data, lambda asking: replace(asking, ended_at=entry["at"], **given))


def _declined(state: object, entry: Mapping, data: Mapping) -> object:
    ended = {"status": "declined", "reason": data.get("reason"), "ended_at": entry["at"]}
    return _each(state, data, lambda asking: replace(asking, **ended))


def _dismissed(state: object, entry: Mapping, data: Mapping) -> object:
    """The request has ended without an answer: taken back, silent, or with the case."""
    return _each(state, data, lambda asking: replace(asking, status=data["why"], ended_at=entry["at"]))


def _each(state: object, data: Mapping, move: Callable[[Asking], Asking]) -> object:
    rows = tuple(move(asking) if asking.id == data["asking"] else asking for asking in state.askings)
    return changed(state, askings=rows)


HANDLERS: Mapping[str, Callable] = {
    "ExpertAsked": _asked,
    "ExpertAlsoAsked": _added,
    "ExpertObjected": _objected,
    "ExpertObjectionDecided": _objection_decided,
    "ExpertQuoted": _quoted,
    "ExpertQuoteAccepted": _quote_accepted,
    "ExpertLooked": _looked,
    "ExpertAnswered": _answered,
    "ExpertDeclined": _declined,
    "ExpertDismissed": _dismissed,
    "FeeAdvanced": _advanced,
}
