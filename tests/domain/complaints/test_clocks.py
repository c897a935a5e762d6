"""A complaint's clocks: hours, days, working days of a place; bounds; and complaints from before they were kept with them."""

from datetime import UTC, datetime, timedelta

import pytest

from hejie.domain.complaints import clocks, state
from hejie.rulebooks import calendars, complaints
from hejie.rulebooks.strict import BadRulebook

FRIDAY = datetime(2026, 9, 25, 2, 0, tzinfo=UTC)
"""A day of China's Mid-Autumn holiday, after which a Sunday is free and no day is worked in exchange."""


def test_hours_and_days_are_counted_as_they_are():
    assert clocks.ends({"word": {"hours": 36}}, "word", FRIDAY) == FRIDAY + timedelta(hours=36)
    assert clocks.ends({"word": {"days": 3}}, "word", FRIDAY) == FRIDAY + timedelta(days=3)


def test_working_days_are_those_of_the_calendar_that_was_pinned():
    china = calendars.load("calendars/cn")
    told = {"answer": {"business_days": 2}, "calendar": "calendars/cn"}
    end = clocks.ends(told, "answer", FRIDAY, calendars.load)
    days = [FRIDAY + timedelta(days=number) for number in range(1, 30)]
    last = [day for day in days if china.is_working(day.date())][1].date()
    assert end.astimezone(UTC).date() in (last, last + timedelta(days=1))
    assert end > FRIDAY + timedelta(days=2)
    with pytest.raises(LookupError):
        clocks.ends(told, "answer", FRIDAY)


def test_a_complaint_from_before_keeps_the_clocks_of_then():
    data = dict.fromkeys(
        ("marketplace", "complaint", "against", "whom", "role", "channel", "complainant", "order"), "x"
    )
    entry = {
        "kind": "ComplaintReceived",
        "at": "2026-01-01T00:00:00.000Z",
        "by": {"id": "p"},
        "stream": "complaint:x:x",
    }
    old = state.evolve(None, {**entry, "seq": 1, "hash": "", "data": {**data, "text": {"ref": "r"}}})
    new = state.evolve(
        None, {**entry, "seq": 1, "hash": "", "data": {**data, "text": {"ref": "r"}, "clocks": {"word": {"hours": 24}}}}
    )
    assert (old.clocks, new.clocks) == (clocks.BEFORE, {"word": {"hours": 24}})


def test_the_rulebook_keeps_its_bounds():
    rules = complaints.load()
    assert rules.fits("answer", {"business_days": 5}, "cn") and not rules.fits("answer", {"business_days": 5}, "")
    assert not rules.fits("again", {"business_days": 2}, "cn")
    for wrong in (
        {"days": 31},
        {"hours": 1},
        {"days": 0},
        {"days": True},
        {"weeks": 1},
        {"days": 3, "hours": 1},
        {},
        "3",
        None,
    ):
        assert not rules.fits("answer", wrong, "cn"), wrong


@pytest.mark.parametrize(
    "wrong", ["answer: {usual: {days: 90}", "answer: {usual: {weeks: 1}", "reply: {usual: {days: 7}"]
)
def test_a_rulebook_out_of_its_own_bounds_is_refused_with_its_line(wrong):
    text = (complaints._FILE).read_text("utf-8").replace("answer: {usual: {days: 7}", wrong)
    with pytest.raises(BadRulebook):
        complaints.parse(text)
