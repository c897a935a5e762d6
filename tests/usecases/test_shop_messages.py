"""Orders of WooCommerce, Shopify and Medusa, as their systems send them: to the cent, once, and never backwards."""

import copy
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hejie.adapters.orders.systems.writing import written
from hejie.domain.escrow import holds
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands
from hejie.record import reader
from hejie.store import ledger, queries, story
from hejie.usecases import ids, order_records, orders, shop_messages
from hejie.usecases.shop_messages import From
from tests.support.rules import real_data as data
from tests.support.world import the_record_holds

pytestmark = pytest.mark.django_db
FOLDER = "external/shop_payloads"


def payload(name: str):
    """The payload of a file as it was recorded, for a test to change."""
    (found,) = shop_messages.messages((data(FOLDER) / f"{name}.json").read_bytes())
    return copy.deepcopy(found)


def expected(name: str) -> dict:
    """What must come out, as the file beside the payloads says."""
    return json.loads((data(FOLDER) / "expected.json").read_text())[f"{name}.json"]


@pytest.fixture
def take(ctx, clock):
    """Takes a message in: `take("woocommerce_refund")`, or a payload that was changed; a minute later each time."""
    clock.now = max(clock.now, datetime(2026, 12, 1, tzinfo=UTC))  # after all that the payloads tell

    def run(name, message=None, system="", **told):
        clock.move(minutes=1)
        body = payload(name) if message is None else message
        return shop_messages.take_in(ctx(), From(system or name.split("_")[0], **told), body)

    return run


def refused(act, *given, **told) -> Refusal:
    with pytest.raises(Refusal) as found:
        act(*given, **told)
    return found.value


def figures(root: str) -> tuple[int, int, int]:
    """(paid, gone back to the buyer, what can still be awarded), all lines together."""
    order = reader.order(root)
    rows = order.custody.holds
    assert sum(hold.held for hold in rows) == order.paid_minor
    return (
        order.paid_minor,
        sum(hold.to_buyer for hold in rows),
        holds.paid_for(order, [one.line for one in order.lines]),
    )


def entries(root: str) -> list[str]:
    return [one["kind"] for one in story.newest(root, f"order:{root}", before=10_000, limit=100)][::-1]


def settled(root: str) -> None:
    """The ledger says what the record says, and nothing was given to the payment provider."""
    found = [(root, entry) for entry in reversed(story.newest(root, f"order:{root}", before=10_000, limit=200))]
    assert ledger.differences(found, [root]) == []
    assert "TransfersReleased" not in entries(root)


def test_a_woocommerce_order_comes_in_to_the_cent(take):
    wanted = expected("woocommerce_order_processing")
    taken = take("woocommerce_order_processing")
    order = reader.order(taken.root)
    texts = queries.texts(taken.root, [line.title["ref"] for line in order.lines])
    assert (taken.outcome, order.external_id, order.currency) == ("new", wanted["order_no"], wanted["currency"])
    lines = [[texts[line.title["ref"]], line.quantity, line.price - line.tax] for line in order.lines]
    assert lines == wanted["lines"]
    assert sum(line.freight for line in order.lines) == wanted["shipping"]
    assert sum(line.tax for line in order.lines) == wanted["tax"]
    assert figures(taken.root) == (wanted["total"], 0, wanted["total"])
    assert [line.product for line in order.lines] == ["93", "Bar3"]  # the SKU, else the shop's number of the product
    assert order.dates["ordered"] == "2017-03-22T19:28:02.000Z"
    settled(taken.root)


def test_the_whole_message_is_kept_as_a_file_of_the_record(take, ctx):
    message = payload("woocommerce_order_processing")
    message["a_key_of_some_plugin"] = {"deep": [1.10, "<script>alert(1)</script>"]}
    taken = take("woocommerce", message)
    (record,), texts = order_records.of_order(ctx(), taken.root)
    assert (record.kind, record.source, record.origin, record.facts["minor"]) == ("order", "shop", "WooCommerce", 2935)
    assert record.file["size"] == len(written(message))
    assert texts[record.name["ref"]].startswith("woocommerce-order-727")
    assert b'"deep": [1.1, "\\u003cscript\\u003e' in written(message).replace(b"1.10", b"1.1")


