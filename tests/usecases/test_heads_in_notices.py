"""Every notice to a party names the hash of what it tells of, also where no case tells it: nobody rewrites history unnoticed."""

import pytest
from django.db import connection

from hejie.domain.escrow import points_commands, purse
from hejie.domain.escrow import vouchers as budgets
from hejie.domain.orders import promises, reviews
from hejie.store import queries, story
from hejie.usecases import commitments, money, points, shop_desk, vouchers
from hejie.usecases import reviews as reviewing

pytestmark = pytest.mark.django_db


def told(who) -> dict[str, str]:
    """Kind → head of all that somebody was told."""
    return {row["kind"]: row["head"] for row in queries.notices(who.actor, limit=100).rows}


def hashes() -> set[str]:
    """Of all entries that stand anywhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM entry")
        return {bytes(row[0]).hex() if not isinstance(row[0], str) else row[0] for row in cursor.fetchall()}


def test_what_is_told_at_an_order_names_the_entry_and_its_letter_holds_it(people, ctx, orders, work, mailoutbox):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    commitments.make_at_order(ctx(seller), promises.MakeOrderPromise(root, "The lid comes.", 3), key="1")
    reviewing.write(ctx(buyer), reviews.WriteReview(root, 1, 2, "No lid."), key="2")
    reviewing.reply(ctx(seller), reviews.ReplyToReview(root, "rv1", "It is on its way."), key="3")
    work()
    heads = {entry["kind"]: entry["hash"] for entry in story.newest(root, f"order:{root}", limit=50)}
    assert told(buyer)["OrderPromiseMade"] == heads["PromiseMade"]
    assert told(buyer)["OrderReviewReplied"] == heads["ReviewReplied"]
    assert told(seller)["OrderReviewWritten"] == heads["ReviewWritten"]
    (letter,) = [one for one in mailoutbox if one.to == [buyer.person.email] and heads["PromiseMade"] in one.body]
    assert "Keep this letter: the record that it tells of" in letter.body


def test_vouchers_points_and_their_reminders_name_the_record_that_they_tell_of(
    people, ctx, orders, clock, work, mailoutbox
):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    money.deposit(ctx(operator), purse.Deposit(seller.shop, 10_000, "CNY"), key="d")
    for who in ("", "*"):
        vouchers.set_budget(ctx(seller), budgets.SetBudget(seller.shop, who, 5_000, "CNY"), key=f"b{who}")
    points.set_worth(ctx(operator), points_commands.SetWorth(100, 100, "CNY", 30), key="w")
    root = orders(buyer, seller)
    vouchers.give_at_order(ctx(seller), root, minor=2_000, days=30, why="delay", key="v")
    points.give_at_order(ctx(seller), root, number=500, why="delay", key="p")
    work()
    clock.move(days=24)
    work()
    heads, letters = told(buyer), "".join(mail.body for mail in mailoutbox if mail.to == [buyer.person.email])
    kinds = {"VoucherIssued", "VoucherReminded", "PointsGiven", "PointsReminded"}
    assert kinds <= heads.keys() and {heads[kind] for kind in kinds} <= hashes()
    assert all(heads[kind] in letters for kind in kinds)


def test_whoever_is_handed_a_case_reads_where_its_record_stood(people, ctx, services, work):
    asked = services()
    colleague = people("agent", shop=asked.seller.shop)
    shop_desk.give(ctx(asked.seller), asked.case, colleague.id, over="")
    work()
    assert told(colleague)["ChargeGiven"] in hashes()
