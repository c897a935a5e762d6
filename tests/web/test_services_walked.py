"""Exchange and each small service walked to its end through the pages of buyer and seller: to a posted transfer, or a paper."""

from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.adapters.payments import Answer
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.usecases import paying, system
from tests.support.service import Services
from tests.web.conftest import PROCEDURE

pytestmark = pytest.mark.once

PARCEL = {"carrier": "SF Express", "waybill": "SF1000000001"}
YES, NO = {"choice": "yes"}, {"choice": "no"}
APPROVE = ("seller", "approve", {})
BACK = (("buyer", "send", PARCEL), ("seller", "receive", {}), ("seller", "inspect", {}))
OUT = (("seller", "dispatch", {"carrier": "SF Express"}), ("buyer", "arrive", YES))
GONE = ("seller", "out_of_stock", {"note": "The last one was sold this morning."})


def _photo(name: str = "seen.txt"):
    return SimpleUploadedFile(name, b"what I have seen", "text/plain")


@dataclass(frozen=True)
class Walk:
    """What is asked for one of two kettles at 100.00 with 5.00 of freight, what both do then, and what the ledger has paid back.

    station   of the order when it is asked: delivered, shipped or paid; wish: fields of the page of wishes
    acts      (who, step, what is filled in); a step "work" lets the worker run; paid_in: what was paid on top
    """

    kind: str
    reason: str
    acts: tuple
    paid: int
    wish: dict = field(default_factory=dict)
    pieces: int = 1
    station: str = "delivered"
    outcome: str = "served"
    paid_in: int = 0


def _exchange(*acts, paid=0, paid_in=0, order="back_first", price="", title="Steel kettle", **more) -> Walk:
    wish = {"title": title if price else "", "price": price, "order": order, "way": "drop_off"}
    return Walk("exchange", "none", (APPROVE, *acts), paid, wish, paid_in=paid_in, **more)


_PAY = (("buyer", "pay", {}), ("work", "", {}))
WALKS = {
    "exchange for the same": _exchange(*BACK, *OUT),
    "exchange for a dearer one": _exchange(*_PAY, *BACK, *OUT, price="125", paid_in=2500),
    "exchange for a cheaper one": _exchange(*BACK, *OUT, price="80", paid=2000),
    "exchange, the new one first": _exchange(*OUT, *BACK, order="send_first"),
    "exchange at the door, dearer": _exchange(
        *_PAY, *OUT, *BACK[1:], order="swap", price="125", paid_in=2500
    ),
    "exchange, none left, the money": _exchange(
        *_PAY, *BACK, GONE, ("buyer", "choose", {"choice": "refund"}), price="125", paid=12750, paid_in=2500,
        outcome="served_otherwise",
    ),
    "exchange, none left, waited for": _exchange(*BACK, GONE, ("buyer", "choose", {"choice": "wait"}), *OUT),
    "exchange, none left before it went back": _exchange(
        *_PAY, GONE, ("buyer", "choose", {"choice": "refund"}), *BACK, price="125", paid=12500, paid_in=2500,
        outcome="served_otherwise",
    ),
    "exchange with a wrong number of the parcel": _exchange(
        BACK[0], ("buyer", "correct_send", {"carrier": "SF Express", "waybill": "SF1000000002"}), *BACK[1:],
        OUT[0], ("seller", "correct_dispatch", {"carrier": "YTO", "waybill": "YT77"}), OUT[1],
    ),  # fmt: skip
    "exchange that becomes a return instead of being paid": _exchange(
        ("buyer", "rather_refund", {}), APPROVE, *BACK, price="125", paid=10000
    ),
    "price reduction, less than asked": Walk(
        "reduction", "defective", (("seller", "approve", {"minor": "25"}), ("buyer", "accept", YES)), 2500, {"minor": "40"},
        outcome="served_less",
    ),
    "missing parts": Walk("missing_parts", "missing_parts", (APPROVE, *OUT), 0, {"parts": "The lid"}),
    "redelivery that was never sent": Walk("redelivery", "damaged_in_transit", (APPROVE, ("wait", "120", {})), 10250, outcome="served_otherwise"),
    "authenticity": Walk("authenticity", "counterfeit", (APPROVE, *BACK), 10250, {"way": "drop_off"}),
    "price protection": Walk("price_protection", "price_error", (APPROVE,), 1500, {"minor": "15"}),
    "invoice": Walk(
        "invoice", "none", (APPROVE, ("seller", "document", {"number": "F-1", "file": _photo})), 0,
        {"what": "correct", "name": "Lin Ltd", "tax_number": "9133"},
    ),  # fmt: skip
    "cancellation before it is sent": Walk("cancellation", "not_shipped", (APPROVE,), 20500, pieces=2, station="paid"),
    "interception": Walk(
        "interception", "late", (APPROVE, ("seller", "intercept", YES), *BACK[1:]), 20500, pieces=2, station="shipped"
    ),
    "lost": Walk(
        "lost", "not_received", (("seller", "trace", NO),), 20500, {"want": "refund"}, pieces=2, station="shipped"
    ),
    "late": Walk("late", "late", (APPROVE,), 500, {"minor": "5"}),
}  # fmt: skip


