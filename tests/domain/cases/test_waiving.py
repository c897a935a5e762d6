"""Below what the rules give with certainty a buyer goes only knowingly, and only himself; the record says so."""

from dataclasses import replace

import pytest

from hejie.domain.cases import bargain_facts, packages, waiving
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, PAID, PART, REFUND, SELLER, Scene
from tests.domain.cases.test_entitled import look, the_law

BACK = {**REFUND, "goods": "return", "return_freight": {"payer": "seller", "minor": 0}}
LESS = PAID - PART["refund"]


def entitled(package: dict | None = None, reason: str = "not_as_described", **facts) -> Scene:
    """A case of which Chinese law says at once: send it back and get everything, or have it exchanged or repaired."""
    scene = Scene().open(package, reason=reason, facts=facts)
    assert look(scene, the_law("CN"))
    return scene


def test_an_offer_below_is_accepted_only_by_a_buyer_who_says_that_he_knows():
    scene = entitled().act(SELLER, moves.offer(PART))
    assert scene.no(BUYER, moves.accept("o2")) == "below_entitlement"
    scene.act(BUYER, moves.accept("o2", waives=True))
    accepted = next(entry for entry in scene.entries if entry["kind"] == "OfferAccepted")
    assert accepted["data"]["waives"] == {"minor": LESS, "rule": "cn.cpl.24.defect_return_7d"}
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.case.agreement.in_effect


def test_the_refusal_names_the_sum_and_the_rule():
    scene = entitled().act(SELLER, moves.offer(PART))
    with pytest.raises(Refusal) as refusal:
        scene.act(BUYER, moves.accept("o2"))
    assert refusal.value.facts == {"minor": LESS, "rule": "cn.cpl.24.defect_return_7d", "currency": "CNY"}


def test_his_own_offer_below_needs_the_same_word_and_the_sellers_needs_none():
    scene = entitled()
    assert scene.no(BUYER, moves.offer(PART)) == "below_entitlement"
    scene.act(BUYER, moves.offer(PART, waives=True)).act(SELLER, moves.offer({"refund": 1, "currency": "CNY"}))
    assert scene.case.offer("o2").waived == {"minor": LESS, "rule": "cn.cpl.24.defect_return_7d"}
    assert scene.case.offer("o3").waived is None
    scene.act(SELLER, moves.accept("o2")).act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.case.agreement.in_effect


@pytest.mark.parametrize(
    "package",
    [
        REFUND,
        BACK,
        {"refund": 0, "currency": "CNY", "service": "replacement"},
        {"refund": 0, "currency": "CNY", "service": "repair"},
        {**BACK, "voucher": {"minor": 500}},
    ],
)
def test_whatever_holds_one_of_the_certain_remedies_in_full_is_taken_without_a_word(package):
    scene = entitled().act(SELLER, moves.offer(package)).act(BUYER, moves.accept("o2"))
    assert scene.case.offer("o2").waived is None


def test_a_voucher_makes_up_for_no_money_and_freight_that_is_the_sellers_counts():
    scene = entitled()
    voucher = packages.checked({**PART, "voucher": {"minor": LESS}}, "CNY", PAID)
    assert waiving.given_up(scene.case, voucher)["minor"] == LESS
    back = packages.checked({**BACK, "return_freight": {"payer": "buyer", "minor": 0}}, "CNY", PAID)
    assert waiving.given_up(scene.case, back)["minor"] == bargain_facts.of(scene.case).freight_minor == PAID // 20


def test_the_neutrals_proposal_is_accepted_below_only_knowingly_as_well():
    scene = stages.mediated()
    assert look(scene, the_law("CN"))
    scene.act(NEUTRAL, moves.propose(PART))
    offer = scene.case.offers[-1].id
    assert scene.no(BUYER, moves.accept(offer)) == "below_entitlement"
    scene.act(SELLER, moves.accept(offer)).act(BUYER, moves.accept(offer, waives=True))
    assert scene.case.offer(offer).waived["minor"] == LESS


def test_a_claim_for_less_that_is_accepted_as_it_stands_is_signed_only_knowingly():
    scene = entitled(PART)
    scene.act(SELLER, moves.accept("o1"), moves.sign())
    assert scene.no(BUYER, moves.sign()) == "below_entitlement"
    scene.act(BUYER, moves.sign(waives=True))
    signed = [entry["data"] for entry in scene.entries if entry["kind"] == "AgreementSigned"]
    assert [one.get("waives", {}).get("minor", 0) for one in signed] == [0, LESS]


def test_what_becomes_certain_only_after_he_has_accepted_is_said_before_he_signs():
    scene = stages.agreed(PART)
    assert look(scene, the_law("CN"))
    assert scene.no(BUYER, moves.sign()) == "below_entitlement"
    assert scene.act(BUYER, moves.sign(waives=True)).case.agreement.signed_by == ("buyer",)


def test_nobody_waives_for_him():
    scene = entitled().act(SELLER, moves.offer(PART))
    through_his_shop = replace(BUYER, personal=False, through="integrator:shop")
    assert scene.no(through_his_shop, moves.offer(PART, waives=True)) == "act_in_person"
    assert scene.no(through_his_shop, moves.accept("o2", waives=True)) == "act_in_person"
    assert scene.act(through_his_shop, moves.offer(BACK)).case.offers[-1].side == "buyer"


def test_what_is_only_possible_or_unknown_stops_nobody():
    for scene in (Scene().open(), Scene().open(reason="defective")):
        look(scene, the_law("UK"))
        scene.act(SELLER, moves.offer(PART)).act(BUYER, moves.accept("o2"))
        assert scene.case.agreement and scene.case.offer("o2").waived is None


def test_silence_and_a_decision_are_not_looked_at():
    scene = entitled()
    scene.pass_time(days=90)
    assert scene.case.settled or scene.case.closed or scene.case.ruling


def test_the_facts_of_a_case_name_what_is_certain_what_may_be_and_how_far_he_has_gone():
    scene = entitled()
    facts = bargain_facts.of(scene.case, scene.order)
    assert (facts.paid_minor, facts.currency, facts.reason, facts.claimant) == (
        PAID,
        "CNY",
        "not_as_described",
        "buyer",
    )
    assert {one.remedy for one in facts.guarantees} == {"return_and_refund", "replacement", "repair"}
    assert (facts.floor_minor, facts.floor_rule) == (PAID, "cn.cpl.24.defect_return_7d")
    assert facts.waived_minor == 0
    scene.act(BUYER, moves.offer(PART, waives=True))
    assert bargain_facts.of(scene.case).waived_minor == LESS
    assert bargain_facts.of(scene.case).packages == tuple(offer.package for offer in scene.case.offers)


def test_old_offers_that_know_of_no_waiving_are_read():
    scene = entitled().act(SELLER, moves.offer(PART))
    assert scene.case.offers[0].waived is None and scene.case.id == CASE
