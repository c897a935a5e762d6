"""What somebody has written in questions to shops and in complaints: to take along, and to be forgotten."""

from collections.abc import Iterator, Mapping

from hejie.domain.complaints.state import COMPLAINANT, ComplaintState, is_internal
from hejie.domain.questions.state import QuestionState
from hejie.record import reader
from hejie.store import complaints, questions


def streams_of(marketplace: str, person: str) -> list[str]:
    """The streams of all questions and complaints of a person."""
    return [*questions.streams_of(marketplace, person), *complaints.streams_of(marketplace, person)]


def own_words(marketplace: str, person: str) -> dict[str, tuple[str, ...]]:
    """References of what he wrote and filed and that is still there, by stream. What others answered stays theirs."""
    found = {stream: _own(reader.state(stream, stream)) for stream in streams_of(marketplace, person)}
    return {stream: refs for stream, refs in found.items() if refs}


def _own(state: QuestionState | ComplaintState) -> tuple[str, ...]:
    if isinstance(state, QuestionState):
        said = [state.place, *(one.text for one in state.said if one.side == "buyer")]
    else:
        said = [state.text, state.contact, state.subject, state.left_out]
        for item in state.items:
            if item.side == COMPLAINANT:
                said += [item.text, *((item.data or {}).get(name) for name in ("name", "file"))]
    return state.left(said)


def readable(stream: str, entries: Iterator[Mapping]) -> list[Mapping]:
    """The entries of a stream that whoever asked or complained may take along: not those for the handlers alone."""
    if stream.startswith("question:"):
        return list(entries)
    return [entry for entry in entries if not is_internal(entry)]
