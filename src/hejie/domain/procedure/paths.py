"""A procedure as a graph: the situations that a case under it can be in, and every way on from each.

What is proved of a procedure is proved on this graph. A situation is all that decides how a case can go on, without
names, texts and sums; a way on is an act that somebody may do, or a wait that runs out with nobody having acted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

SIDES = ("claimant", "respondent")
# Acts by which a side puts its own view. Accepting, signing and giving up are not among them: they end the talk.
ANSWERS = frozenset(
    {"message", "statement", "evidence", "offer", "reject", "answer_question", "answer_appeal", "appeal", "step"}
)
# What does not count as preventing a loss: it is one, or, for who is complained of, it is to take the case further himself.
_GIVING_IN = {
    "claimant": frozenset({"accept", "sign", "withdraw"}),
    "respondent": frozenset({"accept", "sign", "withdraw", "escalate"}),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A situation. waits: (wait, on whom: claimant, respondent, both, neutral, platform), the first to run out first.

    neutral   one is there and has not ruled yet; stuck: the case is open and no wait runs in it
    lacking   the wait without which it is stuck, where one is known
    due       its first wait has run out this very moment, so that nobody can act here any more
    """

    number: int
    stage: str
    waits: tuple[tuple[str, str], ...]
    neutral: bool = False
    closed: bool = False
    stuck: bool = False
    lacking: str = ""
    due: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from one situation to another.

    kind      `act` or `silence`; name: the act, or the wait that ran out
    by        who acts, or on whom the wait was
    against   sides against whom a default decides here; lost: sides that lose money for good here
    """

    source: int
    target: int
    kind: str
    name: str
    by: str
    against: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.by} does {self.name}" if self.kind == "act" else f"{self.name} runs out"


@dataclass
class Graph:
    """All situations of a kind of case, the first one where it opens, with all ways between them.

    claimant   buyer or seller: who complains in these cases
    begun      waits that begin somewhere; happened: words of triggers that come true somewhere; taken: steps
    done       (stage, party, act) that can be done somewhere; locked: those that are refused somewhere by a lock
    endless    waits that run out again and again without the case coming to an end
    cut        there were more situations than were looked at
    """

    claimant: str
    places: list[Place] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    happened: set[tuple[str, str]] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    done: set[tuple[str, str, str]] = field(default_factory=set)
    locked: set[tuple[str, str, str]] = field(default_factory=set)
    endless: set[str] = field(default_factory=set)
    cut: bool = False
    _out: dict[int, list[Way]] = field(default_factory=dict)
    _into: dict[int, list[Way]] = field(default_factory=dict)

    def add(self, way: Way) -> None:
        """Add a way."""
        self.ways.append(way)
        self._out.setdefault(way.source, []).append(way)
        self._into.setdefault(way.target, []).append(way)

    def out(self, place: int) -> Iterable[Way]:
        """All ways on from a situation, those back to itself included."""
        return self._out.get(place, ())

    def into(self, place: int) -> Iterable[Way]:
        """All ways that lead to a situation."""
        return self._into.get(place, ())

    def search(self, start: Iterable[int], goes: Callable[[Way], bool]) -> Mapping[int, Way | None]:
        """Every situation that can be reached from some by ways that `goes` lets pass: with the way by which it was."""
        found: dict[int, Way | None] = dict.fromkeys(start)
        coming = list(found)
        for place in coming:
            for way in self.out(place):
                if way.target not in found and goes(way):
                    found[way.target] = way
                    coming.append(way.target)
        return found

    def told(self, found: Mapping[int, Way | None], place: int) -> str:
        """How one comes to a situation, in words."""
        steps = []
        way = found.get(place)
        while way is not None:
            steps.append(str(way))
            way = found.get(way.source)
        return ", ".join(reversed(steps)) or "at once"


def is_on(by: str, side: str) -> bool:
    """Whether a wait on somebody is on this side."""
    return by in (side, "both")


def averts(graph: Graph, place: int, wait: str, side: str) -> bool:
    """Whether this side can do something here, other than giving in, by which this wait of its own ends.

    Where several waits run out at one moment, it is asked of the moment before.
    """
    coming, seen = [place], {place}
    for here in coming:
        if _can_end(graph, here, wait, side):
            return True
        if graph.places[here].due:
            before = {way.source for way in graph.into(here)} - seen
            coming += before
            seen |= before
    return False


def _can_end(graph: Graph, place: int, wait: str, side: str) -> bool:
    own = (wait, side), (wait, "both")
    return any(row in graph.places[place].waits for row in own) and any(
        way.kind == "act"
        and way.by == side
        and way.name not in _GIVING_IN[side]
        and not any(row in graph.places[way.target].waits for row in own)
        for way in graph.out(place)
    )


def speaks(graph: Graph, place: int, side: str) -> bool:
    """Whether this side can put its view here."""
    return any(way.kind == "act" and way.by == side and way.name in ANSWERS for way in graph.out(place))
