"""A deal at a moment: its versions, who has confirmed which, and what came of it. The fold of the stream `deal:<id>`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.own_stream import Handlers, OwnStream, folded

SIDES = ("buyer", "seller")
OPEN, AGREED, ORDERED, DECLINED, WITHDRAWN, LAPSED = "open", "agreed", "ordered", "declined", "withdrawn", "lapsed"
STATUSES = (OPEN, AGREED, ORDERED, DECLINED, WITHDRAWN, LAPSED)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the terms.

    hash      of the entry that put it forward: it covers every term, who put it, when, and all versions before it
    side      who put it forward: buyer or seller
    terms     as the entry holds them (`terms.data`); note: a reference or None
    marks     terms that the law makes void or less than it gives, as was shown to both (`void.Mark` as plain rows)
    """

    number: int
    hash: str
    side: str
    at: str
    terms: Mapping
    note: Mapping | None = None
    marks: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True)
class DealState(OwnStream):
    """One deal.

    status     one of STATUSES; open while no version is confirmed by both
    versions   the oldest first; on_table: number of the one that counts as the newest (a change that was left does not)
    agreed     number of the version that both confirmed, 0 where none is
    confirmed  number of the version that each side has confirmed last, by side
    order      root of the order that was placed with it, "" before; differs: where the order says otherwise
    why        a reference to words of whoever left it; left_by: buyer, seller, system or ""
    """

    root: str
    marketplace: str
    id: str
    seller: str
    buyer: str
    business: bool
    opened_at: str
    status: str = OPEN
    versions: tuple[Version, ...] = ()
    on_table: int = 0
    agreed: int = 0
    agreed_at: str = ""
    confirmed: Mapping[str, int] | None = None
    order: str = ""
    order_ref: str = ""
    bound_at: str = ""
    differs: tuple[Mapping, ...] = ()
    why: Mapping | None = None
    left_by: str = ""

    @property
    def newest(self) -> Version:
        """The version that lies on the table."""
        return self.versions[self.on_table - 1]

    @property
    def frozen(self) -> Version | None:
        """The version that both have confirmed, or None."""
        return self.versions[self.agreed - 1] if self.agreed else None

    @property
    def changing(self) -> bool:
        """Whether a change of a confirmed deal lies on the table."""
        return bool(self.agreed) and self.newest.number > self.agreed

    def has_confirmed(self, side: str) -> bool:
        """Whether a side has confirmed the newest version."""
        return (self.confirmed or {}).get(side) == self.newest.number

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased, in order."""
        found = [one for version in self.versions for one in texts_of(version)]
        return self.left([*found, self.why, *self.notes])


def words_of(deal: DealState, side: str) -> tuple[str, ...]:
    """References of what one side wrote and both have not confirmed: what it alone may have erased."""
    found: list[Mapping] = []
    for version in deal.versions:
        if version.side == side:
            kept = version.number == deal.agreed
            found += ([version.note] if version.note else []) if kept else texts_of(version)
    return deal.left([*found, deal.why if deal.left_by == side else None])


def texts_of(version: Version) -> list[Mapping]:
    """References of what people wrote in a version."""
    goods = [one[name] for one in version.terms["goods"] for name in ("title", "details") if name in one]
    return [*goods, *version.terms.get("clauses", ()), *([version.note] if version.note else [])]


def stream_of(deal: str) -> str:
    """The stream of a deal, which is its root as well."""
    return f"deal:{deal}"


def evolve(state: DealState | None, entry: Mapping) -> DealState:
    """The deal after one more entry of its stream."""
    kind, data = entry["kind"], entry["data"]
    if state is None:
        if kind != "DealProposed":
            raise ValueError(f"a deal begins with DealProposed, not {kind}")
        state = DealState(
            entry["stream"], data["marketplace"], data["deal"], data["seller"], data["buyer"], data["business"], entry["at"]
        )  # fmt: skip
    return folded(state, entry, _HANDLERS)


def _put(state: DealState, entry: Mapping, data: Mapping) -> DealState:
    version = Version(
        len(state.versions) + 1, entry["hash"], data["side"], entry["at"], data["terms"], data.get("note"),
        tuple(data.get("marks", ())),
    )  # fmt: skip
    return replace(state, versions=(*state.versions, version), on_table=version.number)


def _confirmed(state: DealState, entry: Mapping, data: Mapping) -> DealState:
    return replace(state, confirmed={**(state.confirmed or {}), data["side"]: data["number"]})


def _agreed(state: DealState, entry: Mapping, data: Mapping) -> DealState:
    return replace(state, status=AGREED, agreed=data["number"], agreed_at=entry["at"])


def _left(state: DealState, entry: Mapping, data: Mapping) -> DealState:
    if data["status"] == AGREED:  # only the change is gone; what was confirmed stands
        return replace(state, on_table=state.agreed, confirmed=dict.fromkeys(SIDES, state.agreed))
    return replace(state, status=data["status"], why=data.get("why"), left_by=data["side"])


def _bound(state: DealState, entry: Mapping, data: Mapping) -> DealState:
    return replace(
        state, status=ORDERED, on_table=state.agreed, order=data["order"], order_ref=data["external_id"],
        bound_at=entry["at"], differs=tuple(data["differs"]),
    )  # fmt: skip


_HANDLERS: Handlers = {
    "DealProposed": _put,
    "DealAmended": _put,
    "DealConfirmed": _confirmed,
    "DealAgreed": _agreed,
    "DealEnded": _left,
    "DealBound": _bound,
}
