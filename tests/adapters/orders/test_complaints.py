"""Which orders open a case, and which must not."""

from datetime import UTC, datetime

import pytest

from hejie.adapters.orders.complaints import claim_text, complaints, problem_in, was_late
from hejie.domain.cases.claims import REASONS, REMEDIES
from tests.adapters.orders.build import olist, read

LATE = {"order_delivered_customer_date": "2017-10-20 10:00:00"}


def _of(tmp_path, **tables):
    drafts, bad = read(olist(tmp_path, **tables))
    assert not bad
    return drafts["o1"]


@pytest.mark.parametrize(
    ("delivered", "late"),
    [("2017-10-18 00:00:01", False), ("2017-10-18 23:59:59", False), ("2017-10-19 00:00:00", True)],
)
def test_the_promised_date_counts_to_the_end_of_its_day(tmp_path, delivered, late):
    draft = _of(tmp_path, orders=[{"order_delivered_customer_date": delivered}])
    assert was_late(draft) is late and bool(complaints(draft)) is late


def test_a_late_order_says_by_how_many_days_and_without_money_asks_for_an_apology(tmp_path):
    draft = _of(tmp_path, orders=[LATE])
    (complaint,) = complaints(draft)
    assert (complaint.problem, complaint.reasons[0].days, complaint.remedy) == ("late", 2, "apology")
    assert claim_text(complaint, draft, "en") == "Promised by 2017-10-18, delivered on 2017-10-20: 2 days late."


@pytest.mark.parametrize(("shipped", "problem"), [("2017-10-04 19:55:00", "not_received"), ("", "not_shipped")])
def test_an_order_that_never_came_opens_a_case_once_its_day_has_passed(tmp_path, shipped, problem):
    row = {"order_status": "processing", "order_delivered_carrier_date": shipped, "order_delivered_customer_date": ""}
    draft = _of(tmp_path, orders=[row], payments=[{}])
    assert complaints(draft, datetime(2017, 10, 18, 12, tzinfo=UTC)) == ()
    (complaint,) = complaints(draft, datetime(2017, 10, 20, tzinfo=UTC))
    assert (complaint.problem, complaint.remedy) == (problem, "refund")


def test_delivered_without_a_date_is_not_taken_for_never_delivered(tmp_path):
    assert complaints(_of(tmp_path, orders=[{"order_delivered_customer_date": ""}])) == ()


@pytest.mark.parametrize(("approved", "cases"), [("2017-10-02 11:07:15", 1), ("", 0)])
def test_a_cancelled_order_opens_a_case_only_where_it_was_paid(tmp_path, approved, cases):
    row = {"order_status": "canceled", "order_approved_at": approved, "order_delivered_customer_date": ""}
    found = complaints(_of(tmp_path, orders=[row]))
    assert [complaint.problem for complaint in found] == ["refund_withheld"] * cases


@pytest.mark.parametrize(("score", "cases"), [("1", 1), ("2", 1), ("3", 0), ("5", 0)])
def test_one_and_two_stars_open_a_case(tmp_path, score, cases):
    assert len(complaints(_of(tmp_path, items=[{}], reviews=[{"review_score": score}]))) == cases


def test_the_reviews_own_words_are_the_claim(tmp_path):
    words = {"review_score": "1", "review_comment_title": "Péssimo", "review_comment_message": "Veio quebrado"}
    draft = _of(tmp_path, orders=[LATE], items=[{}], reviews=[words])
    (complaint,) = complaints(draft)
    assert (complaint.words, complaint.problem) == ("Péssimo\nVeio quebrado", "damaged_in_transit")
    assert [reason.problem for reason in complaint.reasons] == ["damaged_in_transit", "late"]
    assert claim_text(complaint, draft, "ru") == complaint.words


def test_praise_is_no_claim(tmp_path):
    draft = _of(tmp_path, orders=[LATE], reviews=[{"review_comment_message": "Adorei"}])
    assert complaints(draft)[0].words == ""


def test_several_sellers_get_a_case_each_over_their_own_lines(tmp_path):
    items = [{}, {"order_item_id": "2", "seller_id": "s2"}, {"order_item_id": "3"}]
    found = complaints(_of(tmp_path, orders=[LATE], items=items))
    assert [(complaint.seller, complaint.lines) for complaint in found] == [("s1", (1, 3)), ("s2", (2,))]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Ainda não recebi o produto", "not_received"),
        ("recebi somente um dos dois", "missing_parts"),
        ("收到的是假货", "counterfeit"),
        ("包装破损", "damaged_in_transit"),
        ("Прислали не тот размер", "wrong_item"),
        ("чайник не включается", "defective"),
        ("it came late", "late"),
        ("ok", None),
    ],
)
def test_words_tell_the_problem(words, problem):
    assert problem_in(words) == problem


def test_every_problem_and_remedy_is_one_that_a_claim_may_have(tmp_path):
    from hejie.adapters.orders import complaints as module

    told = {problem for problem, _ in module._patterns()} | set(module._facts())
    assert told <= set(REASONS) and set(module._REMEDIES.values()) <= set(REMEDIES)
