"""Listings: published by version, copied to orders as evidence, checked, and taught by closed disputes."""

import pytest

from hejie.adapters import listing_files
from hejie.domain.cases import imported
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.usecases import cases, ids, listings, orders, return_policies

pytestmark = pytest.mark.django_db
SHIRT = {
    "product": "S-1", "category": "apparel", "title": "Linen shirt", "price": {"minor": 12_900, "currency": "CNY"},
    "facts": {"condition": "new", "material": ["linen"], "size": "M", "brand": "Lin", "origin": "IT"},
}  # fmt: skip


def kinds(found):
    return {(one.kind, one.code) for one in found}


def placed(ctx, marketplace, buyer, seller, clock, number=1):
    external = f"L-{number}"
    line = NewLine(1, seller.shop, 12_900, product="S-1", title="Shirt")
    command = PlaceOrder(
        ids.order_root(marketplace.pk, external), external, buyer.id, "CNY", (line,), paid=12_900, status="delivered",
        dates={"ordered": _at(clock), "delivered": _at(clock)},
    )  # fmt: skip
    return orders.place_order(ctx(), command, key=external).root


def _at(clock):
    from hejie.domain.kernel import clock as moments

    return moments.text(clock.now)


def claimed(ctx, buyer, root, story):
    (receipt,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story=story,
        package={"refund": 12_900, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest, key=f"open {root}",
    )  # fmt: skip
    return receipt.stream.removeprefix("case:")


def test_an_order_keeps_the_listing_of_its_day_and_a_case_has_it_as_evidence(ctx, marketplace, people, clock):
    buyer, seller = people("buyer"), people("seller")
    first = listings.publish(ctx(seller), SHIRT)
    assert first.new and first.row.number == 1 and not listings.publish(ctx(seller), SHIRT).new
    clock.move(hours=1)
    root = placed(ctx, marketplace, buyer, seller, clock)
    clock.move(hours=1)
    assert listings.publish(ctx(seller), {**SHIRT, "title": "Linen shirt, blue"}).row.number == 2
    order = reader.order(root)
    assert [dict(one) for one in order.listings] == [
        {"line": 1, "product": "S-1", "number": 1, "digest": first.row.digest}
    ]
    case = reader.case(claimed(ctx, buyer, root, "It is not linen."))
    (piece,) = imported.of(case)
    assert (piece.data["record"]["kind"], piece.data["record"]["facts"]["version"]) == ("listing", 1)
    assert [row.number for row in listings.versions(ctx(seller), "S-1")] == [2, 1]


def test_closed_disputes_teach_what_a_listing_does_not_say_and_nobody_s_words_leave(ctx, marketplace, people, clock):
    from hejie.domain.cases.commands import WithdrawCase

    seller = people("seller")
    listings.publish(ctx(seller), SHIRT)
    stories = ("尺码偏小，穿不上", "It runs small and is too tight", "Маломерит, жмёт", "The colour is different")
    for number, story in enumerate(stories, start=1):
        if number == 3:
            assert listings.learnt(marketplace.pk, seller.shop, "S-1") is None  # below the least count nothing is said
        buyer = people("buyer")
        case = claimed(ctx, buyer, placed(ctx, marketplace, buyer, seller, clock, number), story)
        cases.withdraw_case(ctx(buyer), WithdrawCase(case, ""), key=f"w{number}")
    found = [
        one for one in listings.again(ctx(seller), listings.one(ctx(seller), "S-1"))[1] if one.kind == "undisclosed"
    ]
    assert [(one.code, one.values["count"], one.values["of"]) for one in found] == [("size_small", 3, 4)]
    told = {**SHIRT, "facts": {**SHIRT["facts"], "size": "M, runs small: take one size up"}}
    assert "undisclosed" not in {one.kind for one in listings.publish(ctx(seller), told).found}
    other = people("seller")
    assert listings.learnt(marketplace.pk, other.shop, "S-1") is None


def test_a_text_is_held_against_the_law_and_the_shop_s_own_policy(ctx, people):
    seller = people("seller")
    text = {**SHIRT, "text": "30-day returns. 售出概不退换"}
    assert {("policy", "days_without_policy"), ("void", "no_returns")} <= kinds(
        listings.publish(ctx(seller), text).found
    )
    window = {"id": "all", "days": 10}
    return_policies.publish(ctx(seller), {"id": "own", "name": "Ours", "windows": [window]})
    assert ("policy", "days_above_policy") in kinds(listings.publish(ctx(seller), text).found)
    return_policies.publish(ctx(seller), {"id": "own", "name": "Ours", "windows": [{"id": "all", "days": 30}]})
    assert not {one for one in kinds(listings.publish(ctx(seller), text).found) if one[0] == "policy"}


def test_a_policy_below_the_law_for_everybody_is_refused_with_the_article(ctx, people):
    seller = people("seller")
    with pytest.raises(Refusal) as found:
        return_policies.publish(ctx(seller), {"id": "own", "name": "Ours", "windows": [{"id": "all", "days": 3}]})
    assert found.value.code == "policy_below_law" and found.value.facts["least"] == 7
    assert "25(1)" in found.value.facts["cite_en"]
    partly = {
        "id": "own",
        "name": "Ours",
        "windows": [{"id": "made", "if": {"category": "made_to_measure"}, "days": 0}, {"id": "all", "days": 7}],
    }
    return_policies.publish(ctx(seller), partly)


def test_a_file_that_is_half_bad_gives_its_good_rows_and_names_the_bad(ctx, people):
    seller = people("seller")
    file = (
        "product,category,title,price,currency,condition,material\n"
        "A-1,apparel,Shirt,129.00,CNY,new,linen;cotton\n,apparel,No number,1,CNY,new,\n"
        "A-3,apparel,Shirt,1.234,CNY,new,\nA-4,apparel,Shirt,1,CNY,brandnew,\nA-5,apparel,Trousers,10,QQQ,new,\n"
    )
    done = list(listings.publish_all(ctx(seller), listing_files.rows(file.encode())))
    bad = [(one.number, one.refusal.code) for one in done if isinstance(one, listings.BadRow)]
    assert bad == [(2, "listing_wrong"), (3, "listing_wrong"), (4, "listing_wrong"), (5, "currency_unknown")]
    assert done[0].row.data["facts"]["material"] == ["linen", "cotton"]
    long = b'"' + b"a" * 200_000 + b'"'
    for broken in (b"\xff\xfe\x00", b"[{", b"nothing,here\n1,2\n", long):
        with pytest.raises(Refusal):
            list(listing_files.rows(broken))
    first, second = listing_files.rows(b"product,title\nA," + long + b"\nB,Tea\n")
    assert (first.code, second["product"]) == ("listing_wrong", "B")


def test_nobody_else_publishes_for_a_shop_or_reads_its_drafts(ctx, people):
    seller, other = people("seller"), people("seller")
    listings.publish(ctx(seller), SHIRT)
    for who in (other, people("buyer"), people("neutral")):
        with pytest.raises(Refusal) as found:
            listings.one(ctx(who), "S-1")
        assert found.value.code == "not_found"
    assert listings.publish(ctx(people("operator")), {**SHIRT, "title": "New"}, seller.shop).row.number == 2
