"""How the votes of a panel are counted. Pure, and the same whatever the order in which they come.

The simple majority of {for, against, split} decides. Where none has it, and among several splits, the median award does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hejie.domain.cases.panels import Vote

MAJORITY, MEDIAN = "majority", "median"


@dataclass(frozen=True, slots=True)
class Result:
    """What comes of the votes.

    how     majority, or median where none of the three had one
    vote    for, against or split; what the award amounts to where the median decides
    minor   minor units that the buyer gets
    votes   all of them by member, each with whether it was counted and whether it was for something else
    """

    how: str
    vote: str
    minor: int
    votes: tuple[Vote, ...]


def count(votes: Iterable[Vote], *, asked: int, paid: int) -> Result:
    """The result of the votes that are there; at least one.

    asked, paid   minor units: what the claim asks for, what was paid
    Of an even number the one of the member drawn last is left out. Votes that led to the median have none that dissents but
    those for another of the three than what it amounts to.
    """
    present = sorted(votes, key=lambda vote: vote.member)
    if not present:
        raise ValueError("nobody has voted")
    counted = present if len(present) % 2 else present[:-1]
    heads = {word: sum(one.vote == word for one in counted) for word in ("for", "against", "split")}
    most = next((word for word, many in heads.items() if 2 * many > len(counted)), "")
    if most == "split":
        how, word = MAJORITY, most
        minor = _median([award(one, asked, paid) for one in counted if one.vote == "split"])
    elif most:
        how, word, minor = MAJORITY, most, asked if most == "for" else 0
    else:
        minor = _median([award(one, asked, paid) for one in counted])
        how, word = MEDIAN, "against" if minor == 0 else "for" if minor == asked else "split"
    dropped = present[len(counted) :]
    told = [replace(one, counted=one not in dropped, dissent=one.vote != word) for one in present]
    return Result(how, word, minor, tuple(told))


def award(vote: Vote, asked: int, paid: int) -> int:
    """What a vote gives to the buyer, in minor units; of a share that does not come out even he has the unit left over."""
    if vote.vote == "split":
        return -(-paid * vote.share // 100)
    return asked if vote.vote == "for" else 0


def _median(awards: list[int]) -> int:
    """The one in the middle; of an even number the middle of the two in the middle, the unit left over to the buyer."""
    ordered, half = sorted(awards), len(awards) // 2
    return ordered[half] if len(ordered) % 2 else -(-(ordered[half - 1] + ordered[half]) // 2)
