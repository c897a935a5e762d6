"""A question to a shop at a moment: what was said, whose turn it is, which appointment stands. The fold of `question:<marketplace>:<id>`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel import pen
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.own_stream import Handlers, OwnStream, folded

ABOUT = ("goods", "installation")
OPEN, LATE, ANSWERED = "open", "late", "answered"
SLOTS, FIXED, DONE, MISSED = "slots", "fixed", "done", "missed"
CALLED_OFF, WITHDRAWN = "called_off", "withdrawn"
STATUSES = (OPEN, LATE, ANSWERED, SLOTS, FIXED, DONE, MISSED, CALLED_OFF, WITHDRAWN)
OVER = (DONE, MISSED, CALLED_OFF, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. what: asked, answered, times, other_times, fixed, called_off, came, missed; text: a reference or None."""

    what: str
    side: str
    at: str
    by: str
    text: Mapping | None = None
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionState(OwnStream):
    """One question.

    order, line, product   what it is about; order: a root, or ""
    in_time   None while nobody has answered the last question; else whether that was in time
    slots     times that were offered last; slot: the one that is fixed, or None
    helped    "", yes or no; article: id of the one that it was made public as
    """

    root: str
    marketplace: str
    id: str
    buyer: str
    seller: str
    about: str
    order: str
    line: int
    product: str
    hours: int
    asked_at: str
    title: Mapping | None = None
    place: Mapping | None = None
    status: str = OPEN
    said: tuple[Said, ...] = ()
    in_time: bool | None = None
    slots: tuple[tuple[str, str], ...] = ()
    slot: tuple[str, str] | None = None
    helped: str = ""
    article: str = ""

    @property
    def over(self) -> bool:
        """Nothing more is expected of anybody."""
        return self.status in OVER

    @property
    def turn(self) -> Deadline | None:
        """The wait of a side that runs out first."""
        own = [row for row in self.deadlines if row.who in ("buyer", "seller")]
        return min(own, key=lambda row: row.turn, default=None)

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased."""
        return self.left([self.title, self.place, *(one.text for one in self.said), *self.notes])


def stream_of(marketplace: str, question: str) -> str:
    """The stream of a question, which is its root as well."""
    return f"question:{marketplace}:{question}"


def evolve(state: QuestionState | None, entry: Mapping) -> QuestionState:
    """The question after one more entry of its stream."""
    kind, data = entry["kind"], entry["data"]
    if state is None:
        if kind != "ShopAsked":
            raise ValueError(f"a question begins with ShopAsked, not {kind}")
        state = QuestionState(
            entry["stream"], data["marketplace"], data["question"], data["buyer"], data["seller"], data["about"],
            data["order"], data["line"], data["product"], data["hours"], entry["at"], data.get("title"), data.get("place"),
        )  # fmt: skip
    return folded(state, entry, _HANDLERS)


def _say(state: QuestionState, entry: Mapping, what: str, **more: object) -> QuestionState:
    data = entry["data"]
    said = Said(
        what, data["side"], entry["at"], entry["by"]["id"], data.get("text"), tuple(map(tuple, data.get("slots", ())))
    )
    return replace(state, said=(*state.said, said), **more)


def _asked(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    return _say(state, entry, "asked", status=OPEN, in_time=None)


def _answered(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    in_time = _in_time(state)
    status = ANSWERED if state.about == "goods" else state.status if state.status in (SLOTS, FIXED) else OPEN
    return _say(state, entry, "answered", status=status, in_time=in_time, helped="")


def _in_time(state: QuestionState) -> bool:
    return state.in_time if state.in_time is not None else state.status != LATE


def _times(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    slots = tuple(map(tuple, data["slots"]))
    return _say(state, entry, "times", status=SLOTS, slots=slots, slot=None, in_time=_in_time(state))


def _other_times(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    return _say(state, entry, "other_times", status=OPEN, slots=(), slot=None)


def _fixed(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    slot = (data["begins"], data["ends"])
    return _say(state, entry, "fixed", status=FIXED, slot=slot)


def _off(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    return _say(state, entry, "called_off", status=data["status"])


def _came(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    return _say(state, entry, "came" if data["came"] else "missed", status=DONE if data["came"] else MISSED)


def _late(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    if data["silence"] == "tell_silence":
        return replace(state, status=LATE)
    if data["silence"] == "lapse_times":
        return replace(state, status=OPEN, slots=())
    return state


def _helped(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    return replace(state, helped="yes" if data["helped"] else "no")


def _public(state: QuestionState, entry: Mapping, data: Mapping) -> QuestionState:
    return replace(state, article=data["article"])


_HANDLERS: Handlers = {
    "ShopAsked": _asked,
    "ShopAskedAgain": _asked,
    "ShopAnswered": _answered,
    "VisitTimesOffered": _times,
    "VisitNoted": lambda state, entry, data: _say(state, entry, "noted"),
    "VisitOtherTimesAsked": _other_times,
    "VisitFixed": _fixed,
    "ShopQuestionEnded": _off,
    "VisitReported": _came,
    "AnswerRated": _helped,
    "AnswerMadePublic": _public,
    pen.SILENCE: _late,
}
