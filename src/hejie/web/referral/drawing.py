"""A limitation period as a bar: from the day that begins it, over today, to the last day. Places are what SVG wants."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hejie.domain.referral.limitation import LastDay

_WIDE, _TALL = 640, 328


def bar(one: LastDay, now: datetime) -> dict | None:
    """What `referral/bar.html` draws; None where no day is known."""
    if one.last_on is None:
        return None
    today = now.astimezone(ZoneInfo(one.period.zone)).date()
    share = _share(one.began_on, today, one.last_on)
    return {
        "over": today > one.last_on,
        "sizes": [_size("wide", _WIDE, share), _size("tall", _TALL, share)],
    }


def _size(name: str, width: int, share: float) -> dict:
    at = width * share
    anchor = "start" if share < 0.2 else "end" if share > 0.8 else "middle"
    return {"name": name, "width": str(width), "gone": f"{at:.1f}", "today": f"{at:.1f}", "anchor": anchor}


def _share(first: date, today: date, last: date) -> float:
    """How much of the period has passed, from 0 to 1."""
    whole = max((last - first).days, 1)
    return min(max((today - first).days / whole, 0.0), 1.0)