def _filled_in(page, step: str, told: dict) -> dict:
    """The form of a step as the page shows it, with what it holds already and what is filled in."""
    part = page.context["service"]
    (form,) = [one["form"] for one in (*part["first"], *part["others"]) if one["id"] == f"do-{step}"]
    filled = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    for name, value in told.items():
        filled["choice" if name == "choice" else f"{step}-{name}"] = value() if callable(value) else value
    return filled


@pytest.fixture
def walked(browser, people, ctx, marketplace, clock, run_worker):
    """Walks one: the case and the order as they stand then."""
    made = Services(people, ctx, marketplace, clock)
    buyer, seller = people("buyer", name="Lin Yue"), people("seller", name="Zhou Min")
    pages = {"buyer": browser(buyer), "seller": browser(seller)}

    def walk(row: Walk):
        far = {"delivered": {}, "shipped": {"delivered": False}, "paid": {"shipped": False}}[row.station]
        root = made.order(buyer, seller, **far)
        answers = {"kind": row.kind, "reason": row.reason, "enough": "1", "p1": str(row.pieces), "gx": "1"}
        answers |= {"w": "1", **{f"w_{name}": value for name, value in row.wish.items()}} if row.wish else {}
        asked = pages["buyer"].post(
            "service_ask", root, shown=procedures.load(PROCEDURE).digest, story="As I say.", **answers
        )
        assert asked.status_code == 302, asked.context and asked.context.get("step")
        case = asked.url.strip("/").rpartition("/")[2]
        for who, step, told in row.acts:
            if who == "wait":
                clock.move(hours=int(step))
            if who in ("wait", "work"):
                run_worker()
                continue
            sent = _filled_in(pages[who].get("case", case), step, told)
            name = ("case_service_answer", case, step) if step == "approve" else ("case_service_step", case, step)
            done = pages[who].post(*name, **sent)
            assert done.status_code == 302, (step, done.context and done.context.get("wrong"))
        run_worker()
        assert pages["buyer"].get("case", case).status_code == 200
        return reader.case(case), reader.order(root)

    return walk


@pytest.mark.parametrize("name", WALKS, ids=lambda name: name.replace(" ", "_").replace(",", ""))
def test_it_is_walked_through_the_pages_of_both_sides_to_its_end(walked, name):
    row = WALKS[name]
    case, order = walked(row)
    holds, posted = order.custody.holds, [one for one in order.custody.transfers if one.status == "posted"]
    assert (case.closed, case.outcome) == (True, row.outcome)
    assert sum(hold.held for hold in holds) == 20500 + row.paid_in
    assert sum(hold.to_buyer for hold in holds) == sum(one.amount for one in posted) == row.paid


def test_a_refused_payment_is_told_with_its_reason_and_tried_again_or_left_for_a_return(
    browser, people, ctx, marketplace, clock
):
    buyer, seller = people("buyer"), people("seller")
    made = Services(people, ctx, marketplace, clock)
    asked = made(kind="exchange", reason="none", wish={"price": 12500}, buyer=buyer, seller=seller)
    asked.answer()
    page = browser(buyer)
    assert page.post("case_service_step", asked.case, "pay", **{"pay-minor": "2400"}).status_code == 422
    twice = [page.post("case_service_step", asked.case, "pay", key="one", **{"pay-minor": "2500"}) for _ in range(2)]
    assert (twice[0].status_code, twice[1].status_code) == (302, 409)  # the second finds it under way
    assert "The payment provider has been asked for ¥25.00" in page.get("case", asked.case).content.decode()
    system_ctx = system.context(marketplace.pk, clock.now)
    paying.carry_out(system_ctx, asked.case, "p1", hold=lambda *told: Answer(False, why="The card <b>has</b> expired."))
    shown = page.get("case", asked.case)
    assert [one["id"] for one in shown.context["service"]["first"]] == ["do-pay", "do-rather_refund"]
    assert (
        "refused the payment: " in shown.content.decode()
        and "The card &lt;b&gt;has&lt;/b&gt; expired." in shown.content.decode()
    )
