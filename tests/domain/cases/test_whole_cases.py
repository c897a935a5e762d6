"""A case from claim to moved money, by every way the standard procedure knows."""

import pytest

from hejie.domain.cases import commands, mediation, offers, performance, rulings, talk
from hejie.domain.escrow import accounts
from tests.domain.cases.moves import WHY
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, OPERATOR, OTHER_NEUTRAL, REFUND, SELLER, Scene

PART = {"refund": 11940, "currency": "CNY"}


def paid_out(scene: Scene) -> dict[str, int]:
    """What each side was paid, in minor units."""
    got = {"buyer": 0, "seller": 0}
    for transfer in scene.order.custody.transfers:
        if transfer.status == "posted":
            got["buyer" if transfer.credit == accounts.buyer(BUYER.id) else "seller"] += transfer.amount
    return got


def agreed(scene: Scene, package: dict) -> Scene:
    scene.do(offers.make_offer, commands.MakeOffer(CASE, package), SELLER, "offer")
    offer = scene.case.offers[-1].id
    scene.do(offers.accept_offer, commands.AcceptOffer(CASE, offer), BUYER, "accept")
    scene.do(offers.sign_agreement, commands.SignAgreement(CASE), BUYER, "sign")
    return scene.do(offers.sign_agreement, commands.SignAgreement(CASE), SELLER, "sign")


def to_decision(scene: Scene) -> Scene:
    scene.do(talk.make_statement, commands.MakeStatement(CASE, "Our sheet says 265 mm."), SELLER, "statement")
    scene.do(mediation.escalate, commands.Escalate(CASE), BUYER, "escalate")
    scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, NEUTRAL.id), OPERATOR, "assign")
    return scene.do(mediation.go_to_decision, commands.GoToDecision(CASE), NEUTRAL, "to_decision")


def decided(scene: Scene, package: dict) -> Scene:
    to_decision(scene)
    command = commands.DecideCase(CASE, "The pair is short.", "Size rule 3", package, why=WHY)
    return scene.do(rulings.decide_case, command, NEUTRAL, "decide")


def appealed(scene: Scene, *, upheld: bool, package: dict | None = None) -> Scene:
    scene.do(rulings.appeal_ruling, commands.AppealRuling(CASE, "The sheet was not looked at."), SELLER, "appeal")
    scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, OTHER_NEUTRAL.id), OPERATOR, "assign")
    scene.do(rulings.answer_appeal, commands.AnswerAppeal(CASE, "It was."), BUYER, "answer_appeal")
    command = commands.DecideAppeal(CASE, upheld, "Looked at again.", "Size rule 3", package, WHY)
    return scene.do(rulings.decide_appeal, command, OTHER_NEUTRAL, "decide_appeal")


def test_an_accepted_and_signed_offer_moves_the_money_and_closes_the_case():
    scene = agreed(Scene().open(), PART)
    assert scene.case.stage == "negotiation"  # open until the provider has posted
    scene.post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "agreed")
    assert paid_out(scene) == {"buyer": 11940, "seller": 7960}


def test_the_seller_can_accept_the_claim_itself():
    scene = Scene().open()
    scene.do(offers.accept_offer, commands.AcceptOffer(CASE, "o1"), SELLER, "accept")
    scene.do(offers.sign_agreement, commands.SignAgreement(CASE), SELLER, "sign")
    scene.do(offers.sign_agreement, commands.SignAgreement(CASE), BUYER, "sign").post_all()
    assert scene.case.outcome == "agreed"
    assert paid_out(scene) == {"buyer": 19900, "seller": 0}


def test_a_seller_who_stays_silent_loses_by_default_and_may_still_appeal():
    scene = Scene().open().pass_time(days=3)
    assert scene.case.outcome == "defaulted_seller"
    assert scene.case.waits("appeal")
    assert paid_out(scene) == {"buyer": 0, "seller": 0}  # nothing is final before the time to appeal is over
    scene.pass_time(days=7).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "defaulted_seller")
    assert paid_out(scene) == {"buyer": 19900, "seller": 0}


