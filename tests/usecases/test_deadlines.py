"""Defaults and reminders: exactly once, however many workers run, and after any pause."""

import threading
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hejie.record import reader, streams
from hejie.store import story
from hejie.usecases import sweeping
from hejie.usecases.patience import Patience


def kinds(case: str, kind: str) -> int:
    return sum(entry["kind"] == kind for entry in story.newest(case[:16], f"case:{case}"))


def test_a_claim_that_nobody_answers_is_granted_at_its_moment_and_not_before(disputes, clock, work):
    dispute = disputes()
    clock.move(days=3, milliseconds=-1)
    work()
    assert not reader.case(dispute.case).ruling
    clock.move(milliseconds=1)
    work()
    work()
    assert reader.case(dispute.case).ruling.outcome == "defaulted_seller"
    assert kinds(dispute.case, "DefaultApplied") == 1


def test_a_long_pause_of_the_machine_leaves_nothing_out_and_does_nothing_twice(disputes, clock, work):
    dispute = disputes()
    clock.move(days=400)
    work()
    assert reader.case(dispute.case).outcome == "defaulted_seller"
    clock.move(days=400)
    work()
    assert reader.case(dispute.case).closed
    assert kinds(dispute.case, "RulingMade") == 1


def test_a_reminder_comes_once_at_half_time_to_whom_it_concerns(disputes, clock, work):
    dispute = disputes()
    clock.move(hours=35)
    work()
    assert kinds(dispute.case, "DeadlineReminded") == 0
    clock.move(hours=1)
    work()
    clock.move(hours=5)
    work()
    (reminded,) = [row for row in story.newest(dispute.root, dispute.stream) if row["kind"] == "DeadlineReminded"]
    assert (reminded["data"]["wait"], reminded["data"]["who"]) == ("answer", "seller")


@pytest.mark.tampers
def test_a_broken_case_stops_no_other_and_is_left_alone_for_a_while(disputes, clock, caplog):
    broken, whole = disputes(), disputes()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deadline SET stream = 'case:' || stream WHERE root = %s", [broken.root]
        )  # a row that leads nowhere
    clock.move(days=4)
    patience = Patience(Random(1))
    for _ in range(3):
        sweeping.Sweep(clock.now, clock.now, patience, Random(1)).carry_out_defaults()
    assert reader.case(whole.case).ruling
    told = [record for record in caplog.records if "could not be carried out" in record.message]
    assert len(told) == 1
    clock.move(hours=2)
    sweeping.Sweep(clock.now, clock.now, patience, Random(1)).carry_out_defaults()
    assert len([record for record in caplog.records if "could not be carried out" in record.message]) == 2


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_for_the_same_defaults_carry_each_out_once(disputes, clock):
    found = [disputes() for _ in range(6)]
    clock.move(days=3, hours=1)
    start, faults = threading.Barrier(3), []

    def one(seed: int) -> None:
        try:
            start.wait()
            sweeping.Sweep(clock.now, clock.now, Patience(Random(seed)), Random(seed)).carry_out_defaults()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=one, args=[seed]) for seed in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not faults
    for dispute in found:
        assert kinds(dispute.case, "DefaultApplied") == 1
        assert kinds(dispute.case, "RulingMade") == 1


def sweep(clock, seed: int = 1, stopped=lambda: False, **more) -> int:
    """What one worker carries out at the test's clock. stopped: asked before each reading, each stretch and each row."""
    random = Random(seed)
    return sweeping.Sweep(clock.now, clock.now, Patience(random), random, stopped, **more).carry_out_defaults()


class Meanwhile:
    """Lets something happen when a sweep asks for the third time whether to stop: when its first row is about to be done."""

    def __init__(self, happens) -> None:
        self.happens, self.asked = happens, 0

    def __call__(self) -> bool:
        self.asked += 1
        if self.asked == 3:
            self.happens()
        return False


def test_what_another_worker_did_since_it_was_read_ahead_is_not_done_again(disputes, clock):
    dispute = disputes()
    clock.move(days=3, hours=1)
    places = [dispute.stream, f"order:{dispute.root}"]

    def another_process_works() -> None:
        before = {stream: streams.known(stream) for stream in places}
        assert sweep(clock, 2) == 1
        for stream, state in before.items():  # this process has seen nothing of it
            streams.remember(stream, state)

    assert sweep(clock, stopped=Meanwhile(another_process_works)) == 0
    assert kinds(dispute.case, "DefaultApplied") == kinds(dispute.case, "RulingMade") == 1


def test_a_stretch_that_another_worker_has_done_meanwhile_is_passed_over(disputes, clock):
    found = [disputes() for _ in range(4)]
    clock.move(days=3, hours=1)
    meanwhile = Meanwhile(lambda: sweep(clock, 2))
    assert sweep(clock, stopped=meanwhile, stretch=1) == 0
    assert meanwhile.asked == 2 + 4 + 1  # two readings, four stretches, and of the rows the first alone
    assert all(kinds(dispute.case, "DefaultApplied") == 1 for dispute in found)


def test_a_case_that_cannot_be_read_stops_no_other_of_its_stretch(disputes, clock):
    broken, whole = disputes(), disputes()
    clock.move(days=3, hours=1)
    streams.remember(broken.stream, "no state of a case")
    assert sweep(clock) == 1
    streams.forget()
    assert reader.case(whole.case).ruling and not reader.case(broken.case).ruling


def test_what_the_acts_of_a_stretch_rest_on_is_asked_for_once(disputes, clock):
    for _ in range(5):
        disputes()
    clock.move(days=3, hours=1)
    streams.forget()
    with CaptureQueriesContext(connection) as sent:
        assert sweep(clock) == 5
    texts = [query["sql"] for query in sent.captured_queries]
    assert sum('FROM "membership"' in text for text in texts) == 1
    assert sum("FROM outage" in text for text in texts) == 1
    assert sum("JOIN entry" in text for text in texts) == 1


def test_a_late_act_first_carries_out_the_default_and_then_meets_the_new_state(disputes, ctx, clock):
    from hejie.domain.cases.commands import MakeStatement
    from hejie.usecases import cases

    dispute = disputes()
    clock.move(days=3)
    cases.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "They fit."), key="late")
    newest = [row["kind"] for row in reversed(story.newest(dispute.root, dispute.stream))]
    assert newest.index("DefaultApplied") < newest.index("StatementMade")
    assert reader.case(dispute.case).deadlines[0].until == clock.now + timedelta(days=7)
