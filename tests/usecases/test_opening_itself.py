"""A marketplace whose procedure says so opens a case for the buyer when nothing is heard of his order; exactly once."""

import pytest
from django.core import mail
from django.db import connection

from hejie.domain.cases.commands import WriteMessage
from hejie.domain.orders.commands import CancelOrder, DeliverOrder, NewLine, ShipOrder
from hejie.record import reader
from hejie.store import queries, story
from hejie.usecases import cases, opening_itself, orders
from hejie.usecases import market_procedures as use
from tests.rulebooks.test_procedures import GOOD
from tests.support import own_procedures

pytestmark = pytest.mark.django_db(transaction=True)
RULES = """\
opens_itself:
  - {since: ordered, within: {days: 7}, unless: shipped, reason: not_shipped, remedy: refund}
  - {since: shipped, within: {days: 31}, unless: delivered, reason: not_received, remedy: refund}
"""


@pytest.fixture
def cast(people, ctx):
    """A buyer and two shops, in a marketplace whose procedure opens cases itself."""
    operator = ctx(people("operator"))
    own_procedures.put(operator, GOOD + RULES)
    use.choose(operator, "procedures/sample")
    return people("buyer"), people("seller"), people("seller")


@pytest.fixture
def waiting(cast, orders):
    """An order of the buyer from both shops, four days old, of which nothing has been heard."""
    return orders(*cast, delivered=False)


def opened(root: str) -> list:
    """Cases of an order, by seller."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM case_row WHERE root = %s ORDER BY seller", [root])
        return [reader.case(row[0]) for row in cursor.fetchall()]


def asked(root: str) -> list[dict]:
    """What the outbox was asked to open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM outbox WHERE root = %s AND topic = 'open_case'", [root])
        return cursor.fetchall()


def test_each_seller_gets_a_case_when_the_time_is_over_and_not_before(waiting, cast, clock, work):
    clock.move(days=3, milliseconds=-1)
    work()
    assert not opened(waiting)
    clock.move(milliseconds=1)
    work()
    first, second = opened(waiting)
    assert {first.seller, second.seller} == {cast[1].shop, cast[2].shop}
    assert (first.linked, second.linked) == ((second.id,), (first.id,))
    assert (first.claimant, first.reason, first.remedy, first.offers[0].package["refund"]) == (
        "buyer", "not_shipped", "refund", 19900,
    )  # fmt: skip
    assert first.procedure["id"] == "procedures/sample" and first.waits("answer")
    (entry,) = story.newest(waiting, f"case:{first.id}", before=2)
    assert (entry["kind"], entry["by"]["role"]) == ("CaseOpened", "system")


def test_it_says_in_every_language_of_the_marketplace_that_the_marketplace_opened_it(waiting, clock, work, ctx, cast):
    clock.move(days=3)
    work()
    case = opened(waiting)[0]
    (told,) = queries.texts_of_rows([{"root": case.root, "story_ref": case.story["ref"]}], "story_ref").values()
    assert told.startswith("The marketplace has opened this case for the buyer.")
    assert "it has not been reported that the goods were sent" in told and "Thursday 5 November, 16:00" in told
    assert "本案由平台代买家提出" in told and "Это дело открыла площадка за покупателя" in told
    assert not case.shown_to, "the buyer sees the rules before his own first act"
    cases.write_message(ctx(cast[0]), WriteMessage(case.id, "Thank you."), key="message")
    assert reader.case(case.id).shown_to == ("buyer",)


