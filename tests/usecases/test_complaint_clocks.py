"""A marketplace sets its own times for complaints: within bounds, by version, for complaints that come from then on."""

from datetime import timedelta

import pytest

from hejie.domain.complaints import commands as c
from hejie.usecases import complaint_clocks, complaint_intake, complaints
from tests.usecases.test_complaints import Complained, refused

pytestmark = pytest.mark.once


def test_a_change_counts_for_what_comes_then_and_touches_nothing_that_runs(people, ctx, orders, clock, work):
    before = Complained(people, ctx, orders, clock)
    boss = before.operator
    saved = complaint_clocks.save(
        ctx(boss), {"answer": {"business_days": 3}, "word": {"hours": 24}}, calendar="calendars/cn", over=0
    )
    assert (saved.version, saved.calendar, saved.waits["assign"]) == (1, "calendars/cn", {"days": 1})
    after = Complained(people, ctx, orders, clock)
    for one in (before, after):
        complaints.assign(ctx(boss), one.id, one.other.id, key="a")
        one.do(one.other, c.AskForWord)
    ends = [one.view(one.agent).turn.until - clock.now for one in (before, after)]
    assert ends == [timedelta(days=3), timedelta(hours=24)]
    assert before.state.clocks["set"] == 0 and after.state.clocks["calendar"] == "calendars/cn"
    assert before.state.turn.until - clock.now == timedelta(days=7)
    assert after.state.turn.until > clock.now + timedelta(days=2)
    clock.move(days=1, minutes=1)
    work()
    assert not before.view(before.other).state.over
    assert after.do(after.other, c.AnswerComplaint, "upheld", "He said nothing.")


def test_what_is_out_of_bounds_or_stale_is_refused(people, ctx):
    boss = ctx(people("operator"))
    told = (
        {"answer": {"days": 60}},
        {"word": {"business_days": 2}},
        {"again": {"business_days": 2}},
        {"reply": {"days": 2}},
    )
    for waits in told:
        refused("complaint_time", lambda waits=waits: complaint_clocks.save(boss, waits, calendar="", over=0))
    refused("calendar_unknown", lambda: complaint_clocks.save(boss, {}, calendar="xx", over=0))
    complaint_clocks.save(boss, {"rate": {"days": 7}}, calendar="", over=0)
    refused("settings_changed", lambda: complaint_clocks.save(boss, {"rate": {"days": 9}}, calendar="", over=0))
    for role in ("agent", "seller", "buyer", "neutral"):
        refused("not_found", lambda role=role: complaint_clocks.read(ctx(people(role))))
    refused("not_found", lambda: complaint_clocks.save(ctx(people("auditor")), {}, calendar="", over=1))


def test_what_a_stranger_says_of_the_answer_is_written_down_for_him(people, ctx, orders, clock):
    one = Complained(people, ctx, orders, clock)
    told = {"against": "service", "whom": "", "role": "platform"}
    name = complaint_intake.take_in(
        ctx(one.operator), channel="telephone", **told, text="Cold.", contact="+1", key="t"
    ).created["complaint"]
    complaints.assign(ctx(one.operator), name, one.other.id, key="a")
    complaints.act(ctx(one.other), c.AnswerComplaint(name, "upheld", "Sorry."), key="b")
    refused("not_found", lambda: complaints.act(ctx(one.buyer), c.RateAnswer(name, True), key="c"))
    complaints.act(ctx(one.other), c.RateAnswer(name, True, "She thanks us."), key="d")
    state = complaints.read(ctx(one.operator), name).state
    assert (state.status, state.satisfied) == ("closed", "yes")
    refused("not_found", lambda: one.do(one.other, c.RateAnswer, True))
