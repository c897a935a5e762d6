"""The eight payout cases of another escrow project, and its later checks, over HTTP to posted transfers.

Its rules and what we do (✓ the same, ≠ on purpose otherwise):
✓ vendor-gone-money-not-stuck, escrow-timeout, release-after-dispute-timeout, no-refund-while-disputed, decision-accepted-once,
  party-offer: here and in tests/domain/orders/test_custody.py
≠ unconfirmed-all-to-buyer: a ruling is carried out as it was made; what a shop has not taken on its silence gives back (s2)
≠ dispute-restarts-clock: the clock goes on with what was left, or anew where the procedure says so (`after_case`)
≠ too-old-to-dispute: after release a claim may be opened; it pays by debt, from deposit or fund
≠ one-contract-no-split, other-side-not-heard-yet: the other side is notified and may look first; silence lets the file decide
≠ fee-only-in-disputes, fee-out-of-the-award, fee-zero, fee-exceeds, fee-waived, network-fee-shared: nothing is taken out of custody
  for a decision or a transfer; what experts cost is advanced and borne as the ruling parts it (domain/cases/fees.py)
"""

import itertools

import pytest

from hejie.record import reader
from hejie.rulebooks import procedures
from tests.support.rules import real_data

PUBLISHED = real_data("external/openbazaar_payouts") / "published.json"
TOTAL = 10001
_NUMBER = itertools.count(1)
RULING = {"findings": "The file shows it.", "rules": "The shop's word counts.", "otherwise": "Another sheet of sizes."}


@pytest.fixture
def market(caller, people, clock, run_worker):
    """A shop's program, a buyer and a seller who know each other's orders, an operator, two neutrals, and a worker."""

    class Market:
        buyer, seller, operator, neutral = people("buyer"), people("seller"), people("operator"), people("neutral")

        def __init__(self):
            self.shop = caller(self.operator, ("read", "orders"), integrator="the shop")
            self.by = {"buyer": caller(self.buyer), "seller": caller(self.seller)}
            self.by_neutral, self.by_operator = caller(self.neutral), caller(self.operator)

        def order(self, stage="shipped", **more):
            line = {"line": 1, "seller": self.seller.shop, "title": "Lamp", "price": TOTAL, "way": "express"}
            body = {
                "id": f"OB-{next(_NUMBER)}",
                "buyer": self.buyer.id,
                "currency": "CNY",
                "lines": [line],
                "paid": TOTAL,
            }
            answer = self.shop.post("/orders", body | more)
            assert answer.status_code == 201, answer.content
            root = answer.json()["id"]
            for station in {"paid": (), "shipped": ("shipment",), "delivered": ("shipment", "delivery")}[stage]:
                assert self.shop.post(f"/orders/{root}/{station}").status_code == 201
            return root

        def dispute(self, root, side):
            body = {
                "order": root, "lines": [1], "reason": "not_as_described", "remedy": "refund",
                "package": {"refund": TOTAL, "currency": "CNY"}, "story": "It is not as shown.",
                "shown": procedures.load("procedures/standard").digest,
            }  # fmt: skip
            answer = self.by[side].post("/cases", body)
            assert answer.status_code == 201, answer.content
            case = answer.json()["id"]
            other = "seller" if side == "buyer" else "buyer"
            assert self.by[other].post(f"/cases/{case}/statements", {"text": "I see it otherwise."}).status_code == 201
            assert self.by[side].post(f"/cases/{case}/escalation").status_code == 201
            assert self.by_operator.post(f"/cases/{case}/assignment", {"neutral": self.neutral.id}).status_code == 201
            assert self.by_neutral.post(f"/cases/{case}/mediation/end").status_code == 201
            return case

        def decide(self, case, to_buyer):
            ruling = RULING | {"package": {"refund": to_buyer, "currency": "CNY"}}
            answer = self.by_neutral.post(f"/cases/{case}/decision", ruling)
            assert answer.status_code == 201, answer.content

        def silent(self, days):
            for _ in range(days):
                clock.move(days=1)
                run_worker()

        def went(self, root):
            custody = reader.order(root).custody
            assert all(row.status == "posted" for row in custody.transfers), custody.transfers
            return tuple(sum(getattr(one, name) for one in custody.holds) for name in ("to_buyer", "to_seller", "free"))

    return Market()


