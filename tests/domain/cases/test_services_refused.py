"""What a request for service refuses: when it is asked for, answered, and gone on with. Nothing changes where one is refused."""

from dataclasses import replace

import pytest

from hejie.domain.cases.servicing import answering, asking, steps
from hejie.domain.cases.servicing.commands import AnswerService, AskService, ChangeService, TakeServiceStep
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases.scene import BUYER, ROOT, SELLER
from tests.domain.cases.test_shown_is_paid import BOOK, SHELF, Orders
from tests.support.refused import readable, refused


def on_its_way() -> Orders:
    """An order that was sent and has not arrived."""
    return _dated("2026-10-30T08:00:00.000Z", "")


def not_sent() -> Orders:
    """An order that was not sent yet."""
    return _dated("", "")


def _dated(shipped: str, delivered: str) -> Orders:
    made = Orders(SHELF)
    dates = {"ordered": "2026-10-28T08:00:00.000Z", "shipped": shipped, "delivered": delivered}
    made.world = replace(made.world, order=replace(made.order, dates={one: on for one, on in dates.items() if on}))
    return made


def arrived() -> Orders:
    """An order of several lines that has arrived."""
    return Orders(SHELF)


@pytest.mark.parametrize(
    ("code", "order", "kind", "wrong"),
    [
        ("service_kind_unknown", arrived, "teleport", {}),
        ("channel_unknown", arrived, "return", {"channel": "pigeon"}),
        ("pieces_missing", arrived, "return", {"pieces": ()}),
        ("bad_quantity", arrived, "return", {"pieces": ((1, 0),)}),
        ("wish_unknown", arrived, "return", {"wish": {"colour": "red"}}),
        ("wish_unknown", arrived, "price_protection", {"wish": {"way": "drop_off"}}),
        ("wish_value", arrived, "return", {"wish": {"way": "by balloon"}}),
        ("wish_value", arrived, "reduction", {"wish": {"minor": "all of it"}}),
        ("wish_value", arrived, "reduction", {"wish": {"minor": True}}),
        ("wish_value", arrived, "invoice", {"wish": {"what": "burn"}}),
        ("wish_value", arrived, "invoice", {"wish": {"title": 7}}),
        ("wish_value", arrived, "missing_parts", {"wish": {"parts": ["lid"]}}),
        ("wish_value", arrived, "exchange", {"wish": {"order": "never"}}),
        ("wish_value", arrived, "exchange", {"wish": {"title": 7}}),
        ("wish_value", arrived, "exchange", {"wish": {"price": 1.5}}),
        ("wish_value", on_its_way, "lost", {"wish": {"want": "revenge"}}),
        ("wish_value", arrived, "repair", {"wish": {"diagnosis": "broken"}}),
        ("wish_sum_missing", arrived, "reduction", {}),
        ("wish_sum_missing", arrived, "price_protection", {}),
        ("not_on_its_way", arrived, "interception", {}),
        ("not_on_its_way", not_sent, "interception", {}),
        ("order_not_shipped", not_sent, "lost", {}),
        ("exchange_of_several", arrived, "exchange", {"pieces": ((1, 1), (2, 1)), "wish": {"price": 9900}}),
    ],
)
def test_a_request_that_cannot_be_opened_opens_nothing(code, order, kind, wrong):
    made = order()
    pieces = wrong.pop("pieces", ((1, 1),))
    command = AskService(f"{ROOT}-bbbbbbbb", kind, pieces, "not_as_described", "Look.", made.world.procedure.digest)
    before = made.world
    with refused(code):
        asking.ask(made.world, replace(command, **wrong), by=BUYER, now=made.now, book=BOOK)
    assert made.world == before


def no(made: Orders, code: str, decide, command, by) -> None:
    """Refused with this code, in words that can be read; nothing has changed."""
    before, entries = made.world, len(made.entries)
    with pytest.raises(Refusal) as found:
        made.do(decide, command, by)
    assert found.value.code == code, found.value
    readable(code, found.value.facts)
    assert (made.world.case, made.world.order, len(made.entries)) == (before.case, before.order, entries)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("nothing_approved", {"pieces": ((1, 0),)}),
        ("adjustment_unknown", {"adjust": ({"minor": -100, "note": "Worn."},)}),
        ("adjustment_unknown", {"adjust": ({"what": "tax", "minor": -100},)}),
        ("adjustment_unknown", {"adjust": ({"what": "use", "minor": "100"},)}),
        ("adjustment_unknown", {"adjust": ({"what": "use", "minor": True},)}),
    ],
)
def test_an_answer_that_cannot_be_meant_is_not_given(code, told):
    order = arrived().ask("return", ((1, 2),))
    no(order, code, answering.answer, AnswerService(order.case_id, True, **told), SELLER)


def test_a_request_is_answered_once_and_changed_before_it_is():
    order = arrived().ask("return", ((1, 2),)).answer()
    no(order, "service_answered", answering.answer, AnswerService(order.case_id, True), SELLER)
    no(order, "service_answered", asking.change, ChangeService(order.case_id, ((1, 1),)), BUYER)


def test_who_has_read_a_request_before_a_colleague_declined_it_does_not_answer_over_him():
    order = arrived().ask("return", ((1, 2),))
    order.do(answering.answer, AnswerService(order.case_id, False, code="other", note="Worn out."), SELLER)
    no(order, "answered_meanwhile", answering.answer, AnswerService(order.case_id, True, seen="asked"), SELLER)
    assert order.do(answering.answer, AnswerService(order.case_id, True, seen="declined"), SELLER)


def test_a_case_that_is_no_open_request_takes_no_step_of_one():
    order = arrived().open()
    for decide, command, by in (
        (answering.answer, AnswerService(order.case.id, True), SELLER),
        (asking.change, ChangeService(order.case.id, ((1, 1),)), BUYER),
        (steps.take, TakeServiceStep(order.case.id, "send", {"carrier": "SF"}), BUYER),
    ):
        no(order, "service_not_open", decide, command, by)


def test_who_bears_the_way_back_is_not_paid_for_it():
    order = arrived().ask("return", ((1, 1),), "none").answer(freight="buyer")
    command = TakeServiceStep(order.case_id, "send", {"carrier": "SF", "minor": 900})
    no(order, "freight_is_buyers", steps.take, command, BUYER)


def test_a_shop_says_what_came_or_that_nothing_did_and_what_it_found_of_each_piece():
    order = arrived().ask("return", ((1, 2),)).answer().step("send", BUYER, carrier="SF")
    nothing = TakeServiceStep(order.case_id, "receive", {"pieces": [{"line": 1, "received": 0}]})
    no(order, "nothing_received", steps.take, nothing, SELLER)
    no(order, "unknown_line", steps.take, replace(nothing, told={"pieces": [{"received": 1}]}), SELLER)
    order.step("receive")
    found = [{"outcome": "right", "quantity": 1}]
    wrong = TakeServiceStep(order.case_id, "inspect", {"pieces": [{"line": 1, "found": found}]})
    no(order, "inspection_sum", steps.take, wrong, SELLER)
    no(order, "unknown_line", steps.take, replace(wrong, told={"pieces": [{"found": found}]}), SELLER)
