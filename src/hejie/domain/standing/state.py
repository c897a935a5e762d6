"""What is known of one party's conduct at a moment: the fold of the stream `standing:<marketplace>:<side>:<id>`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.kernel import clock, deadlines
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.standing import vetting
from hejie.domain.standing.vetting import Vetting


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that counts.

    id         the case's id, or f1, f2 … of a finding
    what       name of the count; "" once an appeal or a new decision has taken it away
    ground     why it counts: one of policy.OF_CASES or policy.FOUND
    reason     what the case was about
    at         when the case closed or the finding was made; until: from then on it counts no more
    seq        entry of the case from which it was taken: an older one changes nothing
    decided_by who judged the case, or made the finding
    text       a finding's reasons, as a reference
    """

    id: str
    case: str
    what: str
    ground: str
    reason: str
    points: int
    at: datetime
    until: datetime
    seq: int
    decided_by: tuple[str, ...]
    text: Mapping | None = None

    def counts(self, now: datetime) -> bool:
        """Whether it counts at a moment."""
        return bool(self.what) and now < self.until


@dataclass(frozen=True, slots=True)
class Appeal:
    """A measure put to somebody who has had no part in it. result: "", granted, refused or silence."""

    id: str
    by: str
    at: datetime
    grounds: Mapping
    result: str = ""
    decided_by: str = ""
    reasons: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """A measure in force or once in force.

    items     ids of what it rests on, and no earlier sanction by the same rule
    needed, figures, own
              what was needed in all, what there was in all, and the part of its own items; whole numbers by name
    status    announced, in_effect or ended; why: expired, lifted, appeal, silence or recount; reasons: of a
              lifting, as a reference
    lasts     from its effect on
    """

    id: str
    measure: str
    does: tuple[str, ...]
    says: Mapping[str, str]
    policy: Mapping[str, str]
    items: tuple[str, ...]
    needed: Mapping[str, int]
    figures: Mapping[str, int]
    own: Mapping[str, int]
    announced_at: datetime
    begins_at: datetime
    lasts: timedelta
    suspends: bool
    decide_by: timedelta
    ends_at: datetime | None = None
    status: str = "announced"
    why: str = ""
    reasons: Mapping | None = None
    appeal: Appeal | None = None

    @property
    def open(self) -> bool:
        """Announced or in effect."""
        return self.status != "ended"

    @property
    def under_appeal(self) -> bool:
        """An appeal waits for its decision."""
        return self.appeal is not None and not self.appeal.result


