"""A shop's people say on pages that goods were sent, handed over, delivered to an account; and of many orders at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from hejie.store import queries, story

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHELF = (("Shoes", ""), ("Laces", ""), ("Game", "digital"))


@pytest.fixture
def sold(people, ctx, marketplace, clock):
    """Paid orders of one shop that nobody has sent: `sold()` gives (buyer, root, number)."""
    from tests.support.service import Services

    services, seller = Services(people, ctx, marketplace, clock), people("seller", language="en")

    def make(goods=SHELF[:2], buyer=None):
        lines = tuple(
            NewLine(n, seller.shop, 1000 * n, title=title, way=way) for n, (title, way) in enumerate(goods, 1)
        )
        buyer = buyer or people("buyer", language="en")
        root = services.order(buyer, seller, lines=lines, shipped=False)
        return buyer, root, reader.order(root).external_id

    make.seller, make.asks = seller, services
    return make


def number_of(root: str, parcel: int = 0) -> str:
    ref = reader.order(root).parcels[parcel].waybill["ref"]
    return queries.texts(root, [ref])[ref]


def test_two_parcels_are_sent_twice_clicked_mended_and_handed_over_with_a_proof(browser, sold, run_worker):
    buyer, root, _number = sold()
    page, other = browser(sold.seller), browser(buyer)
    assert "Say that it was sent" in page.get("order", root).content.decode()
    assert "Say that it was sent" not in other.get("order", root).content.decode()
    assert other.get("order_parcel", root).status_code == 404
    form = page.get("order_parcel", root).context["form"]
    first = {"lines": ["1"], "carrier": "SF Express", "waybill": "sf 1380 0422 07719", "on": form.initial["on"]}
    for _click in range(2):
        assert page.post("order_parcel", root, key="one", **first).status_code == 302
    assert [one.lines for one in reader.order(root).parcels] == [(1,)]
    assert page.post("order_parcel", root, **first).status_code == 409  # a colleague, a moment later
    second = {**first, "lines": ["2"], "waybill": "EE123456784CN"}
    wrong = page.post("order_parcel", root, **second)
    assert (
        wrong.status_code == 409
        and "check figure" in wrong.content.decode()
        and "looked again" in wrong.content.decode()
    )
    assert page.post("order_parcel", root, **{**second, "waybill": ""}).status_code == 302
    told = other.get("order", root).content.decode()
    assert "SF1380042207719" in told and reader.order(root).dates["shipped"]
    assert page.post("order_parcel_mend", root, "p1", carrier="EMS", waybill="EE123456785CN").status_code == 302
    assert number_of(root) == "EE123456785CN" and "put right since" in other.get("order", root).content.decode()
    form = page.get("order_handed", root).context["form"]
    photo = SimpleUploadedFile("door.txt", b"signed", "text/plain")
    over = {"lines": ["1", "2"], "at": form.initial["at"], "handed": "neighbour", "file": photo}
    assert page.post("order_handed", root, key="over", **over).status_code == 302
    photo.seek(0)
    assert page.post("order_handed", root, key="over", **over).status_code == 302
    order = reader.order(root)
    assert order.status == "delivered" and [one.kind for one in order.records] == ["proof_of_delivery"]
    assert order.records[0].facts["handed"] == "neighbour" and order.records[0].source == "seller"
    told = other.get("order", root).content.decode()
    assert "Proof of delivery" in told and "The shop itself" in told
    asked = sold.asks(root=root, buyer=buyer, seller=sold.seller)
    run_worker()
    assert [item.side for item in asked.state.of_kind("evidence")] == ["seller"]  # his word, not the marketplace's


def test_a_number_that_stands_in_another_buyers_order_is_asked_about_first(browser, sold):
    page = browser(sold.seller)
    buyer, root, _number = sold()
    form = page.get("order_parcel", root).context["form"]
    told = {"lines": ["1", "2"], "carrier": "SF", "waybill": "SF1380042207719", "on": form.initial["on"]}
    page.post("order_parcel", root, **told)
    _again, same, _number = sold(buyer=buyer)
    assert page.post("order_parcel", same, **told).status_code == 302  # one parcel for one buyer
    _other, root, _number = sold()
    asked = page.post("order_parcel", root, **told)
    assert asked.status_code == 409 and "2" in asked.content.decode() and not reader.order(root).parcels
    assert page.post("order_parcel", root, **told, sure="on").status_code == 302


def test_a_digital_delivery_leaves_a_fingerprint_of_the_key_and_begins_the_buyers_time(browser, sold):
    buyer, root, _number = sold(SHELF[2:])
    page = browser(sold.seller)
    assert "Say that it was sent" not in page.get("order", root).content.decode()
    form = page.get("order_digital", root).context["form"]
    told = {
        "lines": ["1"],
        "event": "sent",
        "at": form.initial["at"],
        "account": "li@example.org",
        "licence": "AAAA-1111",
    }
    for _click in range(2):
        assert page.post("order_digital", root, key="key", arrived="on", **told).status_code == 302
    order = reader.order(root)
    assert (
        len(order.records) == 1 and order.dates["delivered"] and "AAAA" not in str(story.newest(root, f"order:{root}"))
    )
    assert "Yes, this is the key" in browser(buyer).post("order_key", root, key="aaaa1111").content.decode()


def test_of_a_half_bad_table_the_good_rows_go_and_the_bad_come_back(browser, sold, people, ctx):
    rows = [sold() for _n in range(3)]
    _buyer, other, theirs = rows[2]
    page = browser(sold.seller)
    table = "\n".join(
        (
            "订单号;快递公司;运单号;日期",
            f"{rows[0][2]};顺丰;SF1380042207719;",
            "NO-SUCH;SF;SF1380042207720;",
            f"{rows[1][2]};EMS;EE123456784CN;",
            f"{theirs};EMS;abc;",
            f"{rows[1][2]};EMS;EE123456785CN;2999-01-01",
        )
    )
    answer = page.post("waybills", rows=table)
    assert answer.context["count"] == {"done": 1, "known": 0, "refused": 4}
    assert [row["number"] for row in answer.context["bad"]] == [3, 4, 5, 6]
    assert number_of(rows[0][1]) == "SF1380042207719" and not reader.order(other).parcels
    good = f"{rows[0][2]};顺丰;SF1380042207719\n{rows[1][2]};EMS;EE123456785CN".encode("gb18030")
    colleague = people("agent", shop=sold.seller.shop, language="zh")
    answer = browser(colleague, language="zh").post("waybills", file=SimpleUploadedFile("a.csv", good))
    assert answer.context["count"] == {"done": 1, "known": 1, "refused": 0}
    assert page.post("waybills", rows="a,b\n" * 501).status_code == 422
    assert page.post("waybills").status_code == 422 and browser(people("buyer")).get("waybills").status_code == 404
