"""What questions and complaints keep of people goes by time: once they are over, and no earlier than their order's own time."""

import pytest
from django.db import connection

from hejie.domain.complaints import commands as c
from hejie.domain.complaints.state import stream_of
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import ConfirmReceipt
from hejie.record import reader, replay
from hejie.usecases import orders as placing
from hejie.usecases import paper_keeping
from tests.usecases.test_complaints import Complained
from tests.usecases.test_questions import Asked

pytestmark = pytest.mark.once


def contents(root: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content WHERE root = %s", [root])
        return cursor.fetchone()[0]


def test_a_complaint_and_its_rooms_go_three_years_after_its_last_word_and_the_list_says_so(
    people, ctx, orders, clock, work
):
    one = Complained(people, ctx, orders, clock)
    one.assign(one.other)
    one.do(one.other, c.NoteOnComplaint, "He has done it before.")
    clock.move(days=4 * 365)
    assert paper_keeping.coming(ctx(one.operator)) == []  # it is not over
    one.do(one.other, c.AnswerComplaint, "not_upheld", "We have looked.")
    clock.move(days=60)
    work()
    assert one.state.over
    stream = stream_of(one.state.marketplace, one.id)
    clock.move(days=3 * 365 - 90)
    work()
    (row,) = [one for one in paper_keeping.coming(ctx(one.operator)) if one.root == stream]
    assert (row.count, row.held) == (contents(stream), False) and row.count >= 3
    with pytest.raises(Refusal, match="not_found"):
        paper_keeping.coming(ctx(one.buyer))
    clock.move(days=60)
    work()
    assert contents(stream) == 0 and paper_keeping.coming(ctx(one.operator)) == []
    assert replay.verify_all().ok and replay.check().ok


def test_a_question_about_an_order_goes_no_earlier_than_the_order(people, ctx, orders, clock, work):
    one = Asked(people, ctx, orders, clock)
    stream = f"question:{one.state.marketplace}:{one.id}"
    clock.move(days=4 * 365)
    placing.confirm_receipt(ctx(one.buyer), ConfirmReceipt(one.root), key="got")
    work()
    assert contents(stream) and reader.order(one.root)
    clock.move(days=3 * 365 + 60)
    work()
    assert contents(stream) == 0