@dataclass(frozen=True, slots=True)
class StandingState:
    """One standing. side: buyer or seller; of: the person's or the shop's id; notes: private words beside erasures;
    vetting: a shop's papers, None where it has declared nothing."""

    root: str
    marketplace: str
    side: str
    of: str
    counted: tuple[Counted, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deadline_count: int = 0
    policy: Mapping[str, str] | None = None
    erased: frozenset[str] = frozenset()
    notes: tuple[Mapping, ...] = ()
    vetting: Vetting | None = None
    seq: int = 0
    head: str = ""
    changed_at: str = ""

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased, in order."""
        said = [row.text for row in self.counted]
        for row in self.sanctions:
            said += [row.reasons, *((row.appeal.grounds, row.appeal.reasons) if row.appeal else ())]
        said += self.notes
        said += self.vetting.texts() if self.vetting else []
        return tuple(one["ref"] for one in said if one and one["ref"] not in self.erased)

    def item(self, item_id: str) -> Counted | None:
        """What is counted under this id, or None."""
        return next((row for row in self.counted if row.id == item_id), None)

    def sanction(self, sanction_id: str) -> Sanction | None:
        """The sanction with this id, or None."""
        return next((row for row in self.sanctions if row.id == sanction_id), None)

    def waits(self, wait: str, about: str) -> tuple[Deadline, ...]:
        """Open deadlines of a kind about a sanction."""
        return tuple(row for row in self.deadlines if row.wait == wait and row.about == about)


def stream_of(marketplace: str, side: str, who: str) -> str:
    """The stream of a standing, which is its root as well."""
    return f"standing:{marketplace}:{side}:{who}"


def evolve(state: StandingState | None, entry: Mapping) -> StandingState:
    """The standing after one more entry of its stream."""
    kind, data = entry["kind"], entry["data"]
    if state is None:
        if kind != "StandingOpened":
            raise ValueError(f"a standing begins with StandingOpened, not {kind}")
        state = StandingState(entry["stream"], data["marketplace"], data["side"], data["of"])
    elif kind in _HANDLERS:
        state = _HANDLERS[kind](state, entry, data)
    state = replace(state, vetting=vetting.evolve(state.vetting, entry))
    if data.get("policy"):
        state = replace(state, policy=data["policy"])
    return replace(state, seq=entry["seq"], head=entry["hash"], changed_at=entry["at"])


def _counted(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    item = Counted(
        id=data["item"],
        case=data["case"],
        what=data["what"],
        ground=data["ground"],
        reason=data["reason"],
        points=data["points"],
        at=clock.parse(data["on"]),
        until=clock.parse(data["until"]),
        seq=data["case_seq"],
        decided_by=tuple(data["decided_by"]),
        text=data.get("text"),
    )
    rest = tuple(row for row in state.counted if row.id != item.id)
    return replace(state, counted=(*rest, item))


def _announced(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    sanction = Sanction(
        id=data["sanction"],
        measure=data["measure"],
        does=tuple(data["does"]),
        says=data["says"],
        policy=data["policy"],
        items=tuple(data["items"]),
        needed=data["needed"],
        figures=data["figures"],
        own=data["own"],
        announced_at=clock.parse(entry["at"]),
        begins_at=clock.parse(data["begins"]),
        lasts=timedelta(days=data["lasts_days"]),
        suspends=data["suspends"],
        decide_by=timedelta(days=data["decide_days"]),
    )
    return replace(state, sanctions=(*state.sanctions, sanction))


def _in_effect(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    moved = {"status": "in_effect", "begins_at": clock.parse(entry["at"]), "ends_at": clock.parse(data["until"])}
    return _each(state, data["sanction"], **moved)


def _ended(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    over = {"status": "ended", "why": data["why"], "reasons": data.get("reasons")}
    return _each(state, data["sanction"], ends_at=clock.parse(entry["at"]), **over)


def _appealed(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    appeal = Appeal(data["appeal"], entry["by"]["id"], clock.parse(entry["at"]), data["grounds"])
    return _each(state, data["sanction"], appeal=appeal)


def _appeal_decided(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    appeal = state.sanction(data["sanction"]).appeal
    decided = replace(appeal, result=data["result"], decided_by=entry["by"]["id"], reasons=data.get("reasons"))
    return _each(state, data["sanction"], appeal=decided)


def _each(state: StandingState, sanction_id: str, **fields: object) -> StandingState:
    rows = tuple(replace(row, **fields) if row.id == sanction_id else row for row in state.sanctions)
    return replace(state, sanctions=rows)


def _clocks(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    """Nobody is reminded of these at half time: each is announced with its day when it begins."""
    rows = tuple(replace(row, reminded=True) for row in deadlines.evolve(state.deadlines, entry))
    count = state.deadline_count + (1 if entry["kind"] == "DeadlineSet" else 0)
    state = replace(state, deadlines=rows, deadline_count=count)
    for row in rows:
        if row.wait == "sanction_begins":
            state = _each(state, row.about, begins_at=row.until)
    return state


def _erased(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    notes = (*state.notes, data["note"]) if data.get("note") else state.notes
    return replace(state, erased=state.erased | frozenset(data["erased"]), notes=notes)


def _default_applied(state: StandingState, entry: Mapping, data: Mapping) -> StandingState:
    return replace(state, deadlines=tuple(row for row in state.deadlines if row.id != data["deadline"]))


_HANDLERS: dict[str, Callable[[StandingState, Mapping, Mapping], StandingState]] = {
    "CaseCounted": _counted,
    "CaseRecounted": _counted,
    "MisuseFound": _counted,
    "SanctionAnnounced": _announced,
    "SanctionInEffect": _in_effect,
    "SanctionEnded": _ended,
    "SanctionAppealed": _appealed,
    "SanctionAppealDecided": _appeal_decided,
    "DeadlineSet": _clocks,
    "DeadlineCleared": _clocks,
    "DeadlineMoved": _clocks,
    "DefaultApplied": _default_applied,
    "ContentErased": _erased,
}
