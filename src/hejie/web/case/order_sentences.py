"""Sentences about an order beside its case: part of `web.case.sentences`, which says how they are told."""

from django.utils.translation import gettext_lazy as _

# kind: told alike to everybody
FACTS = {
    "LinesCancelled": _("<strong>Part of the order was called off</strong> and its money goes back."),
    "ParcelCorrected": _("<strong>The shop put right who carries a parcel, or its number.</strong>"),
    "OrderAccepted": _("<strong>The shop took the order on.</strong>"),
    "TimeAsked": _("<strong>The shop asked for more time</strong> to take the order on."),
    "TimeAnswered": _("<strong>The buyer answered</strong> whether the shop gets more time."),
    "PromiseMade": _("<strong>A promise was made</strong> about the order."),
    "PromiseKept": _("<strong>A promise about the order was kept.</strong>"),
    "PromiseBroken": _("<strong>A promise about the order was not kept.</strong>"),
    "ReviewWritten": _("<strong>The buyer wrote a review.</strong>"),
    "ReviewChanged": _("<strong>The buyer changed his review.</strong>"),
    "ReviewReplied": _("<strong>The seller answered the review</strong> in public."),
    "ReviewHidden": _("<strong>The marketplace hid a review</strong> and said why."),
    "ReviewShown": _("<strong>The marketplace shows a review again.</strong>"),
    "LegalHoldSet": _("<strong>The order was put under a legal hold:</strong> nothing of it is erased."),
    "LegalHoldLifted": _("<strong>The legal hold on the order was lifted.</strong>"),
    "VoucherPaid": _("<strong>Part of the order was paid with a voucher.</strong>"),
    "PointsPaid": _("<strong>Part of the order was paid with points.</strong>"),
}