def test_what_is_asked_for_twice_is_opened_once(waiting, clock, work, ctx):
    clock.move(days=3)
    work()
    before = [(case.id, case.seq) for case in opened(waiting)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox SET done_ms = 0, due_ms = 0 WHERE topic = 'open_case'")
    work()
    assert [(case.id, case.seq) for case in opened(waiting)] == before and len(asked(waiting)) == 1


def test_a_worker_that_was_killed_between_two_cases_leaves_one_for_the_next(waiting, ctx):
    asked = {
        "root": waiting, "lines": [1, 2], "unless": "shipped", "reason": "not_shipped", "remedy": "refund",
        "at": "2026-11-05T08:00:00.000Z",
    }  # fmt: skip
    opening_itself.open_for_buyer(ctx(), asked | {"lines": [1]}, key="row")
    (before,) = opened(waiting)
    opening_itself.open_for_buyer(ctx(), asked, key="row")
    by_id = {case.id: case for case in opened(waiting)}
    assert len(by_id) == 2 and by_id[before.id].seq == before.seq
    assert not opening_itself.open_for_buyer(ctx(), asked, key="row")


def test_a_shipment_in_time_ends_the_one_clock_and_begins_the_other(waiting, clock, work, ctx):
    orders.ship(ctx(), ShipOrder(waiting), key="ship")
    clock.move(days=30)
    work()
    assert not opened(waiting)
    clock.move(days=1)
    work()
    assert {case.reason for case in opened(waiting)} == {"not_received"}


@pytest.mark.parametrize(
    ("act", "command"), [("cancel", CancelOrder), ("deliver", DeliverOrder)], ids=["called off", "delivered"]
)
def test_nothing_is_opened_about_what_is_over(waiting, clock, work, ctx, act, command):
    getattr(orders, act)(ctx(), command(waiting), key="act")
    clock.move(days=8)
    work()
    assert not asked(waiting) and not opened(waiting)


def test_a_delivery_that_is_told_before_the_case_is_opened_stops_it(waiting, clock, work, ctx):
    clock.move(days=3)
    orders.deliver(ctx(), DeliverOrder(waiting), key="late")  # carries the clock that ran out out first
    assert asked(waiting)
    work()
    assert not opened(waiting)


def test_a_line_that_the_buyer_has_complained_of_himself_is_left_to_him(waiting, cast, clock, work, ctx):
    cases.open_cases(
        ctx(cast[0]), root=waiting, lines=(1,), reason="not_shipped", remedy="refund",
        package={"refund": 100, "currency": "CNY"}, story="Where is it?", shown=ctx().in_force().digest, key="own",
    )  # fmt: skip
    clock.move(days=3)
    work()
    by_shop = {case.seller: case for case in opened(waiting)}
    assert len(by_shop) == 2 and by_shop[cast[1].shop].offers[0].package["refund"] == 100
    assert by_shop[cast[2].shop].shown_to == ()


def test_both_hear_of_it_and_the_shop_is_reminded_before(waiting, cast, clock, work):
    clock.move(days=1, hours=12)
    work()
    reminded = [letter for letter in mail.outbox if "Report what has become of an order" in letter.subject]
    assert {letter.to[0] for letter in reminded} == {cast[1].person.email, cast[2].person.email}
    assert "the marketplace opens a case for the buyer" in reminded[0].body
    mail.outbox.clear()
    clock.move(days=1, hours=12)
    work()
    told = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert told[cast[0].person.email].startswith("We have opened a case for you")
    assert told[cast[1].person.email].startswith("A case was opened against you")


def test_receipt_of_the_procedure_counts_for_orders_that_name_no_time(people, ctx, orders, clock):
    operator = ctx(people("operator"))
    own_procedures.put(operator, GOOD + "receipt: {since: shipped, days: 10, by_category: {digital: 1}}\n")
    use.choose(operator, "procedures/sample")
    seller = people("seller")
    root = orders(people("buyer"), seller, delivered=False, lines=(NewLine(1, seller.shop, 19900, category="digital"),))
    from hejie.usecases import orders as acts

    acts.ship(ctx(), ShipOrder(root), key="ship")
    (row,) = reader.order(root).deadlines
    assert (row.until - clock.now).days == 1 and reader.order(root).confirm_since == "shipped"
