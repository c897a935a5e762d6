"""The last day on which a claim can still be brought before a court, counted from the dates of the order.

It is counted from the earliest day on which the period can have begun, so that nobody trusts a day too late: knowledge,
talks and the like may move the end, never to before this day.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hejie.domain.kernel.calendars import Calendar
from hejie.domain.referral.directory import Directory, Period

NOTHING_CAME = frozenset({"not_shipped", "not_received", "order_cancelled_by_seller", "service_not_performed"})
"""Reasons of a claim by which no goods have come, so that no delivery can begin a period."""


@dataclass(frozen=True, slots=True)
class LastDay:
    """One period with its dates.

    began, began_on   which date of the order begins it, and when; "" and None where none is known
    last_on           the last day, whole; None where nothing begins it
    moved_from        the day on which it would end, were that not a free one
    provisional       the calendar beyond what was announced officially decided about the last day
    renewed_on, renewed_until   when the claim made here began it anew, and the last day counted from there
    """

    period: Period
    began: str = ""
    began_on: date | None = None
    last_on: date | None = None
    moved_from: date | None = None
    provisional: bool = False
    renewed_on: date | None = None
    renewed_until: date | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether the last day, counted without any renewal, has passed."""
        return self.last_on is not None and now.astimezone(ZoneInfo(self.period.zone)).date() > self.last_on


def last_days(
    directory: Directory,
    *,
    buyer_in: str,
    side: str,
    reason: str,
    dates: Mapping[str, datetime],
    claimed_at: datetime | None,
    calendars: Mapping[str, Calendar],
) -> tuple[LastDay, ...]:
    """The periods of the buyer's home law for such a claim, what ends first first.

    dates        the order's dates by name; claimed_at: when the claim was put to the other side
    calendars    those that periods ask for, by id
    """
    found = [
        _counted(period, reason, dates, claimed_at, calendars.get(period.calendar))
        for period in directory.periods
        if _holds(directory, period, buyer_in, side, reason)
    ]
    return tuple(sorted(found, key=lambda one: (one.last_on is None, one.last_on, one.period.id)))


def like_day(day: date, years: int, months: int = 0) -> date:
    """The day of the same number so many years and months later; the month's last where it has no such day."""
    total = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _holds(directory: Directory, period: Period, buyer_in: str, side: str, reason: str) -> bool:
    if not buyer_in or side not in period.sides or not directory.within(buyer_in, period.buyer_in):
        return False
    if period.outside and directory.within(buyer_in, period.outside):
        return False
    return reason not in period.not_for and (not period.only_for or reason in period.only_for)


def _counted(
    period: Period,
    reason: str,
    dates: Mapping[str, datetime],
    claimed_at: datetime | None,
    calendar: Calendar | None,
) -> LastDay:
    begins = period.begins_without_goods if reason in NOTHING_CAME else period.begins
    began = next((name for name in begins if name in dates), "")
    if not began:
        return LastDay(period)
    zone = ZoneInfo(period.zone)
    began_on = dates[began].astimezone(zone).date()
    end, last_on, provisional = _end(period, began_on, calendar)
    renewed_on = claimed_at.astimezone(zone).date() if period.renewed_by_claim and claimed_at else None
    if renewed_on is not None and not began_on <= renewed_on <= last_on:
        renewed_on = None
    return LastDay(
        period,
        began,
        began_on,
        last_on,
        moved_from=end if end != last_on else None,
        provisional=provisional,
        renewed_on=renewed_on,
        renewed_until=_end(period, renewed_on, calendar)[1] if renewed_on else None,
    )


def _end(period: Period, began_on: date, calendar: Calendar | None) -> tuple[date, date, bool]:
    """(the day on which the period ends, the last day after a free one is passed over, whether that is only guessed)."""
    counted_from = date(began_on.year, 12, 31) if period.to_year_end else began_on
    end = like_day(counted_from, period.years, period.months)
    if calendar is None:
        return end, end, False
    last_on = calendar.next_from(end)
    return end, last_on, not calendar.is_published(last_on)
