"""The words a claim is made of, shared by forms, API and rules (contract: entitle)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hejie.domain.cases.state import CaseState

REASONS = (
    "not_shipped", "not_received", "late", "wrong_item", "missing_parts", "damaged_in_transit", "not_as_described",
    "defective", "counterfeit", "fraud", "expired", "unsafe", "false_advertising", "price_error",
    "order_cancelled_by_seller", "refund_withheld", "repair_failed", "service_not_performed", "unauthorised_payment",
    "extra_charge", "mislabelled", "label_slip", "none",
)  # fmt: skip

REMEDIES = (
    "refund", "return_and_refund", "partial_refund", "price_reduction", "replacement", "repair", "redelivery",
    "compensation", "apology",
)  # fmt: skip

NOTHING_THERE = frozenset(
    {"not_shipped", "not_received", "order_cancelled_by_seller", "service_not_performed", "unauthorised_payment"}
    | {"extra_charge", "price_error", "refund_withheld"}
)
"""Reasons for which the buyer has no goods that could go back."""


def nothing_there(case: CaseState) -> bool:
    """Whether the buyer has nothing that could go back: it never came, or all of it is with the seller again."""
    if (
        case.teller
    ):  # a request that went on as the seller's claim: he says himself whether the old article is still with the buyer
        return case.offers[0].package["goods"] == "keep"
    return case.reason in NOTHING_THERE or (case.service is not None and case.service.is_back)
