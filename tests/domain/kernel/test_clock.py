"""Moments are written in one form, whatever zone they come in."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from hejie.domain.kernel import clock
from tests.support.refused import refuses

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 22, 8, 30, tzinfo=UTC), "2026-11-22T08:30:00.000Z"),
        (datetime(2026, 11, 22, 8, 30, 1, 987_654, UTC), "2026-11-22T08:30:01.987Z"),
        (datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=8))), "2026-11-22T00:30:00.000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), "2026-10-25T00:30:00.000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), "2026-10-25T01:30:00.000Z"),
        (datetime(2026, 11, 22, 8, 30, tzinfo=ZoneInfo("UTC")), "2026-11-22T08:30:00.000Z"),
    ],
)
def test_a_moment_is_written_in_utc_with_milliseconds_and_read_again(moment, written):
    assert clock.text(moment) == written
    assert clock.parse(written) == clock.cut(moment.astimezone(UTC))


@pytest.mark.parametrize(
    "moment",
    [datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")), datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-5)))],
)  # fmt: skip
def test_a_moment_that_utc_cannot_name_is_refused(moment):
    refuses("date_out_of_reach", clock.text, moment)
