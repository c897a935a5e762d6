"""Shops' papers that count no longer go by time, on record; those that count stay, and a legal hold keeps all."""

import io
import itertools

import pytest
from django.db import connection
from PIL import Image

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import ConfirmReceipt
from hejie.domain.orders.holding import LiftOrderHold, SetOrderHold
from hejie.domain.standing.commands import EraseTexts
from hejie.domain.standing.state import stream_of
from hejie.domain.standing.vet import Declare, FilePaper, ReviewPaper
from hejie.record import reader, replay
from hejie.store import market_law as chosen
from hejie.store import story
from hejie.usecases import legal_holds, market_law, shop_paper_keeping, standings, vetting
from hejie.usecases import orders as placing
from tests.usecases.test_vetting import File

pytestmark = pytest.mark.once


@pytest.fixture
def shop(people, ctx, marketplace):
    """A shop in China with a refused paper and one that was replaced by a later one."""

    numbers = itertools.count(1)

    class Shop:
        seller, operator = people("seller"), people("operator")
        root = stream_of(marketplace.pk, "seller", seller.shop)

        def file(self, kind, until="", file=None):
            command = FilePaper(self.seller.shop, kind, {}, f"{kind}.pdf", until, "CN-77")
            return vetting.file_paper(ctx(self.seller), command, file or File(), key=f"f{next(numbers)}").created[
                "paper"
            ]

        def review(self, paper, result="accepted", reason=""):
            vetting.review(
                ctx(self.operator), ReviewPaper(self.seller.shop, paper, result, reason), key=f"r{next(numbers)}"
            )

        def papers(self):
            return {one.id: one for one in reader.state(self.root, self.root).vetting.papers}

        def left(self):
            """Ids of the papers of which something is left."""
            with connection.cursor() as cursor:
                cursor.execute("SELECT ref FROM content WHERE root = %s", [self.root])
                there = {row[0] for row in cursor.fetchall()}
            return {name for name, one in self.papers().items() if there & {ref["ref"] for ref in one.texts()}}

    one = Shop()
    vetting.declare(ctx(one.seller), Declare(one.seller.shop, "business", "cn", ("food",)), key="d")
    chosen.forget()
    yield one
    chosen.forget()  # the law of another marketplace of this name is not ours


def elsewhere(ctx, shop):
    """Another law, by which a paper is old as soon as it has ended."""
    market_law.choose(ctx(shop.operator), "RU", "")
    chosen.forget()


def whole():
    return replay.verify_all().ok and replay.check().ok


def test_a_paper_goes_its_years_after_it_was_replaced_refused_or_ran_out_and_what_counts_stays(ctx, shop, clock, work):
    elsewhere(ctx, shop)
    old, lapsed = shop.file("business_licence"), shop.file("food_permit", "2027-01-31")
    shop.review(old)
    shop.review(lapsed)
    refused = shop.file("identity")
    shop.review(refused, "refused", "Another name stands on it.")
    clock.move(days=30)
    new, waiting = shop.file("business_licence"), shop.file("identity")
    shop.review(new)
    clock.move(days=200)
    work()
    assert shop.papers()[lapsed].status == "lapsed" and shop.papers()[old].status == "replaced"
    assert shop.left() == {old, lapsed, refused, new, waiting}
    clock.move(days=3 * 365 - 225)
    (count,) = [one.count for one in shop_paper_keeping.coming(ctx(shop.operator))]
    assert count == 4 + 3  # of the refused one the reason too
    work()
    assert shop.left() == {old, lapsed, new, waiting}  # the refused one was the first to end
    clock.move(days=40)
    work()
    assert shop.left() == {lapsed, new, waiting}
    clock.move(days=200)  # when the worker came to it it had run out for long: its end is when that was written
    work()
    assert shop.left() == {new, waiting}
    gone = [one for one in story.newest(shop.root, shop.root) if one["kind"] == "ContentErased"]
    assert {one["data"]["why"] for one in gone} == {"retention"} and {one["data"]["rule"] for one in gone} == {"ru"}
    with pytest.raises(Refusal, match="content_erased"):
        vetting.open_paper(ctx(shop.operator), shop.seller.shop, old)
    assert whole() and work() == 0


def test_in_china_nothing_goes_before_the_end_of_the_shops_last_order(ctx, people, orders, shop, clock, work):
    paper = shop.file("business_licence")
    shop.review(paper, "refused", "It cannot be read.")
    clock.move(days=2 * 365)
    buyer = people("buyer")
    root = orders(buyer, shop.seller)
    clock.move(days=2 * 365)
    work()
    assert shop.left() == {paper} and shop_paper_keeping.coming(ctx(shop.operator)) == []
    placing.confirm_receipt(ctx(buyer), ConfirmReceipt(root), key="got")
    work()
    clock.move(days=3 * 365)
    work()
    (row,) = shop_paper_keeping.coming(ctx(shop.operator))
    assert (row.root, row.held, bool(row.name)) == (shop.root, False, True) and shop.left() == {paper}
    clock.move(days=10)
    work()
    assert shop.left() == set() and whole()


def test_a_legal_hold_on_an_order_of_the_shop_keeps_its_papers_from_time_and_from_operators(
    ctx, people, orders, shop, clock, work
):
    elsewhere(ctx, shop)
    paper = shop.file("business_licence")
    shop.review(paper, "refused", "It cannot be read.")
    root = orders(people("buyer"), shop.seller)
    legal_holds.hold_order(ctx(shop.operator), SetOrderHold(root, "A court asks."), key="h")
    clock.move(days=3 * 365 + 10)
    work()
    assert shop.left() == {paper} and [one.held for one in shop_paper_keeping.coming(ctx(shop.operator))] == [True]
    command = EraseTexts("seller", shop.seller.shop, (shop.papers()[paper].file["ref"],), "request")
    with pytest.raises(Refusal, match="papers_held"):
        standings.erase(ctx(shop.operator), command, key="e")
    legal_holds.let_order_go(ctx(shop.operator), LiftOrderHold(root, "It is over."), key="l")
    clock.move(hours=2)
    work()
    assert shop.left() == set() and whole()
    for stranger in (people("buyer"), shop.seller):
        with pytest.raises(Refusal, match="not_found"):
            shop_paper_keeping.coming(ctx(stranger))


def test_a_picture_of_a_paper_is_kept_alone_and_named_by_its_entry(ctx, shop):
    """No picture made anew lies beside it: nobody is shown one, no entry would name it, and nothing would ever erase it."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "white").save(out, "PNG")

    class Picture:
        def chunks(self):
            yield out.getvalue()

    name = shop.file("business_licence", file=Picture())
    paper = shop.papers()[name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref FROM content WHERE root = %s", [shop.root])
        assert {row[0] for row in cursor.fetchall()} == {one["ref"] for one in paper.texts()}
    assert paper.file["type"] == "image/png"
