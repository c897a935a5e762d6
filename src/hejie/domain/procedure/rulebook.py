"""A procedure as data: its stages, its waits with their silence, and who may do what.

The YAML file is the source (`rulebooks/procedures/`); a case pins id, version and digest when it opens and keeps to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """One clock: who must act, for how long, and what happens if nobody does.

    who        claimant, respondent, other, both, unsigned, neutral, platform, buyer, seller
    within     length of the wait
    silence    name of the default carried out when it runs out
    """

    name: str
    who: str
    within: timedelta
    silence: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure rulebook in force for a case; immutable, told apart by its digest."""

    id: str
    version: str
    digest: str
    stages: tuple[str, ...]
    final_stage: str
    replacements: int
    waits: Mapping[str, Wait]
    acts: Mapping[str, Mapping[str, frozenset[str]]]
    texts: Mapping[str, Mapping[str, str]]

    def until(self, wait: str, start: datetime) -> datetime:
        """The end of a wait that begins at `start`: a right lives while now < until."""
        return start + self.waits[wait].within

    def allows(self, stage: str, party: str, act: str) -> bool:
        """Whether the procedure lets this party do this act at this stage."""
        return act in self.acts.get(stage, {}).get(party, frozenset())


def procedure(document: Mapping, digest: str) -> Procedure:
    """Build a Procedure from its parsed YAML. KeyError or ValueError names what is missing or wrong."""
    waits = {
        name: Wait(name, row["who"], timedelta(**row["within"]), row["silence"])
        for name, row in document["waits"].items()
    }
    acts = {
        stage: {party: frozenset(names) for party, names in parties.items()}
        for stage, parties in document["acts"].items()
    }
    unknown = set(acts) - set(document["stages"])
    if unknown:
        raise ValueError(f"acts name unknown stages: {sorted(unknown)}")
    return Procedure(
        id=document["id"],
        version=str(document["version"]),
        digest=digest,
        stages=tuple(document["stages"]),
        final_stage=document["final_stage"],
        replacements=int(document["replacements"]),
        waits=waits,
        acts=acts,
        texts=document["texts"],
    )
