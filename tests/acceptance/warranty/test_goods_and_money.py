"""Pieces, goods on their way back and the money for them, to the cent: warranty scenarios with their refusals and neighbours."""

import pytest

from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from tests.acceptance.warranty.scenarios import scenario

pytestmark = pytest.mark.django_db


def refused(answer, code: str) -> None:
    """A refusal by its code, with words about what to do."""
    assert answer.json().get("code") == code and answer.json()["do"], answer.content


def done(answer) -> None:
    """An act that was taken."""
    assert answer.status_code == 201, answer.content


def sold(returns, people, quantity: int, minor: int, **line):
    """An order of one line; its root and people."""
    buyer, seller = people("buyer"), people("seller")
    root = returns.order(buyer, seller, lines=(NewLine(1, seller.shop, minor, quantity=quantity, title="Cup", **line),))
    return {"root": root, "buyer": buyer, "seller": seller}


def sent(asked, **answer) -> None:
    """Approved and on its way back."""
    done(asked.step(asked.seller, "answer", approve=True, **answer))
    done(asked.step(asked.buyer, "shipment", {"carrier": "SF", "waybill": "L1001"}))


@scenario("ws-009", "ws-010")
@pytest.mark.parametrize(
    ("pieces", "total"),
    [([], 10500), ([{"line": 1, "quantity": 3}], 6500)],
    ids=("all five: 105 = 100 - 5 + 10", "three of five: ours counts the pieces, 65 = 60 - 5 + 10"),
)
def test_fewer_approved_with_a_fee_and_a_credit(returns, people, run_worker, pieces, total):
    asked = returns(**sold(returns, people, 5, 10000), pieces=((1, 5),))
    adjust = [{"what": "restocking", "minor": -500}, {"what": "credit", "minor": 1000, "note": "Old part"}]
    refused(asked.step(asked.seller, "answer", approve=True, pieces=[{"line": 1, "quantity": 6}]), "over_approved")
    assert asked.seen()["service"]["status"] == "asked"
    done(asked.step(asked.seller, "answer", approve=True, pieces=pieces, adjust=adjust))
    service = asked.seen()["service"]
    assert (service["pieces"][0]["quantity"], service["reckoned"]["minor"]) == (5, total)
    assert service["pieces"][0]["approved"] == (3 if pieces else 5)
    done(asked.step(asked.buyer, "shipment", {"carrier": "SF", "waybill": "L1001"}))
    done(asked.step(asked.seller, "receipt", {}))
    done(asked.step(asked.seller, "inspection", {}))
    run_worker()
    debts = sum(debt.amount for debt in reader.order(asked.root).custody.debts)
    assert asked.paid_back() + debts == total


@scenario("ws-011", "ws-123")
def test_no_more_is_received_or_booked_than_was_approved_whatever_was_shipped(returns, people, run_worker):
    asked = returns(**sold(returns, people, 5, 10000), pieces=((1, 5),))
    sent(asked, pieces=[{"line": 1, "quantity": 4}])
    refused(asked.step(asked.seller, "receipt", {"pieces": [{"line": 1, "received": 6}]}), "over_received")
    assert asked.seen()["service"]["pieces"][0]["received"] is None
    done(asked.step(asked.seller, "receipt", {"pieces": [{"line": 1, "received": 1}]}))
    done(asked.step(asked.seller, "inspection", {}))
    run_worker()
    assert asked.paid_back() == 2000


@scenario("ws-017", "ws-018")
def test_a_rejection_needs_its_reason_and_leaves_the_request_as_it_was(returns):
    asked = returns()
    refused(asked.step(asked.seller, "answer", approve=False), "decline_unknown")
    assert asked.seen()["service"]["status"] == "asked"
    done(asked.step(asked.seller, "answer", approve=False, code="not_covered"))
    done(asked.step(asked.seller, "answer", approve=True))
    assert asked.seen()["service"]["status"] == "approved"


@scenario("ws-019")
def test_a_refund_without_the_goods_skips_return_receipt_and_inspection(returns, run_worker):
    asked = returns()
    done(asked.step(asked.seller, "answer", approve=True, keep=True))
    run_worker()
    seen = asked.seen()
    assert (seen["outcome"], asked.paid_back(), seen["service"]["steps"]) == ("served", 10250, [])


