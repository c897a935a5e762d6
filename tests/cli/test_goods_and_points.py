"""`hejie waybills` and `hejie points`: parcels of one order and of a file; worth, giving, balance and movements."""

import json

import pytest

from hejie.cli.points import points
from hejie.cli.waybills import waybills
from hejie.domain.escrow import purse
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.usecases import ids, money, orders
from tests.cli.test_market_procedures import run

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def shop(people, ctx, marketplace):
    """(buyer, seller) with two orders to be sent, A-1 and A-2."""
    buyer, seller = people("buyer"), people("seller")
    people("operator")
    for number in ("A-1", "A-2"):
        root = ids.order_root(marketplace.pk, number)
        placed = PlaceOrder(root, number, buyer.id, "CNY", (NewLine(1, seller.shop, 800),), paid=800)
        orders.place_order(ctx(), placed, key=number)
    return buyer, seller


def said(command, *words):
    """What a command printed, which went well."""
    done = run(command, *words)
    assert done.exit_code == 0, done.output
    return done.output


def test_parcels_are_added_once_listed_and_read_from_a_file(shop, people, tmp_path):
    _buyer, seller = shop
    act = ("--as", seller.person.email)
    assert said(waybills, "add", "A-1", "SF Express", "SF1403358621", *act) == "taken\n"
    assert said(waybills, "add", "A-1", "SF Express", "SF1403358621", *act) == "it stood there already\n"
    (row,) = [json.loads(line) for line in said(waybills, "list", "A-1", "--json").splitlines()]
    assert (row["parcel"], row["carrier"], row["waybill"], row["lines"]) == ("p1", "SF Express", "SF1403358621", [1])
    rows = tmp_path / "today.csv"
    rows.write_text("order,carrier,waybill\nA-1,SF Express,SF1403358621\nA-2,ZTO,SF1403358621\nA-9,ZTO,78123\n")
    done = run(waybills, "file", rows, "--json", *act)
    outcomes = [json.loads(line) for line in done.output.splitlines()]
    assert [one["outcome"] for one in outcomes] == ["known", "done", "refused"] and done.exit_code == 1
    assert outcomes[2]["code"] == "order_not_yours" and outcomes[2]["reason"]
    with pytest.raises(Refusal) as strange:
        run(waybills, "add", "A-2", "ZTO", "78125", "--as", people("seller").person.email)
    assert strange.value.code == "order_not_yours"
    assert "There is no order" in run(waybills, "list", "A-9").output


def test_points_are_worth_given_counted_and_their_moves_listed(shop, ctx, people):
    buyer, seller = shop
    money.deposit(ctx(people("operator")), purse.Deposit(seller.shop, 1_000, "CNY"), key="in")
    act = ("--as", seller.person.email)
    with pytest.raises(Refusal) as early:
        run(points, "add", 300, "--order", "A-1", *act)
    assert early.value.code == "points_not_offered"
    assert run(points, "worth", 100).exit_code == 2 and run(points, "add", 5).exit_code == 2
    assert "100 = 1.00 CNY, good for 60 days" in said(points, "worth", 100, "1.00", "--currency", "CNY", "--days", 60)
    assert json.loads(said(points, "worth", "--json"))["minor"] == 100
    said(points, "add", 300, "--order", "A-1", "--why", "delay", *act)
    has = json.loads(said(points, "balance", buyer.person.email, "--currency", "CNY", "--json"))
    assert (has["points"], has["minor"], has["lots"][0]["why"]) == (300, 300, "delay")
    assert said(points, "balance", buyer.id, "--currency", "CNY").startswith("300 points, 3.00 CNY\n")
    assert [json.loads(line)["what"] for line in said(points, "list", buyer.person.email, "--json").splitlines()] == [
        "received"
    ]
    with pytest.raises(Refusal) as strange:
        run(points, "balance", buyer.person.email, *act)
    assert strange.value.code == "not_found"
