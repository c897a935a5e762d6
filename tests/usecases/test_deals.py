"""A deal from its first version to the evidence of a case: what both confirmed, what the order says, what the law says."""

import threading

import pytest

from hejie.domain.cases import imported
from hejie.domain.deals import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.record import reader, streams
from hejie.rulebooks import procedures
from hejie.store.models import Person
from hejie.usecases import cases, deals, ids, order_records, orders

pytestmark = pytest.mark.django_db
TERMS = {
    "currency": "CNY",
    "goods": [{"title": "Camera body, used", "product": "CAM-1", "quantity": 1, "price": 250_000, "details": "Scratch on the base"}],
    "freight": 2_000, "freight_by": "buyer", "deliver_by": "2026-11-12", "return_days": 15, "return_freight": "seller",
    "repair_months": 6, "clauses": ["The strap comes with it."],
}  # fmt: skip


@pytest.fixture
def sides(people):
    return people("buyer"), people("seller")


def proposed(ctx, buyer, seller, terms=TERMS, key="k"):
    return deals.propose(ctx(seller), seller="", buyer=buyer.id, written=terms, key=key).created["deal"]


def refused(code, act, *args, **named):
    with pytest.raises(Refusal) as found:
        act(*args, **named)
    assert found.value.code == code, found.value
    return found.value.facts


def agreed(ctx, buyer, seller, terms=TERMS):
    deal = proposed(ctx, buyer, seller, terms)
    digest = deals.read(ctx(buyer), deal).deal.newest.hash
    deals.confirm(ctx(buyer), commands.ConfirmDeal(deal, digest), key="b")
    deals.confirm(ctx(seller), commands.ConfirmDeal(deal, digest), key="s")
    return deal, digest


def order(ctx, marketplace, buyer, seller, deal, *, price=250_000, quantity=1, external="D-1", **more):
    line = NewLine(1, seller.shop, price, quantity, title="Camera", product="CAM-1")
    command = PlaceOrder(
        ids.order_root(marketplace.pk, external), external, buyer.id, "CNY", (line,), freight=2_000, paid=price + 2_000, **more
    )  # fmt: skip
    orders.place_order(ctx(), command, key=f"place {external}", deal=deal)
    return command.root


def test_both_confirm_one_version_and_then_nothing_of_it_is_edited(ctx, sides):
    buyer, seller = sides
    deal = proposed(ctx, buyer, seller)
    changed = {**TERMS, "goods": [{**TERMS["goods"][0], "price": 240_000}], "clauses": ["With two batteries."]}
    deals.amend(ctx(buyer), commands.AmendDeal(deal, changed, "Somewhat dear"), key="a")
    view = deals.read(ctx(seller), deal)
    said = {(one.where, one.before, one.after) for one in view.newest.changes}
    assert said == {
        ("goods.1.price", 250_000, 240_000), ("clause", "The strap comes with it.", None), ("clause", None, "With two batteries."),
    }  # fmt: skip
    assert view.newest.note == "Somewhat dear" and view.deal.deadlines[0].who == "seller"
    old, new = (one.version.hash for one in view.versions)
    facts = refused("deal_version", deals.confirm, ctx(seller), commands.ConfirmDeal(deal, old), key="x")
    assert facts["version"] == 2 and facts["hash"] == new
    refused("deal_unchanged", deals.amend, ctx(seller), commands.AmendDeal(deal, changed), key="same")
    deals.confirm(ctx(seller), commands.ConfirmDeal(deal, new), key="s")
    refused("deal_confirmed_before", deals.confirm, ctx(seller), commands.ConfirmDeal(deal, new), key="s2")
    deals.confirm(ctx(buyer), commands.ConfirmDeal(deal, new), key="b")
    found = deals.read(ctx(buyer), deal).deal
    assert found.status == "agreed" and found.frozen.hash == new
    refused("deal_confirmed", deals.amend, ctx(seller), commands.AmendDeal(deal, TERMS), key="edit")
    refused("deal_confirmed", deals.leave, ctx(buyer), commands.LeaveDeal(deal), key="leave")


def test_a_change_of_a_confirmed_deal_counts_only_once_both_have_confirmed_it(ctx, sides):
    buyer, seller = sides
    deal, digest = agreed(ctx, buyer, seller)
    dearer = {**TERMS, "freight": 9_000}
    deals.amend(ctx(seller), commands.AmendDeal(deal, dearer, change=True), key="c")
    found = deals.read(ctx(buyer), deal).deal
    assert found.changing and found.frozen.hash == digest
    deals.leave(ctx(buyer), commands.LeaveDeal(deal, "Too dear"), key="no")
    found = deals.read(ctx(buyer), deal).deal
    assert (found.status, found.changing, found.frozen.hash) == ("agreed", False, digest)
    deals.amend(ctx(buyer), commands.AmendDeal(deal, {**TERMS, "freight": 1_000}, change=True), key="d")
    newer = deals.read(ctx(buyer), deal).deal.newest.hash
    deals.confirm(ctx(seller), commands.ConfirmDeal(deal, newer), key="s3")
    deals.confirm(ctx(buyer), commands.ConfirmDeal(deal, newer), key="b3")
    assert deals.read(ctx(buyer), deal).deal.frozen.hash == newer != digest