def split(share):
    """The buyer's part of TOTAL by per cent, half a cent to him."""
    return -(-TOTAL * share // 100)


@pytest.mark.parametrize("name", [f"ob-{number}" for number in range(1, 12)])
def test_a_published_case_to_its_posted_transfers(market, run_worker, name):
    import json

    told = json.loads(PUBLISHED.read_text("utf-8"))
    row = next(one for one in (*told["checklist"], *told["later_checks"]) if one["id"] == name)
    if not row.get("dispute", True):
        root = market.order("delivered")
        if row["winner"] == "seller":
            assert market.by["buyer"].post(f"/orders/{root}/confirmation").status_code == 201
        else:
            back = {"to": "buyer"}
            hold = market.by["seller"].get(f"/orders/{root}/holds").json()["holds"][0]["id"]
            assert market.by["seller"].post(f"/holds/{hold}/release", back).status_code == 201
        run_worker()
        assert market.went(root) == ((0, TOTAL, 0) if row["winner"] == "seller" else (TOTAL, 0, 0))
        return
    root = market.order("paid" if "awaiting" in row.get("stage", "") else "shipped")
    case = market.dispute(root, row["opened_by"])
    hold = market.by["seller"].get(f"/orders/{root}/holds").json()["holds"][0]["id"]
    answer = market.by["seller"].post(f"/holds/{hold}/release", {"to": "buyer"})
    assert answer.json()["code"] == "line_in_dispute", "no refund beside a case (s7)"
    award = {"buyer": TOTAL, "seller": 0, "split": split(33)}[row["winner"]]
    market.decide(case, award)
    market.silent(12)  # both silent: carried out once, without acceptance (s5, s6)
    assert market.went(root) == (award, TOTAL - award, 0)
    assert reader.case(case).closed


def test_silence_of_the_buyer_pays_the_seller_and_of_the_shop_the_buyer(market, run_worker):
    """s1 and s2; the shop's clock is named with the order."""
    sent, paid = market.order("delivered"), market.order("paid", accept_hours=72)
    clocks = market.by["buyer"].get(f"/orders/{sent}").json()["clocks"]
    assert [(one["wait"], one["silence"], one["lines"]) for one in clocks] == [("confirm_receipt", "release", [1])]
    (wait,) = market.by["seller"].get(f"/orders/{paid}").json()["clocks"]
    assert market.by["seller"].post(f"/orders/{paid}/clocks/{wait['id']}/request", {"days": 2}).status_code == 201
    assert market.by["seller"].post(f"/orders/{paid}/clocks/{wait['id']}/answer", {"granted": True}).status_code == 404
    assert market.by["buyer"].post(f"/orders/{paid}/clocks/{wait['id']}/answer", {"granted": True}).status_code == 201
    market.silent(4)
    assert market.went(paid) == (0, 0, TOTAL)
    market.silent(2)
    assert market.went(paid) == (TOTAL, 0, 0) and reader.order(paid).cancelled
    market.silent(5)
    assert market.went(sent) == (0, TOTAL, 0)


def test_a_clock_stands_still_while_a_case_is_open_and_goes_on_when_it_is_withdrawn(market, run_worker):
    """s8, and s4: who withdraws leaves the clock with what it had."""
    root = market.order("delivered")
    (before,) = market.by["buyer"].get(f"/orders/{root}").json()["clocks"]
    case = market.dispute(root, "buyer")
    assert market.by["buyer"].get(f"/orders/{root}").json()["clocks"] == []
    assert market.by["buyer"].post(f"/cases/{case}/withdrawal").status_code == 201
    (after,) = market.by["buyer"].get(f"/orders/{root}").json()["clocks"]
    assert after["until"] == before["until"], "no time has passed between"
    extended = market.by["buyer"].post(f"/orders/{root}/clocks/{after['id']}/extension")
    assert extended.status_code == 201, extended.content
    again = market.by["buyer"].post(f"/orders/{root}/clocks/{after['id']}/extension")
    assert again.json()["code"] == "extended_already"


def test_a_licence_key_is_compared_over_http_and_never_kept(market):
    from hejie.domain.orders import keys

    root = market.order("delivered")
    order = reader.order(root)
    record = {
        "kind": "digital", "source": "shop", "at": "2026-11-01T08:00:00Z",
        "facts": {"event": "sent", "key_hash": keys.hash_of(order.external_id, "ABCD-1234")},
    }  # fmt: skip
    assert market.shop.post(f"/orders/{root}/records", record).status_code == 201
    found = market.by["buyer"].post(f"/orders/{root}/key-checks", {"key": "abcd 1234"}).json()
    assert found == {"delivered": True, "records": ["r1"]}
    assert market.by["buyer"].post(f"/orders/{root}/key-checks", {"key": "ZZZZ"}).json()["delivered"] is False
    wrong = record | {"facts": {"event": "sent", "key_hash": "ABCD-1234"}}
    assert market.shop.post(f"/orders/{root}/records", wrong).json()["code"] == "record_fact"
