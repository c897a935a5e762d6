"""Talks at an agreed time as they stand at a moment, and how entries move them on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.frozen import changed


@dataclass(frozen=True, slots=True)
class Proposal:
    """Moments that were put forward. suits: by side, those that suit it; the one who proposes means all of them.

    length   in minutes; how: phone, video or writing; words: what was written with it (a number, a link), or None
    """

    side: str
    moments: tuple[str, ...]
    length: int
    how: str
    words: Mapping | None
    suits: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody wrote down after a talk. It stands as jointly confirmed only when both sides have said so.

    contested   by side, why it is wrong; a side that confirms later takes its objection back
    """

    id: str
    side: str
    text: Mapping
    at: str
    confirmed_by: tuple[str, ...] = ()
    contested: Mapping[str, Mapping] | None = None

    @property
    def joint(self) -> bool:
        """Both sides have confirmed it."""
        return {"buyer", "seller"} <= set(self.confirmed_by)


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk, whatever was proposed for it and however often it moved.

    at        the fixed moment, or "" while there is none; length, how, words: as fixed
    proposal  moments that wait for an answer, beside a fixed one as well; None when there are none
    off       who called it off, or ""; off_at: when
    moves     how often its moment, or whether it takes place, has changed since it was first fixed
    results   what was written down, oldest first; the last one counts
    """

    id: str
    side: str
    made_at: str
    proposal: Proposal | None = None
    at: str = ""
    length: int = 0
    how: str = ""
    words: Mapping | None = None
    fixed_at: str = ""
    off: str = ""
    off_at: str = ""
    moves: int = 0
    results: tuple[Result, ...] = ()

    @property
    def result(self) -> Result | None:
        """What was written down last."""
        return self.results[-1] if self.results else None

    @property
    def fixed(self) -> bool:
        """Everybody has accepted a moment, and nobody has called it off."""
        return bool(self.at) and not self.off


@dataclass(frozen=True)
class _Alone:
    """The talks of a case without the rest of it."""

    talks: tuple[Talk, ...] = ()


def folded(entries: Iterable[Mapping]) -> tuple[Talk, ...]:
    """Talks out of the entries about them alone, in order."""
    state = _Alone()
    for entry in entries:
        state = HANDLERS[entry["kind"]](state, entry, entry["data"])
    return state.talks


def texts_of(talk: Talk) -> list[Mapping | None]:
    """References to all that was written about a talk; what else was proposed or called off stands in the entries."""
    results = [text for result in talk.results for text in (result.text, *(result.contested or {}).values())]
    return [talk.words, talk.proposal.words if talk.proposal else None, *results]


def _proposed(state: object, entry: Mapping, data: Mapping) -> object:
    moments = tuple(data["moments"])
    proposal = Proposal(data["side"], moments, data["length"], data["how"], data.get("words"), {data["side"]: moments})
    if any(talk.id == data["talk"] for talk in state.talks):
        return _each(state, data, lambda talk: replace(talk, proposal=proposal))
    return changed(state, talks=(*state.talks, Talk(data["talk"], data["side"], entry["at"], proposal)))


def _accepted(state: object, entry: Mapping, data: Mapping) -> object:
    def accept(talk: Talk) -> Talk:
        suits = {**talk.proposal.suits, data["side"]: tuple(data["moments"])}
        return replace(talk, proposal=replace(talk.proposal, suits=suits))

    return _each(state, data, accept)


def _fixed(state: object, entry: Mapping, data: Mapping) -> object:
    def fix(talk: Talk) -> Talk:
        words = talk.proposal.words if talk.proposal else talk.words
        return replace(
            talk, at=data["at"], length=data["length"], how=data["how"], words=words, fixed_at=entry["at"],
            moves=talk.moves + (1 if talk.at else 0), proposal=None,
        )  # fmt: skip

    return _each(state, data, fix)


def _called_off(state: object, entry: Mapping, data: Mapping) -> object:
    def end(talk: Talk) -> Talk:
        return replace(
            talk, off=data["side"], off_at=entry["at"], moves=talk.moves + (1 if talk.at else 0), proposal=None
        )

    return _each(state, data, end)


def _recorded(state: object, entry: Mapping, data: Mapping) -> object:
    own = (data["side"],) if data["side"] in ("buyer", "seller") else ()
    result = Result(data["result"], data["side"], data["text"], entry["at"], own)
    return _each(state, data, lambda talk: replace(talk, results=(*talk.results, result)))


def _confirmed(state: object, entry: Mapping, data: Mapping) -> object:
    def confirm(result: Result) -> Result:
        contested = {side: why for side, why in (result.contested or {}).items() if side != data["side"]}
        return replace(result, confirmed_by=(*result.confirmed_by, data["side"]), contested=contested)

    return _last(state, data, confirm)


def _contested(state: object, entry: Mapping, data: Mapping) -> object:
    def contest(result: Result) -> Result:
        return replace(result, contested={**(result.contested or {}), data["side"]: data["text"]})

    return _last(state, data, contest)


def _last(state: object, data: Mapping, move: Callable[[Result], Result]) -> object:
    return _each(state, data, lambda talk: replace(talk, results=(*talk.results[:-1], move(talk.results[-1]))))


def _each(state: object, data: Mapping, move: Callable[[Talk], Talk]) -> object:
    return changed(state, talks=tuple(move(talk) if talk.id == data["talk"] else talk for talk in state.talks))


HANDLERS: Mapping[str, Callable] = {
    "TalkProposed": _proposed,
    "TalkAccepted": _accepted,
    "TalkFixed": _fixed,
    "TalkCalledOff": _called_off,
    "TalkRecorded": _recorded,
    "TalkConfirmed": _confirmed,
    "TalkContested": _contested,
}
