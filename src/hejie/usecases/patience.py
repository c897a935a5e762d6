"""Backing off from what keeps failing, so that one broken thing neither stops the others nor fills the log."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from random import Random

_LONGEST = timedelta(hours=1)


def pause(tries: int, random: Random, first: float = 5.0, longest: float = _LONGEST.total_seconds()) -> timedelta:
    """How long to wait after so many tries: doubling from `first` seconds up to `longest`, half of it by chance."""
    whole = min(first * 2 ** min(tries - 1, 30), longest)
    return timedelta(seconds=whole * (0.5 + random.random() / 2))


class Patience:
    """Remembers, within one worker, what has failed and when it may be tried again."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._rows: dict[Hashable, tuple[int, datetime]] = {}

    def ready(self, what: Hashable, now: datetime) -> bool:
        """Whether it may be tried (again)."""
        row = self._rows.get(what)
        return row is None or row[1] <= now

    def failed(self, what: Hashable, now: datetime) -> None:
        """It has failed once more."""
        tries = self._rows.get(what, (0, now))[0] + 1
        if len(self._rows) > 10_000:
            self._rows = {key: row for key, row in self._rows.items() if row[1] > now}
        self._rows[what] = (tries, now + pause(tries, self._random))

    def succeeded(self, what: Hashable) -> None:
        """It is good again."""
        self._rows.pop(what, None)
