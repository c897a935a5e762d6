"""What was promised is done, confirmed, disputed or broken, and the money follows."""

import pytest

from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import AGENT, BUYER, NEUTRAL, NOTHING, OPERATOR, PAID, PART, REFUND, SELLER, Scene

RETURN = {**REFUND, "goods": "return"}


def test_only_who_owes_a_thing_says_that_it_is_done():
    scene = stages.signed(RETURN)
    assert scene.no(SELLER, moves.perform()) == "obligation_not_yours"
    assert scene.no(BUYER, moves.perform("b9")) == "obligation_not_open"
    scene.act(BUYER, moves.perform())
    assert scene.no(BUYER, moves.perform()) == "obligation_not_open"


def test_only_the_other_side_confirms_and_only_what_was_reported():
    scene = stages.signed(RETURN)
    assert scene.no(SELLER, moves.confirm()) == "obligation_not_open"
    scene.act(BUYER, moves.perform())
    assert scene.no(BUYER, moves.confirm()) == "not_yours_to_confirm"
    assert scene.no(SELLER, moves.dispute(note=" ")) == "text_missing"
    scene.act(SELLER, moves.confirm())
    assert scene.no(SELLER, moves.confirm()) == "obligation_not_open"


def test_goods_count_as_received_when_the_seller_stays_silent():
    scene = stages.signed(RETURN).act(BUYER, moves.perform()).pass_time(days=5).post_all()
    assert (scene.case.stage, scene.paid_out()) == ("closed", {"buyer": PAID, "seller": 0})


def test_first_the_goods_come_back_then_the_seller_serves_then_the_money_moves():
    scene = stages.signed({**PART, "goods": "return", "service": "replacement"})
    scene.act(BUYER, moves.perform("b1")).act(SELLER, moves.confirm("b1"))
    assert [duty.what for duty in scene.case.obligations] == ["ship_back", "replacement"]
    assert scene.post_all().paid_out() == {"buyer": 0, "seller": 0}
    scene.act(SELLER, moves.perform("b2")).pass_time(days=7).post_all()
    assert (scene.case.stage, scene.paid_out()) == ("closed", {"buyer": 11940, "seller": PAID - 11940})


def test_apology_and_explanation_are_done_by_saying_so_and_their_absence_stops_no_money():
    scene = stages.signed({**PART, "apology": True, "explanation": True, "days": 4}).post_all()
    assert scene.paid_out()["buyer"] == 11940
    assert scene.case.stage == "negotiation"
    scene.act(SELLER, moves.perform("b1", "I am sorry.")).pass_time(days=4)
    assert [(duty.what, duty.status) for duty in scene.case.obligations] == [
        ("apology", "kept"), ("explanation", "broken"), ("refund", "kept"),
    ]  # fmt: skip
    assert scene.case.stage == "closed"


def test_return_freight_at_the_sellers_cost_is_paid_with_the_refund():
    package = {"refund": 10000, "goods": "return", "return_freight": {"payer": "seller", "minor": 1500}}
    scene = stages.signed(package).act(BUYER, moves.perform()).act(SELLER, moves.confirm()).post_all()
    assert scene.paid_out() == {"buyer": 11500, "seller": PAID - 11500}


def test_an_award_above_what_custody_holds_becomes_a_debt_of_the_seller_and_closes_when_it_is_covered():
    package = {**RETURN, "return_freight": {"payer": "seller", "minor": 1500}}
    scene = stages.signed(package).act(BUYER, moves.perform()).act(SELLER, moves.confirm()).post_all()
    assert [(debt.seller, debt.owed) for debt in scene.order.custody.debts] == [(SELLER.seller, 1500)]
    assert scene.case.stage != "closed"
    scene.cover_all().post_all()
    assert (scene.case.stage, scene.paid_out()) == ("closed", {"buyer": PAID + 1500, "seller": 0})


def test_a_case_about_unpaid_goods_closes_without_money():
    scene = stages.signed({"refund": 0, "apology": True}, Scene(paid=0).open(NOTHING)).act(SELLER, moves.perform())
    assert (scene.case.stage, scene.paid_out()) == ("closed", {"buyer": 0, "seller": 0})


@pytest.mark.parametrize("end", ["decided", "agreed", "withdrawn", "silence"])
def test_a_disputed_performance_ends_with_all_the_money_accounted_for(end):
    scene = stages.disputed()
    if end == "decided":
        scene.act(OPERATOR, moves.assign()).act(NEUTRAL, moves.decide(PART)).pass_time(days=7)
    elif end == "agreed":
        scene.act(OPERATOR, moves.assign())
        stages.signed(PART, scene)
    elif end == "withdrawn":
        scene.act(BUYER, moves.withdraw("It was my mistake."))
    scene.pass_time(days=2).post_all().cover_all().post_all()
    assert scene.case.stage == "closed"
    assert not [row for row in scene.order.custody.transfers if row.status in ("pending", "released")]
    expected = {
        "decided": {"buyer": 11940, "seller": PAID - 11940},
        "agreed": {"buyer": 11940, "seller": PAID - 11940},
        "withdrawn": {"buyer": 0, "seller": 0},
        "silence": {"buyer": PAID, "seller": PAID},
    }
    assert scene.paid_out() == expected[end]
    if end == "withdrawn":
        assert [hold.free for hold in scene.order.custody.holds] == [PAID]
        assert scene.order.deadlines  # the buyer's time to confirm runs again


