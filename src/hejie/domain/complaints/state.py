"""A complaint at a moment: what came in, who handles it, what was found and answered. The fold of `complaint:<marketplace>:<id>`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel import pen
from hejie.domain.kernel.deadlines import Deadline

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


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that stands in it. what: said, note, word_asked, word, evidence, answer, rated, assigned, escalated, reopened.

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


@dataclass(frozen=True, slots=True)
class ComplaintState:
    """One complaint. satisfied: "", yes, no or silent; outcome: of the newest answer."""

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
    erased: frozenset[str] = frozenset()
    notes: tuple[Mapping, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deadline_count: int = 0
    seq: int = 0
    head: str = ""
    changed_at: str = ""

    @property
    def over(self) -> bool:
        """Nothing more is expected of anybody."""
        return self.status in OVER

    @property
    def turn(self) -> Deadline | None:
        """The wait that runs out first."""
        return min(self.deadlines, key=lambda row: row.turn, default=None)

    def waits(self, wait: str) -> bool:
        """Whether such a wait is open."""
        return any(row.wait == wait for row in self.deadlines)

    def contents(self) -> tuple[str, ...]:
        """`texts`, and the references of files."""
        files = [item.data["file"]["ref"] for item in self.items if item.what == "evidence" and item.data]
        return (*self.texts(), *(ref for ref in files if ref not in self.erased))

    def texts(self) -> tuple[str, ...]:
        """References of all private texts that have not been erased."""
        found = [self.text, self.contact, self.subject, *self.notes]
        for item in self.items:
            data = item.data or {}
            found += [item.text, data.get("name")]
        return tuple(one["ref"] for one in found if one and one["ref"] not in self.erased)


def is_internal(entry: Mapping) -> bool:
    """Whether an entry is for those who handle the complaint alone; notices and clocks of others are, too."""
    kind, data = entry["kind"], entry["data"]
    return (
        kind in ("NoticeSent", "ComplaintFiled")
        and data.get("internal", kind == "NoticeSent")
        or _ITEMS.get(kind, ("", False))[1]
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
        )  # fmt: skip
    if kind in _ITEMS:
        what, internal = _ITEMS[kind]
        number = len(state.items) + 1
        item = Item(
            f"i{number}", what, data.get("side", "system"), entry["by"]["id"], entry["at"], data.get("text"),
            internal or bool(data.get("internal")), data,
        )  # fmt: skip
        state = replace(state, items=(*state.items, item))
    if kind in _MOVES:
        state = _MOVES[kind](state, data)
    return replace(state, **pen.moved_on(state, entry))


# Entry → what it is as an item, and whether it is for those who handle the complaint alone.
_ITEMS: Mapping[str, tuple[str, bool]] = {
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
    "ComplaintTurnedIntoCase": ("case", False),
}


def _rated(state: ComplaintState, data: Mapping) -> ComplaintState:
    return replace(state, satisfied="yes" if data["satisfied"] else "no")


def _erased(state: ComplaintState, data: Mapping) -> ComplaintState:
    notes = (*state.notes, data["note"]) if data.get("note") else state.notes
    return replace(state, erased=state.erased | frozenset(data["erased"]), notes=notes)


_MOVES: Mapping[str, Callable[[ComplaintState, Mapping], ComplaintState]] = {
    "ComplaintAssigned": lambda state, data: replace(state, handler=data["handler"], status=ASSIGNED),
    "ComplaintAnswered": lambda state, data: replace(state, status=ANSWERED, outcome=data["outcome"], satisfied=""),
    "ComplaintRated": _rated,
    "ComplaintEscalated": lambda state, data: replace(state, escalated=True),
    "ComplaintReopened": lambda state, data: replace(
        state, status=ASSIGNED if state.handler else RECEIVED, reopened=True
    ),
    "ComplaintClosed": lambda state, data: replace(
        state, status=WITHDRAWN if data["how"] == "withdrawn" else CLOSED, satisfied=state.satisfied or "silent"
    ),
    "ComplaintTurnedIntoCase": lambda state, data: replace(state, status=CASE, case=data["case"], order=data["order"]),
    "ContentErased": _erased,
}