def test_money_that_the_shop_has_itself_is_never_ours_to_pay(take, ctx, run_worker):
    taken = take("woocommerce_order_completed")
    order = reader.order(taken.root)
    assert [(hold.free, hold.to_seller) for hold in order.custody.holds] == [
        (0, order.custody.holds[0].held),
        (0, order.custody.holds[1].held),
    ]
    assert order.deadlines == () and order.dates["shipped"] == "2017-03-22T19:30:35.000Z"
    assert refused(orders.refund, ctx(), commands.RefundLines(taken.root, (1, 2)), key="r").code == "nothing_in_custody"
    run_worker()
    settled(taken.root)
    the_record_holds()


def test_where_whoever_sends_it_says_so_the_money_is_held_here(take):
    taken = take("woocommerce_order_processing", held="custody")
    assert sum(hold.free for hold in reader.order(taken.root).custody.holds) == 2935
    message = payload("woocommerce_refund")
    message["_links"]["up"][0]["href"] = "https://example.com/wp-json/wc/v3/orders/727"
    take("woocommerce", message, held="custody")
    assert figures(taken.root) == (2935, 1000, 1935)
    assert sum(hold.free for hold in reader.order(taken.root).custody.holds) == 1935
    settled(taken.root)


def test_a_refund_without_lines_counts_and_is_not_paid_again(take):
    message = payload("woocommerce_order_processing")
    message["id"], message["number"] = message["id"] - 4, "723"
    taken = take("woocommerce", message)
    refund = take("woocommerce_refund")
    wanted = expected("woocommerce_refund")
    assert (refund.root, refund.outcome, refund.open) == (taken.root, "grown", 0)
    assert figures(taken.root) == (2935, wanted["amount"], 1935)
    message["refunds"] = [{"id": Decimal(726), "reason": "", "total": "-10.00"}]
    message["date_modified_gmt"] = "2017-03-23T00:00:00"
    assert take("woocommerce", message).outcome == "grown"  # the order names the refund too: it is the same one
    assert figures(taken.root) == (2935, 1000, 1935)
    told = story.newest(taken.root, f"order:{taken.root}", before=100, limit=100)
    rows = [row for one in told if one["kind"] == "ShopTold" for row in one["data"].get("refunds", ())]
    assert [row["gateway"] for row in rows] == [wanted["refunded_through_gateway"]]
    settled(taken.root)


def test_a_shopify_order_that_is_only_authorised_is_not_paid(take):
    wanted = expected("shopify_order")
    taken = take("shopify_order")
    order = reader.order(taken.root)
    assert (order.external_id, order.currency, len(order.lines)) == (
        wanted["order_no"],
        wanted["currency"],
        wanted["lines"],
    )
    assert order.paid_minor == 0 and order.custody.holds == ()
    assert order.records[0].facts["minor"] == wanted["total"]
    assert sum(line.tax for line in order.lines) == wanted["tax"]
    take("shopify_transaction")  # an authorisation
    take("shopify_fulfillment")  # pending: nothing has left
    assert (reader.order(taken.root).paid_minor, reader.order(taken.root).dates.get("shipped")) == (0, None)


def test_a_shopify_refund_is_what_its_transaction_says(take):
    wanted = expected("shopify_refund")
    message = payload("shopify_order")
    message["order"]["financial_status"] = "paid"
    taken = take("shopify", message)
    assert taken.outcome == "new"
    take("shopify_refund")
    assert figures(taken.root) == (40994, wanted["transaction_total"], 40994 - wanted["transaction_total"])
    order = reader.order(taken.root)
    back = [order.line(line).product for line, quantity in order.returned.items() if quantity == 1]
    assert sorted(back) == [sku for sku, _quantity in wanted["lines"]]
    touched = {order.line(hold.line).product for hold in order.custody.holds if hold.to_buyer}
    assert touched == {"IPOD2008BLACK", "IPOD2008GREEN"}


def test_a_refund_before_its_payment_waits_for_it_and_counts_then(take):
    taken = take("shopify_order")
    assert take("shopify_refund").open == 20900
    assert figures(taken.root) == (0, 0, 0)
    message = payload("shopify_order")
    message["order"] |= {"financial_status": "partially_refunded", "updated_at": "2008-01-11T11:00:00-05:00"}
    assert take("shopify", message).open == 0
    assert figures(taken.root) == (40994, 20900, 20094)
    settled(taken.root)


