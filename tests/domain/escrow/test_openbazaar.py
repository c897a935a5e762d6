"""The payout matrix of another escrow project, run against our custody.

Three differences on purpose: we take no fee (rows with one are checked as arithmetic on what is left after it); what a
shop has not taken on yet its silence gives back to the buyer, but a ruling is carried out as it was made, so there the row's
own award is carried out; and after release a claim of either side may be opened, paid by debt and never out of this custody.
"""

import json

import pytest

from hejie.domain.escrow import holds
from hejie.domain.kernel.money import Money, allocate
from hejie.domain.orders import commands, decide
from tests.domain.orders.given import BUYER, CASE, NOW, ROOT, delivered, do, fold, paid, placed, settle_all, went
from tests.support.rules import real_data

MATRIX = real_data("external/openbazaar_payouts") / "matrix_derived.jsonl"
ROWS = [json.loads(line) for line in MATRIX.read_text("utf-8").splitlines()]
_SHARES = {"buyer_100": (100, 0), "seller_100": (0, 100)}


def shares(outcome):
    if outcome in _SHARES:
        return _SHARES[outcome]
    _, buyer, seller = outcome.split("_")
    return int(buyer), int(seller)


def order_at(stage, total):
    if stage == "awaiting_payment":
        return placed(total)
    if stage == "paid_unconfirmed":
        return paid(total, accept_hours=72)
    if stage == "awaiting_fulfilment":
        return do(decide.accept, paid(total, accept_hours=72), commands.AcceptOrder(ROOT))
    if stage == "partly_shipped":
        return do(decide.ship, paid(6000, total - 6000), commands.ShipOrder(ROOT, lines=(1,)))
    if stage == "delivered_unconfirmed":
        return delivered(total)
    order = paid(total)
    if stage == "shipped":
        order = do(decide.ship, order, commands.ShipOrder(ROOT))
    if stage == "released":
        order = settle_all(do(decide.confirm_receipt, order, commands.ConfirmReceipt(ROOT), BUYER))
    return order


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_row_of_the_matrix(row):
    total = row["total"]
    order = order_at(row["stage"], total)
    lines = [line.line for line in order.lines]
    before = order
    order = fold(order, holds.freeze(order, CASE, lines))
    if row["expect"] == "refused" or row["expect"] == "claim_without_custody":
        assert holds.available(order, lines).minor == 0
        award = holds.paid_for(order, lines)
        assert award == (total if row["stage"] == "released" else 0)
        order = fold(order, holds.split(order, CASE, award))
        assert not holds.pending(order, CASE)
        assert sum(debt.amount for debt in holds.open_debts(order, CASE)) == award
        return
    if row["expect"] in ("resume", "other_decider"):
        if row["expect"] == "resume":
            had = before.deadlines
            order = fold(order, holds.unfreeze(order, CASE, now=NOW))
            assert not order.frozen
            assert [(row.wait, row.until) for row in order.deadlines] == [(row.wait, row.until) for row in had]
        assert went(order) == {"free": total, "reserved": 0, "to_buyer": 0, "to_seller": 0}
        return
    assert row["buyer"] + row["seller"] + row["moderator"] == total
    award = row["buyer"]
    if row["stage"] != "paid_unconfirmed":
        buyer, seller = allocate(Money(total - row["moderator"], "CNY"), shares(row["outcome"]))
        assert (buyer.minor, seller.minor) == (row["buyer"], row["seller"])
    order = fold(order, holds.split(order, CASE, award))
    order = settle_all(fold(order, holds.release(order, CASE)))
    assert went(order) == {"free": 0, "reserved": 0, "to_buyer": award, "to_seller": total - award}
