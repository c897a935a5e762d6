"""Our own form in CSV and JSON says the same, and JSON is read order by order."""

import json
import tracemalloc
from datetime import UTC, datetime

import pytest

from hejie.adapters.orders.draft import digest, from_plain, plain
from hejie.adapters.orders.reader import read_orders
from tests.adapters.orders.build import codes, read, shop

CSV = (
    "order_id,line,currency,seller,title,price,freight,paid,payment_type,status,ordered_at,deliver_by,delivered_at,"
    "review_score,review_message\n"
    "A-1,1,CNY,north,椅子,119.40,10,139.4,card,delivered,2026-03-01 10:00,2026-03-09,2026-03-10 09:00,2,晚了\n"
    "A-1,2,CNY,,,20,,139.4,card,delivered,2026-03-01 10:00,2026-03-09,2026-03-10 09:00,2,晚了\n"
)
JSON = {
    "order_id": "A-1", "currency": "CNY", "status": "delivered", "ordered_at": "2026-03-01 10:00",
    "deliver_by": "2026-03-09", "delivered_at": "2026-03-10T09:00:00Z",
    "lines": [
        {"seller": "north", "title": "椅子", "price": 119.40, "freight": "10"},
        {"line": 2, "price": "20.00"},
    ],
    "payments": [{"kind": "card", "amount": 139.4}],
    "reviews": [{"score": 2, "message": "晚了"}],
}  # fmt: skip


def test_csv_and_json_give_the_same_order(tmp_path):
    csv_drafts, bad = read(shop(tmp_path / "shop.csv", CSV))
    json_drafts, worse = read(shop(tmp_path / "shop.json", json.dumps(JSON)))
    order = csv_drafts["A-1"]
    assert not bad and not worse
    assert digest(order) == digest(json_drafts["A-1"])
    assert [(line.seller, line.price_minor, line.held_minor) for line in order.lines] == [
        ("north", 11940, 12074),
        ("", 2000, 1866),
    ]
    assert order.deliver_by == datetime(2026, 3, 10, tzinfo=UTC)


def test_times_without_a_zone_are_those_of_the_option(tmp_path):
    drafts, _ = read(shop(tmp_path / "shop.csv", CSV), timezone="Asia/Shanghai")
    assert drafts["A-1"].ordered_at == datetime(2026, 3, 1, 2, tzinfo=UTC)
    assert drafts["A-1"].deliver_by == datetime(2026, 3, 9, 16, tzinfo=UTC)


def test_freight_of_the_order_is_split_by_price(tmp_path):
    text = "order_id,line,currency,price,order_freight\na,1,CNY,10,1.00\na,2,CNY,20,1.00\na,3,CNY,0,1.00\n"
    drafts, bad = read(shop(tmp_path / "shop.csv", text))
    assert [line.freight_minor for line in drafts["a"].lines] == [33, 67, 0] and not bad
    _, bad = read(shop(tmp_path / "shop.csv", text.replace("price", "price,freight").replace("10,", "10,1,", 1)))
    assert codes(bad)[0][1] in ("wrong_column_count", "freight_twice")


def test_prices_stand_on_all_lines_or_on_none(tmp_path):
    _, bad = read(shop(tmp_path / "shop.csv", "order_id,line,currency,price,title\na,1,CNY,10,x\na,2,CNY,,y\n"))
    assert codes(bad) == [(2, "prices_incomplete")]


