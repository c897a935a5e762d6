"""Moments in time: one written form everywhere, and the arithmetic of deadlines.

A moment is an aware UTC datetime cut to milliseconds; its text is the record's form
`2026-11-22T08:30:00.000Z` (contract: dossier). Query tables keep whole milliseconds since 1970.
"""

from datetime import UTC, datetime, timedelta

from hejie.domain.kernel.refusal import Refusal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def text(moment: datetime) -> str:
    """Write a moment as the record does, milliseconds and `Z`. Refuses date_out_of_reach: in UTC before year 1 or after 9999."""
    if moment.tzinfo is not UTC:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            raise Refusal("date_out_of_reach", given=moment.isoformat()) from None
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def parse(written: str) -> datetime:
    """Read the record's form; any other form raises ValueError."""
    moment = datetime.fromisoformat(written)
    if len(written) != 24 or not written.endswith("Z"):
        raise ValueError(f"not a moment of the record: {written!r}")
    return moment


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970, for query tables that both databases sort alike."""
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """The moment that a query table keeps as a number."""
    return _EPOCH + timedelta(milliseconds=value)


def cut(moment: datetime) -> datetime:
    """The moment at the record's precision, so that what is decided equals what is written."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
