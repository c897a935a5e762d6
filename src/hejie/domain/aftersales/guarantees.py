"""How long a thing is under its shop's guarantee, and which source counts: its registration, then its order, then the shop's rule.

Where none of them says, it is unknown, which is never taken for a yes or a no. What the law gives stands in the entitlement.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MOST_MONTHS = 600
SOURCES = ("registration", "order", "rule")


@dataclass(frozen=True, slots=True)
class Cover:
    """An end of a guarantee that is known. source: one of SOURCES; ends_on: the last day, with what was added.

    longer    what repairs have added to it: {"days"|"months", "rule"}
    """

    source: str
    ends_on: date
    longer: tuple[Mapping, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether a day is under it."""
        return day <= self.ends_on

    def as_data(self) -> dict:
        """As an entry holds it."""
        told = {"source": self.source, "ends_on": self.ends_on.isoformat()}
        return {**told, "longer": [dict(one) for one in self.longer]} if self.longer else told


def read(data: Mapping) -> Cover | None:
    """What an entry holds; None: unknown."""
    if not data:
        return None
    return Cover(data["source"], date.fromisoformat(data["ends_on"]), tuple(data.get("longer", ())))


def last_day(began_on: date, months: int, more: int = 0) -> date | None:
    """The last day of a guarantee of so many months (and more, where it was extended); None without months.

    The same day of a later month, or that month's last where it has no such day.
    """
    if not months:
        return None
    year, month = divmod(began_on.year * 12 + began_on.month - 1 + months + more, 12)
    return date(year, month + 1, min(began_on.day, monthrange(year, month + 1)[1]))


def counting(
    registered: date | None, bought_on: date | None, of_order: int = 0, of_rule: int = 0, *, known: bool = False
) -> Cover | None:
    """The guarantee that counts.

    registered  last day by the registration of this very thing, None without one (known: there is one, but it has no end)
    bought_on   when it came, or was ordered; of_order: months that its page or deal promised then
    of_rule     months that the shop gives on everything, 0: it has not said
    """
    if registered is not None:
        return Cover("registration", registered)
    if known or bought_on is None:
        return None
    for source, months in (("order", of_order), ("rule", of_rule)):
        end = last_day(bought_on, months)
        if end is not None:
            return Cover(source, end)
    return None