@pytest.mark.parametrize("pretty", [None, 2])
def test_an_array_and_lines_of_objects_are_both_read(tmp_path, pretty):
    orders = [JSON | {"order_id": f"o{number}"} for number in range(300)]
    drafts, bad = read(shop(tmp_path / "orders.json.gz", json.dumps(orders, indent=pretty)))
    assert len(drafts) == 300 and not bad
    lines = "\n".join(json.dumps(order) for order in orders)
    assert len(read(shop(tmp_path / "orders.jsonl", lines))[0]) == 300


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ('{"order_id": "x", "currency": "CNY", "lines": [{"price": 1e400}]}', "not_an_amount"),
        ('{"order_id": "x", "currency": "CNY", "lines": [{"price": NaN}]}', "not_an_amount"),
        ('{"order_id": "x", "currency": "CNY", "paid": -1}', "negative_amount"),
        ('{"order_id": "x", "order_id": "y"}', "repeated_key"),
        ('{"order_id": "x", "lines": [{"line": 1, "line": 2}]}', "repeated_key"),
        ('{"order_id": "x", "lines": {}}', "not_a_list"),
        ('{"order_id": "x", "lines": [3]}', "not_an_object"),
        ('{"order_id": "x", "buyer": true}', "unknown_word"),
        ('{"order_id": "x\\u0000"}', "nul_byte"),
        ('{"order_id": "x", "buyer": "\\ud800"}', "undecodable"),
        ('{"order_id": "x", "currency": "CNY", "paid": 2, "payments": [{"amount": 1}]}', "payments_differ_from_paid"),
        ('{"order_id": "x", "status": ', "broken_json"),
        ('{"order_id": "x", "status": "open', "broken_json"),
        ("[" * 5000, "broken_json"),
        ("7", "not_an_object"),
    ],
)
def test_a_broken_order_is_named_and_its_neighbours_go_in(tmp_path, broken, code):
    good = '{"order_id": "%s", "status": "shipped"}'
    drafts, bad = read(shop(tmp_path / "orders.jsonl", "\n".join([good % "a", broken, good % "b"])), format="json")
    assert sorted(drafts) == ["a", "b"]
    assert codes(bad) == [(2, code)]


def test_a_field_that_means_nothing_is_noted_once(tmp_path):
    text = "\n".join(json.dumps({"order_id": f"o{n}", "colour": 1, "lines": [{"freigth": "1"}]}) for n in range(50))
    drafts, bad = read(shop(tmp_path / "orders.jsonl", text))
    assert len(drafts) == 50
    assert [row.column for row in bad] == ["colour", "lines.freigth"] and all(row.only_a_note for row in bad)


def test_another_format_than_the_one_asked_for_is_refused(tmp_path):
    path = shop(tmp_path / "shop.csv", CSV)
    assert [row.code for row in read(path, "json")[1]] == ["unknown_table"]
    assert [row.code for row in read(path, "olist")[1]] == ["unknown_table"]
    assert len(read(path, "csv")[0]) == 1


def test_memory_does_not_grow_with_the_file(tmp_path):
    peaks = []
    for rows in (4_000, 12_000):
        body = "".join(f"{n},CNY,1.00,{'words ' * 40}\n" for n in range(rows))
        path = shop(tmp_path / "shop.csv", "order_id,currency,price,title\n" + body)
        del body
        tracemalloc.start()
        assert sum(1 for _ in read_orders([path])) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_the_kind_of_the_goods_is_read_and_leaves_orders_without_one_as_they_were(tmp_path):
    text = "order_id,line,currency,price,title,category\na,1,CNY,10,x,fresh\na,2,CNY,20,y,\n"
    drafts, bad = read(shop(tmp_path / "shop.csv", text))
    assert [line.category for line in drafts["a"].lines] == ["fresh", ""] and not bad
    assert from_plain(plain(drafts["a"])) == drafts["a"]
    as_json = {"order_id": "a", "currency": "CNY", "lines": [{"price": 10, "title": "x", "category": "fresh"}]}
    drafts, bad = read(shop(tmp_path / "shop.json", json.dumps(as_json)))
    assert drafts["a"].lines[0].category == "fresh" and not bad
    drafts, _ = read(
        shop(tmp_path / "without.csv", text.replace(",category", "").replace("fresh", "").replace(",\n", "\n"))
    )
    assert "category" not in plain(drafts["a"])["lines"][0]
