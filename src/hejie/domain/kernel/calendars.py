"""Working days of a place: public holidays, and days on which people work although it is a weekend.

A calendar is data with dates in it (`rulebooks/calendars/`), told apart by its digest. China announces each autumn which
weekends of the coming year are worked in exchange for longer holidays, so beyond `published_until` a calendar only
guesses: what is reckoned there is provisional until a newer calendar says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_FARTHEST = 3660  # days that a search may walk; no deadline is ten years long


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of one place.

    zone              its time zone (IANA)
    weekend           days of the week that are free, Monday is 0
    holidays          days that are free besides; workdays: days that are worked although they are of a weekend
    published_until   last day that has been announced officially
    """

    id: str
    version: str
    digest: str
    zone: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]
    published_until: date

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        if day in self.workdays:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def is_published(self, day: date) -> bool:
        """Whether it is known officially, and not only guessed, whether people work on this day."""
        return day <= self.published_until

    def working_days_after(self, day: date) -> Iterator[date]:
        """The working days after a day, in order. ValueError where there is none for ten years."""
        for number in range(1, _FARTHEST):
            one = day + _DAY * number
            if self.is_working(one):
                yield one
        raise ValueError(f"{self.id} has no working day in the ten years after {day}")

    def nth_after(self, day: date, number: int) -> date:
        """The working day that is so many after a day; the day itself does not count. `number` ≥ 1."""
        days = self.working_days_after(day)
        for _ in range(number - 1):
            next(days)
        return next(days)

    def next_from(self, day: date) -> date:
        """The day itself if people work on it, else the next on which they do."""
        return day if self.is_working(day) else self.nth_after(day, 1)

    def between(self, after: date, until: date) -> int:
        """How many working days lie after one day and up to another, that one included; 0 where `until` is not later."""
        return sum(self.is_working(after + _DAY * number) for number in range(1, (until - after).days + 1))
