"""What a history says of one party: which values it asked for, which packages it preferred to which.

All of it is soft, so that a contradiction bends a belief and never breaks it:
an offer is a choice among the values of each issue, earlier offers more telling than later ones, which concede; an
answer is a choice between a package and an average one, though to reject while one asks for more says nothing beside
what one asks for; a ranking is a choice of the best, then of the best of the rest (Luce 1959; Plackett 1975).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hejie.domain.settlement.scenario import Offer, Package, Ranked

OFFER_SHARPNESS, OFFER_FADING = 14.0, 0.87
ANSWER_SHARPNESS = 8.0
ACCEPTED, REJECTED = 1.0, 0.5
RANKING_SHARPNESS = 20.0
_MOST_EVENTS = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of these packages was preferred to the others; None stands for a package of average worth."""

    packages: tuple[Package | None, ...]
    sharpness: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one party's behaviour.

    asked     its own offers, oldest first, each with its weight
    choices   what it preferred to what
    refused   the other side's offers that it did not accept
    """

    asked: tuple[tuple[Package, float], ...]
    choices: tuple[Choice, ...]
    refused: tuple[Package, ...] = ()

    def packages(self) -> Iterator[Package]:
        """Every package that is spoken of."""
        for package, _ in self.asked:
            yield package
        for choice in self.choices:
            yield from (package for package in choice.packages if package is not None)


def of(history: Sequence[Offer | Ranked], party: int) -> Evidence:
    """What the history says of a party; of a very long one, its beginning and its end."""
    if len(history) > _MOST_EVENTS:
        history = [*history[: _MOST_EVENTS // 2], *history[-_MOST_EVENTS // 2 :]]
    asked: list[tuple[Package, float]] = []
    choices: list[Choice] = []
    rejections: list[Choice] = []
    refused: list[Package] = []
    for event in history:
        if isinstance(event, Ranked):
            ranking = event.rankings[party]
            if ranking is not None:
                choices += _exploded([event.proposals[one] for one in ranking])
        elif event.by == party:
            asked.append((event.package, OFFER_FADING ** len(asked)))
        elif event.answer == "accepted":
            choices.append(Choice((event.package, None), ANSWER_SHARPNESS, ACCEPTED))
        elif event.answer == "rejected":
            rejections.append(Choice((None, event.package), ANSWER_SHARPNESS, REJECTED))
        if isinstance(event, Offer) and event.by != party and event.answer != "accepted":
            refused.append(event.package)
    if not asked:
        choices = rejections + choices
    return Evidence(tuple(asked), tuple(choices), tuple(refused))


def _exploded(best_first: list[Package]) -> Iterator[Choice]:
    for begin in range(len(best_first) - 1):
        yield Choice(tuple(best_first[begin:]), RANKING_SHARPNESS)
