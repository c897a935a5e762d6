"""The way of an after-sales request: its steps in their order, who takes each, by when, and what silence means.

A request carries its own flow, copied when it was asked for, so that its file stands alone whatever the rulebook says later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KINDS = (
    "return", "exchange", "repair", "reduction", "missing_parts", "redelivery", "authenticity", "price_protection", "invoice",
    "cancellation", "interception", "lost", "late",
)  # fmt: skip
"""What can be asked for. `return` also stands for going back without a reason; the reason of the claim tells them apart."""

REMEDY_OF: Mapping[str, str] = {
    "return": "return_and_refund", "exchange": "replacement", "repair": "repair", "reduction": "price_reduction",
    "missing_parts": "redelivery", "redelivery": "redelivery", "authenticity": "return_and_refund", "price_protection": "partial_refund",
    "invoice": "compensation", "cancellation": "refund", "interception": "refund", "lost": "refund", "late": "compensation",
}  # fmt: skip
"""The remedy (`claims.REMEDIES`) that a request comes to when it becomes a dispute."""

SILENCES = ("approve", "end", "count", "back", "escalate", "refund")
"""approve: what was asked is approved; end: the request ends without a result; count: the step counts as done, and in order;
back: nothing is ordered, and the thing goes back as it is;
escalate: the dispute procedure begins; refund: everything is paid back."""

_WAIT = "service_"
"""What the clocks of a request are called by, before the name of the step; the step itself stands in `about` too."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow.

    who      buyer or seller; hours: how long; silence: one of SILENCES
    aside    it comes only where something calls for it, and has no place in the order
    """

    name: str
    who: str
    hours: int
    silence: str
    aside: bool = False

    def as_data(self) -> dict:
        """The step as an entry holds it."""
        told = {"step": self.name, "who": self.who, "hours": self.hours, "silence": self.silence}
        return {**told, "aside": True} if self.aside else told


def wait_of(step: str) -> str:
    """The name of a step's clock."""
    return _WAIT + step


def is_wait(wait: str) -> bool:
    """Whether a clock is one of a request."""
    return wait.startswith(_WAIT)


ANSWER = wait_of("answer")


def read(rows: Iterable[Mapping]) -> tuple[Step, ...]:
    """The flow that an entry holds."""
    return tuple(Step(row["step"], row["who"], row["hours"], row["silence"], bool(row.get("aside"))) for row in rows)


def named(flow: Iterable[Step], name: str) -> Step | None:
    """The step with this name, or None."""
    return next((step for step in flow if step.name == name), None)


def without(flow: Iterable[Step], *names: str) -> tuple[Step, ...]:
    """The flow without steps that are not called for here."""
    return tuple(step for step in flow if step.name not in names)
