"""Which imported orders deserve a case, and with which words: read from dates, status and review, nothing else.

An order opens a case where it was really late, never came, was called off after payment, or earned one or two stars.
It opens one for each seller in it, over all of that seller's lines: no table tells which line a delay or a star means.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from hejie.adapters.orders.draft import DraftReview, OrderDraft

_RULEBOOKS = Path(__file__).parents[2] / "rulebooks"
WORDS = _RULEBOOKS / "taxonomies" / "review_words.yaml"
FACTS = _RULEBOOKS / "texts" / "claim_facts.yaml"
LOW_SCORE = 2
NOT_A_HAPPY_SCORE = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that went wrong.

    problem     a word of the `problem` list of contracts/entitle.md
    told_by     dates, status, words (of the review), or score: where one or two stars stand without telling words,
                `not_as_described` is all that they say
    days        whole days after the promised day, for `late` alone
    """

    problem: str
    told_by: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A case to open about one seller's lines of one order.

    seller      "" where the marketplace itself answers
    problem     the main reason's; `reasons` has all of them, the main one first
    words       the buyer's own words from his review; "" where he left none, or a review that praises
    at          when the buyer could first have complained; None where no date is known
    remedy      what he would ask for: refund, return_and_refund, partial_refund, replacement, redelivery, apology
    """

    order: str
    seller: str
    lines: tuple[int, ...]
    problem: str
    reasons: tuple[Reason, ...]
    words: str
    score: int | None
    at: datetime | None
    remedy: str


def complaints(draft: OrderDraft, as_of: datetime | None = None) -> tuple[Complaint, ...]:
    """The cases that this order opens, one for each of its sellers; most orders open none.

    as_of   the moment at which it is asked; promised days after it have not passed. None: old records, all have
    """
    reasons = _reasons(draft, as_of)
    if not reasons:
        return ()
    review = _worst(draft)
    main = reasons[0]
    words = _words(review) if review is not None and review.score <= NOT_A_HAPPY_SCORE else ""
    return tuple(
        Complaint(
            order=draft.external_id,
            seller=seller,
            lines=tuple(line.number for line in draft.lines if line.seller == seller),
            problem=main.problem,
            reasons=reasons,
            words=words,
            score=None if review is None else review.score,
            at=_at(draft, main, review),
            remedy=_remedy(main.problem, draft, seller),
        )
        for seller in draft.sellers
    )


def was_late(draft: OrderDraft) -> bool:
    """Whether it came after the end of the promised day, by the source's own calendar."""
    return draft.delivered_at is not None and draft.deliver_by is not None and draft.delivered_at >= draft.deliver_by


def never_came(draft: OrderDraft, as_of: datetime | None = None) -> bool:
    """Whether the promised day passed, nothing says that it came, and it was not called off."""
    if draft.delivered_at is not None or draft.status == "delivered" or draft.cancelled or draft.deliver_by is None:
        return False
    return as_of is None or draft.deliver_by <= as_of


def cancelled_after_payment(draft: OrderDraft) -> bool:
    """Whether it was called off and there is a sign of payment: a paid sum, or the payment's approval."""
    return draft.cancelled and bool(draft.paid_minor or draft.approved_at)


def problem_in(words: str) -> str | None:
    """The problem that these words (Portuguese, English, Chinese or Russian) complain of, if any is told."""
    plain = _without_accents(words.lower())
    return next((problem for problem, pattern in _patterns() if pattern.search(plain)), None)


def claim_text(complaint: Complaint, draft: OrderDraft, language: str) -> str:
    """The claim's story: the buyer's own words; where he left none, what the order itself tells, in zh, en or ru."""
    if complaint.words:
        return complaint.words
    main = complaint.reasons[0]
    delivered = draft.delivered_at.date().isoformat() if draft.delivered_at else ""
    return _facts()[main.problem][language].format(
        promised=draft.promised_on, delivered=delivered, days=main.days, score=complaint.score
    )


def _reasons(draft: OrderDraft, as_of: datetime | None) -> tuple[Reason, ...]:
    """All that went wrong, the main reason first: what surely happened to the money, then what the buyer says."""
    found = []
    if cancelled_after_payment(draft):
        by_seller = draft.cancelled_by == "seller"
        found.append(Reason("order_cancelled_by_seller" if by_seller else "refund_withheld", "status"))
    if never_came(draft, as_of):
        under_way = draft.shipped_at is not None or draft.status == "shipped"
        found.append(Reason("not_received" if under_way else "not_shipped", "dates"))
    late = was_late(draft)
    review = _worst(draft)
    low = review is not None and review.score <= LOW_SCORE
    told = problem_in(_words(review)) if low else None
    if told is not None and not (late and told in ("late", "not_received")):
        found.append(Reason(told, "words"))
    if late:
        days = (draft.delivered_at - draft.deliver_by).days + 1
        found.append(Reason("late", "dates", days))
    if low and not found:
        found.append(Reason("not_as_described", "score"))
    return tuple({reason.problem: reason for reason in reversed(found)}.values())[::-1]


def _worst(draft: OrderDraft) -> DraftReview | None:
    """The lowest review, of equal ones the one that says most."""
    return min(draft.reviews, key=lambda review: (review.score, -len(_words(review))), default=None)


def _words(review: DraftReview) -> str:
    return "\n".join(part for part in (review.title, review.message) if part)


def _at(draft: OrderDraft, main: Reason, review: DraftReview | None) -> datetime | None:
    by_problem = {"late": draft.delivered_at, "not_received": draft.deliver_by, "not_shipped": draft.deliver_by}
    if main.told_by == "status":
        return draft.cancelled_at or draft.approved_at or draft.ordered_at
    if main.told_by == "dates":
        return by_problem[main.problem]
    return review.at if review is not None and review.at is not None else draft.delivered_at


def _remedy(problem: str, draft: OrderDraft, seller: str) -> str:
    if not any(line.held_minor for line in draft.lines if line.seller == seller):
        return "apology"
    return _REMEDIES.get(problem, "return_and_refund")


_REMEDIES = {
    "refund_withheld": "refund", "order_cancelled_by_seller": "refund", "not_shipped": "refund",
    "not_received": "refund", "late": "partial_refund", "missing_parts": "partial_refund", "wrong_item": "replacement",
}  # fmt: skip


def _without_accents(text: str) -> str:
    """`não` as `nao`; the Russian й and ё, which are letters of their own, stay."""
    kept = text.replace("й", "\ue000").replace("ё", "\ue001")
    bare = "".join(mark for mark in unicodedata.normalize("NFD", kept) if not unicodedata.combining(mark))
    return bare.replace("\ue000", "й").replace("\ue001", "ё")


@cache
def _facts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(FACTS.read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return tuple(
        (
            rule["problem"],
            re.compile(
                "|".join(
                    word if lang == "zh" else rf"\b{word}" for lang, words in rule["words"].items() for word in words
                )
            ),
        )
        for rule in rules
    )
