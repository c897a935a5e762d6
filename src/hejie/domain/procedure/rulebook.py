"""A procedure as data: its stages, its waits with their silence, who may do what, and what stands still or begins again.

The YAML file is the source (`rulebooks/procedures/`); a case pins id, version and digest when it opens and keeps to them.
`docs/procedures.md` tells how one is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hejie.domain.burden.book import BurdenBook
from hejie.domain.procedure.clocks import Clock

STAGES = ("negotiation", "mediation", "decision", "appeal", "closed")
"""The phases of UNCITRAL's Technical Notes, and the end; a procedure has some of them, in this order."""
APPEAL_TO = ("other", "same")
PARTIES = ("claimant", "respondent", "neutral", "platform")
OWN_WAIT_FOR = ("claimant", "respondent", "buyer", "seller", "both", "neutral", "platform")

# The waits that the program itself begins, and on whom each waits. A procedure says how long, and what silence means.
BUILT_IN = {
    "answer": "respondent", "reply": "claimant", "offer": "other", "settle": "both", "sign": "unsigned",
    "assign": "platform", "mediate": "neutral", "question": "other", "decide": "neutral", "appeal": "both",
    "appeal_answer": "other", "appeal_decide": "neutral", "ship_back": "buyer", "confirm_return": "seller",
    "perform": "seller", "confirm": "buyer", "keep_promise": "other", "confirm_promise": "other",
    "expert": "expert", "vote": "panel", "rank": "both", "bid": "both",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that happens in a case, as a procedure names it: `opened`, `{said: respondent}`, `{step: intercept}`.

    event   a word of `cases.triggers.EVENTS`; arg: of whom or of what; "" : of anybody, of anything
    """

    event: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class Unfair:
    """Why a procedure is, in one point, less than fair, said openly: why by language, and where that is written."""

    why: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, once, with a reason. by: `self` (who must act) or parties who may grant it."""

    within: Clock
    by: frozenset[str]


_PLAIN = Clock(1, "hours")


@dataclass(frozen=True, slots=True)
class Wait:
    """One clock: who must act, for how long, and what happens if nobody does.

    who        claimant, respondent, other, both, unsigned, neutral, platform, buyer, seller
    within     how long, as the procedure counts it
    silence    name of the default carried out when it runs out
    starts     what begins a wait of the procedure's own; ends: what fulfils it. A wait that the program begins itself may
               have `ends` too: then nothing less than these counts as acting
    stages     to whose talks a wait of the procedure's own belongs: it begins at these alone, and not once there is an
               agreement or a final ruling; empty: whenever what begins it happens
    windows    parties who have it one after the other, each the whole time; empty: all at once; `loser`: whoever did not
               get what he wanted, both where each got a part
    to         the same wait for one party of an offer or a question, where it is another for him
    issue      the one term of the claim that silence concedes, for `grant_issue`
    final      what silence brings about cannot be appealed
    fixed      terms agreed or ruled may not name another time
    """

    name: str
    who: str
    within: Clock
    silence: str
    starts: tuple[Trigger, ...] = ()
    ends: tuple[Trigger, ...] = ()
    stages: frozenset[str] = frozenset()
    extend: Extension | None = None
    windows: tuple[str, ...] = ()
    issue: str = ""
    final: bool = False
    fixed: bool = False
    unfair: Unfair | None = None
    to: Mapping[str, "Wait"] = field(default_factory=dict)

    def for_party(self, *names: str) -> "Wait":
        """The wait as it is for somebody with these names (buyer, claimant …)."""
        return next((self.to[name] for name in names if name in self.to), self)


@dataclass(frozen=True, slots=True)
class About:
    """What of a case a procedure may look at when it says how long something takes, all known when it opens.

    category            the marketplace's word for the kind of goods; tier: its word for the standing of the seller
    shipped, delivered  whether the shop had said so
    claimant            who complains, buyer or seller
    """

    reason: str
    remedy: str
    paid_minor: int
    currency: str
    category: str = ""
    tier: str = ""
    shipped: bool = False
    delivered: bool = False
    claimant: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """For which cases something is meant. Every condition that is set must hold; none set: for all.

    reasons, remedies, categories, tiers, claimants   any of these; empty: any at all
    value_from, value_below   paid minor units by currency; a currency that is not named never fits a set condition
    shipped, delivered        None: either way
    """

    reasons: frozenset[str] = frozenset()
    remedies: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    claimants: frozenset[str] = frozenset()
    value_from: Mapping[str, int] | None = None
    value_below: Mapping[str, int] | None = None
    shipped: bool | None = None
    delivered: bool | None = None

    def covers(self, other: "Case") -> bool:
        """Whether it is meant for every case that the other one is meant for, as far as their words tell."""
        words = (
            (self.reasons, other.reasons),
            (self.remedies, other.remedies),
            (self.categories, other.categories),
            (self.tiers, other.tiers),
            (self.claimants, other.claimants),
        )
        if any(mine and not (theirs and theirs <= mine) for mine, theirs in words):
            return False
        rest = (
            (self.value_from, other.value_from),
            (self.value_below, other.value_below),
            (self.shipped, other.shipped),
            (self.delivered, other.delivered),
        )
        return all(mine is None or mine == theirs for mine, theirs in rest)

    def fits(self, about: About) -> bool:
        """Whether it is meant for a case like this."""
        words = (
            (self.reasons, about.reason),
            (self.remedies, about.remedy),
            (self.categories, about.category),
            (self.tiers, about.tier),
            (self.claimants, about.claimant),
        )
        if any(wanted and word not in wanted for wanted, word in words):
            return False
        if self.value_from is not None and about.paid_minor < self.value_from.get(about.currency, about.paid_minor + 1):
            return False
        if self.value_below is not None and about.paid_minor >= self.value_below.get(about.currency, 0):
            return False
        stations = ((self.shipped, about.shipped), (self.delivered, about.delivered))
        return all(wanted is None or wanted == is_so for wanted, is_so in stations)


@dataclass(frozen=True, slots=True)
class Override:
    """Other waits for some cases."""

    waits: Mapping[str, Wait]
    when: Case


@dataclass(frozen=True, slots=True)
class Opening:
    """From when and until when a case may be opened. The first one that fits, and whose date is known, counts.

    since    name of the order's date; after: how long from it nobody can open yet; within: how long from it anybody may
    """

    since: str
    when: Case
    after: Clock | None = None
    within: Clock | None = None


@dataclass(frozen=True, slots=True)
class OpensItself:
    """The platform opens a case for the buyer when a date is so long past and something has not happened.

    since    name of the order's date; within: how long; unless: the date that stops it
    """

    since: str
    within: Clock
    unless: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Why everything may stand still, and for how long at most. both: only if both sides ask for it; times: how often."""

    kind: str
    within: Clock
    both: bool
    times: int


@dataclass(frozen=True, slots=True)
class Reopening:
    """A closed case may be taken up again on evidence filed since; within so long from the closing, so many times."""

    within: Clock
    times: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """When silence of the buyer pays the seller: so many days after `since` (shipped or delivered), by kind of goods.

    by_way       hours by the way in which a line is delivered (digital, virtual, express, surface); goes before the rest
    after_case   rest or anew: with what the time goes on that a case has interrupted
    accept       hours in which a shop must take a paid line on or send it, else the buyer is paid back; 0: no such time
    extension    hours by which a buyer may make his time longer, once; 0: he may not
    """

    since: str
    days: int
    by_category: Mapping[str, int] = field(default_factory=dict)
    by_way: Mapping[str, int] = field(default_factory=dict)
    after_case: str = "anew"
    accept: int = 0
    extension: int = 72


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a procedure lets a party say that it has done, at some stages, for its waits to hang on.

    during   waits while one of which runs it can be said, each time anew; empty: once, at any time
    """

    name: str
    by: frozenset[str]
    stages: frozenset[str]
    during: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PanelRule:
    """A panel decides at a stage instead of one neutral. members: how many, an odd number; how long they have is the wait `vote`."""

    members: int
    stage: str = "decision"


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure rulebook in force for a case; immutable, told apart by its digest.

    calendars   digest of each calendar that its clocks ask, by id; part of the procedure's own digest
    overrides   in order; the last one that fits says how long a wait takes
    locks       act → party → waits while any of which is open this party may not do it yet
    opened_by   who may open a case: buyer, seller; the platform always may where `opens_itself` says so
    caps        cases_per_line: how many cases one line of an order can have in all
    unfair      by property that `check` proves (`domain.procedure.fairness`), for what belongs to no wait
    burdens     who must prove what; its digest is part of the procedure's own
    panel       who decides instead of one neutral, and where; None: one neutral
    appeal_to   `other`: another neutral looks at an appealed ruling; `same`: whoever made it looks at it again
    """

    id: str
    version: str
    digest: str
    stages: tuple[str, ...]
    final_stage: str
    replacements: int
    waits: Mapping[str, Wait]
    acts: Mapping[str, Mapping[str, frozenset[str]]]
    texts: Mapping[str, Mapping[str, object]]
    calendars: Mapping[str, str]
    burdens: BurdenBook
    overrides: tuple[Override, ...] = ()
    locks: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    pauses: Mapping[str, Pause] = field(default_factory=dict)
    opened_by: frozenset[str] = frozenset({"buyer", "seller"})
    openings: tuple[Opening, ...] = ()
    opens_itself: tuple[OpensItself, ...] = ()
    caps: Mapping[str, int] = field(default_factory=dict)
    reopening: Reopening | None = None
    receipt: Receipt | None = None
    unfair: Mapping[str, Unfair] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    appeal_to: str = "other"
    panel: PanelRule | None = None

    def for_case(self, about: About) -> "Procedure":
        """The procedure as it runs for a case like this, with the overrides that fit carried out."""
        fitting = [override for override in self.overrides if override.when.fits(about)]
        if not fitting:
            return self
        waits = dict(self.waits)
        for override in fitting:
            waits |= override.waits
        return replace(self, waits=waits, overrides=())

    def until(self, wait: str, start: datetime) -> datetime:
        """The end of a wait that begins at `start`: a right lives while now < until."""
        return self.waits[wait].within.end(start)

    def clock(self, wait: str, about: str = "") -> Clock:
        """What counts an open wait; of a standstill (`pause`), that of its kind; of one that it does not know (those of a
        service), plain time."""
        if wait == "pause":
            return self.pauses[about].within
        return self.waits[wait].within if wait in self.waits else _PLAIN

    def allows(self, stage: str, party: str, act: str) -> bool:
        """Whether the procedure lets this party do this act at this stage."""
        if act == "step":
            return bool(self.steps_of(stage, party))
        return act in self.acts.get(stage, {}).get(party, frozenset())

    def steps_of(self, stage: str, party: str) -> tuple[str, ...]:
        """Steps that this party may say it has taken at this stage."""
        return tuple(name for name, step in self.steps.items() if party in step.by and stage in step.stages)

    def next_stage(self, stage: str) -> str:
        """Where a case goes on without agreement: the next stage that has a neutral, or "" if none is left."""
        after = self.stages[self.stages.index(stage) + 1 :]
        return next((name for name in after if name in ("mediation", "decision")), "")

    def own_waits(self) -> Iterable[Wait]:
        """Waits that this procedure begins itself, by what happens."""
        return (wait for wait in self.waits.values() if wait.starts)

    def opening(self, about: About, dates: Mapping[str, object]) -> Opening | None:
        """What says when a case like this may be opened, of an order with these dates; None: at any time."""
        return next((one for one in self.openings if dates.get(one.since) and one.when.fits(about)), None)

    def called(self, group: str, name: str, language: str) -> str:
        """The procedure's own word for one of its waits, stages, steps or pauses (group), or "" where it has none."""
        texts = self.texts.get(language) or self.texts.get("en", {})
        return texts.get(group, {}).get(name, "")

    def stated_unfair(self) -> tuple[tuple[str, Unfair], ...]:
        """All that is stated to be less than fair: (wait or property, why)."""
        of_waits = ((wait.name, wait.unfair) for wait in self.waits.values() if wait.unfair)
        of_overrides = (
            (wait.name, wait.unfair) for one in self.overrides for wait in one.waits.values() if wait.unfair
        )
        return tuple(dict([*of_waits, *of_overrides, *self.unfair.items()]).items())
