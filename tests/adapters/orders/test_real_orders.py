"""The real tables: every id is counted, every sum equal to a plain reading of the files, nothing invented."""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal

import pytest

from hejie.adapters.orders.complaints import cancelled_after_payment, complaints, never_came, was_late
from tests.adapters.orders.build import read
from tests.support.rules import real_data


@pytest.fixture(scope="module")
def tables():
    folder = real_data("olist_sample")
    found = {}
    for name in ("orders", "items", "payments", "reviews"):
        with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
            found[name] = list(csv.DictReader(stream))
    return found


@pytest.fixture(scope="module")
def drafts():
    found, bad = read(real_data("olist_sample"))
    assert not bad
    return found


def test_every_id_that_any_table_names_is_one_order(tables, drafts):
    assert set(drafts) == {row["order_id"] for rows in tables.values() for row in rows}


def test_paid_sums_are_those_of_the_tables(tables, drafts):
    paid, listed = defaultdict(Decimal), defaultdict(Decimal)
    for row in tables["payments"]:
        paid[row["order_id"]] += Decimal(row["payment_value"])
    for row in tables["items"]:
        listed[row["order_id"]] += Decimal(row["price"]) + Decimal(row["freight_value"])
    for id, draft in drafts.items():
        expected = paid.get(id, listed.get(id))
        assert draft.paid_minor == (None if expected is None else int(expected * 100))
        assert draft.paid_assumed is (id not in paid and id in listed)
        assert draft.contents_unknown is (id not in listed)
        if expected is not None:
            assert sum(line.held_minor for line in draft.lines) == draft.paid_minor


def test_nothing_is_said_that_no_table_says(tables, drafts):
    named = {name: {row["order_id"] for row in rows} for name, rows in tables.items()}
    for id, draft in drafts.items():
        assert draft.named_by == tuple(name for name in named if id in named[name])
        if id not in named["orders"]:
            assert {draft.buyer, draft.status, draft.ordered_at, draft.delivered_at, draft.deliver_by} == {None}
        if id not in named["items"]:
            assert draft.sellers == ("",) and len(draft.lines) == 1 and draft.lines[0].product is None


def test_cases_are_those_of_late_lost_cancelled_and_badly_reviewed_orders(tables, drafts):
    late, lost, cancelled = set(), set(), set()
    for row in tables["orders"]:
        delivered, promised = row["order_delivered_customer_date"], row["order_estimated_delivery_date"]
        if delivered[:10] > promised[:10]:
            late.add(row["order_id"])
        if not delivered and row["order_status"] not in ("canceled", "delivered"):
            lost.add(row["order_id"])
        if row["order_status"] == "canceled" and (row["order_approved_at"] or drafts[row["order_id"]].paid_minor):
            cancelled.add(row["order_id"])
    low = {row["order_id"] for row in tables["reviews"] if int(row["review_score"]) <= 2}
    assert {id for id, draft in drafts.items() if was_late(draft)} == late
    assert {id for id, draft in drafts.items() if never_came(draft)} == lost
    assert {id for id, draft in drafts.items() if cancelled_after_payment(draft)} == cancelled
    assert {id for id, draft in drafts.items() if complaints(draft)} == late | lost | cancelled | low


def test_the_reviews_words_are_kept_to_the_letter(tables, drafts):
    for row in tables["reviews"]:
        message = row["review_comment_message"].replace("\r\n", "\n").replace("\r", "\n").strip() or None
        assert message in {review.message for review in drafts[row["order_id"]].reviews}
