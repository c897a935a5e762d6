"""The few facts that the rules need for a request: what the order says itself is not asked, nor what decides nothing here."""

from collections.abc import Mapping

from django.http import HttpRequest

from hejie.domain.cases import known
from hejie.domain.entitlements.logic import TRUE
from hejie.domain.entitlements.rows import Row
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.web.service import kinds
from hejie.web.service.answers import Answers
from hejie.web.way_in import claiming, marketplace, of_order
from hejie.web.way_in.carried import Carried
from hejie.web.way_in.finding import Found, find, may_be_asked, sound

MOST = 3
_WITHDRAWAL = "withdrawal"
_SHOWN_BY_GOODS = "condition."
"""What the goods themselves will show when they are back is looked at then, not asked now."""


def found(request: HttpRequest, order: OrderState, answers: Answers, *, sent: bool = False) -> Found | None:
    """What the rules say about the request so far; None where no rules are known here, or the answers contradict each other.

    sent   as the case will be looked at once it is sent: claimed today, and what nobody has said is as it is as a rule
    """
    place = marketplace.jurisdiction(request)
    policy = marketplace.policy(request)
    lines = tuple(answers.pieces)
    told = of_order.told(order, lines, place, request.marketplace.timezone)
    promises = claiming.promised(request, order, lines)
    if promises:
        told["seller_conduct.promises"] = promises
    carried = answers.carried()
    told |= {"problem": [answers.reason], **carried.told}
    if sent:
        told = {**known.USUAL, **told, known.day_of(answers.reason): clock.text(request.context_now)}
    whole = Carried(told=told, pages=carried.pages, unknown=carried.unknown, order=order.root, lines=lines)
    try:
        return find(sound(whole, policy, request.context_now), policy, request.context_now)
    except Refusal:
        return None


def next_fact(request: HttpRequest, order: OrderState, answers: Answers) -> str:
    """The fact that can change most about what is wished; "" where none can, or enough were asked."""
    wanted = set(_law(answers.kind, answers.reason))
    carried = answers.carried()
    if not wanted or len(carried.pages) >= MOST:
        return ""
    seen = found(request, order, answers)
    if seen is None:
        return ""
    asks = [
        one
        for one in seen.ranked()
        if wanted & set(one.decides)
        and not one.fact.startswith(_SHOWN_BY_GOODS)
        and may_be_asked(one.fact, seen.carried)
    ]
    return asks[0].fact if asks else ""


def row_of(seen: Found | None, kind: str, reason: str) -> Row | None:
    """The row of the finding that what is wished rests on, the surest first; None where the rules speak of none."""
    if seen is None:
        return None
    rows = {row.remedy: row for row in seen.open}
    fitting = [rows[name] for name in _law(kind, reason) if name in rows]
    return next((row for row in fitting if row.value == TRUE), fitting[0] if fitting else None)


def _law(kind: str, reason: str) -> tuple[str, ...]:
    """Remedies of the law in their order: going back without a reason has rules and a time of its own, which a fault does not share."""
    return tuple(name for name in kinds.of(kind).law if reason == "none" or name != _WITHDRAWAL) or kinds.of(kind).law


def facts_of(answers: Answers) -> Mapping[str, object]:
    """The answers as facts of the request."""
    return answers.carried().facts()
