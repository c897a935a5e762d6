"""The last day of a limitation period, counted from the dates of an order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.referral.limitation import last_days, like_day
from hejie.rulebooks import calendars, referral

DIRECTORY = referral.load()
CALENDARS = {name: calendars.load(name) for name in calendars.names()}


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def counted(buyer_in: str, reason: str = "not_as_described", claimed: str = "", side: str = "buyer", **dates: str):
    return last_days(
        DIRECTORY, buyer_in=buyer_in, side=side, reason=reason, dates={name: at(day) for name, day in dates.items()},
        claimed_at=at(claimed) if claimed else None, calendars=CALENDARS,
    )  # fmt: skip


def only(*args, **kwargs):
    (one,) = counted(*args, **kwargs)
    return one


@pytest.mark.parametrize(
    "day, years, months, end",
    [
        ("2024-02-29", 3, 0, "2027-02-28"), ("2024-02-29", 4, 0, "2028-02-29"), ("2025-02-28", 3, 0, "2028-02-28"),
        ("2026-11-02", 3, 0, "2029-11-02"), ("2026-08-31", 0, 6, "2027-02-28"), ("2023-08-31", 0, 6, "2024-02-29"),
        ("2026-12-31", 0, 2, "2027-02-28"), ("2026-01-31", 1, 1, "2027-02-28"),
    ],
)  # fmt: skip
def test_a_period_ends_on_the_like_day_or_the_last_of_its_month(day, years, months, end):
    assert like_day(date.fromisoformat(day), years, months) == date.fromisoformat(end)


def test_china_gives_three_years_from_delivery_and_passes_over_free_days():
    one = only("CN-OTHER", delivered="2024-02-29", ordered="2024-02-20")
    assert (one.period.id, one.began, one.began_on) == ("cn_general", "delivered", date(2024, 2, 29))
    assert one.moved_from == date(2027, 2, 28)  # a Sunday
    assert one.last_on == date(2027, 3, 1) and one.provisional is not CALENDARS["calendars/cn"].is_published(
        one.last_on
    )


def test_a_claim_made_in_china_begins_the_period_anew():
    one = only("CN-OTHER", delivered="2026-11-02", claimed="2026-11-04")
    assert one.last_on == date(2029, 11, 2)
    assert (one.renewed_on, one.renewed_until) == (date(2026, 11, 4), date(2029, 11, 5))  # the 4th is a Sunday


def test_a_claim_after_the_end_renews_nothing():
    one = only("CN-OTHER", delivered="2020-01-06", claimed="2026-11-04")
    assert one.last_on == date(2023, 1, 6) and one.renewed_on is None
    assert one.is_over(at("2023-01-07")) and not one.is_over(at("2023-01-06"))


def test_damage_by_an_unsafe_product_has_the_shorter_period_first():
    shorter, longer = counted("CN-OTHER", reason="unsafe", delivered="2026-11-02")
    assert (shorter.period.id, shorter.last_on) == ("cn_product_liability", date(2028, 11, 2))
    assert (longer.period.id, longer.last_on) == ("cn_general", date(2029, 11, 2))


def test_the_day_is_that_of_the_place_and_not_of_greenwich():
    dates = {"delivered": datetime(2026, 11, 1, 20, tzinfo=UTC)}  # in Beijing already the 2nd
    (one,) = last_days(DIRECTORY, buyer_in="CN-OTHER", side="buyer", reason="late", dates=dates, claimed_at=None, calendars=CALENDARS)  # fmt: skip
    assert one.began_on == date(2026, 11, 2)


def test_where_nothing_came_the_promised_day_begins_it_and_a_wrong_delivery_does_not():
    one = only("CN-OTHER", reason="not_received", delivered="2026-11-10", promised="2026-11-05", ordered="2026-11-01")
    assert (one.began, one.last_on) == ("promised", date(2029, 11, 5))
    assert only("CN-OTHER", reason="not_shipped", ordered="2026-11-01").began == "ordered"


def test_without_any_date_there_is_no_day_and_nothing_is_invented():
    one = only("CN-OTHER")
    assert (one.began, one.began_on, one.last_on) == ("", None, None) and not one.is_over(at("2099-01-01"))


def test_germany_gives_two_years_from_delivery_for_defects_and_three_from_the_end_of_the_year_for_the_rest():
    assert only("DE", delivered="2026-11-02").last_on == date(2028, 11, 2)
    rest = only("DE", reason="not_received", promised="2026-03-05")
    assert (rest.period.id, rest.last_on) == ("de_general", date(2029, 12, 31))


@pytest.mark.parametrize(
    "place, delivered, last",
    [
        ("FR", "2026-11-02", "2028-11-02"), ("PL", "2024-02-29", "2026-02-28"), ("UK-EW", "2020-02-29", "2026-02-28"),
        ("UK-NIR", "2026-11-02", "2032-11-02"), ("UK-SCT", "2024-02-29", "2029-02-28"), ("US-CA", "2024-02-29", "2028-02-29"),
        ("RU", "2026-11-03", "2029-11-05"),
    ],
)  # fmt: skip
def test_other_places_count_by_their_own_length(place, delivered, last):
    assert only(place, delivered=delivered).last_on == date.fromisoformat(last)


def test_a_place_of_which_we_know_no_period_has_none():
    assert counted("OTHER", delivered="2026-11-02") == () and counted("", delivered="2026-11-02") == ()


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 10), st.integers(0, 24))
def test_a_later_beginning_never_ends_earlier(day, years, months):
    later = day + timedelta(days=1)
    assert like_day(day, years, months) <= like_day(later, years, months)
    assert like_day(day, years, months) >= day
