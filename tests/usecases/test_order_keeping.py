"""What an order keeps of people goes by time and with its buyer, once its cases are over too; a hold on it or on a case keeps it."""

from datetime import timedelta

import pytest
from django.db import connection

from hejie.domain.cases.commands import EraseContent, WithdrawCase
from hejie.domain.kernel import clock as moments
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import ConfirmReceipt
from hejie.record import reader, replay
from hejie.store import retired, story
from hejie.store.models import Person
from hejie.usecases import cases, erasure, legal_holds, order_keeping, order_records, retention, system
from hejie.usecases import orders as placing
from hejie.usecases.legal_holds import LiftOrderHold, SetLegalHold, SetOrderHold
from hejie.usecases.order_records import Told
from hejie.usecases.patience import Patience
from hejie.usecases.people import erasure_requests, forgetting
from hejie.usecases.retiring_orders import RetiringOrders

AT = "2026-11-01T10:00:00.000Z"
PROOF = Told("scan", "carrier", AT, facts={"station": "delivered", "place": "Lin Yue, Wensan Road 5"})


def contents(root: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content WHERE root = %s", [root])
        return cursor.fetchone()[0]


def notices(root: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, person FROM notice WHERE root = %s", [root])
        return cursor.fetchall()


@pytest.fixture
def bought(people, orders, ctx, work):
    """An order that its buyer has, with the carrier's proof, and the buyer."""

    def make(*, confirmed: bool = True):
        buyer, seller = people("buyer"), people("seller")
        root = orders(buyer, seller)
        order_records.import_record(ctx(people("operator")), root, PROOF, key="proof")
        if confirmed:
            placing.confirm_receipt(ctx(buyer), ConfirmReceipt(root), key="got")
        work()
        return root, buyer, seller

    return make


def test_three_years_after_its_end_its_names_and_records_go_and_the_list_says_so_before(
    bought, people, clock, work, ctx
):
    root, _buyer, _seller = bought()
    head = reader.order(root).seq
    clock.move(days=3 * 365 - 30)
    work()
    assert contents(root)
    (row,) = order_keeping.coming(ctx(people("operator")))
    assert (row.root, row.law, row.count) == (root, "cn", contents(root))
    with pytest.raises(Refusal, match="not_found"):
        order_keeping.coming(ctx(_buyer))
    clock.move(days=33)
    work()
    assert contents(root) == 0
    (newest,) = story.newest(root, f"order:{root}", limit=1)
    assert (newest["kind"], newest["data"]["why"], newest["data"]["rule"]) == ("ContentErased", "retention", "cn")
    assert reader.order(root).seq == head + 1
    assert replay.verify_all().ok and replay.check().ok
    assert order_keeping.coming(ctx(people("operator"))) == []


def test_an_order_whose_money_is_still_here_is_not_over(bought, clock, ctx):
    root, _buyer, _seller = bought(confirmed=False)
    row = retired.order(root)
    assert order_keeping.by_time(row).ended_at is None
    clock.move(days=6 * 365)
    by = retention.kept(reader.order(root).marketplace, "CNY")
    assert order_keeping.retire(system.context(reader.order(root).marketplace, clock.now), row, by) is False
    assert contents(root)


def test_what_happens_later_counts_and_an_erasure_does_not(bought, people, clock, ctx):
    root, _buyer, _seller = bought()
    row = retired.order(root)
    first = order_keeping.by_time(row).ended_at
    clock.move(days=400)
    order_records.import_record(ctx(people("operator")), root, PROOF, key="later")
    later = order_keeping.by_time(row)
    assert later.ended_at - first >= timedelta(days=400)
    clock.move(days=10)
    order_keeping.erase(
        system.context(reader.order(root).marketplace, clock.now), root, later.refs[:1], "court", key="c"
    )
    assert order_keeping.by_time(row).ended_at == later.ended_at


def test_an_open_case_and_a_hold_on_a_case_keep_its_order(disputes, people, ctx, clock, work):
    dispute = disputes()
    own = system.context(reader.order(dispute.root).marketplace, clock.now)
    refs = order_keeping.by_time(retired.order(dispute.root)).refs
    with pytest.raises(Refusal, match="order_in_case"):
        order_keeping.erase(own, dispute.root, refs, "request", key="x")
    legal_holds.set_hold(ctx(people("auditor")), SetLegalHold(dispute.case, "A court has asked."), key="h")
    clock.move(days=6 * 365)
    work()
    assert contents(dispute.root)
    assert order_keeping.bar(retired.order(dispute.root), order_keeping.OldContents(clock.now, ()), "", clock.now) == (
        "hold",
        None,
    )


@pytest.fixture
def closed(disputes, ctx, clock, work):
    """A case that its buyer gave up, whose order nobody waits for any more."""
    dispute = disputes()
    cases.withdraw_case(ctx(dispute.buyer), WithdrawCase(dispute.case), key="w")
    clock.move(days=30)
    work()
    return dispute


def test_names_of_an_order_with_a_case_go_once_both_are_over_and_every_file_still_holds(closed, clock, work):
    row = retired.order(closed.root)
    assert order_keeping.by_time(row).ended_at >= moments.from_milliseconds(row.closed_ms)
    title = reader.case(closed.case).order["lines"][0]["title"]["ref"]
    clock.move(days=3 * 366 + 3)
    work()
    assert contents(closed.root) == 0
    assert title in reader.case(closed.case).erased and title in reader.order(closed.root).erased
    assert replay.verify_all().ok and replay.check().ok
    clock.move(hours=2)
    assert work() == 0


def test_a_hold_on_an_order_keeps_it_and_its_cases_and_its_people_are_told(closed, people, ctx, clock, work):
    operator, buyer, seller = people("operator"), closed.buyer, closed.seller
    hold = SetOrderHold(closed.root, "The prosecutor has asked.")
    for who, code in ((ctx(buyer), "not_found"), (ctx(seller), "not_found")):
        with pytest.raises(Refusal, match=code):
            legal_holds.hold_order(who, hold, key="h")
    with pytest.raises(Refusal, match="second_factor_needed"):
        legal_holds.hold_order(ctx(operator, second_factor=False), hold, key="h")
    for wrong, code in ((" ", "text_missing"), ("x" * 2001, "text_too_long")):
        with pytest.raises(Refusal, match=code):
            legal_holds.hold_order(ctx(operator), SetOrderHold(closed.root, wrong), key="w")
    with pytest.raises(Refusal, match="order_not_held"):
        legal_holds.let_order_go(ctx(operator), LiftOrderHold(closed.root, "?"), key="l")
    legal_holds.hold_order(ctx(operator), hold, key="h")
    legal_holds.hold_order(ctx(operator), hold, key="h")
    with pytest.raises(Refusal, match="order_held"):
        legal_holds.hold_order(ctx(operator), hold, key="again")
    work()
    assert {kind for kind, _who in notices(closed.root)} >= {"OrderLegalHoldSet"}
    assert {who for kind, who in notices(closed.root) if kind == "OrderLegalHoldSet"} == {buyer.id, seller.id}
    (one,) = retention.holds(ctx(operator))
    assert (one.root, one.case) == (closed.root, "")
    with pytest.raises(Refusal, match="order_held"):
        erasure.erase_content(
            ctx(operator), EraseContent(closed.case, (erasure.left(closed.case)[0].ref,), "court"), key="e"
        )
    clock.move(days=6 * 366)
    work()
    assert contents(closed.root) and order_keeping.coming(ctx(operator))[0].held and replay.check().ok
    legal_holds.let_order_go(ctx(operator), LiftOrderHold(closed.root, "The file came back."), key="l")
    assert retention.holds(ctx(operator)) == []
    clock.move(hours=2)
    work()
    assert contents(closed.root) == 0 and replay.verify_all().ok and replay.check().ok


def test_so_many_are_looked_at_in_one_pass(bought, clock, work):
    roots = [bought()[0] for _ in range(3)]
    clock.move(days=6 * 365)
    walk = RetiringOrders(Patience(None), at_once=2)
    market = reader.order(roots[0]).marketplace
    assert walk.step(market, clock.now) == 2 and walk.under_way
    assert walk.step(market, clock.now) == 1 and not walk.under_way
    assert walk.step(market, clock.now) == 0


def test_a_person_who_is_forgotten_takes_them_along_once_the_law_allows(bought, people, ctx, clock, work):
    root, buyer, _seller = bought()
    (stays,) = forgetting.plan(Person.objects.get(pk=buyer.id), clock.now).stays
    assert (stays.case, stays.why, stays.orders, stays.count) == ("", "law", 1, contents(root))
    request = erasure_requests.ask(ctx(buyer))
    erasure_requests.grant(ctx(people("operator")), request.pk)
    work()
    request.refresh_from_db()
    assert request.outcome["orders"] == 0 and request.outcome["stays"][0]["orders"] == 1
    clock.move(days=3 * 365 + 3)
    work()
    request.refresh_from_db()
    assert contents(root) == 0 and request.outcome["stays"] == [] and request.left_at is None
    assert replay.verify_all().ok and replay.check().ok
