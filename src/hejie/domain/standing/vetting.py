"""What is known of a shop's papers: what it declares itself to be, what it has filed, what was found of it, and until when.

Part of the shop's standing; the fold of the entries of that stream that are about papers.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date

KINDS = ("business", "private")
RESULTS = ("accepted", "refused", "asked")
STOPS = ("new_orders", "new_listings", "new_deals")
"""What a shop may not do."""
FOLLOWS = ("hold", *STOPS)
"""What can follow where a deposit is short for too long; `hold`: buyers have longer before the money goes to the shop."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What a shop must show. papers: kinds; deposit: minor units and currency, or None; why: the sources, by paper.

    lasts   days for which a paper of a kind is good at most once it was checked, whatever it says itself
    """

    papers: tuple[str, ...]
    deposit: tuple[int, str] | None = None
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lasts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the policy a decision needs, in days but where it says otherwise.

    first, grace     to file what is missing after the declaration; after a paper has run out
    review, renewal  in which an operator looks at a paper; before its end, to be reminded
    stops            what a shop may not do while papers are missing for longer: STOPS
    probation        how long it lasts at first; again: by how much it grows where it has not gone well
    longer           hours that the buyer has more to look at goods of a shop on probation
    most             by currency, minor units that an order of such a shop may come to for its own lines
    deposit, short   days to make up what is missing of the deposit, or what the fund has paid for the shop; what follows then: FOLLOWS
    hold             hours that buyers have more while `hold` follows
    """

    first: int
    grace: int
    review: int
    renewal: int
    stops: tuple[str, ...]
    probation: int
    again: int
    longer: int
    most: Mapping[str, int] = field(default_factory=dict)
    deposit: int = 14
    short: tuple[str, ...] = ()
    hold: int = 0

    @classmethod
    def of(cls, data: Mapping) -> "Terms":
        """As an entry holds them."""
        return cls(**{**data, "stops": tuple(data["stops"]), "short": tuple(data.get("short", ()))})

    def data(self) -> dict:
        """As an entry holds them."""
        return {**asdict(self), "stops": list(self.stops), "short": list(self.short), "most": dict(self.most)}


@dataclass(frozen=True, slots=True)
class Paper:
    """One that was filed. file, name, number, reason: references; valid_until: its last day, None where it has no end.

    status   filed, accepted, refused, asked (for another), lapsed, replaced
    ended_at when it ceased to count: it ran out, was replaced or refused, or another was asked for; "" while it counts or waits
    """

    id: str
    kind: str
    file: Mapping
    name: Mapping
    filed_at: str
    valid_until: date | None = None
    number: Mapping | None = None
    status: str = "filed"
    reason: Mapping | None = None
    reviewed_by: str = ""
    ended_at: str = ""

    def texts(self) -> list[Mapping]:
        """References of what is private: name, number, reason and the file itself."""
        return [ref for ref in (self.name, self.number, self.reason, self.file) if ref]

    def holds(self, on: date) -> bool:
        """Whether it was found good and has not run out."""
        return self.status == "accepted" and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Vetting:
    """A shop's papers. kind: business or private; needed: what it was told that it must show, when it last declared.

    stopped    what it may not do at present for its papers; probation: on, or over since `off_at`
    short      what is missing of its deposit and what it owes the fund, by currency, as was last seen; held: what follows (FOLLOWS)
    """

    kind: str
    country: str
    categories: tuple[str, ...]
    needed: Needed
    terms: Terms
    policy: Mapping[str, str]
    papers: tuple[Paper, ...] = ()
    stopped: tuple[str, ...] = ()
    probation: bool = True
    off_at: str = ""
    short: Mapping[str, int] = field(default_factory=dict)
    held: tuple[str, ...] = ()

    def stops(self) -> tuple[str, ...]:
        """All that it may not do, for papers or deposit."""
        return tuple(one for one in STOPS if one in self.stopped or one in self.held)

    def longer(self) -> int:
        """Hours that its buyers have more at present."""
        return max(self.terms.longer if self.probation else 0, self.terms.hold if "hold" in self.held else 0)

    def paper(self, name: str) -> Paper | None:
        """The paper with this id, or None."""
        return next((one for one in self.papers if one.id == name), None)

    def newest(self, kind: str) -> Paper | None:
        """The last paper of a kind that was filed."""
        return next((one for one in reversed(self.papers) if one.kind == kind), None)

    def missing(self, on: date) -> tuple[str, ...]:
        """Kinds of papers that are needed and that no paper holds for."""
        good = {one.kind for one in self.papers if one.holds(on)}
        return tuple(kind for kind in self.needed.papers if kind not in good)

    def checked_until(self, on: date) -> tuple[bool, date | None]:
        """(whether all that is needed was checked and holds, the day on which the first of it runs out or None)."""
        if self.missing(on):
            return False, None
        ends = [one.valid_until for one in self.papers if one.holds(on) and one.kind in self.needed.papers]
        return True, min((end for end in ends if end), default=None)

    def texts(self) -> list[Mapping | None]:
        """References of what is private: names, numbers, reasons and the files themselves."""
        return [ref for one in self.papers for ref in one.texts()]


