"""How long somebody has: clocks that count hours, days, working days or hours of a shift, in the time of a place.

    {hours: 36}                                     so much time, whatever the day
    {months: 6}                                     the same day and time of day, six months later; where that month has no
                                                    such day, its last
    {days: 5}                                       the same time of day, five days later; `start: next_day`: five whole days,
                                                    the day of the event not counted, to the midnight that ends the last
    {business_days: 3}                              whole working days, the day of the event not counted; `start: at_once`:
                                                    the same time of day on the third working day
    {shift_hours: 4, from: "09:00", to: "18:00"}    time counted only between these, every day (`shifts: working_days`: on those)
    at_once                                         no time: what follows, follows in the same breath

`roll: true` moves an end on a day that is free to the end of the next working day (Civil Code of China, art. 203;
Regulation 1182/71, art. 3(4)); it goes with whole days only, since otherwise who begins later could have to be done
earlier. A right lives while now < end.

Days are days of the clock's zone. Where its clocks are put forward or back, a time of day that does not exist or exists
twice ends at the later of both: nobody's time is cut short.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hejie.domain.kernel.calendars import Calendar

UNITS = ("minutes", "hours", "days", "months", "business_days", "shift_hours")
STARTS = ("at_once", "next_day")
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_EXACT = {"minutes": timedelta(minutes=1), "hours": _HOUR}
_SHIFTS_AHEAD = 4000
_SOME_DAY = date(2026, 1, 15)


@dataclass(frozen=True, slots=True)
class Clock:
    """A length of time as a procedure states it.

    amount     how many of the unit; whole, at least 1; 0 where something follows at once
    unit       one of UNITS
    zone       IANA name of the zone whose days count
    start      at_once, or next_day: counting begins with the day after the event
    calendar   whose working days count, for business_days, for shifts on working days and for rolling; else None
    opens      time of day at which a shift begins; closes: at which it ends
    working    whether shifts are on working days only
    roll       whether an end on a free day moves to the end of the next working day
    """

    amount: int
    unit: str
    zone: str = "UTC"
    start: str = "at_once"
    calendar: Calendar | None = None
    opens: time = time(0)
    closes: time = time(0)
    working: bool = False
    roll: bool = False

    @property
    def at_once(self) -> bool:
        """Whether it gives nobody any time."""
        return not self.amount

    def end(self, event: datetime) -> datetime:
        """When a wait ends that begins with an event at this moment (aware, any zone); the answer is in UTC."""
        return self._rolled(self._add(event.astimezone(UTC), self.amount))

    def left(self, until: datetime, at: datetime) -> timedelta | int:
        """What is left at a moment of a wait that would end at `until`, in what this clock counts: time, or working days.

        A working day that has begun counts as left.
        """
        if at >= until:
            return 0 if self.unit == "business_days" else timedelta()
        if self.unit == "business_days":
            left = self.calendar.between(_day(at, self.zone) - _DAY, _last_day(until, self.zone))
            return min(max(left, 1), self.amount)
        if self.unit == "shift_hours":
            return self._shift_time(at, until)
        return until - at

    def resumed(self, until: datetime, paused: datetime, resumed: datetime) -> datetime:
        """The new end of a wait that stood still from one moment to another: what was left then is left now."""
        left = self.left(until, paused)
        if not left:
            return until
        if self.unit == "business_days":
            return max(until, self._business_end(resumed, left))
        if self.unit == "shift_hours":
            return self._in_shifts(resumed, left)
        return self._rolled(resumed + left)

    def recounted(self, until: datetime, event: datetime, before: "Clock") -> datetime:
        """An end that was counted by `before`, which asked an older calendar, by this clock; never earlier.

        event   when the wait began. What else has moved the end since stays; it still falls on a working day.
        """
        longer = self.end(event) - before.end(event)
        if longer <= timedelta():
            return until
        moved = until + longer
        last = _last_day(moved, self.zone)
        return moved + (self.calendar.next_from(last) - last) if self.unit == "business_days" else self._rolled(moved)

    def is_provisional(self, until: datetime) -> bool:
        """Whether an end rests on days that no official calendar covers yet."""
        return self.calendar is not None and not self.calendar.is_published(_last_day(until, self.zone))

    def longest(self) -> timedelta:
        """The longest time from event to end that there can be, as far as the calendar reaches."""
        if self.calendar is None:
            many = 366 if self.unit == "months" else 1  # months are of unequal length
            days = [_SOME_DAY + _DAY * number for number in range(many)]
            more = _HOUR  # clocks may be put back meanwhile
        else:
            first, last = min(self.calendar.holidays), self.calendar.published_until
            days, more = [first + _DAY * number for number in range((last - first).days)], timedelta()
        times = (time(0), self.closes)  # nobody has to wait longer than who begins with the day, or when a shift ends
        begins = (_at(day, at, self.zone) for day in days for at in times)
        return more + max(self.end(begin) - begin for begin in begins)

    def _add(self, event: datetime, amount: int) -> datetime:
        if self.unit in _EXACT:
            begin = _midnight(_day(event, self.zone) + _DAY, self.zone) if self.start == "next_day" else event
            return begin + _EXACT[self.unit] * amount
        if self.unit == "days":
            if self.start == "next_day":
                return _midnight(_day(event, self.zone) + _DAY * (amount + 1), self.zone)
            local = event.astimezone(_zone(self.zone))
            return _at(local.date() + _DAY * amount, local.time(), self.zone)
        if self.unit == "months":
            local = event.astimezone(_zone(self.zone))
            day = _months_after(local.date(), amount)
            return _at(day, local.time(), self.zone) if self.start == "at_once" else _midnight(day + _DAY, self.zone)
        if self.unit == "business_days":
            return self._business_end(event, amount)
        begin = _midnight(_day(event, self.zone) + _DAY, self.zone) if self.start == "next_day" else event
        return self._in_shifts(begin, _HOUR * amount)

    def _business_end(self, event: datetime, amount: int) -> datetime:
        local = event.astimezone(_zone(self.zone))
        last = self.calendar.nth_after(local.date(), amount)
        if self.start == "next_day":
            return _midnight(last + _DAY, self.zone)
        if not self.calendar.is_working(local.date()):  # what happens on a free day counts from when people come back
            return _midnight(last + _DAY, self.zone)
        return _at(last, local.time(), self.zone)

    def _in_shifts(self, begin: datetime, left: timedelta) -> datetime:
        day = _day(begin, self.zone)
        for _ in range(_SHIFTS_AHEAD):
            opens, closes = self._shift_of(day)
            if opens < closes and closes > begin:
                first = max(opens, begin)
                if first + left <= closes:
                    return first + left
                left -= closes - first
            day += _DAY
        raise ValueError("a wait in shifts does not end within ten years")

    def _shift_time(self, begin: datetime, until: datetime) -> timedelta:
        total, day, last = timedelta(), _day(begin, self.zone), _day(until, self.zone)
        while day <= last:
            opens, closes = self._shift_of(day)
            total += max(min(closes, until) - max(opens, begin), timedelta())
            day += _DAY
        return total

    def _shift_of(self, day: date) -> tuple[datetime, datetime]:
        """When the shift of a day begins and ends; nothing between them on a free day."""
        opens = _at(day, self.opens, self.zone)
        if self.working and not self.calendar.is_working(day):
            return opens, opens
        return opens, _midnight(day + _DAY, self.zone) if self.closes == time(0) else _at(day, self.closes, self.zone)

    def _rolled(self, end: datetime) -> datetime:
        if not self.roll:
            return end
        last = _last_day(end, self.zone)
        working = self.calendar.next_from(last)
        return end if working == last else _midnight(working + _DAY, self.zone)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(_zone(zone)).date()


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last (Civil Code of China, art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last_day(end: datetime, zone: str) -> date:
    """The last day of which something belongs to a wait that ends then: the midnight that ends a day belongs to it."""
    return _day(end - timedelta(microseconds=1), zone)


def _midnight(day: date, zone: str) -> datetime:
    return _at(day, time(0), zone)


def _at(day: date, at: time, zone: str) -> datetime:
    """A time of day as a moment in UTC. A time that is skipped counts from behind the gap, one that comes twice as the second."""
    if zone == "UTC":
        return datetime.combine(day, at, UTC)
    local = datetime.combine(day, at, _zone(zone))
    return max(local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC))
