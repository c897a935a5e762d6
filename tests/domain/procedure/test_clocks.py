"""What clocks say, against the calendar on the wall and against counting minute by minute."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.procedure.clocks import Clock
from hejie.rulebooks import calendars

CN, DE = calendars.load("calendars/cn"), calendars.load("calendars/de")
BEIJING, BERLIN, MOSCOW = "Asia/Shanghai", "Europe/Berlin", "Europe/Moscow"
JD = Clock(4, "shift_hours", BEIJING, opens=time(9), closes=time(18))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text: str, zone: str = BEIJING) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    "clock, event, end, zone",
    [
        (Clock(36, "hours", BEIJING), "2026-02-28 20:00", "2026-03-02 08:00", BEIJING),
        (Clock(90, "minutes"), "2026-02-28 23:00", "2026-03-01 00:30", "UTC"),
        (Clock(5, "days", BEIJING), "2024-02-26 10:30", "2024-03-02 10:30", BEIJING),  # over a leap day
        (Clock(5, "days", BEIJING, "next_day"), "2026-11-27 00:01", "2026-12-03 00:00", BEIJING),
        (Clock(5, "days", BEIJING, "next_day"), "2026-11-27 23:59", "2026-12-03 00:00", BEIJING),
        (Clock(1, "days", BERLIN), "2026-03-28 10:00", "2026-03-29 10:00", BERLIN),  # 23 hours long
        (Clock(1, "days", BERLIN), "2026-03-28 02:30", "2026-03-29 03:30", BERLIN),  # 02:30 is skipped that night
        (Clock(24, "hours", BERLIN), "2026-03-28 10:00", "2026-03-29 11:00", BERLIN),
        # three working days, over National Day and the Saturday worked for it
        (Clock(3, "business_days", BEIJING, "next_day", CN), "2026-09-29 11:00", "2026-10-10 00:00", BEIJING),
        (Clock(3, "business_days", BEIJING, "next_day", CN), "2026-10-08 11:00", "2026-10-13 00:00", BEIJING),
        (Clock(3, "business_days", BEIJING, "at_once", CN), "2026-09-29 11:00", "2026-10-09 11:00", BEIJING),
        (Clock(1, "business_days", BEIJING, "at_once", CN), "2026-11-28 11:00", "2026-12-01 00:00", BEIJING),
        (Clock(20, "business_days", BERLIN, "next_day", DE), "2025-12-12 09:00", "2026-01-15 00:00", BERLIN),
        # four hours between nine and six
        (JD, "2026-11-27 10:00", "2026-11-27 14:00", BEIJING),
        (JD, "2026-11-27 14:00", "2026-11-27 18:00", BEIJING),
        (JD, "2026-11-27 16:30", "2026-11-28 11:30", BEIJING),
        (JD, "2026-11-27 03:00", "2026-11-27 13:00", BEIJING),
        (JD, "2026-11-27 18:00", "2026-11-28 13:00", BEIJING),
        (Clock(12, "shift_hours", BEIJING, calendar=CN, opens=time(9), closes=time(18), working=True),
         "2026-09-30 12:00", "2026-10-08 15:00", BEIJING),
        (Clock(10, "shift_hours", BEIJING, opens=time(20)), "2026-11-27 22:00", "2026-11-30 00:00", BEIJING),
        # an end on a free day moves on
        (Clock(3, "days", BEIJING, "next_day", CN, roll=True), "2026-09-29 11:00", "2026-10-09 00:00", BEIJING),
        (Clock(7, "days", BEIJING, "next_day", CN, roll=True), "2026-11-21 11:00", "2026-12-01 00:00", BEIJING),
        (Clock(7, "days", BEIJING, "next_day", CN, roll=True), "2026-11-20 11:00", "2026-11-28 00:00", BEIJING),
    ],
)  # fmt: skip
def test_a_wait_ends_when_its_clock_says(clock, event, end, zone):
    assert clock.end(at(event, zone)) == at(end, zone).astimezone(UTC)


def test_an_end_that_falls_into_the_hour_that_comes_twice_is_the_later_one():
    end = Clock(1, "days", BERLIN).end(at("2026-10-24 02:30", BERLIN))
    assert end == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 is 00:30 and 01:30 UTC that night


def test_what_the_reader_of_another_zone_sees_is_the_same_moment():
    event = at("2026-11-27 10:00", MOSCOW)
    assert Clock(2, "days", BEIJING, "next_day").end(event) == at("2026-11-30 00:00", BEIJING)


MOMENTS = st.datetimes(datetime(2017, 1, 1), datetime(2026, 11, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)
PLACES = {
    BEIJING: CN,
    BERLIN: DE,
    MOSCOW: calendars.load("calendars/ru"),
    "America/New_York": calendars.load("calendars/us"),
}


@st.composite
def clocks(draw) -> Clock:
    zone, calendar = draw(st.sampled_from(tuple(PLACES.items())))
    unit = draw(st.sampled_from(("hours", "days", "business_days", "shift_hours")))
    start = draw(st.sampled_from(("at_once", "next_day")))
    opens = draw(st.integers(0, 20))
    rolls = unit == "days" and start == "next_day" and draw(st.booleans())
    return Clock(
        draw(st.integers(1, 40)), unit, zone, start, calendar,
        time(opens), time(draw(st.integers(opens + 1, 23))), draw(st.booleans()), rolls,
    )  # fmt: skip


@given(clocks(), MOMENTS, st.integers(0, 72 * 60))
def test_who_begins_later_never_has_to_be_done_earlier(clock, event, minutes):
    assert event < clock.end(event) <= clock.end(event + MINUTE * minutes)


@given(clocks(), MOMENTS)
def test_no_day_is_shorter_than_the_days_that_were_promised(clock, event):
    """An hour may be missing where clocks are put forward; nothing else."""
    if clock.unit == "days":
        assert clock.end(event) - event >= DAY * clock.amount - timedelta(hours=1)
    if clock.unit == "hours":
        assert clock.end(event) - event >= timedelta(hours=clock.amount)


@given(clocks(), MOMENTS, st.integers(1, 5000), st.integers(0, 9000))
def test_a_pause_takes_nothing_from_anybody(clock, event, before, stood_still):
    paused = event + MINUTE * before
    until = clock.end(event)
    after = clock.resumed(until, paused, paused + MINUTE * stood_still)
    if paused >= until:
        assert after == until
        return
    assert after >= until
    left, now_left = clock.left(until, paused), clock.left(after, paused + MINUTE * stood_still)
    assert now_left >= left or (clock.unit != "business_days" and abs(now_left - left) <= timedelta(hours=1))


@given(MOMENTS, st.integers(1, 30), st.booleans())
def test_shift_hours_are_those_that_one_counts_minute_by_minute(event, hours, working):
    clock = Clock(hours, "shift_hours", BEIJING, calendar=CN, opens=time(9), closes=time(18), working=working)
    moment, left = event.replace(second=0), hours * 60
    while left:
        local = moment.astimezone(ZoneInfo(BEIJING))
        if 9 <= local.hour < 18 and (not working or CN.is_working(local.date())):
            left -= 1
        moment += MINUTE
    assert clock.end(event.replace(second=0)) == moment


@given(MOMENTS, st.integers(1, 20))
def test_working_days_are_those_that_one_crosses_off(event, many):
    day, left = event.astimezone(ZoneInfo(BEIJING)).date(), many
    while left:
        day += DAY
        left -= CN.is_working(day)
    end = Clock(many, "business_days", BEIJING, "next_day", CN).end(event)
    assert end == datetime.combine(day + DAY, time(0), ZoneInfo(BEIJING))


def test_an_end_beyond_the_last_announced_year_is_provisional():
    clock = Clock(10, "business_days", BEIJING, "next_day", CN)
    assert not clock.is_provisional(clock.end(at("2026-12-01 10:00")))
    assert clock.is_provisional(clock.end(at("2026-12-24 10:00")))
    assert not Clock(90, "days", BEIJING).is_provisional(at("2030-01-01 00:00"))


def test_the_longest_that_a_clock_can_take_is_found_over_the_holidays():
    assert Clock(36, "hours").longest() == timedelta(hours=37)
    assert Clock(3, "days", BEIJING, "next_day").longest() == timedelta(days=4, hours=1)
    assert JD.longest() == timedelta(hours=19 + 1)
    longest = Clock(3, "business_days", BEIJING, "next_day", CN).longest()
    events = (datetime.combine(date(2016, 1, 4) + DAY * number, time(0), ZoneInfo(BEIJING)) for number in range(3900))
    clock = Clock(3, "business_days", BEIJING, "next_day", CN)
    assert longest == max(clock.end(event) - event for event in events)


def test_a_newer_calendar_moves_an_end_by_the_days_that_are_free_now_and_never_back():
    guessed = replace(CN, digest="older", holidays=CN.holidays - {date(2026, 10, 1), date(2026, 10, 2)})
    event = datetime(2026, 9, 28, 2, tzinfo=UTC)
    old, new = (Clock(4, "business_days", "Asia/Shanghai", "next_day", one) for one in (guessed, CN))
    end = old.end(event)
    assert new.recounted(end, event, old) == new.end(event) > end
    assert old.recounted(new.end(event), event, new) == new.end(event)
    extended = end + timedelta(days=2)
    assert new.recounted(extended, event, old) >= new.end(event) + timedelta(days=2)
