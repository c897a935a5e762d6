"""A clock that was set back: nothing stands still, nothing breaks, and no moment goes back in a stream or among seals."""

import orjson
from django.db import connection

from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealed_log
from hejie.usecases import cases, dossiers, worker


def test_after_a_clock_was_set_back_entries_and_seals_go_on_in_order_and_hold(disputes, ctx, clock, run_worker):
    case = disputes()
    cases.write_message(ctx(case.buyer), WriteMessage(case.case, "Before"), key="before")
    run_worker()
    clock.move(hours=-5)
    for number in range(3):
        cases.write_message(ctx(case.buyer), WriteMessage(case.case, f"After {number}"), key=f"after{number}")
        worker.Worker(now=lambda: clock.now).seal()
    clock.move(hours=9)
    cases.write_message(ctx(case.seller), WriteMessage(case.case, "Much later"), key="later")
    run_worker()
    for _stream, moments in _moments_of_streams().items():
        assert moments == sorted(moments)
    sealed = _moments("SELECT body FROM seal ORDER BY size")
    assert len(sealed) >= 4 and sealed == sorted(sealed)
    assert sealed_log.check(dossiers.keys()) == []


def test_what_is_due_waits_for_its_moment_by_the_clock_that_is_there(disputes, clock, run_worker):
    disputes()
    run_worker()
    before = _count()
    clock.move(days=-2)
    run_worker()
    assert _count() == before  # nothing runs out earlier because of it


def _moments_of_streams() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, body FROM entry ORDER BY stream, seq")
        for stream, body in cursor.fetchall():
            found.setdefault(stream, []).append(orjson.loads(body)["at"])
    return found


def _moments(question: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [orjson.loads(row[0])["at"] for row in cursor.fetchall()]


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entry")
        return cursor.fetchone()[0]
