"""Periods: the day before the end, the end, the day after; months, free days, pauses, days from delivery alone."""

from datetime import date, timedelta

import pytest

from hejie.domain.entitlements.clocks import Clock
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.facts import Facts
from hejie.domain.entitlements.logic import FALSE, TRUE, UNKNOWN
from hejie.domain.entitlements.rules import Bundle
from hejie.domain.kernel.calendars import Calendar

EMPTY = Bundle("law/none", "1", "0" * 64, "UTC", ())
GOLDEN_WEEK = Calendar(
    id="calendars/test",
    version="1",
    digest="",
    zone="Asia/Shanghai",
    weekend=frozenset({5, 6}),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2026, 10, 10)}),
    published_until=date(2026, 12, 31),
)


def days(number: int):
    return lambda asked: number


def asked(as_of: str, **told: object) -> Asked:
    """A question on a day; `dates_delivered` is the fact dates.delivered, days are ISO text."""
    flat = {name.replace("_", ".", 1): _plain(value) for name, value in told.items()}
    if "in.time" in flat:
        flat["in_time"] = flat.pop("in.time")
    return Asked(EMPTY, Facts(flat, date.fromisoformat(as_of).toordinal()))


def _plain(value: object) -> object:
    return date.fromisoformat(value).toordinal() if isinstance(value, str) else value


def last(clock: Clock, question: Asked) -> str | None:
    return question.day(clock.last(question))


def week(**changes: object) -> Clock:
    return Clock(
        **{"start": ("delivered",), "act": ("withdrawn",), "unit": "days", "length": days(7), "rolls": False, **changes}
    )


def test_the_day_of_the_event_does_not_count():
    assert last(week(), asked("2026-03-02", dates_delivered="2026-03-02")) == "2026-03-09"


def test_it_counts_where_the_law_says_so():
    assert last(week(same_day=True), asked("2026-03-02", dates_delivered="2026-03-02")) == "2026-03-08"


@pytest.mark.parametrize(
    ("start", "end"), [("2026-01-10", "2026-07-09"), ("2026-08-31", "2027-02-28"), ("2026-08-28", "2027-02-27")]
)
def test_months_that_begin_with_the_day_itself_end_the_day_before_the_like_one_or_with_the_month(start, end):
    clock = week(unit="months", length=days(6), same_day=True)
    assert last(clock, asked("2028-01-01", dates_delivered=start)) == end


@pytest.mark.parametrize(("day", "value"), [("2026-03-08", TRUE), ("2026-03-09", TRUE), ("2026-03-10", FALSE)])
def test_an_act_is_in_time_up_to_the_last_day(day, value):
    assert week().within(asked("2026-04-01", dates_delivered="2026-03-02", dates_withdrawn=day)) == value


@pytest.mark.parametrize(("day", "value"), [("2026-03-09", TRUE), ("2026-03-10", UNKNOWN)])
def test_an_act_that_nobody_has_told_can_still_be_done_or_may_have_been(day, value):
    assert week().within(asked(day, dates_delivered="2026-03-02")) == value


@pytest.mark.parametrize(("said", "value"), [(True, TRUE), (False, FALSE)])
def test_in_time_is_believed_only_where_days_leave_it_open(said, value):
    assert week().within(asked("2026-06-01", in_time=said)) == value
    assert week().within(asked("2026-06-01", dates_delivered="2026-03-02", in_time=said)) == value
    late = asked("2026-06-01", dates_delivered="2026-03-02", dates_withdrawn="2026-03-10", in_time=said)
    assert week().within(late) == FALSE


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
    ],
)
def test_months_end_on_the_like_day_or_the_last_of_the_month(start, months, end):
    clock = week(unit="months", length=days(months))
    assert last(clock, asked("2028-01-01", dates_delivered=start)) == end


def test_years_end_on_the_like_day_also_in_leap_years():
    clock = week(unit="years", length=days(2))
    assert last(clock, asked("2028-01-01", dates_delivered="2024-02-29")) == "2026-02-28"


