"""What silence means while a service is under way, by the words of `aftersales.flow.SILENCES`."""

from collections.abc import Callable, Mapping

from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import answering, going_on, outward, receiving, small
from hejie.domain.cases.servicing.sending import all_came
from hejie.domain.cases.servicing.steps import DEEMED, deemed
from hejie.domain.kernel.deadlines import Deadline


def _approve(draft: Draft, deadline: Deadline) -> None:
    pieces = {piece.line: piece.quantity for piece in draft.case.service.pieces}
    keep = answering.stays(draft.case)
    answering.approve(draft, pieces, rule="silence", keep=keep, provisional=keep)


def _end(draft: Draft, deadline: Deadline) -> None:
    going_on.end(draft, "silence")


def _count(draft: Draft, deadline: Deadline) -> None:
    """The step counts as done, and as in order."""
    told = DEEMED[deadline.about](draft) if deadline.about in DEEMED else {}
    deemed(draft, deadline.about, deadline.who, **told)
    if deadline.about == "inspect":
        receiving.settle(draft, receiving.expected(draft, silent=True))
    going_on.next_step(draft)


def _escalate(draft: Draft, deadline: Deadline) -> None:
    going_on.escalate(draft, "silence")


def _refund(draft: Draft, deadline: Deadline) -> None:
    """What was to be done was not: the price of the pieces is paid back instead, and the goods stay where they are."""
    if draft.case.service.status == "asked":
        deemed(draft, deadline.about, deadline.who, found=False)
        small.give_up(draft, "silence")
    else:
        outward.refund_instead(draft)


def _received(draft: Draft) -> Mapping:
    return {"pieces": all_came(draft.case.service)}


def _arrived(draft: Draft) -> Mapping:
    kind = draft.case.service.kind
    return {"right": True, **(outward.BY_KIND[kind][0](draft) if kind in outward.BY_KIND else {})}


DEEMED["receive"] = _received
DEEMED["arrive"] = _arrived

SILENCE: dict[str, Callable[[Draft, Deadline], None]] = {
    "service_approve": _approve,
    "service_end": _end,
    "service_count": _count,
    "service_back": _count,
    "service_escalate": _escalate,
    "service_refund": _refund,
}
