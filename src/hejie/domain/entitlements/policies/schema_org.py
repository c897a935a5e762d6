"""Words of schema.org MerchantReturnPolicy beside ours, and what that vocabulary cannot say (vocabulary CC BY-SA 3.0)."""

from collections.abc import Mapping
from dataclasses import dataclass

PREFIXES = ("https://schema.org/", "http://schema.org/", "schema:")
CONTEXT = "https://schema.org"
POLICY = "MerchantReturnPolicy"
SEASON = "MerchantReturnPolicySeasonalOverride"

CATEGORIES = {
    "finite": "MerchantReturnFiniteReturnWindow",
    "not_permitted": "MerchantReturnNotPermitted",
    "unlimited": "MerchantReturnUnlimitedWindow",
    "unspecified": "MerchantReturnUnspecified",
}
FEES = {
    "free": "FreeReturn",
    "original_shipping": "OriginalShippingFees",
    "restocking": "RestockingFees",
    "customer": "ReturnFeesCustomerResponsibility",
    "shipping": "ReturnShippingFees",
}
METHODS = {"keep": "KeepProduct", "kiosk": "ReturnAtKiosk", "mail": "ReturnByMail", "store": "ReturnInStore"}
REFUNDS = {"exchange": "ExchangeRefund", "full": "FullRefund", "store_credit": "StoreCreditRefund"}
LABELS = {
    "customer": "ReturnLabelCustomerResponsibility",
    "download": "ReturnLabelDownloadAndPrint",
    "in_box": "ReturnLabelInBox",
}
CONDITIONS = {
    "damaged": "DamagedCondition",
    "new": "NewCondition",
    "refurbished": "RefurbishedCondition",
    "used": "UsedCondition",
}
CASES = {"any": "", "changed_mind": "customerRemorse", "defect": "itemDefect"}
"""Beginnings of the names of fees, shipping amounts and labels, by case."""

CANNOT_SAY: Mapping[str, str] = {
    "clock": "no property says which event starts the clock: days are from delivery by definition; a policy counted from "
    "purchase, invoice or shipping cannot be said",
    "condition": "no window by condition: itemCondition filters, it does not give each condition its own days (several "
    "policies side by side are needed)",
    "seller": "no payment instrument, no sales channel, no seller within a marketplace (each seller carries a policy of its "
    "own)",
    "season": "whether a season is about the day of purchase or of return is not said for startDate and endDate",
    "category": "no exclusions by category; several policies attached to the offers are needed",
    "deadline": "deadlines for inspection and refund are missing",
    "per_cent": "restockingFee as plain number means per cent, not money",
}
"""What cannot travel, by a name of ours."""

LOSS_OF_FACT = {
    "opened": "condition",
    "condition": "condition",
    "reason": "condition",
    "seller": "seller",
    "seller_policy": "seller",
    "paid_with": "seller",
    "sales_channel": "seller",
    "category": "category",
    "all_but": "category",
    "brand": "category",
    "purchase_between": "season",
    "return_between": "season",
}
"""Which loss it is that a condition about a fact cannot travel; of a policy's own facts it is `condition`."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that does not travel. what: a key of CANNOT_SAY; where: the part of the policy that it concerns."""

    what: str
    where: str

    @property
    def words(self) -> str:
        """What cannot be said."""
        return CANNOT_SAY[self.what]


@dataclass(frozen=True, slots=True)
class Warn:
    """Something that was read and is not as it should be.

    code    amount_missing, days_missing, law_above, around_left (what the policy hangs on is no part of it)
    """

    code: str
    property: str


def short(name: str) -> str:
    """A name without its address."""
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name
