"""A ruling that sends goods back for no reason brings back as a voucher what one had paid; every other way out is money."""

import pytest

from hejie.domain.kernel.events import Event
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, PAID, ROOT, SYSTEM, Scene

USED = 4_975
WHOLE = PAID + USED


def paid_by_voucher(reason, package):
    """A dispute about an order that a voucher has paid a fifth of."""
    scene = Scene()
    data = {"purse": "purse:harbour:sshop", "use": "sshop.v1.7", "amount": USED, "currency": "CNY",
            "holds": [{"hold": f"{ROOT}.1", "line": 1, "amount": USED}], "back": ["none"]}  # fmt: skip
    scene._append(Event(f"order:{ROOT}", "VoucherPaid", data), SYSTEM)
    return scene.open(package, reason=reason, remedy="return_and_refund")


@pytest.mark.parametrize(
    ("reason", "goods", "back"), [("none", "return", 2_000), ("none", "keep", 0), ("defective", "return", 0)]
)
def test_the_reason_and_the_way_of_the_goods_decide(reason, goods, back):
    package = {"refund": 10_000, "currency": "CNY", "goods": goods}
    scene = paid_by_voucher(reason, package)
    scene = stages.before_decision(scene).act(NEUTRAL, moves.decide(package))
    rows = [row for row in scene.order.custody.transfers if row.credit == f"buyer:{BUYER.id}"]
    assert sum(row.amount for row in rows if row.voucher) == back and sum(row.amount for row in rows) == 10_000


def test_an_agreement_says_a_sum_and_a_sum_is_money():
    package = {"refund": 10_000, "currency": "CNY", "goods": "keep"}
    scene = stages.signed(package, paid_by_voucher("none", package))
    assert not [row for row in scene.order.custody.transfers if row.voucher]
    assert scene.post_all().paid_out() == {"buyer": 10_000, "seller": WHOLE - 10_000}
