"""Working days by calendar, against a library that reckons them by itself."""

from datetime import date, timedelta

import holidays
import pytest

from hejie.rulebooks import calendars

DAY = timedelta(days=1)
PLACES = {
    "cn": ("CN", None), "ru": ("RU", None), "gb": ("GB", "ENG"), "us": ("US", None), "de": ("DE", None),
    "fr": ("FR", None), "ca": ("CA", None),
}  # fmt: skip
FIRST, LAST = date(2017, 1, 1), date(2026, 12, 31)


def test_every_calendar_in_force_is_compared_here():
    assert set(calendars.names()) == {f"calendars/{place}" for place in PLACES}


@pytest.mark.parametrize("place", PLACES)
def test_each_day_of_ten_years_is_worked_or_free_as_the_library_says(place):
    country, part = PLACES[place]
    theirs = holidays.country_holidays(country, subdiv=part, years=range(FIRST.year - 1, LAST.year + 2))
    ours = calendars.load(f"calendars/{place}")
    days = [FIRST + DAY * number for number in range((LAST - FIRST).days + 1)]
    assert [day for day in days if ours.is_working(day) != theirs.is_working_day(day)] == []


@pytest.mark.parametrize("place", PLACES)
def test_so_many_working_days_after_a_day_are_where_the_library_counts_them(place):
    country, part = PLACES[place]
    theirs = holidays.country_holidays(country, subdiv=part, years=range(FIRST.year - 1, LAST.year + 2))
    ours = calendars.load(f"calendars/{place}")
    for number in range(0, (LAST - FIRST).days - 90, 11):
        day = FIRST + DAY * number
        for many in (1, 3, 7, 20):
            assert ours.nth_after(day, many) == theirs.get_nth_working_day(day, many), (day, many)


@pytest.mark.parametrize(
    "day, works",
    [
        (date(2024, 10, 1), False),  # National Day, a Tuesday
        (date(2024, 10, 12), True),  # a Saturday worked for it
        (date(2025, 1, 26), True),  # a Sunday worked for Spring Festival
        (date(2025, 2, 4), False),
        (date(2026, 2, 14), True),
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
    ],
)
def test_china_works_on_some_weekends_for_longer_holidays(day, works):
    assert calendars.load("calendars/cn").is_working(day) is works


def test_counting_and_finding_agree():
    ours = calendars.load("calendars/cn")
    for number in range(0, 400, 7):
        day = date(2025, 9, 1) + DAY * number
        assert ours.between(day, ours.nth_after(day, 9)) == 9
        assert ours.next_from(ours.nth_after(day, 2)) == ours.nth_after(day, 2)
    assert ours.between(date(2026, 5, 8), date(2026, 5, 8)) == 0


def test_what_is_not_announced_yet_is_told_apart():
    ours = calendars.load("calendars/cn")
    assert ours.is_published(date(2026, 12, 31)) and not ours.is_published(date(2027, 1, 1))
