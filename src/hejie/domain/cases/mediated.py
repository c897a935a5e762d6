"""What a mediation leaves on a case besides talk: the opening statement, what may be used in a decision, and settlement texts.

An opening statement begins the time in which what is said stays out of a decision (`confidential.py`); it ends with the stage
in which it was made, or with a ruling.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hejie.domain.kernel.frozen import changed

ALL = "all"
"""In place of single items: all that a side has said in mediation."""
AGREED = "agreed"
"""Before an offer's id: an agreement came of it that took effect, so its terms are no longer talk."""


@dataclass(frozen=True, slots=True)
class OpeningStatement:
    """The neutral's statement at the beginning of a mediation, as both sides were shown it.

    by, at, seq, stage   who made it, when, where it stands in the record, at which stage
    texts, digest        its words by language; SHA-256 over their canonical JSON
    confirmed            side → when it confirmed
    until_at, until_seq  when the time that it began was over, and where that stands; "" and 0 while it lasts
    """

    by: str
    at: str
    seq: int
    stage: str
    texts: Mapping
    digest: str
    confirmed: Mapping[str, str] = field(default_factory=dict)
    until_at: str = ""
    until_seq: int = 0

    def covers(self, seq: int) -> bool:
        """Whether an entry of the case's own stream was made in the time that this statement began."""
        return self.seq < seq and (not self.until_seq or seq < self.until_seq)

    def covers_moment(self, at: str) -> bool:
        """The same for what stands in another stream, by its moment."""
        return self.at <= at and (not self.until_at or at < self.until_at)


@dataclass(frozen=True, slots=True)
class SettlementText:
    """A version of the neutral's single text, as it was put to both sides for comment.

    id       x1, x2 …, in order; package: its terms; words: reference of what stands round them
    """

    id: str
    package: Mapping
    words: Mapping
    by: str
    at: str
    seq: int


def over(openings: tuple[OpeningStatement, ...], entry: Mapping, stage: str = "") -> tuple[OpeningStatement, ...]:
    """The statements after a stage was entered or (without `stage`) a ruling made: the time that they began is over."""
    return tuple(
        one if one.until_seq or one.stage == stage else replace(one, until_at=entry["at"], until_seq=entry["seq"])
        for one in openings
    )


def _made(state: object, entry: Mapping, data: Mapping) -> object:
    made = OpeningStatement(entry["by"]["id"], entry["at"], entry["seq"], state.stage, data["texts"], data["digest"])
    return changed(state, openings=(*state.openings, made))


def _confirmed(state: object, entry: Mapping, data: Mapping) -> object:
    last = state.openings[-1]
    now = replace(last, confirmed={**last.confirmed, data["side"]: entry["at"]})
    return changed(state, openings=(*state.openings[:-1], now))


def _allowed(state: object, entry: Mapping, data: Mapping) -> object:
    return changed(state, allowed=state.allowed | frozenset(_keys(data)))


def _taken_back(state: object, entry: Mapping, data: Mapping) -> object:
    return changed(state, allowed=state.allowed - frozenset(_keys(data)))


def _in_effect(state: object, entry: Mapping, data: Mapping) -> object:
    return changed(state, allowed=state.allowed | {f"{AGREED}:{data['offer']}"}) if state.openings else state


def _keys(data: Mapping) -> list[str]:
    return [f"{ALL}:{data['side']}" if item == ALL else item for item in data["items"]]


def _text_put(state: object, entry: Mapping, data: Mapping) -> object:
    put = SettlementText(data["draft"], data["package"], data["text"], entry["by"]["id"], entry["at"], entry["seq"])
    return changed(state, texts=(*state.texts, put))


HANDLERS: dict[str, Callable] = {
    "OpeningStatementMade": _made,
    "OpeningStatementConfirmed": _confirmed,
    "AllowedInDecision": _allowed,
    "AllowanceTakenBack": _taken_back,
    "TextPut": _text_put,
    "AgreementInEffect": _in_effect,
}