def test_a_broken_service_gives_everything_back_although_less_was_agreed():
    scene = stages.signed({"refund": 1000, "service": "replacement", "days": 3}).pass_time(days=3).post_all()
    assert (scene.case.stage, scene.paid_out()) == ("closed", {"buyer": PAID, "seller": 0})


def test_a_ruling_may_order_a_service_too():
    scene = stages.before_decision().act(NEUTRAL, moves.decide({"refund": 0, "service": "repair"}))
    scene.pass_time(days=7).act(SELLER, moves.perform()).act(BUYER, moves.confirm()).post_all()
    assert (scene.case.outcome, scene.paid_out()) == ("decided_split", {"buyer": 0, "seller": PAID})


def given(**more) -> Scene:
    """Signed terms with a voucher and a public reply beside the money."""
    return stages.signed(
        {**PART, "voucher": {"minor": 1500, "days": 60}, "public_reply": True, "days": 5, **more}
    ).post_all()


def test_a_voucher_is_handed_over_in_words_and_the_buyer_says_that_it_works():
    scene = given(public_reply=False)
    assert scene.paid_out()["buyer"] == 11940  # money waits for no voucher
    assert [(duty.what, duty.side, duty.minor) for duty in scene.case.obligations[:1]] == [("voucher", "seller", 1500)]
    assert scene.no(SELLER, moves.perform("b1", "")) == "text_missing"
    scene.act(SELLER, moves.perform("b1", "HJ-2201, at the till."))
    assert scene.no(SELLER, moves.confirm("b1")) == "not_yours_to_confirm"
    scene.act(BUYER, moves.confirm("b1"))
    assert (scene.case.obligation("b1").status, scene.case.stage) == ("kept", "closed")


def test_a_public_reply_is_the_sellers_and_counts_as_done_where_the_buyer_says_nothing():
    scene = given(voucher={"minor": 0}).act(SELLER, moves.perform("b1", "Below the listing: we had measured wrongly."))
    scene.pass_time(days=30)
    duty = scene.case.obligation("b1")
    assert (duty.what, duty.side, duty.status, duty.deemed) == ("public_reply", "seller", "kept", True)


def test_a_voucher_that_does_not_come_or_does_not_work_stays_on_the_file_and_moves_no_money():
    scene = given().act(SELLER, moves.perform("b1", "HJ-2201")).act(BUYER, moves.dispute("b1", "It is refused."))
    assert scene.case.obligation("b1").status == "broken"
    scene.pass_time(days=5)
    assert [(duty.what, duty.status) for duty in scene.case.obligations] == [
        ("voucher", "broken"), ("public_reply", "broken"), ("refund", "kept"),
    ]  # fmt: skip
    assert (scene.case.stage, scene.paid_out()) == ("closed", {"buyer": 11940, "seller": PAID - 11940})


def test_an_agent_promises_no_voucher_above_his_own_limit():
    scene = Scene().open()
    assert scene.no(AGENT, moves.offer({"refund": 4000, "voucher": {"minor": 1001}})) == "promise_above_limit"
    assert scene.act(AGENT, moves.offer({"refund": 4000, "voucher": {"minor": 1000}})).case.offers[-1].side == "seller"
    wanted = Scene().open({"refund": 4000, "currency": "CNY", "voucher": {"minor": 1001}})
    assert wanted.no(AGENT, moves.accept("o1")) == "promise_above_limit"


@pytest.mark.parametrize(
    ("more", "term"), [({"voucher": {"minor": 5}}, "voucher"), ({"public_reply": True}, "public_reply")]
)
def test_nobody_is_sentenced_to_a_voucher_or_to_words_in_public(more, term):
    scene = stages.before_decision()
    decide, command, action = moves.decide({**PART, **more})
    with pytest.raises(Refusal) as refusal:
        scene.do(decide, command, NEUTRAL, action)
    assert (refusal.value.code, refusal.value.facts) == ("term_by_agreement_only", {"term": term})


def test_a_claim_may_ask_for_a_voucher_but_silence_grants_it_without():
    scene = Scene().open({**REFUND, "voucher": {"minor": 700}, "public_reply": True}).pass_time(days=30)
    ruling = scene.case.ruling.package
    assert (ruling["refund"], ruling["voucher"], ruling["public_reply"]) == (PAID, {"minor": 0, "days": 0}, False)
    assert scene.case.offers[0].package["voucher"] == {"minor": 700, "days": 180}
