"""What an order without a case keeps of people goes by time and with its buyer; orders with a case are left to it."""

from datetime import timedelta

import pytest
from django.db import connection

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import ConfirmReceipt
from hejie.record import reader, replay
from hejie.store import story
from hejie.store.models import Person
from hejie.usecases import legal_holds, order_keeping, order_records, retention, system
from hejie.usecases import orders as placing
from hejie.usecases.legal_holds import SetLegalHold
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
    assert order_keeping.by_time(root).ended_at is None
    clock.move(days=6 * 365)
    row = order_keeping.retired.OldOrder(root, "x", "CNY")
    by = retention.kept(reader.order(root).marketplace, "CNY")
    assert order_keeping.retire(system.context(reader.order(root).marketplace, clock.now), row, by) is False
    assert contents(root)


def test_what_happens_later_counts_and_an_erasure_does_not(bought, people, clock, ctx):
    root, _buyer, _seller = bought()
    first = order_keeping.by_time(root).ended_at
    clock.move(days=400)
    order_records.import_record(ctx(people("operator")), root, PROOF, key="later")
    later = order_keeping.by_time(root)
    assert later.ended_at - first >= timedelta(days=400)
    clock.move(days=10)
    order_keeping.erase(
        system.context(reader.order(root).marketplace, clock.now), root, later.refs[:1], "court", key="c"
    )
    assert order_keeping.by_time(root).ended_at == later.ended_at


def test_an_order_with_a_case_is_left_to_it_and_so_to_its_hold(disputes, people, ctx, clock, work):
    dispute = disputes()
    legal_holds.set_hold(ctx(people("auditor")), SetLegalHold(dispute.case, "A court has asked."), key="h")
    clock.move(days=6 * 365)
    work()
    assert contents(dispute.root)
    own = system.context(reader.order(dispute.root).marketplace, clock.now)
    refs = order_keeping.by_time(dispute.root).refs
    with pytest.raises(Refusal, match="order_in_case"):
        order_keeping.erase(own, dispute.root, refs, "request", key="x")


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
