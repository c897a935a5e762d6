"""Ten people's stories, answered as they would answer: what comes out first, and until when."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from hejie.web.way_in import result_words
from hejie.web.way_in.carried import Carried
from hejie.web.way_in.finding import MOST_QUESTIONS, find, next_page

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PURCHASE = {"buyer": "consumer", "seller": "business", "channel": "online"}
PHYSICAL = {"goods": ["physical"]}


def _money(minor: int, currency: str) -> dict:
    return {"minor": minor, "currency": currency}


STORIES = {
    "a phone that was activated goes back on the third day": (
        {"jurisdiction": "CN", "price": _money(499900, "CNY"), "problem": ["none"]},
        PHYSICAL
        | {
            "category": "electronics.phone",
            "dates.delivered": "2026-11-25",
            "condition.intact": True,
            "condition.activated": True,
            "consent.confirmed_not_returnable": False,
        },
        ("withdrawal", "You are entitled to return the goods without a reason and get ¥4,999.00 back", "2 December"),
    ),
    "biscuits past their date": (
        {"jurisdiction": "CN", "price": _money(3900, "CNY"), "problem": ["expired"]},
        {"goods": ["food"], "category": "food.packaged", "dates.delivered": "2026-11-20"},
        ("punitive_damages", "You are entitled to send the goods back and get ¥39.00 back", ""),
    ),
    "a bag that is a fake": (
        {"jurisdiction": "CN", "price": _money(120000, "CNY"), "problem": ["counterfeit"]},
        PHYSICAL | {"category": "apparel.bags", "dates.delivered": "2026-10-20", "seller_conduct.knew": True},
        ("punitive_damages", "You are entitled to send the goods back and get ¥1,200.00 back", ""),
    ),
    "money that does not come back": (
        {"jurisdiction": "CN", "price": _money(25000, "CNY"), "problem": ["refund_withheld"]},
        PHYSICAL | {"dates.delivered": "2026-11-01", "dates.withdrawn": "2026-11-04", "condition.intact": True},
        ("refund", "You are entitled to get ¥250.00 back without sending anything back", ""),
    ),
    "a cupboard made to measure that is no longer liked": (
        {"jurisdiction": "CN", "price": _money(90000, "CNY"), "problem": ["none"]},
        {"goods": ["made_to_order"], "dates.delivered": "2026-11-25"},
        ("", "From what you told us, no way is open", ""),
    ),
    "shoes that are not as described, in Germany": (
        {"jurisdiction": "DE", "price": _money(8900, "EUR"), "problem": ["not_as_described"]},
        PHYSICAL | {"category": "apparel.shoes", "dates.delivered": "2026-11-10"},
        ("repair", "You are entitled to have the goods replaced", "10 November 2028"),
    ),
    "second thoughts on the twentieth day, in Germany": (
        {"jurisdiction": "DE", "price": _money(12000, "EUR"), "problem": ["none"]},
        PHYSICAL
        | {
            "dates.delivered": "2026-11-05",
            "consent.told_of_withdrawal_right": True,
            "dates.withdrawn": "2026-11-27",
            "condition.intact": True,
        },
        ("", "From what you told us, no way is open", ""),
    ),
    "a computer that breaks after five months, in Britain": (
        {"jurisdiction": "UK", "price": _money(90000, "GBP"), "problem": ["defective"]},
        PHYSICAL | {"category": "electronics.laptop", "dates.delivered": "2026-06-20", "defect.user_caused": False},
        ("repair", "You are entitled to have the goods replaced", ""),
    ),
    "a parcel that does not come, in Russia": (
        {"jurisdiction": "RU", "price": _money(500000, "RUB"), "problem": ["not_received"]},
        PHYSICAL | {"dates.deliver_by": "2026-11-15"},
        ("penalty_interest", "without sending anything back", ""),
    ),
    "an order that is never sent, in America": (
        {"jurisdiction": "US", "price": _money(6000, "USD"), "problem": ["not_shipped"]},
        PHYSICAL | {"dates.ordered": "2026-10-01", "payment": "credit_card"},
        ("refund", "You are entitled to get US$60.00 back without sending anything back", ""),
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_a_story_leads_to_what_its_teller_is_entitled_to(story):
    begins, known, (remedy, heading, until) = STORIES[story]
    carried = Carried(told=PURCHASE | begins, pages=("problem", "purchase"))
    while page := next_page(find(carried, "", NOW))[0]:
        carried = carried.answered(page, {page: known.get(page)})
    assert len(carried.pages) <= MOST_QUESTIONS
    found = find(carried, "", NOW)
    with translation.override("en"):
        told = result_words.told(found, None)
    due = {row.remedy for row in found.open if row.certainty == "due"}
    assert heading in told["heading"].replace("\xa0", " ")
    assert remedy in due if remedy else not due
    assert until in told["lead"].replace("\xa0", " ")