def test_a_free_last_day_moves_to_the_next_working_day():
    clock = week(rolls=True, calendar=GOLDEN_WEEK)
    assert last(clock, asked("2026-10-20", dates_delivered="2026-09-26")) == "2026-10-08"
    assert last(clock, asked("2026-10-20", dates_delivered="2026-10-03")) == "2026-10-10"  # a Saturday that is worked
    assert (
        last(week(rolls=True), asked("2026-10-20", dates_delivered="2026-10-10")) == "2026-10-19"
    )  # Saturday → Monday


def test_working_days_leave_out_the_free_ones():
    clock = week(unit="working_days", length=days(2), calendar=GOLDEN_WEEK)
    assert last(clock, asked("2026-10-20", dates_delivered="2026-09-30")) == "2026-10-09"


def test_days_of_repair_do_not_count_and_an_exchange_starts_anew():
    assert (
        last(week(pause="defect.repair_days"), asked("2026-04-01", dates_delivered="2026-03-02", defect_repair_days=5))
        == "2026-03-14"
    )
    clock = week(restart="goods_returned")
    assert (
        last(clock, asked("2026-04-01", dates_delivered="2026-03-02", dates_goods_returned="2026-03-20"))
        == "2026-03-27"
    )


def test_the_latest_start_that_is_known_counts():
    clock = week(start=("delivered", "installed"))
    assert last(clock, asked("2026-04-01", dates_delivered="2026-03-02")) == "2026-03-09"
    assert last(clock, asked("2026-04-01", dates_delivered="2026-03-02", dates_installed="2026-03-05")) == "2026-03-12"


def test_months_are_counted_on_from_the_end():
    clock = week(length=days(14), plus_months=days(12))
    assert last(clock, asked("2028-01-01", dates_delivered="2026-03-02")) == "2027-03-16"


@pytest.mark.parametrize(("elapsed", "value"), [(7, TRUE), (8, FALSE)])
def test_days_from_delivery_alone_settle_it(elapsed, value):
    assert week().within(asked("2026-06-01", elapsed_withdrawn=elapsed)) == value


def test_days_from_delivery_alone_know_of_no_free_day():
    clock = week(rolls=True, calendar=GOLDEN_WEEK)
    assert [clock.within(asked("2026-06-01", elapsed_withdrawn=number)) for number in (7, 8)] == [TRUE, FALSE]


def test_days_from_delivery_leave_open_only_what_long_and_short_months_differ_in():
    clock = week(act=("claimed",), unit="months", length=days(6))
    assert [clock.within(asked("2026-06-01", elapsed_claimed=number)) for number in (181, 182, 184, 185)] == [
        TRUE, UNKNOWN, UNKNOWN, FALSE,
    ]  # fmt: skip


def test_nothing_can_have_been_delivered_before_it_was_ordered():
    assert week().within(asked("2026-03-08", dates_ordered="2026-03-01")) == TRUE
    assert week().within(asked("2026-03-09", dates_ordered="2026-03-01")) == UNKNOWN


def test_late_is_what_was_done_after_or_not_yet_though_the_time_has_run_out():
    clock = Clock(("claimed",), ("paid_back",), "days", days(10), rolls=False, open=frozenset({"refund_withheld"}))
    claimed = {"dates_claimed": "2026-03-01"}
    assert clock.late(asked("2026-04-01", **claimed, dates_paid_back="2026-03-11")) == FALSE
    assert clock.late(asked("2026-04-01", **claimed, dates_paid_back="2026-03-12")) == TRUE
    assert clock.late(asked("2026-03-11", **claimed)) == FALSE
    assert clock.late(asked("2026-03-12", **claimed)) == UNKNOWN
    assert clock.late(asked("2026-03-12", **claimed, problem=frozenset({"refund_withheld"}))) == TRUE


def test_late_by_days_from_delivery_alone():
    clock = Clock(("claimed",), ("paid_back",), "days", days(10), rolls=False)
    assert clock.late(asked("2026-04-01", elapsed_claimed=270, elapsed_paid_back=315)) == TRUE
    assert clock.late(asked("2026-04-01", elapsed_claimed=270, elapsed_paid_back=280)) == FALSE


def test_every_day_of_ten_years_ends_where_plain_reckoning_ends():
    clock = week()
    for number in range(3650):
        start = date(2017, 1, 1) + timedelta(days=number)
        assert (
            last(clock, asked("2028-01-01", dates_delivered=start.isoformat()))
            == (start + timedelta(days=7)).isoformat()
        )
