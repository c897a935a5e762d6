"""What four tables that hardly overlap say about an order, and nothing beyond it."""

from datetime import UTC, date, datetime

from hejie.adapters.orders.draft import digest
from tests.adapters.orders.build import codes, olist, read


def test_one_order_is_joined_from_all_tables(tmp_path):
    drafts, bad = read(olist(tmp_path, orders=[{}], items=[{}], payments=[{}], reviews=[{}]))
    order = drafts["o1"]
    assert not bad
    assert order.named_by == ("orders", "items", "payments", "reviews")
    assert (order.currency, order.paid_minor, order.paid_assumed) == ("BRL", 7219, False)
    assert [(line.seller, line.price_minor, line.freight_minor, line.held_minor) for line in order.lines] == [
        ("s1", 5890, 1329, 7219)
    ]
    assert order.delivered_at == datetime(2017, 10, 11, 0, 25, 13, tzinfo=UTC)
    assert order.promised_on == date(2017, 10, 18)
    assert order.deliver_by == datetime(2017, 10, 19, 2, tzinfo=UTC), "the day ends at midnight in São Paulo (UTC-2)"


def test_an_order_is_every_id_that_any_table_names(tmp_path):
    olist(tmp_path, orders=[{"order_id": "a"}], items=[{"order_id": "b"}], payments=[{"order_id": "c"}])
    drafts, bad = read(olist(tmp_path, reviews=[{"order_id": "d"}]))
    assert sorted(drafts) == ["a", "b", "c", "d"] and not bad


def test_without_an_item_row_there_is_one_line_of_unknown_contents_for_the_paid_sum(tmp_path):
    drafts, _ = read(olist(tmp_path, payments=[{}]))
    order = drafts["o1"]
    assert order.contents_unknown and order.paid_minor == 7219
    (line,) = order.lines
    assert (line.product, line.seller, line.price_minor, line.freight_minor) == (None, "", 7219, None)
    assert (order.status, order.ordered_at, order.buyer, order.deliver_by) == (None, None, None, None)


def test_without_a_payment_row_price_and_freight_count_as_paid_and_are_marked(tmp_path):
    drafts, _ = read(olist(tmp_path, items=[{}, {"order_item_id": "2", "seller_id": "s2"}]))
    order = drafts["o1"]
    assert order.paid_assumed and order.paid_minor == 2 * 7219 and order.payments == ()
    assert order.sellers == ("s1", "s2")


def test_with_neither_it_is_a_case_without_money(tmp_path):
    drafts, _ = read(olist(tmp_path, orders=[{}]))
    order = drafts["o1"]
    assert (order.paid_minor, order.paid_assumed, order.contents_unknown) == (None, False, True)
    assert [(line.seller, line.price_minor, line.held_minor) for line in order.lines] == [("", None, None)]


def test_a_paid_sum_that_differs_is_held_and_both_are_kept(tmp_path):
    items = [
        {"price": "60.00", "freight_value": "0.00"},
        {"order_item_id": "2", "price": "30.00", "freight_value": "10"},
    ]
    paid = [
        {"payment_value": "40.00"},
        {"payment_sequential": "2", "payment_type": "voucher", "payment_value": "10.01"},
    ]
    drafts, _ = read(olist(tmp_path, items=items, payments=paid))
    order = drafts["o1"]
    assert (order.listed_minor, order.paid_minor) == (10000, 5001)
    assert [line.held_minor for line in order.lines] == [3001, 2000]
    assert [payment.kind for payment in order.payments] == ["credit_card", "voucher"]


def test_an_equal_repeat_is_fine_and_an_unequal_one_is_reported(tmp_path):
    items = [{}, {}, {"order_id": "o2"}, {"order_id": "o2", "price": "1.00"}]
    drafts, bad = read(olist(tmp_path, items=items))
    assert list(drafts) == ["o1"] and len(drafts["o1"].lines) == 1
    assert codes(bad) == [(5, "unequal_repeat"), (5, "order_held_back")]
    assert bad[0].value == "items.csv:4"


def test_a_broken_row_holds_back_its_order_alone(tmp_path):
    orders = [{"order_id": "good"}, {"order_id": "bad"}]
    drafts, bad = read(olist(tmp_path, orders=orders, payments=[{"order_id": "bad", "payment_value": "-5.00"}]))
    assert list(drafts) == ["good"]
    assert codes(bad) == [(2, "negative_amount"), (2, "order_held_back")]
    assert bad[0].order == "bad" and bad[0].file == "payments.csv"


def test_a_broken_review_costs_the_review_alone(tmp_path):
    drafts, bad = read(olist(tmp_path, orders=[{}], reviews=[{"review_score": "9"}]))
    assert drafts["o1"].reviews == () and codes(bad) == [(2, "not_in_range")]


def test_other_tables_of_the_same_data_are_passed_over_in_silence(tmp_path):
    (tmp_path / "customers.csv").write_text("customer_id,customer_unique_id,customer_state\nc1,u1,SP\n")
    drafts, bad = read(olist(tmp_path, orders=[{}]))
    assert list(drafts) == ["o1"] and not bad


def test_the_option_names_another_currency(tmp_path):
    drafts, _ = read(olist(tmp_path, items=[{}]), currency="USD")
    assert drafts["o1"].currency == "USD"


def test_the_digest_does_not_depend_on_files_and_sequence(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    rows = [{"order_id": "x"}, {"order_id": "o1"}]
    one, _ = read(olist(first, orders=rows, items=rows))
    other, _ = read(olist(second, orders=rows[::-1] + rows[:1], items=rows[::-1]))
    assert [digest(one[key]) for key in ["x", "o1"]] == [digest(other[key]) for key in ["x", "o1"]]
    assert digest(one["x"]) != digest(one["o1"])
