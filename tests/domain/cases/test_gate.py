"""The gate: who may do what, in which stage, with which proofs."""

from dataclasses import replace

import pytest

from hejie.domain.cases import access, commands, filing, opening, talk, upkeep
from hejie.domain.cases.claims import REASONS
from hejie.domain.kernel.actor import Actor
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import (
    AGENT,
    AUDITOR,
    BUYER,
    CASE,
    MARKET,
    NEUTRAL,
    OPERATOR,
    OTHER_NEUTRAL,
    PART,
    PLATFORM_AGENT,
    SELLER,
    SYSTEM,
    Scene,
)  # fmt: skip

STRANGERS = (
    Actor("buyer", "pstranger", MARKET),
    Actor("seller", "px", MARKET, seller="sother", second_factor=True),
    Actor("agent", "px", MARKET, seller="sother", second_factor=True),
    Actor("buyer", BUYER.id, "other-market"),
    Actor("operator", "poperator", "other-market", second_factor=True),
    Actor("integrator", "shop-system", MARKET),
    replace(BUYER, only_case="abcdefghijklmnop-zzzzzzzz"),
    OTHER_NEUTRAL,
)
STAGES = {
    "negotiation": lambda: Scene().open(),
    "mediation": stages.mediated,
    "decision": stages.before_decision,
    "appeal": stages.appealed,
    "closed": lambda: Scene().open().act(BUYER, moves.withdraw()),
}
ACTS = (
    "message", "statement", "evidence", "offer", "accept", "reject", "take_back", "sign", "escalate", "withdraw", "perform",
    "confirm", "note", "assign", "ask", "answer_question", "object", "propose", "to_decision", "decide", "appeal",
    "answer_appeal", "decide_appeal", "room", "extend", "pause", "resume", "reopen", "promise",
    "accept_promise", "talk", "ask_in", "hand_over", "open_mediation", "confirm_opening", "allow_in_decision",
    "prefer", "ask_proposals", "rank", "bid",
)  # fmt: skip


@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
def test_whoever_is_not_part_of_a_case_learns_not_even_that_it_exists(stranger):
    scene = Scene().open()
    assert scene.no(stranger, moves.say()) == "not_found"
    assert access.visible_streams(stranger, scene.case) == ()
    assert access.allowed(stranger, scene.world) == frozenset()


@pytest.mark.parametrize(
    "move", [moves.say(), moves.accept("o1"), moves.withdraw(), moves.decide()], ids=lambda m: m[2]
)
def test_a_case_that_was_never_opened_is_not_found(move):
    assert Scene().no(replace(NEUTRAL, id="p1") if move[2] == "decide" else BUYER, move) == "not_found"


@pytest.mark.parametrize("who", [*STRANGERS[:6], NEUTRAL, OPERATOR, AUDITOR], ids=str)
def test_only_the_buyer_and_the_seller_of_the_lines_open_a_case(who):
    scene = Scene()
    assert scene.refused(opening.open_case, scene.claim(), who, "open") == "not_found"


def test_a_link_for_one_case_opens_no_other():
    scene = Scene()
    assert scene.refused(opening.open_case, scene.claim(), replace(BUYER, only_case=CASE), "open") == "not_found"


def test_a_case_about_an_order_that_nobody_knows_is_not_opened():
    scene = Scene()
    scene.world = replace(scene.world, order=None)
    assert scene.refused(opening.open_case, scene.claim(), BUYER, "open") == "not_found"


_ELSEWHERE = {"service.agree", "deal.confirm"}  # held where services and deals are: tests/usecases


@pytest.mark.parametrize("act", sorted(access.PERSONAL - _ELSEWHERE))
def test_what_a_person_does_himself_is_never_done_through_another(act):
    scene = stages.agreed()
    move = {
        "accept": moves.accept("o1"), "sign": moves.sign(), "withdraw": moves.withdraw(), "promise": moves.promise(),
        "accept_promise": moves.promised(), "rank": moves.rank(), "bid": moves.bid(),
        "allow_in_decision": moves.allow("all"),
    }[act]  # fmt: skip
    assert scene.no(replace(BUYER, personal=False, through="integrator:shop"), move) == "act_in_person"
    assert act not in access.allowed(replace(BUYER, personal=False), scene.world)


@pytest.mark.parametrize("act", sorted(access.GUARDED & set(ACTS)))
def test_staff_prove_a_second_factor_before_money_decisions_and_people(act):
    scene = STAGES["mediation"]()
    said = commands.WriteMessage(CASE, "x")
    for who in (SELLER, AGENT, NEUTRAL, OPERATOR):
        assert scene.refused(talk.write_message, said, replace(who, second_factor=False), act) == "second_factor_needed"
    stranger = replace(SELLER, seller="another", second_factor=False)  # learns nothing, not even that there is a case
    assert scene.refused(talk.write_message, said, stranger, act) == "not_found"


