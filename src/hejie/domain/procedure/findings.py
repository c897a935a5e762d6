"""What is wrong with a procedure, in one place, with the way to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

# What is proved, by name. An error is never let pass; unfairness may be stated (`unfair: {why, source}`).
ERRORS = {
    "written": "the file can be read as it stands, and says nothing that nobody knows",
    "texts": "everything that people read exists in Chinese, English and Russian",
    "acts": "what is listed can be done where it is listed, and whoever must act can",
    "reachable": "every stage, wait and step can be reached, and every lock opens",
    "ends": "at every moment of an open case a wait runs, with a default",
    "terminates": "silence alone brings every case to its end",
}
UNFAIRNESS = {
    "heard": "nobody loses money for good without notice, sight of the other's file and a chance to answer",
    "equal_windows": "both sides have the same rights and the same time for the like",
    "other_decider": "an appeal goes to somebody who has not decided the case",
}
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold.

    property   a name of ERRORS or UNFAIRNESS; path: where in the file
    message    what is wrong; mend: how it is put right; waits: those of which one may state it, where it is unfair
    stated     the procedure says so itself, openly
    line       of the file, once it is known; 0: nowhere in particular
    """

    property: str
    path: Path
    message: str
    mend: str
    waits: tuple[str, ...] = ()
    stated: bool = False
    line: int = 0

    @property
    def severity(self) -> str:
        """error or unfair."""
        return "unfair" if self.property in UNFAIRNESS else "error"

    @property
    def stops(self) -> bool:
        """Whether the procedure may not be used because of this."""
        return not self.stated


def once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without those that say the same of the same place; one that is not stated goes before one that is."""
    found: dict[tuple, Finding] = {}
    for one in findings:
        key = (one.property, one.path, one.mend)
        if key not in found or (found[key].stated and not one.stated):
            found[key] = one
    return tuple(found.values())
