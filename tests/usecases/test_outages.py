"""Time in which the pages were down is given back to every open deadline, exactly once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hejie.record import reader
from hejie.store import clocks, story
from hejie.usecases import listing, notice_texts, outages


def until(dispute, wait="answer"):
    return reader.case(dispute.case).waits(wait)[0].until


def moves(dispute) -> int:
    return sum(row["kind"] == "DeadlineMoved" for row in story.newest(dispute.root, dispute.stream))


def test_pages_that_were_never_served_are_not_missed(db, clock):
    assert outages.check(clock.now)
    assert outages.beat(clock.now) is None


def test_a_short_silence_is_no_outage(db, clock):
    outages.beat(clock.now)
    assert outages.check(clock.move(minutes=2))
    assert outages.beat(clock.now) is None
    assert clocks.uncredited() == []


def test_an_outage_is_recorded_once_when_the_pages_speak_again(db, clock):
    outages.beat(clock.now)
    started = clock.now
    clock.move(hours=5)
    assert outages.down_since(clock.now) == started
    ended = outages.beat(clock.now)
    assert (ended.started_at, ended.ended_at) == (started, clock.now)
    assert outages.beat(clock.now) is None
    assert len(clocks.uncredited()) == 1


def test_the_lost_time_is_given_back_once_to_every_open_deadline(disputes, clock, work):
    first, second = disputes(), disputes()
    before = until(first)
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=6))
    for _ in range(3):
        work()
    assert until(first) == until(second) == before + timedelta(hours=6)
    assert moves(first) == len(reader.case(first.case).deadlines) == 2
    assert clocks.uncredited() == []
    later = disputes()
    work()
    assert moves(later) == 0


def test_while_the_pages_are_down_no_default_is_carried_out(disputes, clock, work):
    dispute = disputes()
    outages.beat(clock.move(days=2))
    clock.move(days=2)  # the deadline passes in the dark
    work()
    assert not reader.case(dispute.case).ruling
    outages.beat(clock.now)
    work()
    assert not reader.case(dispute.case).ruling
    assert until(dispute) == clock.now + timedelta(days=1)
    outages.beat(clock.move(days=1))
    work()


def test_an_act_after_the_outage_that_comes_before_the_worker_finds_its_time_given_back(disputes, ctx, clock, work):
    from hejie.domain.cases.commands import MakeStatement
    from hejie.usecases import cases

    dispute = disputes()
    outages.beat(clock.move(days=2))
    outages.beat(clock.move(days=2))
    cases.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "They fit."), key="late")
    case = reader.case(dispute.case)
    assert case.answered and not case.ruling
    before = moves(dispute)
    work()
    assert moves(dispute) == before


def test_a_deadline_that_is_held_back_stays_held_when_time_is_given_back(disputes, ctx, clock, work):
    from hejie.usecases import people_reach

    dispute = disputes()
    people_reach.mark_bounced(ctx(), dispute.seller.person, why="550 5.1.1 unknown")
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=1))
    work()
    assert reader.case(dispute.case).waits("answer")[0].held == "unreachable"


def test_an_order_gets_its_time_back_too(orders, people, clock, work):
    root = orders(people("buyer"), people("seller"))
    before = reader.order(root).deadlines[0].until
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=9))
    work()
    assert reader.order(root).deadlines[0].until == before + timedelta(hours=9)


def test_time_given_back_is_told_to_both_sides_with_both_ends(people, disputes, clock, mailoutbox, work):
    dispute = disputes(buyer=people("buyer", language="zh"))
    ends = [until(dispute)]
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=6))
    work()
    ends.append(until(dispute))
    told = [letter for letter in mailoutbox if "期限已延长" in letter.subject or "Lost time" in letter.subject]
    assert len(told) == 2
    (chinese,) = [letter.body for letter in told if "期限已延长" in letter.subject]
    (english,) = [letter.body for letter in told if "Lost time" in letter.subject]
    for end in ends:
        local = end.astimezone(ZoneInfo("Asia/Shanghai"))
        assert f"{local.month}月{local.day}日" in chinese and f"{local:%H:%M}" in chinese
        assert f"{local.day} {local:%B}" in english and f"{local:%H:%M}" in english


def test_a_buyer_finds_the_longer_time_for_his_order_in_his_list_without_a_letter(
    orders, people, clock, mailoutbox, work
):
    buyer = people("buyer")
    root = orders(buyer, people("seller"))
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=9))
    work()
    assert mailoutbox == []
    (row,) = listing.notices_of(buyer.actor).rows
    text = notice_texts.render(row["kind"], row["facts"], language="en", zone="UTC", now=clock.now)
    end = reader.order(root).deadlines[0].until
    assert f"{end.day} {end:%B}, {end:%H:%M} (UTC)" in text.body and text.subject.startswith("You have more time")


def test_an_order_whose_time_ran_out_in_the_dark_is_not_taken_as_confirmed(orders, people, ctx, clock):
    from hejie.usecases import upkeep

    root = orders(people("buyer"), people("seller"))
    outages.beat(clock.move(days=9))
    outages.beat(clock.move(days=3))
    upkeep.carry_out_order_defaults(ctx(), root, key="sweep")
    order = reader.order(root)
    assert not order.confirmed
    assert order.deadlines[0].until > clock.now


@pytest.mark.django_db(transaction=True)
def test_processes_that_wake_up_together_record_one_outage(marketplace, clock):
    import threading

    from django.db import connection

    outages.beat(clock.now)
    clock.move(hours=3)
    found, start = [], threading.Barrier(4)

    def wake(number: int) -> None:
        start.wait()
        found.append(outages.beat(clock.now + timedelta(milliseconds=number)))
        connection.close()

    threads = [threading.Thread(target=wake, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in found) == 1
    assert len(clocks.uncredited()) == 1