def test_silence_lapses_what_was_put_forward_and_says_so(ctx, sides, clock, run_worker):
    buyer, seller = sides
    deal = proposed(ctx, buyer, seller)
    clock.move(days=7, minutes=1)
    run_worker()
    found = deals.read(ctx(seller), deal).deal
    assert found.status == "lapsed" and not found.deadlines
    refused("deal_over", deals.confirm, ctx(buyer), commands.ConfirmDeal(deal, found.newest.hash), key="late")
    assert "DealEnded" in _kinds(seller) and "DealProposed" in _kinds(buyer)


def _kinds(somebody):
    from hejie.store import queries

    return [row["kind"] for row in queries.notices(somebody.actor).rows]


def test_who_is_not_a_side_finds_no_deal_and_nobody_confirms_for_another(ctx, people, sides):
    buyer, seller = sides
    deal = proposed(ctx, buyer, seller)
    digest = deals.read(ctx(buyer), deal).deal.newest.hash
    for other in (people("buyer"), people("seller"), people("neutral")):
        refused("not_found", deals.read, ctx(other), deal)
        refused("not_found", deals.confirm, ctx(other), commands.ConfirmDeal(deal, digest), key="o")
    confirm = commands.ConfirmDeal(deal, digest)
    refused("act_in_person", deals.confirm, ctx(buyer, personal=False), confirm, key="p")
    refused("second_factor_needed", deals.confirm, ctx(seller, second_factor=False), confirm, key="q")
    assert deals.read(ctx(people("operator")), deal).side == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"goods": []}, "goods"), ({"goods": [{"title": "x"}]}, "goods.1.price"), ({"freight_by": "post"}, "freight_by"),
        ({"deliver_by": "soon"}, "deliver_by"), ({"return_days": -1}, "return_days"), ({"colour": "red"}, "colour"),
        ({"clauses": "all"}, "clauses"), ({"goods": [{"title": "x", "price": 1.5}]}, "goods.1.price"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_read_are_refused_by_their_field(ctx, sides, wrong, field):
    facts = refused("deal_terms", proposed, ctx, *sides, {**TERMS, **wrong})
    assert facts["field"] == field


def test_terms_below_the_law_are_marked_with_the_article_for_a_consumer_alone(ctx, sides):
    buyer, seller = sides
    hard = {**TERMS, "return_days": 0, "clauses": ["售出概不退换，最终解释权归本店所有。"]}
    deal = proposed(ctx, buyer, seller, hard)
    marks = deals.read(ctx(buyer), deal).newest.version.marks
    assert [(one["where"], one["kind"]) for one in marks] == [
        ("return_days", "less"),
        ("clause.1", "void"),
        ("clause.1", "void"),
    ]
    assert (
        marks[0]["least"] == 7
        and "25" in marks[0]["cite"]["en"]
        and marks[1]["cite"]["zh"].startswith("消费者权益保护法")
    )
    own = deals.propose(ctx(buyer), seller=seller.shop, buyer="", written=hard, business=True, key="biz").created[
        "deal"
    ]
    assert deals.read(ctx(buyer), own).newest.version.marks == ()


def test_an_order_has_its_deal_by_hash_with_its_promises_and_a_case_has_it_as_evidence(
    ctx, marketplace, sides, run_worker
):
    buyer, seller = sides
    deal, digest = agreed(ctx, buyer, seller)
    root = order(ctx, marketplace, buyer, seller, (deal, digest))
    found = reader.order(root)
    assert found.deal["hash"] == digest and found.deal["differs"] == []
    assert found.dates["deliver_by"].startswith("2026-11-12T15:59:59")
    assert deals.read(ctx(buyer), deal).deal.order == root
    records, _texts = order_records.of_order(ctx(buyer), root)
    assert [one.kind for one in records] == ["deal"]
    (receipt,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="none", remedy="return_and_refund", story="I do not like it.",
        package={"refund": 250_000, "currency": "CNY", "goods": "return"}, shown=procedures.load("procedures/standard").digest,
        key="open",
    )  # fmt: skip
    case = reader.case(receipt.stream.removeprefix("case:"))
    assert [item.data["record"]["kind"] for item in imported.of(case)] == ["deal"]
    flat = case.entitled["facts"]["seller_conduct.promises"]
    assert {"no_reason_return_days:15", "free_return_shipping", "repair_months:6"} <= set(flat)
    run_worker()
    assert len(reader.order(root).records) == 1  # the outbox finds it done
    refused("deal_in_order", deals.amend, ctx(buyer), commands.AmendDeal(deal, TERMS, change=True), key="late")


def test_an_order_that_says_otherwise_is_taken_and_each_difference_told(ctx, marketplace, sides, run_worker):
    buyer, seller = sides
    deal, digest = agreed(ctx, buyer, seller)
    root = order(ctx, marketplace, buyer, seller, (deal, digest), price=260_000, quantity=2)
    said = {(one["what"], one["deal"], one["order"]) for one in reader.order(root).deal["differs"]}
    assert said == {("price", 250_000, 260_000), ("quantity", 1, 2)}
    run_worker()
    assert "DealBound" in _kinds(buyer) and "DealBound" in _kinds(seller)


def test_a_deal_is_taken_by_one_order_and_only_as_it_was_confirmed(ctx, marketplace, people, sides, clock):
    buyer, seller = sides
    open_ = proposed(ctx, buyer, seller, key="other")
    refused("deal_not_confirmed", order, ctx, marketplace, buyer, seller, (open_, "0" * 64), external="N-1")
    deal, digest = agreed(ctx, buyer, seller)
    refused("deal_version", order, ctx, marketplace, buyer, seller, (deal, "0" * 64), external="N-2")
    refused("deal_of_others", order, ctx, marketplace, people("buyer"), seller, (deal, digest), external="N-3")
    root = order(ctx, marketplace, buyer, seller, (deal, digest))
    assert order(ctx, marketplace, buyer, seller, (deal, digest)) == root  # an equal repeat
    facts = refused("deal_in_order", order, ctx, marketplace, buyer, seller, (deal, digest), external="N-4")
    assert facts["order"] == "D-1"


def test_a_deal_taken_for_an_order_that_never_came_is_free_again_after_a_while(ctx, marketplace, sides, clock):
    buyer, seller = sides
    deal, digest = agreed(ctx, buyer, seller)
    _take(ctx, marketplace, buyer, seller, deal, digest)
    refused("deal_in_order", order, ctx, marketplace, buyer, seller, (deal, digest))
    clock.move(minutes=11)
    root = order(ctx, marketplace, buyer, seller, (deal, digest))
    assert deals.read(ctx(buyer), deal).deal.order == root


def _take(ctx, marketplace, buyer, seller, deal, digest):
    """The first step of placing an order with a deal, after which the process is gone."""
    line = NewLine(1, seller.shop, 250_000, product="CAM-1")
    command = PlaceOrder(ids.order_root(marketplace.pk, "E-1"), "E-1", buyer.id, "CNY", (line,), freight=2_000)
    deals.bind(ctx(), deal, digest, command, key="e")


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_of_two_versions_one_is_refused(ctx, sides):
    buyer, seller = sides
    deal = proposed(ctx, buyer, seller)
    first = deals.read(ctx(buyer), deal).deal.newest.hash
    deals.amend(ctx(seller), commands.AmendDeal(deal, {**TERMS, "freight": 0}), key="a")
    second = deals.read(ctx(buyer), deal).deal.newest.hash
    outcomes = []

    def act(who, digest, key):
        from django.db import connection

        streams.forget()
        try:
            deals.confirm(ctx(who), commands.ConfirmDeal(deal, digest), key=key)
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=one) for one in ((buyer, first, "b"), (seller, second, "s"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["deal_version", "done"]
    assert deals.read(ctx(buyer), deal).deal.status == "open"


def test_a_shop_that_writes_to_an_unknown_address_learns_nothing_of_who_is_here(ctx, people, sides):
    buyer, seller = sides
    known = deals.propose(ctx(seller), seller="", buyer=buyer.person.email.upper(), written=TERMS, key="1").created[
        "deal"
    ]
    fresh = deals.propose(ctx(seller), seller="", buyer="nobody@example.org", written=TERMS, key="2").created["deal"]
    assert deals.read(ctx(buyer), known).side == "buyer"
    assert deals.read(ctx(seller), fresh).deal.buyer == Person.objects.get(email="nobody@example.org").pk
    refused("deal_with_whom", deals.propose, ctx(seller), seller="", buyer="Somebody", written=TERMS, key="3")


def test_what_a_buyer_wrote_goes_with_him_and_what_both_confirmed_stays(ctx, marketplace, sides):
    from hejie.usecases.people import forgetting

    buyer, seller = sides
    deal = proposed(ctx, buyer, seller)
    deals.amend(ctx(buyer), commands.AmendDeal(deal, {**TERMS, "clauses": ["My own words."]}, "Please"), key="a")
    deals.amend(ctx(seller), commands.AmendDeal(deal, {**TERMS, "freight": 0}), key="b")
    digest = deals.read(ctx(buyer), deal).deal.newest.hash
    deals.confirm(ctx(buyer), commands.ConfirmDeal(deal, digest), key="c")
    deals.confirm(ctx(seller), commands.ConfirmDeal(deal, digest), key="d")
    forgetting.forget(ctx(), Person.objects.get(pk=buyer.id), key="forget")
    view = deals.read(ctx(seller), deal)
    assert view.versions[1].terms["clauses"] == [""] and view.versions[1].note == ""
    assert view.versions[2].terms["clauses"] == ["The strap comes with it."] and view.deal.frozen.hash == digest
