"""What is asked of a question to a shop. `question` is its id; its stream is its root as well."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskShop:
    """Put a question to a shop. order, line: of the order that it is about, "" and 0 for a listing alone.

    about   goods, or installation: an appointment is wanted; then place says where, and an order line is needed
    title   of the goods as the page shows it
    hours   within which the shop has to answer
    """

    question: str
    seller: str
    text: str
    about: str = "goods"
    order: str = ""
    line: int = 0
    product: str = ""
    title: str = ""
    place: str = ""
    hours: int = 24


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask on in the same question; the shop's time begins anew."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerBuyer:
    """Answer it."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class SayHelped:
    """Whether the answer helped."""

    question: str
    helped: bool


@dataclass(frozen=True, slots=True)
class OfferTimes:
    """Times at which somebody can come: pairs of begin and end, as written moments. note: what to have ready."""

    question: str
    slots: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakeTime:
    """The buyer takes one of the times, by its number from 1."""

    question: str
    slot: int


@dataclass(frozen=True, slots=True)
class AskOtherTimes:
    """Ask for other times: none fits, or the fixed one no longer does."""

    question: str
    note: str


@dataclass(frozen=True, slots=True)
class CallOff:
    """Call the appointment off, or take the question back."""

    question: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SayCame:
    """Whether whoever was to come has come and done it."""

    question: str
    came: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class MakePublic:
    """Record that the answer was made public as an article."""

    question: str
    article: str
