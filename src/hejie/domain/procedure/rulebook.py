"""A procedure as data: its stages, its waits with their silence, and who may do what.

The YAML file is the source (`rulebooks/procedures/`); a case pins id, version and digest when it opens and keeps to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hejie.domain.procedure.clocks import Clock


@dataclass(frozen=True, slots=True)
class Wait:
    """One clock: who must act, for how long, and what happens if nobody does.

    who        claimant, respondent, other, both, unsigned, neutral, platform, buyer, seller
    within     how long, as the procedure counts it
    silence    name of the default carried out when it runs out
    """

    name: str
    who: str
    within: Clock
    silence: str


@dataclass(frozen=True, slots=True)
class About:
    """What of a case a procedure may look at when it says how long something takes, all known when it opens."""

    reason: str
    remedy: str
    paid_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Override:
    """Other clocks for some cases. Every condition that is set must hold.

    reasons, remedies       any of these; empty: any at all
    value_from, value_below paid minor units by currency; a currency that is not named never fits a set condition
    """

    waits: Mapping[str, Wait]
    reasons: frozenset[str] = frozenset()
    remedies: frozenset[str] = frozenset()
    value_from: Mapping[str, int] | None = None
    value_below: Mapping[str, int] | None = None

    def fits(self, about: About) -> bool:
        """Whether it is for a case like this."""
        if self.reasons and about.reason not in self.reasons:
            return False
        if self.remedies and about.remedy not in self.remedies:
            return False
        if self.value_from is not None and about.paid_minor < self.value_from.get(about.currency, about.paid_minor + 1):
            return False
        return self.value_below is None or about.paid_minor < self.value_below.get(about.currency, 0)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure rulebook in force for a case; immutable, told apart by its digest.

    calendars   digest of each calendar that its clocks ask, by id; part of the procedure's own digest
    overrides   in order; the last one that fits says how long a wait takes
    """

    id: str
    version: str
    digest: str
    stages: tuple[str, ...]
    final_stage: str
    replacements: int
    waits: Mapping[str, Wait]
    acts: Mapping[str, Mapping[str, frozenset[str]]]
    texts: Mapping[str, Mapping[str, str]]
    calendars: Mapping[str, str]
    overrides: tuple[Override, ...] = ()

    def for_case(self, about: About) -> "Procedure":
        """The procedure as it runs for a case like this, with the overrides that fit carried out."""
        fitting = [override for override in self.overrides if override.fits(about)]
        if not fitting:
            return self
        waits = dict(self.waits)
        for override in fitting:
            waits |= override.waits
        return replace(self, waits=waits, overrides=())

    def until(self, wait: str, start: datetime) -> datetime:
        """The end of a wait that begins at `start`: a right lives while now < until."""
        return self.waits[wait].within.end(start)

    def moved_on(self, wait: str, until: datetime, stopped: datetime, resumed: datetime) -> datetime:
        """The new end of a wait that stood still for a time."""
        return self.waits[wait].within.resumed(until, stopped, resumed)

    def allows(self, stage: str, party: str, act: str) -> bool:
        """Whether the procedure lets this party do this act at this stage."""
        return act in self.acts.get(stage, {}).get(party, frozenset())