def evolve(state: Vetting | None, entry: Mapping) -> Vetting | None:
    """The papers after one more entry of the standing."""
    handler = _HANDLERS.get(entry["kind"])
    if handler is None or (state is None and entry["kind"] != "ShopDeclared"):
        return state
    return handler(state, entry, entry["data"])


def _declared(state: Vetting | None, entry: Mapping, data: Mapping) -> Vetting:
    said = {
        "kind": data["seller_kind"],
        "country": data["country"],
        "categories": tuple(data["categories"]),
        **_rules(data),
    }
    return Vetting(**said) if state is None else replace(state, **said)


def _rules(data: Mapping) -> dict:
    needed = data["needed"]
    deposit = needed["deposit"]
    return {
        "needed": Needed(
            tuple(needed["papers"]),
            (deposit["minor"], deposit["currency"]) if deposit else None,
            {kind: tuple(found) for kind, found in needed["why"].items()},
            needed.get("lasts", {}),
        ),
        "terms": Terms.of(data["terms"]),
        "policy": data["vetting"],
    }


def _revised(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    ends = {name: date.fromisoformat(day) for name, day in data["ends"].items()}
    papers = tuple(replace(one, valid_until=ends[one.id]) if one.id in ends else one for one in state.papers)
    return replace(state, papers=papers, **_rules(data))


def _deposit_seen(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    return replace(state, short={row["currency"]: row["minor"] for row in data["short"]})


def _deposit_overdue(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    return replace(state, held=tuple(data["follows"]))


def _deposit_made_up(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    return replace(state, held=())


def _filed(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    until = date.fromisoformat(data["valid_until"]) if data["valid_until"] else None
    paper = Paper(data["paper"], data["paper_kind"], data["file"], data["name"], entry["at"], until, data["number"])
    return replace(state, papers=(*state.papers, paper))


def _reviewed(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    until = date.fromisoformat(data["valid_until"]) if data["valid_until"] else None
    found = {"status": data["result"], "reason": data["reason"], "reviewed_by": entry["by"]["id"], "valid_until": until}
    found["ended_at"] = "" if data["result"] == "accepted" else entry["at"]
    old = {one.id for one in state.papers if one.kind == data["paper_kind"] and one.status == "accepted"}
    gone = old if data["result"] == "accepted" else set()
    papers = tuple(
        replace(one, **found)
        if one.id == data["paper"]
        else replace(one, status="replaced", ended_at=entry["at"])
        if one.id in gone
        else one
        for one in state.papers
    )
    return replace(state, papers=papers)


def _lapsed(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    lapsed = {"status": "lapsed", "ended_at": entry["at"]}
    papers = tuple(replace(one, **lapsed) if one.id == data["paper"] else one for one in state.papers)
    return replace(state, papers=papers)


def _stopped(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    return replace(state, stopped=tuple(data["stops"]))


def _resumed(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    return replace(state, stopped=())


def _probation_ended(state: Vetting, entry: Mapping, data: Mapping) -> Vetting:
    return replace(state, probation=False, off_at=entry["at"])


_HANDLERS: dict[str, Callable[[Vetting | None, Mapping, Mapping], Vetting]] = {
    "ShopDeclared": _declared,
    "PaperFiled": _filed,
    "PaperReviewed": _reviewed,
    "PaperLapsed": _lapsed,
    "ShopStopped": _stopped,
    "ShopResumed": _resumed,
    "ProbationEnded": _probation_ended,
    "VettingRevised": _revised,
    "DepositSeen": _deposit_seen,
    "DepositOverdue": _deposit_overdue,
    "DepositMadeUp": _deposit_made_up,
}
