"""What people and the worker ask of a case where both sides look for terms that are better for both: one command an intention."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TellPreferences:
    """Say privately what matters to one's own side. Told again, the newest counts.

    preferences   issue → {"best", "worst", "points", "ratings"}, as `settlement.terms.preferences.read` takes it
    """

    case_id: str
    preferences: Mapping


@dataclass(frozen=True, slots=True)
class AnswerTradeOff:
    """Answer the one direct question about a choice that does not fit one's own points.

    question   its id, as `usecases.bargaining.table_of` gives it
    answer     `first` or `second`: which of the two packages is really better for one's own side
    """

    case_id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class AskProposals:
    """Ask for a round of proposals to both sides."""

    case_id: str


@dataclass(frozen=True, slots=True)
class RankProposals:
    """Rank all proposals of the open round in secret, once.

    round     r1, r2 …
    order     ids of all its proposals, best first
    accepts   ids of those that this side would agree to; may be none
    waives    a buyer knows that he gives up something that the rules guarantee him
    """

    case_id: str
    round: str
    order: tuple[str, ...]
    accepts: tuple[str, ...]
    waives: bool = False


@dataclass(frozen=True, slots=True)
class PutProposals:
    """Put to both sides what was reckoned; by the program alone.

    kind        three, text or improvement
    round       the number that this round is to have, so that a late reckoning is not put a second time
    proposals   packages; of a text the one that stands comes first; none: nothing was found
    basis       JSON of all that it was reckoned from and by, for the room of the engine
    agreement   of an improvement: the offer that has been agreed
    """

    case_id: str
    kind: str
    round: str
    proposals: tuple[Mapping, ...]
    basis: str
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class CountRankings:
    """End a round if both sides have ranked, or if its time is over; by the program alone."""

    case_id: str
    round: str


@dataclass(frozen=True, slots=True)
class RecordGains:
    """Keep what an agreement that is in effect is worth to each side by the engine's numbers; by the program alone.

    gains   JSON: log gain of each side over what it has without an agreement
    watch   the same in whole numbers for the fairness watch (`gains.watched`), without a word or a name
    """

    case_id: str
    offer: str
    gains: str
    watch: Mapping = field(default_factory=dict)