@pytest.mark.parametrize("name", ["partial", "damaged"])
def test_a_medusa_run_is_the_same_whether_it_comes_step_by_step_or_at_its_end(take, name):
    wanted = expected(f"medusa_{name}_order_refunded")
    last = (wanted["paid"], wanted["refunded"], wanted["kept"])
    steps = ["order_paid", "order_delivered", "order_return_requested", "return_received", "refund", "order_refunded"]
    steps = [
        step
        for step in steps
        if name == "partial" or step in ("order_delivered", "return_received", "refund", "order_refunded")
    ]
    for step in steps:
        taken = take(f"medusa_{name}_{step}")
    order = reader.order(taken.root)
    assert figures(taken.root) == last
    pieces = {order.line(line).quantity: n for line, n in order.returned.items()}
    assert pieces == ({2: 1} if name == "partial" else {1: 1, 3: 2})
    kinds = entries(taken.root)
    assert kinds.count("ShopTold") == len(steps) and kinds.count("Shipped") == kinds.count("Delivered") == 1
    again = take(f"medusa_{name}_order_refunded", shop="other")
    assert figures(again.root) == last and reader.order(again.root).returned == order.returned
    settled(taken.root)


def test_an_older_message_after_a_newer_one_changes_nothing(take):
    taken = take("medusa_partial_order_refunded")
    before = reader.order(taken.root)
    for step in ("order_paid", "order_delivered", "order_return_requested"):
        assert take(f"medusa_partial_{step}").outcome == "known"
    assert reader.order(taken.root).head == before.head


def test_the_same_message_twice_is_one_order(take, ctx):
    first, second = take("woocommerce_order_processing"), take("woocommerce_order_processing")
    assert (second.outcome, second.root) == ("known", first.root)
    spaced = json.dumps(
        json.loads((data(FOLDER) / "woocommerce_order_processing.json").read_text())["payload"], indent=3
    )
    (other,) = shop_messages.messages(spaced.encode())
    assert take("woocommerce", other).outcome == "known"
    assert len(reader.order(first.root).records) == 1
    assert entries(first.root).count("OrderPlaced") == 1


@pytest.mark.parametrize("name", ["woocommerce_refund", "shopify_refund", "shopify_fulfillment", "shopify_transaction",
                                  "woocommerce_order_note", "medusa_partial_refund", "medusa_partial_return_received"])  # fmt: skip
def test_what_comes_before_its_order_is_told_to_wait(take, name):
    assert refused(take, name).code == "order_unknown"


def test_a_payment_of_medusa_finds_its_order_by_its_own_name_or_by_the_one_that_is_told(take):
    taken = take("medusa_partial_order_delivered")
    assert take("medusa_partial_refund").root == taken.root
    message = payload("medusa_partial_refund")
    message["payment"]["id"] = "pay_other"
    assert refused(take, "medusa", message).code == "order_unknown"
    assert take("medusa", message, order=taken.root).outcome == "grown"


def test_two_lines_with_one_sku_stay_two(take):
    message = payload("shopify_order")
    message["order"]["line_items"][1]["sku"] = "IPOD2008GREEN"
    message["order"]["financial_status"] = "paid"
    taken = take("shopify", message)
    take("shopify_refund")
    order = reader.order(taken.root)
    assert [line.product for line in order.lines].count("IPOD2008GREEN") == 2
    assert order.returned == {1: 1, 3: 1}


def test_a_list_of_orders_without_lines_stands_for_its_sum(take):
    taken = take("shopify_orders_list")
    (line,) = reader.order(taken.root).lines
    assert (line.contents_unknown, line.price, figures(taken.root)[0]) == (True, 59894, 59894)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("shopify_refund_calculate", "shop_only_reckoned"),
        ("shopify_dispute", "shop_no_order"),
        ("woocommerce_order_create_request", "shop_field_missing"),
    ],
)
def test_what_has_not_happened_or_belongs_nowhere_is_told_so(take, name, code):
    assert refused(take, name).code == code


