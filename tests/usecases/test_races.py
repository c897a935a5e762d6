"""Two press at once, in threads of their own on the real database: one wins, the other is told clearly, all holds.

Every race is run several times, so that each side wins now and then. Afterwards chains, money and tables are compared
with the record (`marketplace`).
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

import pytest
from django.core import mail
from django.db import connection

from hejie.adapters.payments import Answer
from hejie.domain.cases import commands
from hejie.domain.cases.reasons import Reasons
from hejie.domain.escrow import purse, vouchers
from hejie.domain.escrow.points_commands import SetWorth
from hejie.domain.escrow.voucher_book import SHOP
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as placing
from hejie.record import reader
from hejie.record.receipt import Receipt
from hejie.rulebooks import procedures
from hejie.store import story
from hejie.usecases import cases, mediation, money, points, settlement
from hejie.usecases import orders as order_acts
from hejie.usecases import vouchers as voucher_use
from hejie.usecases.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4
MOMENT = timedelta(milliseconds=1)
PART = {"refund": 11940, "currency": "CNY"}


def together(*acts: Callable) -> list:
    """Do all at once, each in a thread and on a connection of its own; what each returned, or the Refusal it met."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def one(number: int, act: Callable) -> None:
        try:
            start.wait()
            found[number] = act()
        except Exception as fault:
            found[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = [outcome for outcome in found if isinstance(outcome, Exception) and not isinstance(outcome, Refusal)]
    assert not broken, broken
    return found


def codes(found: list) -> list[str]:
    """ "" for who got through, else the code he was refused with; sorted."""
    return sorted(outcome.code if isinstance(outcome, Refusal) else "" for outcome in found)


def kinds(dispute, stream: str = "") -> Counter:
    return Counter(entry["kind"] for entry in story.newest(dispute.root, stream or dispute.stream, limit=500))


@pytest.fixture
def press(ctx):
    """An act that is still to be done: `press(use_case, who, command)()`; `at` is the moment it is done at."""

    def pressed(use_case: Callable, who, command, key: str = "", **at) -> Callable:
        return partial(use_case, ctx(who, **at), command, key=key or use_case.__name__)

    return pressed


@pytest.fixture
def offered(disputes, press):
    """A case in which the seller offers a part of the price."""

    def make():
        dispute = disputes()
        press(settlement.make_offer, dispute.seller, commands.MakeOffer(dispute.case, PART))()
        return dispute

    return make


@pytest.fixture
def accept(press):
    return lambda who, case, offer, **at: press(
        settlement.accept_offer, who, commands.AcceptOffer(case, offer, waives=True), **at
    )


@pytest.fixture
def signed(offered, accept, press):
    """A case whose money is on its way."""

    def make():
        dispute = offered()
        accept(dispute.buyer, dispute.case, "o2")()
        for who in (dispute.buyer, dispute.seller):
            press(settlement.sign_agreement, who, commands.SignAgreement(dispute.case))()
        return dispute

    return make


@pytest.fixture
def claim(ctx):
    """A claim for all that line 1 of an order has cost, still to be sent."""

    def opening(buyer, root: str, key: str) -> Callable:
        digest = procedures.load("procedures/standard").digest
        claimed = {"reason": "late", "remedy": "refund", "package": {"refund": 19900}, "story": "A month late."}
        return partial(cases.open_cases, ctx(buyer), root=root, lines=(1,), shown=digest, key=key, **claimed)

    return opening


def sweeper(now, seed: int = 1) -> Callable:
    """A worker that does all that is due at a moment."""

    def until_nothing_is_due() -> int:
        worker, total = Worker(now=lambda: now, random=Random(seed)), 0
        while done := worker.work():
            total += done
        return total

    return until_nothing_is_due


def test_two_of_a_shop_who_accept_at_once_make_one_agreement(disputes, people, accept):
    for _ in range(TIMES):
        dispute = disputes()
        colleague = people("seller", shop=dispute.seller.shop)
        found = together(accept(dispute.seller, dispute.case, "o1"), accept(colleague, dispute.case, "o1"))
        assert codes(found) == ["", "agreement_waits"]
        assert kinds(dispute)["AgreementReached"] == 1


def test_of_two_offers_accepted_at_once_by_the_two_sides_one_becomes_the_agreement(offered, accept):
    for _ in range(TIMES):
        dispute = offered()
        found = together(accept(dispute.buyer, dispute.case, "o2"), accept(dispute.seller, dispute.case, "o1"))
        assert codes(found) == ["", "agreement_waits"]
        agreement = reader.case(dispute.case).agreement
        assert agreement.offer == ("o2" if isinstance(found[0], Receipt) else "o1")


def test_an_offer_accepted_in_the_moment_it_is_taken_back_is_one_or_the_other(offered, accept, press):
    for _ in range(TIMES):
        dispute = offered()
        take_back = press(settlement.withdraw_offer, dispute.seller, commands.WithdrawOffer(dispute.case, "o2"))
        found = together(accept(dispute.buyer, dispute.case, "o2"), take_back)
        assert codes(found) == ["", "offer_not_open"]
        case = reader.case(dispute.case)
        assert (case.agreement is not None) == isinstance(found[0], Receipt)
        assert case.offer("o2").status == ("accepted" if case.agreement else "withdrawn")


def test_an_offer_accepted_as_it_expires_is_one_or_the_other(offered, accept):
    for _ in range(TIMES):
        dispute = offered()
        (deadline,) = reader.case(dispute.case).waits("offer")
        in_time = accept(dispute.buyer, dispute.case, "o2", at=deadline.until - MOMENT)
        found = together(in_time, sweeper(deadline.until))
        case = reader.case(dispute.case)
        if isinstance(found[0], Refusal):
            assert found[0].code == "offer_not_open"
            assert (case.offer("o2").status, case.agreement) == ("lapsed", None)
        else:
            assert case.offer("o2").status == "accepted" and case.waits("sign")
        assert kinds(dispute)["OfferAccepted"] + kinds(dispute)["DefaultApplied"] == 1


def test_whoever_accepts_in_the_very_moment_of_the_end_is_late_and_the_default_is_carried_out_once(offered, accept):
    for _ in range(TIMES):
        dispute = offered()
        (deadline,) = reader.case(dispute.case).waits("offer")
        late = accept(dispute.buyer, dispute.case, "o2", at=deadline.until)
        found = together(late, sweeper(deadline.until))
        assert found[0].code == "offer_not_open"
        assert kinds(dispute)["DefaultApplied"] == 1


def test_the_same_act_pressed_twice_is_done_once_and_both_get_the_same_receipt(disputes, press):
    for _ in range(TIMES):
        dispute = disputes()
        say = press(cases.write_message, dispute.buyer, commands.WriteMessage(dispute.case, "Hello?"))
        found = together(say, say, say)
        assert sorted(receipt.repeated for receipt in found) == [False, True, True]
        assert len({(receipt.first_seq, receipt.last_seq, receipt.head) for receipt in found}) == 1
        assert kinds(dispute)["MessageWritten"] == 1


def test_one_key_for_two_different_acts_at_once_serves_one_of_them(disputes, press):
    for _ in range(TIMES):
        dispute = disputes()
        said = [commands.WriteMessage(dispute.case, text) for text in ("Yes.", "No.")]
        found = together(*(press(cases.write_message, dispute.buyer, command) for command in said))
        assert codes(found) == ["", "key_used_otherwise"]
        assert kinds(dispute)["MessageWritten"] == 1


def test_both_sides_sign_at_once_and_the_money_is_ordered_once(offered, accept, press):
    for _ in range(TIMES):
        dispute = offered()
        accept(dispute.buyer, dispute.case, "o2")()
        sign = commands.SignAgreement(dispute.case)
        found = together(*(press(settlement.sign_agreement, who, sign) for who in (dispute.buyer, dispute.seller)))
        assert codes(found) == ["", ""]
        assert kinds(dispute)["AgreementInEffect"] == 1
        assert kinds(dispute, f"order:{dispute.root}")["TransfersReleased"] == 1


def test_a_claim_given_up_in_the_moment_it_is_granted_is_given_up(disputes, accept, press):
    for _ in range(TIMES):
        dispute = disputes()
        give_up = press(cases.withdraw_case, dispute.buyer, commands.WithdrawCase(dispute.case))
        accepted, given_up = together(accept(dispute.seller, dispute.case, "o1"), give_up)
        assert isinstance(given_up, Receipt)  # an agreement that nobody has signed yet binds nobody
        assert codes([accepted])[0] in ("", "not_allowed_now")
        assert reader.case(dispute.case).outcome == "withdrawn"
        assert not reader.order(dispute.root).frozen


def test_two_cases_opened_at_once_about_the_same_line_become_one(people, orders, claim):
    buyer, seller = people("buyer"), people("seller")
    for _ in range(TIMES):
        root = orders(buyer, seller)
        found = together(claim(buyer, root, "first"), claim(buyer, root, "second"))
        assert codes(found) == ["", "line_has_open_case"]
        assert len(reader.order(root).frozen) == 1


def test_money_is_refunded_or_claimed_but_not_both(people, orders, claim, press):
    buyer, seller = people("buyer"), people("seller")
    for _ in range(TIMES):
        root = orders(buyer, seller)
        found = together(claim(buyer, root, "open"), press(order_acts.refund, seller, placing.RefundLines(root, (1,))))
        assert codes(found) in (["", "line_in_dispute"], ["", "refund_above_paid"])
        (hold,) = reader.order(root).custody.holds
        assert (hold.free, hold.reserved) in ((19900, 0), (0, 19900))


def test_a_line_s_money_is_released_or_given_back_but_not_both(people, orders, press):
    buyer, seller = people("buyer"), people("seller")
    for _ in range(TIMES):
        root = orders(buyer, seller)
        release = press(order_acts.release, buyer, placing.ReleaseHold(root, 1))
        found = together(release, press(order_acts.refund, seller, placing.RefundLines(root, (1,))))
        assert codes(found) in (["", "nothing_in_custody"], ["", "nothing_to_release"])
        assert len(reader.order(root).custody.transfers) == 1 and not reader.order(root).deadlines


@pytest.mark.parametrize("scarce", ["deposit", "budget"])
def test_of_two_agreements_that_promise_the_last_of_a_deposit_or_a_budget_one_is_made(
    disputes, people, ctx, press, accept, scarce
):
    seller, operator = people("seller"), people("operator")
    points.set_worth(ctx(operator), SetWorth(100, 100, "CNY", 60), key="worth")
    for number in range(TIMES // 2):
        credit, worth, refused = {"points": {"number": 1_000}}, 1_000, "credit_promised_away"
        money.deposit(ctx(operator), purse.Deposit(seller.shop, 1_000, "CNY"), key=f"in {number}")
        if scarce == "budget":
            worth, refused = 500, "voucher_above_budget"
            credit = {"voucher": {"minor": 500, "days": 30}}
            limit = vouchers.SetBudget(seller.shop, SHOP, 500 * (number + 1), "CNY")
            voucher_use.set_budget(ctx(seller), limit, key=f"budget {number}")
        made = [disputes(seller=seller) for _ in range(4)]
        for dispute in made[:2]:  # the shop offers, both buyers take it; of the others' offers the shop takes both
            press(settlement.make_offer, seller, commands.MakeOffer(dispute.case, {**PART, **credit}))()
        for dispute in made[2:]:
            press(
                settlement.make_offer, dispute.buyer, commands.MakeOffer(dispute.case, {**PART, **credit}, waives=True)
            )()
        found = together(*(accept(one.buyer if one in made[:2] else seller, one.case, "o2") for one in made))
        assert [code for code in codes(found) if not code] == [""]
        assert set(codes(found)[1:]) <= {"credit_not_there", refused}
        (won,) = [one for one in made if reader.case(one.case).agreement]
        signs = [press(settlement.sign_agreement, who, commands.SignAgreement(won.case)) for who in (won.buyer, seller)]
        assert codes(together(*signs)) == ["", ""]
        month = voucher_use.budgets(ctx(seller), seller.shop, "CNY")
        assert [sum(one.faces.values()) for one in month.promises] == [worth] * (number + 1)


def test_a_neutral_who_presses_twice_decides_once(disputes, people, press):
    neutral, operator = people("neutral"), people("operator")
    for _ in range(TIMES // 2):
        dispute = disputes()
        case = dispute.case
        press(cases.make_statement, dispute.seller, commands.MakeStatement(case, "They fit."))()
        press(mediation.escalate, dispute.buyer, commands.Escalate(case))()
        press(mediation.assign_neutral, operator, commands.AssignNeutral(case, neutral.id))()
        press(mediation.go_to_decision, neutral, commands.GoToDecision(case))()
        rulings = [
            commands.DecideCase(case, "Short.", "Rule 3", {"refund": refund}, why=Reasons(otherwise="A longer pair."))
            for refund in (5, 7)
        ]
        found = together(*(press(mediation.decide_case, neutral, one, key=str(n)) for n, one in enumerate(rulings)))
        assert codes(found) == ["", "not_your_turn"]
        assert kinds(dispute)["RulingMade"] == 1


def test_workers_side_by_side_post_each_transfer_once_and_write_each_letter_once(signed, clock):
    made = [signed() for _ in range(4)]
    together(*(sweeper(clock.now, seed) for seed in range(3)))
    sweeper(clock.now)()
    for dispute in made:
        assert reader.case(dispute.case).stage == "closed"
        assert kinds(dispute, f"order:{dispute.root}")["TransferPosted"] == 2
    letters = Counter((letter.to[0], letter.subject, letter.body) for letter in mail.outbox)
    assert letters and set(letters.values()) == {1}


def test_the_providers_answer_told_several_times_at_once_is_recorded_once(signed, ctx):
    for _ in range(TIMES // 2):
        root = (dispute := signed()).root
        tell = partial(money.carry_out_transfer, ctx(), root, "t1", pay=lambda *_: Answer(True, "ref"))
        together(tell, tell, tell)
        assert kinds(dispute, f"order:{root}")["TransferPosted"] == 1
