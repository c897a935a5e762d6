"""When a calendar is published further, provisional ends are counted anew, once, with notice, and never get shorter."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from hejie.domain.cases.commands import ExtendWait, RecountDeadlines, WriteMessage
from hejie.domain.kernel import clock as kernel
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.rulebooks import calendars
from hejie.store import clocks, story
from hejie.usecases import cases, market_procedures, recounting, standstill, upkeep
from tests.domain.procedure import written
from tests.support import own_procedures

CHINA = "calendars/cn"


@pytest.fixture
def published():
    """Puts another edition of the calendar of China in force: `published("2026-11-15", free=("11-17",))`."""
    with pytest.MonkeyPatch.context() as edition:
        yield _editions(edition)


def _editions(edition):
    _whole, text = calendars._in_force()[CHINA]

    def until(day: str, free: tuple[str, ...] = ()) -> None:
        lines = [f"published_until: {day}" if row.startswith("published_until") else row for row in text.splitlines()]
        known = [row for row in lines if row.startswith('  "2026": [01-01')]
        more = "".join(f", {one}" for one in free)
        lines = [row.replace("]", f"{more}]") if row in known else row for row in lines]
        older = "\n".join(lines)
        books = {**calendars._in_force(), CHINA: (calendars.parse(older), older)}
        edition.setattr(calendars, "_in_force", lambda: books)

    real = calendars._in_force
    until.today = lambda: edition.setattr(calendars, "_in_force", real)
    return until


@pytest.fixture
def open_case(people, ctx, orders):
    """Opens a case whose answer has fifteen working days of China; returns (case id, its root, seller)."""
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")

    def opens():
        text = written.text(id="procedures/days", waits={"answer": {"within": {"business_days": 15}}})
        shown = own_procedures.put(ctx(operator), text)
        market_procedures.choose(ctx(operator), shown.id)
        root = orders(buyer, seller)
        (receipt,) = cases.open_cases(
            ctx(buyer), root=root, lines=(1,), reason="late", remedy="refund",
            package={"refund": 100, "currency": "CNY"}, story="Late.", shown=shown.digest, key=f"open {root}",
        )  # fmt: skip
        return receipt.created["case"], root, seller

    return opens


def answer(case: str):
    return reader.case(case).waits("answer")[0]


def moves(case: str, root: str) -> list[dict]:
    rows = story.newest(root, f"case:{case}")
    return [row["data"] for row in rows if row["kind"] == "DeadlineMoved" and row["data"]["why"] == "calendar"]


@pytest.mark.django_db
def test_what_the_newer_calendar_makes_longer_is_moved_once_with_notice(published, open_case, work, mailoutbox):
    published("2026-11-15")
    case, root, _seller = open_case()
    before = answer(case)
    assert before.provisional
    work()
    assert moves(case, root) == []
    mailoutbox.clear()
    published("2026-12-31", free=("11-17", "11-18"))
    for _ in range(3):
        work()
    assert answer(case).until == before.until + timedelta(days=2) and not answer(case).provisional
    (moved,) = moves(case, root)
    assert moved["outage"] == f"calendar-{calendars.load(CHINA).digest}"
    assert len([letter for letter in mailoutbox if "calendar is published" in letter.subject]) == 2
    assert clocks.provisional(("", ""), 10) == []


@pytest.mark.django_db
def test_nothing_gets_shorter_and_what_is_certain_now_is_marked_so_without_a_letter(
    published, open_case, work, mailoutbox
):
    published("2026-11-15", free=("11-17", "11-18"))
    case, root, _seller = open_case()
    before = answer(case)
    mailoutbox.clear()
    published.today()
    work()
    assert answer(case).until == before.until and not answer(case).provisional
    assert len(moves(case, root)) == 1
    assert not [letter for letter in mailoutbox if "calendar is published" in letter.subject]


@pytest.mark.django_db
def test_a_calendar_that_reaches_no_further_changes_nothing(published, open_case, work):
    published("2026-11-15")
    case, root, _seller = open_case()
    published("2026-11-15", free=("11-17",))
    work()
    assert moves(case, root) == [] and answer(case).provisional


@pytest.mark.django_db
def test_each_calendar_counts_from_the_one_before_it(published, open_case, work):
    published("2026-11-10")
    case, root, _seller = open_case()
    before = answer(case)
    published("2026-11-15", free=("11-17",))
    work()
    assert answer(case).until == before.until + timedelta(days=1) and answer(case).provisional
    published("2026-12-31", free=("11-17", "11-18"))
    work()
    assert answer(case).until == before.until + timedelta(days=2) and len(moves(case, root)) == 2


@pytest.mark.django_db
def test_more_time_that_was_given_before_stays(published, open_case, ctx, work):
    published("2026-11-15")
    case, _root, seller = open_case()
    before = answer(case)
    standstill.extend_wait(ctx(seller), ExtendWait(case, before.id, "Stocktaking."), key="more")
    published("2026-12-31", free=("11-17", "11-18"))
    work()
    assert answer(case).until >= before.until + timedelta(days=4) and answer(case).extended


@pytest.mark.django_db
def test_whoever_acts_between_reading_and_writing_is_met_by_the_next_look(published, open_case, ctx, clock):
    published("2026-11-15")
    case, root, seller = open_case()
    seen, row = reader.case(case).head, answer(case)
    cases.write_message(ctx(seller), WriteMessage(case, "We look at it.", "joint"), key="meanwhile")
    late = RecountDeadlines(case, {row.id: (kernel.text(row.until + timedelta(days=1)), False)}, {row.id: "newer"})
    with pytest.raises(Refusal, match="stale_head"):
        upkeep.recount_deadlines(ctx(), late, key="late", if_match=seen)
    assert moves(case, root) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_anew_once(published, open_case, clock):
    published("2026-11-15")
    case, root, seller = open_case()
    published("2026-12-31", free=("11-17",))
    start, found = threading.Barrier(2), []

    def look() -> None:
        start.wait()
        found.append(recounting.recount_case(case, seller.actor.marketplace, clock.now))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(moves(case, root)) == 1 and sorted(found) == [0, 1]