def test_buyers_need_no_second_factor_for_their_own_case():
    assert stages.agreed().act(replace(BUYER, second_factor=False), moves.sign()).case.agreement.signed_by == ("buyer",)


def test_an_agent_promises_no_more_than_he_may():
    scene = Scene().open()
    assert scene.no(AGENT, moves.offer({"refund": 5001})) == "promise_above_limit"
    assert scene.no(AGENT, moves.accept("o1")) == "promise_above_limit"
    freight = {"refund": 4000, "goods": "return", "return_freight": {"payer": "seller", "minor": 1001}}
    assert scene.no(AGENT, moves.offer(freight)) == "promise_above_limit"
    assert scene.act(AGENT, moves.offer({"refund": 5000})).case.offer("o2").side == "seller"
    assert replace(AGENT, promise_limit=None) and scene.act(replace(AGENT, promise_limit=None), moves.offer(PART))


@pytest.mark.parametrize("stage", STAGES)
def test_the_procedure_alone_says_who_may_do_what_in_a_stage(stage):
    scene = STAGES[stage]()
    assert scene.case.stage == stage
    there = {"buyer": BUYER, "seller": SELLER, "platform": OPERATOR}
    if scene.case.neutral:
        there["neutral"] = replace(NEUTRAL, id=scene.case.neutral)
    listed = scene.world.procedure.acts.get(stage, {})
    for side, who in there.items():
        acts = listed.get(access.party_of(side, scene.case), frozenset())
        locked = {"escalate"} if side == scene.case.claimant and scene.case.waits("answer") else set()
        assert access.allowed(who, scene.world) == acts - locked
        for act in set(ACTS) - acts:
            refused = scene.refused(talk.write_message, commands.WriteMessage(CASE, "x"), who, act)
            assert refused == "not_allowed_now", (side, act)
        for act in acts - locked:
            access.may(who, act, scene.world)


def test_every_act_of_the_procedure_is_one_that_the_program_knows():
    named = {act for parties in Scene().world.procedure.acts.values() for acts in parties.values() for act in acts}
    assert named == set(ACTS)


def test_an_auditor_reads_and_does_nothing():
    scene = stages.mediated()
    assert access.visible_streams(AUDITOR, scene.case) == (f"case:{CASE}",)
    assert scene.no(AUDITOR, moves.say()) == "not_allowed_now"


def test_each_reads_his_own_room_and_no_other():
    scene = stages.mediated()
    own = f"case:{CASE}"
    rooms = {who: tuple(stream.rpartition(":")[2] for stream in access.visible_streams(who, scene.case) if stream != own)
             for who in (BUYER, SELLER, AGENT, NEUTRAL, OPERATOR, PLATFORM_AGENT)}  # fmt: skip
    assert rooms == {
        BUYER: ("buyer",), SELLER: ("seller",), AGENT: ("seller",), NEUTRAL: ("buyer", "seller", "internal"),
        OPERATOR: ("internal",), PLATFORM_AGENT: ("internal",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "room"),
    [(BUYER, "seller"), (SELLER, "buyer"), (BUYER, "internal"), (SELLER, "internal"), (OPERATOR, "buyer")],
)
def test_nobody_writes_into_a_room_that_is_not_his(who, room):
    scene = stages.mediated()
    write = talk.write_message, commands.WriteMessage(CASE, "Let me in.", room)
    assert scene.refused(*write, who, "message") == "room_not_yours"
    file = (
        filing.file_evidence,
        commands.FileEvidence(CASE, {"ref": "f" * 64, "size": 1, "type": "x/y"}, "n", "p", room),
    )
    assert scene.refused(*file, who, "evidence") == "room_not_yours"
    assert not scene.rooms


def test_acts_of_the_program_are_for_the_program():
    scene = Scene().open()
    defaults = upkeep.carry_out_defaults, commands.CarryOutDefaults(CASE)
    for who in (BUYER, OPERATOR, Actor("integrator", "x", MARKET)):
        assert scene.refused(*defaults, who, "system.defaults") == "not_found"
    scene.do(*defaults, SYSTEM, "system.defaults")


def test_only_the_operator_erases_and_only_what_is_there():
    scene = Scene().open().act(BUYER, moves.say("My address is 5 Elm Street."))
    ref = scene.case.of_kind("message")[0].data["text"]["ref"]
    erase = upkeep.erase_content, commands.EraseContent(CASE, (ref, ref), "asked for")
    assert scene.refused(*erase, BUYER, "erase") == "not_allowed_now"
    scene.do(*erase, OPERATOR, "erase")
    assert scene.case.erased == {ref}
    assert scene.refused(*erase, OPERATOR, "erase") == "nothing_to_erase"
    empty = upkeep.erase_content, commands.EraseContent(CASE, (ref,), "asked for", room="buyer")
    assert scene.refused(*empty, OPERATOR, "erase") == "nothing_to_erase"


def test_every_reason_of_a_claim_can_be_given():
    assert len({Scene().open(reason=reason).case.reason for reason in REASONS}) == len(REASONS)
