"""What somebody has written in questions to shops and in complaints: to take along, and to be forgotten."""

from collections.abc import Iterator, Mapping

from hejie.domain.complaints.commands import EraseComplaintTexts
from hejie.domain.complaints.state import COMPLAINANT, ComplaintState, is_internal
from hejie.domain.questions.commands import EraseQuestionTexts
from hejie.domain.questions.state import QuestionState
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import complaint_rows, question_rows
from hejie.usecases import complaint_upkeep, questions


def streams_of(marketplace: str, person: str) -> list[str]:
    """The streams of all questions and complaints of a person."""
    return [*question_rows.streams_of(marketplace, person), *complaint_rows.streams_of(marketplace, person)]


def own_words(marketplace: str, person: str) -> dict[str, tuple[str, ...]]:
    """References of what he wrote and filed and that is still there, by stream. What others answered stays theirs."""
    found = {stream: _own(reader.state(stream, stream)) for stream in streams_of(marketplace, person)}
    return {stream: refs for stream, refs in found.items() if refs}


def _own(state: QuestionState | ComplaintState) -> tuple[str, ...]:
    if isinstance(state, QuestionState):
        said = [state.place, *(one.text for one in state.said if one.side == "buyer")]
    else:
        said = [state.text, state.contact, state.subject]
        for item in state.items:
            if item.side == COMPLAINANT:
                said += [item.text, *((item.data or {}).get(name) for name in ("name", "file"))]
    return tuple(one["ref"] for one in said if one and one["ref"] not in state.erased)


def erase(ctx: Context, stream: str, refs: tuple[str, ...], why: str, *, key: str) -> None:
    """Erase them for good."""
    kind, _colon, rest = stream.partition(":")
    name = rest.rpartition(":")[2]
    if kind == "question":
        questions.erase(ctx, EraseQuestionTexts(name, refs, why), key=key)
    else:
        complaint_upkeep.erase(ctx, EraseComplaintTexts(name, refs, why), key=key)


def readable(stream: str, entries: Iterator[Mapping]) -> list[Mapping]:
    """The entries of a stream that whoever asked or complained may take along: not those for the handlers alone."""
    if stream.startswith("question:"):
        return list(entries)
    return [entry for entry in entries if not is_internal(entry)]