@scenario("ws-066")
def test_a_line_that_is_not_in_the_order_is_refused(returns, people):
    one = sold(returns, people, 2, 10000)
    refused(returns_raw(returns, one, [{"line": 2, "quantity": 1}]), "unknown_line")
    assert returns(**one).seen()["service"]["status"] == "asked"


def returns_raw(returns, one, pieces):
    """The answer to a request that may be refused."""
    from tests.acceptance.conftest import SHOWN

    by = returns(**{**one, "root": returns.order(one["buyer"], one["seller"])}).buyer
    body = {"order": one["root"], "pieces": pieces, "reason": "defective", "story": "Broken.", "shown": SHOWN}
    return by.post("/returns", body)


@scenario("ws-069", "ws-070", "ws-122", "ws-141")
def test_goods_go_to_stock_by_an_outcome_of_their_kind_and_not_before_they_are_back(returns):
    asked = returns()
    refused(asked.step(asked.seller, "inspection", {}), "step_not_now")  # nobody has answered
    sent(asked)
    refused(asked.step(asked.seller, "inspection", {}), "step_not_now")  # nothing is back
    assert asked.paid_back() == 0
    done(asked.step(asked.seller, "receipt", {}))
    other = {"pieces": [{"line": 1, "found": [{"outcome": "back_to_supplier", "quantity": 1}]}]}
    refused(asked.step(asked.seller, "inspection", other), "outcome_unknown")
    done(asked.step(asked.seller, "inspection", {}))
    (settled,) = settlements(asked)
    assert settled["pieces"] == [{"line": 1, "quantity": 1, "goods": "stock", "minor": 10250}]


def settlements(asked) -> list[dict]:
    """What the shop was told became of the goods."""
    from hejie.store import story

    rows = story.newest(asked.root, f"order:{asked.root}")
    return [row["data"] for row in rows if row["kind"] == "PiecesSettled"]


@scenario("ws-095", "ws-097")
def test_goods_of_grade_d_are_kept_apart_until_they_are_let_go_over_the_present_version(returns):
    asked = returns()
    sent(asked)
    done(asked.step(asked.seller, "receipt", {"pieces": [{"line": 1, "grade": "D"}]}))
    seen = asked.seen()
    assert seen["service"]["pieces"][0]["held"] and seen["service"]["steps"][-1]["pieces"][0]["held"]
    path, body = f"/returns/{asked.case}/steps/release", {"told": {"line": 1, "to": "written_off"}}
    refused(asked.seller.post(path, body, **{"if-match": '"' + "0" * 64 + '"'}), "stale_head")
    assert asked.seen()["service"]["pieces"][0]["held"]
    done(asked.seller.post(path, body, **{"if-match": f'"{seen["head"]}"'}))
    assert not asked.seen()["service"]["pieces"][0]["held"]
    refused(asked.seller.post(path, body), "not_kept_apart")


@scenario("ws-090", "ws-091")
def test_without_a_carrier_there_is_no_label_and_by_hand_there_is(returns):
    asked = returns()
    done(asked.step(asked.seller, "answer", approve=True))
    refused(asked.step(asked.seller, "label", {}), "step_told")
    address = "https://labels.example/1"
    done(asked.step(asked.seller, "label", {"carrier": "SF", "waybill": "SF71", "address": address}))
    label = asked.seen()["service"]["steps"][0]
    assert (label["carrier"], label["waybill"], label["address"]) == ("SF", "SF71", address)


@scenario("ws-121", "ws-138")
def test_the_shop_is_told_of_a_return_once_and_pieces_that_are_back_never_count_again(returns, people, run_worker):
    one = sold(returns, people, 3, 9000)
    asked = returns(**one, pieces=((1, 2),))
    sent(asked)
    done(asked.step(asked.seller, "receipt", {}))
    done(asked.step(asked.seller, "inspection", {}))
    run_worker()
    refused(asked.step(asked.seller, "inspection", {}), "not_allowed_now")
    run_worker()
    assert len(settlements(asked)) == 1 and asked.paid_back() == 6000
    refused(returns_raw(returns, one, [{"line": 1, "quantity": 2}]), "over_quantity")
    assert returns(**one).seen()["service"]["signs"] == [{"sign": "returned_before", "lines": [1]}]