def test_a_right_lives_while_now_is_before_until():
    scene = Scene().open()
    scene.now = scene.case.waits("answer")[0].until
    scene.pass_time()
    assert scene.case.outcome == "defaulted_seller"


def test_a_buyer_who_does_not_reply_lets_the_claim_lapse_and_the_trade_goes_on():
    scene = Scene().open()
    scene.do(talk.make_statement, commands.MakeStatement(CASE, "Not so."), SELLER, "statement")
    scene.pass_time(days=5).pass_time(days=7)
    assert (scene.case.stage, scene.case.outcome) == ("closed", "defaulted_buyer")
    assert paid_out(scene) == {"buyer": 0, "seller": 0}
    assert not scene.order.frozen


@pytest.mark.parametrize(
    ("package", "outcome", "buyer"),
    [
        (REFUND, "decided_buyer", 19900),
        ({"refund": 0, "currency": "CNY"}, "decided_seller", 0),
        (PART, "decided_split", 11940),
    ],
)
def test_a_decision_moves_the_money_once_the_time_to_appeal_is_over(package, outcome, buyer):
    scene = decided(Scene().open(), package)
    assert scene.case.outcome == outcome
    assert paid_out(scene) == {"buyer": 0, "seller": 0}
    scene.pass_time(days=7).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", outcome)
    assert paid_out(scene) == {"buyer": buyer, "seller": 19900 - buyer}


def test_an_appeal_goes_to_another_neutral_and_may_change_the_ruling():
    scene = appealed(decided(Scene().open(), REFUND), upheld=False, package=PART).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "appealed_changed")
    assert paid_out(scene) == {"buyer": 11940, "seller": 7960}


def test_an_appeal_may_be_upheld():
    scene = appealed(decided(Scene().open(), REFUND), upheld=True).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "appealed_upheld")
    assert paid_out(scene) == {"buyer": 19900, "seller": 0}


def test_the_first_neutral_cannot_hear_the_appeal():
    scene = decided(Scene().open(), REFUND)
    scene.do(rulings.appeal_ruling, commands.AppealRuling(CASE, "Again."), SELLER, "appeal")
    command = commands.AssignNeutral(CASE, NEUTRAL.id)
    assert scene.refused(mediation.assign_neutral, command, OPERATOR, "assign") == "neutral_not_impartial"


def test_a_withdrawn_claim_unfreezes_the_money_and_pays_nobody():
    scene = Scene().open()
    scene.do(rulings.withdraw_case, commands.WithdrawCase(CASE), BUYER, "withdraw")
    assert (scene.case.stage, scene.case.outcome) == ("closed", "withdrawn")
    assert not scene.order.frozen
    assert paid_out(scene) == {"buyer": 0, "seller": 0}


def test_a_proposal_of_the_neutral_counts_only_when_both_accept():
    scene = Scene().open()
    scene.do(talk.make_statement, commands.MakeStatement(CASE, "Not so."), SELLER, "statement")
    scene.do(mediation.escalate, commands.Escalate(CASE), BUYER, "escalate")
    scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, NEUTRAL.id), OPERATOR, "assign")
    scene.do(offers.make_offer, commands.MakeOffer(CASE, PART), NEUTRAL, "propose")
    proposal = scene.case.offers[-1].id
    scene.do(offers.accept_offer, commands.AcceptOffer(CASE, proposal), BUYER, "accept")
    assert scene.case.agreement is None
    scene.do(offers.accept_offer, commands.AcceptOffer(CASE, proposal), SELLER, "accept")
    assert scene.case.agreement is not None


