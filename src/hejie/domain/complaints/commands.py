"""What is asked of a complaint. `complaint` is its id; its stream is its root as well."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReceiveComplaint:
    """Take a complaint in.

    against     service or person; whom: the shop or person, or `platform`; role: shop, platform, agent or neutral
    channel     web, email, telephone, counter, chat or api: how it came
    complainant the person who complains, "" where he is nobody here; contact: how he is reached then
    order       root of the order that it touches, ""; message: fingerprint of a letter's Message-ID, ""
    files       what came with it: {file, name} as `intake` keeps them; left_out: names of what came and could not be kept
    """

    complaint: str
    against: str
    whom: str
    role: str
    channel: str
    text: str
    complainant: str = ""
    contact: str = ""
    subject: str = ""
    order: str = ""
    message: str = ""
    files: tuple[Mapping, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class AssignComplaint:
    """Give it to somebody of the marketplace. serves: ids of shops for which he works."""

    complaint: str
    handler: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SayInComplaint:
    """Write to the other side: the complainant to who handles it, or the other way round."""

    complaint: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteOnComplaint:
    """An internal note."""

    complaint: str
    text: str


@dataclass(frozen=True, slots=True)
class AskForWord:
    """Ask whoever is complained about for his own word."""

    complaint: str


@dataclass(frozen=True, slots=True)
class GiveWord:
    """His word."""

    complaint: str
    text: str


@dataclass(frozen=True, slots=True)
class FileInComplaint:
    """A piece of evidence. internal: for those who handle it alone."""

    complaint: str
    name: str
    file: Mapping = field(default_factory=dict)
    internal: bool = False


@dataclass(frozen=True, slots=True)
class AnswerComplaint:
    """The answer. outcome: upheld, partly or not_upheld."""

    complaint: str
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """The complainant's word on the answer; not satisfied needs a reason, and opens it once more."""

    complaint: str
    satisfied: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawComplaint:
    """Take it back."""

    complaint: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class TurnIntoCase:
    """Record that it goes on as a case of an order."""

    complaint: str
    case: str
    order: str
