"""Sealing takes up every committed entry exactly once, however late its transaction commits."""

import threading

import pytest
from django.db import connection, transaction

from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealed_log, sealing
from hejie.usecases import cases


def leaves() -> list[tuple[int, str, int]]:
    """(index, stream, seq) of the whole log, in its order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, stream, seq FROM leaf ORDER BY idx")
        return cursor.fetchall()


def entries() -> set[tuple[str, int]]:
    """(stream, seq) of every entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, seq FROM entry")
        return set(cursor.fetchall())


def assert_each_entry_is_one_leaf() -> None:
    found = leaves()
    assert [index for index, _stream, _seq in found] == list(range(len(found)))
    assert len(found) == len({(stream, seq) for _index, stream, seq in found})
    assert {(stream, seq) for _index, stream, seq in found} == entries()
    for wanted in {stream for _index, stream, _seq in found}:
        order = [seq for _index, stream, seq in found if stream == wanted]
        assert order == sorted(order)


class Held(threading.Thread):
    """An act whose transaction stays open, on a connection of its own, until it is let go."""

    def __init__(self, act) -> None:
        super().__init__()
        self.act, self.written, self.let_go = act, threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.act()
                self.written.set()
                self.let_go.wait(30)
        finally:
            connection.close()


class Sealer(threading.Thread):
    """Seals once, on a connection of its own."""

    def __init__(self, keys, now) -> None:
        super().__init__()
        self.keys, self.now, self.made = keys, now, None

    def run(self) -> None:
        try:
            self.made = sealing.seal_new(self.keys, self.now)
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_transaction_commits_late_is_taken_up_by_the_next_seal(disputes, ctx, clock, keys):
    late, other = disputes(), disputes()
    sealing.seal_new(keys, clock.now)
    before = [row for row in leaves() if row[1] == late.stream]
    held = Held(lambda: cases.write_message(ctx(late.buyer), WriteMessage(late.case, "I was first"), key="late"))
    held.start()
    assert held.written.wait(30)
    if connection.vendor == "postgresql":  # on SQLite nobody writes while somebody else has begun to
        cases.write_message(ctx(other.buyer), WriteMessage(other.case, "I was second"), key="other")
    overtaking = Sealer(keys, clock.now)
    overtaking.start()
    overtaking.join(30)
    assert len(overtaking.made) == (connection.vendor == "postgresql")  # it did not wait for the open transaction
    assert [row for row in leaves() if row[1] == late.stream] == before  # and saw nothing of it
    held.let_go.set()
    held.join(30)
    assert len(sealing.seal_new(keys, clock.now)) == 1
    assert_each_entry_is_one_leaf()
    assert sealed_log.check(keys) == []


@pytest.mark.django_db(transaction=True)
def test_sealers_beside_each_other_give_no_leaf_twice(disputes, ctx, clock, keys):
    dispute = disputes()
    for number in range(30):
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
    sealers = [Sealer(keys, clock.now) for _ in range(4)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join(60)
    assert sum(len(one.made) for one in sealers) == 1
    assert_each_entry_is_one_leaf()
    assert sealed_log.check(keys) == []


def test_nothing_new_makes_no_seal(disputes, clock, keys):
    disputes()
    assert len(sealing.seal_new(keys, clock.now)) == 1
    assert sealing.seal_new(keys, clock.now) == []


def test_seals_are_listed_newest_first_by_key(disputes, ctx, clock, keys):
    dispute = disputes()
    sizes = []
    for number in range(5):
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
        sizes += [seal.size for seal in sealing.seal_new(keys, clock.move(seconds=3))]
    first = [row[0] for row in sealing.page(limit=2)]
    assert first == sizes[:-3:-1]
    assert [row[0] for row in sealing.page(before=first[-1])] == sizes[-3::-1]
