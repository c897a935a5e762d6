"""A complaint at a moment: what came in, who handles it, what was found and answered. The fold of `complaint:<marketplace>:<id>`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hejie.domain.complaints.clocks import BEFORE
from hejie.domain.kernel import holding
from hejie.domain.kernel.own_stream import Handlers, OwnStream, folded

AGAINST = ("service", "person")
ROLES = ("shop", "platform", "agent", "neutral")
CHANNELS = ("web", "email", "telephone", "counter", "chat", "api")
OUTCOMES = ("upheld", "partly", "not_upheld")
RECEIVED, ASSIGNED, ANSWERED, CLOSED, CASE, WITHDRAWN = (
    "received",
    "assigned",
    "answered",
    "closed",
    "case",
    "withdrawn",
)
OVER = (CLOSED, CASE, WITHDRAWN)
COMPLAINANT, WHOM, PLATFORM = "complainant", "whom", "platform"
# Entry → what it is as an item, and whether it is for those who handle the complaint alone. Internal ones stand in rooms of their
# own (`rooms`); only complaints from before rooms hold them in the complaint's own stream, all but that somebody was named.
ITEMS: Mapping[str, tuple[str, bool]] = {
    "ComplaintAssigned": ("assigned", True),
    "ComplaintSaid": ("said", False),
    "ComplaintNoted": ("note", True),
    "ComplaintWordAsked": ("word_asked", True),
    "ComplaintWordGiven": ("word", True),
    "ComplaintFiled": ("evidence", False),
    "ComplaintAnswered": ("answer", False),
    "ComplaintRated": ("rated", False),
    "ComplaintEscalated": ("escalated", False),
    "ComplaintReopened": ("reopened", False),
    "ComplaintClosed": ("closed", False),
    "ComplaintTurnedIntoCase": ("case", False),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that stands in it. what: said, note, word_asked, word, evidence, answer, rated, assigned, escalated, reopened, closed.

    internal   for those who handle it alone; data: the entry's own
    """

    id: str
    what: str
    side: str
    by: str
    at: str
    text: Mapping | None = None
    internal: bool = False
    data: Mapping | None = None

    @classmethod
    def of(cls, name: str, entry: Mapping, *, internal: bool = False) -> "Item":
        """The item that an entry puts there."""
        data, (what, own) = entry["data"], ITEMS[entry["kind"]]
        alone = internal or own or bool(data.get("internal"))
        return cls(
            name, what, data.get("side", "system"), entry["by"]["id"], entry["at"], data.get("text"), alone, data
        )

    @property
    def file(self) -> Mapping | None:
        """The reference of what was filed."""
        return self.data["file"] if self.what == "evidence" and self.data else None

    def texts(self) -> tuple[Mapping | None, ...]:
        """References of what was written in it."""
        return self.text, (self.data or {}).get("name")


@dataclass(frozen=True, slots=True)
class ComplaintState(OwnStream):
    """One complaint. satisfied: "", yes, no or silent; outcome: of the newest answer; clocks: as `clocks` reads them.

    left_out   names of what came with a letter and could not be kept
    held       the legal hold that stands on it, as `holding.evolve` has it; one on its order is not here
    holds      references of the reasons of all holds, set and lifted
    """

    root: str
    marketplace: str
    id: str
    against: str
    whom: str
    role: str
    channel: str
    complainant: str
    order: str
    received_at: str
    text: Mapping
    contact: Mapping | None = None
    subject: Mapping | None = None
    status: str = RECEIVED
    handler: str = ""
    outcome: str = ""
    satisfied: str = ""
    reopened: bool = False
    escalated: bool = False
    case: str = ""
    items: tuple[Item, ...] = ()
    clocks: Mapping = field(default_factory=lambda: BEFORE)
    left_out: Mapping | None = None
    held: Mapping | None = None
    holds: tuple[Mapping, ...] = ()

    @property
    def over(self) -> bool:
        """Nothing more is expected of anybody."""
        return self.status in OVER

    @property
    def mixed(self) -> bool:
        """Whether its own stream holds what is internal, as complaints from before rooms do."""
        return any(item.internal and item.what != "assigned" for item in self.items)

    def contents(self) -> tuple[str, ...]:
        """`texts`, and the references of files."""
        return (*self.texts(), *self.left(item.file for item in self.items))

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased."""
        own = [self.text, self.contact, self.subject, self.left_out, *self.notes, *self.holds]
        return self.left([*own, *(one for item in self.items for one in item.texts())])


def is_internal(entry: Mapping) -> bool:
    """Whether an entry is for those who handle the complaint alone; notices and clocks of others are, too."""
    kind, data = entry["kind"], entry["data"]
    return (
        kind in ("NoticeSent", "ComplaintFiled")
        and data.get("internal", kind == "NoticeSent")
        or ITEMS.get(kind, ("", False))[1]
    )


def stream_of(marketplace: str, complaint: str) -> str:
    """The stream of a complaint, which is its root as well."""
    return f"complaint:{marketplace}:{complaint}"


def evolve(state: ComplaintState | None, entry: Mapping) -> ComplaintState:
    """The complaint after one more entry of its stream."""
    kind, data = entry["kind"], entry["data"]
    if state is None:
        if kind != "ComplaintReceived":
            raise ValueError(f"a complaint begins with ComplaintReceived, not {kind}")
        state = ComplaintState(
            entry["stream"], data["marketplace"], data["complaint"], data["against"], data["whom"], data["role"],
            data["channel"], data["complainant"], data["order"], entry["at"], data["text"], data.get("contact"), data.get("subject"),
            clocks=data.get("clocks") or BEFORE, left_out=data.get("left_out"),
        )  # fmt: skip
    if kind in ITEMS:
        state = replace(state, items=(*state.items, Item.of(f"i{len(state.items) + 1}", entry)))
    return folded(state, entry, _HANDLERS)


def _assigned(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, handler=data["handler"], status=ASSIGNED)


def _answered(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, status=ANSWERED, outcome=data["outcome"], satisfied="")


def _rated(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, satisfied="yes" if data["satisfied"] else "no")


def _escalated(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, escalated=True)


def _reopened(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, status=ASSIGNED if state.handler else RECEIVED, reopened=True)


def _closed(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    status = WITHDRAWN if data["how"] == "withdrawn" else CLOSED
    return replace(state, status=status, satisfied=state.satisfied or "silent")


def _turned(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, status=CASE, case=data["case"], order=data["order"])


def _hold(state: ComplaintState, entry: Mapping, data: Mapping) -> ComplaintState:
    return replace(state, held=holding.evolve(entry), holds=(*state.holds, data["reason"]))


_HANDLERS: Handlers = {
    **dict.fromkeys(holding.KINDS, _hold),
    "ComplaintAssigned": _assigned,
    "ComplaintAnswered": _answered,
    "ComplaintRated": _rated,
    "ComplaintEscalated": _escalated,
    "ComplaintReopened": _reopened,
    "ComplaintClosed": _closed,
    "ComplaintTurnedIntoCase": _turned,
}