@scenario("ws-125", "ws-126", "ws-127")
def test_never_more_than_was_sold_at_once_in_two_rows_or_by_adding_later(returns, people):
    one = sold(returns, people, 2, 10000)
    refused(returns_raw(returns, one, [{"line": 1, "quantity": 3}]), "over_quantity")
    rows = [{"line": 1, "quantity": 1}, {"line": 1, "quantity": 2}]
    refused(returns_raw(returns, one, rows), "over_quantity")
    asked = returns(**one)
    refused(asked.step(asked.buyer, "pieces", pieces=[*rows]), "over_quantity")
    done(asked.step(asked.buyer, "pieces", pieces=[{"line": 1, "quantity": 1}, {"line": 1, "quantity": 1}]))
    assert asked.seen()["service"]["pieces"][0]["quantity"] == 2


@scenario("ws-129")
def test_a_second_request_on_the_same_line_waits_for_the_first_where_theirs_lets_it_in_with_a_sign(returns, people):
    one = sold(returns, people, 2, 10000)
    first = returns(**one)
    refused(returns_raw(returns, one, [{"line": 1, "quantity": 1}]), "line_has_open_case")
    done(first.buyer.post(f"/cases/{first.case}/withdrawal", {}))
    assert returns(**one).seen()["service"]["status"] == "asked"


@scenario("ws-134", "ws-135")
def test_a_replacement_is_sent_once_at_no_price_and_the_other_line_stays_as_it_is(returns, people, run_worker):
    buyer, seller = people("buyer"), people("seller")
    lines = (NewLine(1, seller.shop, 8000, quantity=2, title="Cup"), NewLine(2, seller.shop, 3000, title="Lid"))
    root = returns.order(buyer, seller, lines=lines)
    wish = {"order": "send_first"}
    asked = returns(buyer=buyer, seller=seller, root=root, kind="exchange", pieces=((1, 2),), wish=wish)
    refused(asked.step(asked.seller, "steps/dispatch", {"carrier": "SF"}), "step_not_now")
    done(asked.step(asked.seller, "answer", approve=True))
    done(asked.step(asked.seller, "steps/dispatch", {"carrier": "SF", "waybill": "N1001"}))
    refused(asked.step(asked.seller, "steps/dispatch", {"carrier": "SF"}), "step_not_now")
    service = asked.seen()["service"]
    assert service["reckoned"] is None and [one["line"] for one in service["pieces"]] == [1]
    assert service["next"] in ("arrive", "send")  # sent in advance: the goods are not back yet
    run_worker()
    assert asked.paid_back() == 0


@scenario("ws-137", "ws-139")
@pytest.mark.parametrize(
    ("received", "adjust", "gross", "tax"),
    [(2, [], 24600, 4600), (1, [{"what": "restocking", "minor": -1000}], 11300, 2300)],
    ids=("two of four, tax the exact difference", "one of four less a fee of 10"),
)
def test_the_refund_is_what_came_back_with_its_tax_to_the_cent(
    returns, people, run_worker, received, adjust, gross, tax
):
    asked = returns(**sold(returns, people, 4, 4 * 12300, tax=4 * 2300), pieces=((1, 4),))
    sent(asked, pieces=[{"line": 1, "quantity": 3}], adjust=adjust)
    done(asked.step(asked.seller, "receipt", {"pieces": [{"line": 1, "received": received}]}))
    done(asked.step(asked.seller, "inspection", {}))
    run_worker()
    reckoned = asked.seen()["service"]["reckoned"]
    assert (reckoned["minor"], reckoned["pieces"][0]["tax"], reckoned["currency"]) == (gross, tax, "CNY")
    assert reckoned["pieces"][0]["minor"] - tax == 10000 * received and asked.paid_back() == gross