def test_names_are_read_as_people_read_them_and_stay_harmless(take):
    message = payload("woocommerce_order_processing")
    message["line_items"][0]["name"] = "Caf&eacute; &amp; Co &lt;script&gt;\u202e\x00 " + "long " * 500
    taken = take("woocommerce", message)
    line = reader.order(taken.root).lines[0]
    title = queries.texts(taken.root, [line.title["ref"]])[line.title["ref"]]
    assert title.startswith("Café & Co <script> long long") and len(title) == 500 and title.endswith("…")


def test_what_a_shop_of_another_name_sends_is_an_order_of_its_own(take):
    one, other = take("woocommerce_order_processing", shop="east"), take("woocommerce_order_processing", shop="west")
    assert one.root != other.root and other.external_id == "west 727"
    sellers = [reader.order(root).lines[0].seller for root in (one.root, other.root)]
    assert len(set(sellers)) == 2


def test_an_order_that_came_another_way_is_not_taken_over(take, ctx, marketplace):
    orders.place_order(
        ctx(),
        commands.PlaceOrder(
            ids.order_root(marketplace.pk, "727"), "727", "p1", "USD", (commands.NewLine(1, "platform", 100),)
        ),
        key="own",
    )
    assert refused(take, "woocommerce_order_processing").code == "order_exists"


def test_a_refund_in_another_currency_is_refused(take):
    take("shopify_order")
    message = payload("shopify_refund")
    message["refund"]["transactions"][0]["currency"] = "EUR"
    assert refused(take, "shopify", message).code == "currency_mismatch"


def test_called_off_in_the_shop_moves_no_money_by_itself(take, run_worker):
    message = payload("woocommerce_order_processing")
    taken = take("woocommerce", message, held="custody")
    message |= {"status": "cancelled", "date_modified_gmt": "2017-03-24T00:00:00"}
    take("woocommerce", message)
    order = reader.order(taken.root)
    assert order.cancelled and sum(hold.free for hold in order.custody.holds) == 2935 and order.deadlines == ()
    message |= {"status": "refunded", "date_modified_gmt": "2017-03-25T00:00:00"}
    message["refunds"] = [{"id": Decimal(9), "total": "-29.35"}]
    take("woocommerce", message)
    run_worker()
    assert figures(taken.root) == (2935, 2935, 0)
    settled(taken.root)


@pytest.fixture
def awarded(take, people, ctx, work):
    """(root, case): an order whose money the shop has, and a case about it in which the whole sum was awarded."""
    from hejie.domain.cases.servicing.commands import AnswerService
    from hejie.rulebooks import procedures
    from hejie.usecases import services

    buyer, seller = people("buyer"), people("seller")
    message = payload("woocommerce_order_completed")
    message["billing"]["email"] = buyer.person.email
    message["currency"] = "CNY"
    root = take("woocommerce", message, shop=seller.shop).root
    assert reader.order(root).buyer == buyer.id and reader.order(root).sellers() == {seller.shop}
    receipt = services.ask(
        ctx(buyer), root=root, kind="late", pieces=((1, 2),), reason="late", story="A week late.",
        shown=procedures.load("procedures/standard").digest, wish={"minor": 600}, key="ask",
    )  # fmt: skip
    case = receipt.stream.removeprefix("case:")
    services.answer(ctx(seller), AnswerService(case, True), key="answer")
    work()
    return root, case, seller.shop


def test_what_a_shop_pays_back_pays_what_it_owes_and_the_case_ends(awarded, take, work):
    root, case, shop = awarded
    (debt,) = reader.order(root).custody.debts
    assert (debt.owed, debt.status, reader.case(case).closed) == (600, "due", False)
    refund = {"id": Decimal(9), "amount": "6.00", "refunded_payment": True, "parent_id": Decimal(727)}
    assert take("woocommerce", refund, shop=shop).outcome == "grown"
    work()
    (debt,) = reader.order(root).custody.debts
    assert (debt.owed, figures(root)[1:]) == (0, (600, 2335))
    assert reader.case(case).closed and reader.case(case).outcome == "served"
    settled(root)
    the_record_holds()


def test_two_that_bring_the_same_message_at_once_make_one_order(take, ctx, marketplace):
    first = take("woocommerce_order_processing")
    again = shop_messages.take_in(ctx(), From("woocommerce"), payload("woocommerce_order_processing"))
    assert (again.root, again.outcome) == (first.root, "known")
    assert entries(first.root).count("ShopTold") == 1
