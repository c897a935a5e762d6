"""An announced holiday is given back to every open deadline of its marketplace, once, also ahead of time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.rulebooks import calendars
from hejie.store import holidays as store
from hejie.store import story
from hejie.usecases import holidays, outages, upkeep

pytestmark = pytest.mark.django_db


def until(dispute, wait="answer"):
    return reader.case(dispute.case).waits(wait)[0].until


def moves(stream_of, why="holiday") -> int:
    root, stream = (stream_of.root, stream_of.stream) if hasattr(stream_of, "root") else stream_of
    rows = story.newest(root, stream)
    return sum(row["kind"] == "DeadlineMoved" and row["data"]["why"] == why for row in rows)


@pytest.fixture
def announce(people, ctx, clock):
    """Announces a holiday so many hours from now, for so long: `announce(24, 72)`."""
    operator = people("operator")

    def say(begins: float, hours: float, name: str = "Spring Festival"):
        start = clock.now + timedelta(hours=begins)
        return holidays.announce(ctx(operator), name, start, start + timedelta(hours=hours))

    return say


def refused(code: str):
    return pytest.raises(Refusal, match=code)


def test_what_runs_over_it_is_moved_at_once_and_only_once(disputes, announce, clock, work):
    dispute = disputes()
    before = until(dispute), until(dispute, "settle")
    announce(24, 72)
    for _ in range(3):
        work()
        clock.move(minutes=2)
    assert (until(dispute), until(dispute, "settle")) == tuple(end + timedelta(days=3) for end in before)
    assert moves(dispute) == 2


def test_what_ends_before_it_stays_as_it_is(disputes, announce, work):
    dispute = disputes()
    before = until(dispute)
    announce(73, 48)
    work()
    assert until(dispute) == before and moves(dispute) == 1  # `settle` runs over it


def test_what_is_set_later_gets_it_with_the_next_look_and_at_the_latest_before_its_default(
    disputes, announce, ctx, clock, work
):
    announce(24, 72)
    work()
    first = disputes()
    clock.move(minutes=2)
    before = until(first)
    work()
    assert until(first) == before + timedelta(days=3)
    second = disputes()
    ends = until(second)
    clock.now = ends
    upkeep.carry_out_defaults(ctx(), second.case, key="sweep before anybody has looked")
    assert not reader.case(second.case).ruling and until(second) == ends + timedelta(days=3)
    assert moves(second) == 2


def test_orders_get_it_too_and_the_buyer_finds_why_in_his_list(orders, people, announce, clock, mailoutbox, work):
    from hejie.usecases import listing, notice_texts

    buyer = people("buyer")
    root = orders(buyer, people("seller"))
    before = reader.order(root).deadlines[0].until
    announce(24, 48)
    work()
    assert reader.order(root).deadlines[0].until == before + timedelta(days=2)
    assert moves((root, f"order:{root}")) == 1 and mailoutbox == []
    (row,) = listing.notices_of(buyer.actor).rows
    text = notice_texts.render(row["kind"], row["facts"], language="en", zone="UTC", now=clock.now)
    assert "announced a holiday" in text.body


def test_another_marketplace_is_untouched(disputes, announce, clock, work):
    from hejie.conf import context
    from hejie.domain.kernel import actor as actors
    from tests.support.world import make_marketplace

    dispute = disputes()
    other = make_marketplace("elsewhere")
    elsewhere = context.for_actor(actors.system(other.pk), clock.now)
    holidays.announce(elsewhere, "Their own day", clock.now + timedelta(hours=24), clock.now + timedelta(hours=48))
    before = until(dispute)
    work()
    assert until(dispute) == before and moves(dispute) == 0


def test_time_that_an_outage_shares_with_it_is_given_back_once(disputes, announce, clock, work):
    dispute = disputes()
    before = until(dispute)
    announce(24, 48)
    work()
    outages.beat(clock.move(hours=20))
    outages.beat(clock.move(hours=8))  # four of these hours are of the holiday
    work()
    assert until(dispute) == before + timedelta(hours=48 + 4)
    assert (moves(dispute), moves(dispute, "outage")) == (2, 2)


def test_a_holiday_announced_over_an_outage_that_was_given_back_gives_only_the_rest(disputes, announce, clock, work):
    dispute = disputes()
    before = until(dispute)
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=6))
    work()
    announce(-12, 24)  # from five hours before the case was opened: of its 19 hours six were the outage's
    work()
    assert until(dispute) == before + timedelta(hours=6 + 19 - 6)


def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_moves_the_rest(disputes, announce, work, monkeypatch):
    cases = [disputes() for _ in range(3)]
    before = [until(one) for one in cases]
    work()
    announce(24, 24)
    real, done = outages.give_back, []

    def dies(*args, **kwargs):
        if done:
            raise KeyboardInterrupt
        real(*args, **kwargs)
        done.append(1)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(outages, "give_back", dies)
        work()
    assert sum(moves(one) for one in cases) == 2
    work()
    assert [until(one) for one in cases] == [end + timedelta(days=1) for end in before]
    assert sum(moves(one) for one in cases) == 6


def test_when_it_is_over_nobody_looks_any_more(disputes, announce, clock, work):
    disputes()
    holiday = announce(1, 24)
    work()
    assert [one.id for one in store.uncredited()] == [holiday.id]
    clock.move(hours=26)
    work()
    assert store.uncredited() == []


def test_both_sides_hear_of_it_in_their_language_with_both_ends(disputes, people, announce, mailoutbox, work):
    dispute = disputes(buyer=people("buyer", language="zh"))
    work()
    mailoutbox.clear()
    announce(24, 72)
    work()
    subjects = sorted(letter.subject.partition(" ·")[0] for letter in mailoutbox)
    assert any("假期" in one for one in subjects) and any("a holiday" in one for one in subjects)
    local = until(dispute).astimezone(ZoneInfo("Asia/Shanghai"))
    assert any(f"{local.month}月{local.day}日" in letter.body for letter in mailoutbox)


def test_only_an_operator_announces_and_no_time_twice(people, ctx, clock, announce):
    first = announce(24, 72)
    assert announce(24, 72).id == first.id
    with refused("holiday_known"):
        announce(48, 72, "Another name")
    for begins, hours in ((24, 0), (24, 61 * 24), (-48, 24), (24 * 800, 24)):
        with refused("bad_holiday"):
            announce(begins, hours)
    with refused("text_missing"):
        announce(200, 24, " ")
    start, end = clock.now + timedelta(days=30), clock.now + timedelta(days=31)
    for role in ("buyer", "seller", "neutral", "auditor"):
        with refused("not_found"):
            holidays.announce(ctx(people(role)), "Mine", start, end)


def test_the_next_free_days_come_from_the_calendar_of_the_procedure():
    china = calendars.load("calendars/cn")
    begin, end = china.published_until.replace(month=9, day=1), china.published_until
    golden = holidays.free_stretches(china, begin, end)[-1]
    assert (golden.first.isoformat(), golden.last.isoformat()) == ("2026-10-01", "2026-10-07")
