"""What may be asked of a case about people who are asked in from outside."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskExpert:
    """Ask somebody in.

    kind, trade   as `called_in.TRADES`; name: what he is called, or his firm
    pieces        numbers of evidence that he may see; texts: `claim`, or numbers of messages, statements, questions, answers
    days          how long he has; fee: minor units that the asker offers, 0 where he may say what it costs
    language      en, zh or ru, in which we write to him
    """

    case_id: str
    kind: str
    trade: str
    name: str
    question: str
    days: int
    pieces: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    fee: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AddToAsking:
    """The other side adds its own question, or pieces and texts that he should see as well."""

    case_id: str
    asking: str
    question: str = ""
    pieces: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectToExpert:
    """Object to the person, once, with the reason."""

    case_id: str
    asking: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecideObjection:
    """Say whether somebody whom a side does not want may answer."""

    case_id: str
    asking: str
    granted: bool


@dataclass(frozen=True, slots=True)
class TakeBackAsking:
    """Take one's own request back before it is answered."""

    case_id: str
    asking: str


@dataclass(frozen=True, slots=True)
class AcceptQuote:
    """Agree to what the person asks for his answer, in minor units as he has said them."""

    case_id: str
    asking: str
    minor: int


@dataclass(frozen=True, slots=True)
class AdvanceFee:
    """Say that the fee has been paid, with what shows it."""

    case_id: str
    asking: str
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteFee:
    """What his answer would cost, said by the person who was asked; minor units."""

    case_id: str
    minor: int


@dataclass(frozen=True, slots=True)
class AnswerAsExpert:
    """His answer. evidence: numbers of the pieces that he has filed with it."""

    case_id: str
    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclineAsExpert:
    """He does not answer."""

    case_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GiveUpExpert:
    """The program's own: no letter reaches the person, because his address does not exist."""

    case_id: str
    asking: str


@dataclass(frozen=True, slots=True)
class LookAtPiece:
    """He opens the original of a piece that was chosen for him."""

    case_id: str
    piece: str