def test_goods_go_back_before_the_money_moves():
    scene = agreed(Scene().open(), {**REFUND, "goods": "return"})
    assert [duty.what for duty in scene.case.obligations] == ["ship_back"]
    scene.post_all()
    assert paid_out(scene) == {"buyer": 0, "seller": 0}
    scene.do(performance.report_performance, commands.ReportPerformance(CASE, "b1", "waybill 123"), BUYER, "perform")
    scene.do(performance.confirm_performance, commands.ConfirmPerformance(CASE, "b1"), SELLER, "confirm")
    scene.post_all()
    assert scene.case.stage == "closed"
    assert paid_out(scene) == {"buyer": 19900, "seller": 0}


def test_a_buyer_who_never_ships_back_leaves_the_money_to_the_seller():
    scene = agreed(Scene().open(), {**REFUND, "goods": "return", "days": 7}).pass_time(days=7).post_all()
    assert scene.case.stage == "closed"
    assert paid_out(scene) == {"buyer": 0, "seller": 19900}


def test_a_promised_repair_that_never_comes_gives_the_money_back():
    scene = (
        agreed(Scene().open(), {"refund": 0, "currency": "CNY", "service": "repair", "days": 10})
        .pass_time(days=10)
        .post_all()
    )
    assert scene.case.stage == "closed"
    assert paid_out(scene) == {"buyer": 19900, "seller": 0}


def test_a_disputed_return_is_decided_by_a_neutral_with_the_money_still_held():
    scene = agreed(Scene().open(), {**REFUND, "goods": "return"})
    scene.do(performance.report_performance, commands.ReportPerformance(CASE, "b1"), BUYER, "perform")
    command = commands.ConfirmPerformance(CASE, "b1", done=False, note="An empty box came.")
    scene.do(performance.confirm_performance, command, SELLER, "confirm")
    assert scene.case.stage == "decision"
    scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, NEUTRAL.id), OPERATOR, "assign")
    ruling = commands.DecideCase(CASE, "The box was empty.", "Return rule", {"refund": 0, "currency": "CNY"}, why=WHY)
    scene.do(rulings.decide_case, ruling, NEUTRAL, "decide").pass_time(days=7).post_all()
    assert (scene.case.stage, scene.case.outcome) == ("closed", "decided_seller")
    assert paid_out(scene) == {"buyer": 0, "seller": 19900}


def test_two_silent_neutrals_are_answered_for_by_the_platform():
    scene = to_decision(Scene().open())
    scene.pass_time(days=7)
    assert scene.case.waits("assign")
    scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, OTHER_NEUTRAL.id), OPERATOR, "assign")
    scene.pass_time(days=7)
    assert scene.case.outcome == "decided_buyer"
    scene.post_all()
    assert paid_out(scene)["seller"] == 19900  # the seller is paid from custody, the buyer from the guarantee fund
    assert [debt.seller for debt in scene.order.custody.debts] == ["platform"]


def test_an_agreement_that_nobody_signs_lapses_and_talks_go_on():
    scene = Scene().open()
    scene.do(offers.make_offer, commands.MakeOffer(CASE, PART), SELLER, "offer")
    scene.do(offers.accept_offer, commands.AcceptOffer(CASE, "o2"), BUYER, "accept")
    scene.pass_time(days=3)
    assert scene.case.agreement is None
    assert scene.case.waits("settle")


def test_silence_of_both_sides_ends_every_case():
    scene = Scene().open()
    scene.do(offers.make_offer, commands.MakeOffer(CASE, PART), SELLER, "offer")
    for _ in range(60):
        scene.pass_time(days=1).post_all()
    assert scene.case.ruling is not None and scene.case.ruling.final


def test_nobody_outside_learns_that_the_case_exists():
    scene = Scene().open()
    stranger = BUYER.__class__("buyer", "pstranger", BUYER.marketplace)
    assert scene.refused(talk.write_message, commands.WriteMessage(CASE, "hello"), stranger, "message") == "not_found"
    other_shop = BUYER.__class__("seller", "px", BUYER.marketplace, seller="sother", second_factor=True)
    assert scene.refused(offers.accept_offer, commands.AcceptOffer(CASE, "o1"), other_shop, "accept") == "not_found"
