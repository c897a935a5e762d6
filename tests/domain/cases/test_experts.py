"""Experts and third parties who are asked in: what each sees, objections, fees, answers, silence, and nobody else's case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hejie.domain.cases import access
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import AGENT, BUYER, CASE, MARKET, NEUTRAL, OPERATOR, PAID, SELLER, Scene

EXPERT = Actor("expert", "k1", MARKET, through="link", only_case=CASE)


def asked(by: Actor = BUYER, **changes) -> Scene:
    """The buyer has filed two pieces and asked a laboratory in, which may see the first."""
    scene = Scene().open().act(BUYER, moves.file("sole.jpg"), moves.file("letter.pdf")).act(SELLER, moves.tell())
    return scene.act(by, moves.ask_in(**{"pieces": ("e1",), "texts": ("claim",)} | changes))


def test_who_is_asked_in_has_a_date_and_what_was_chosen_for_him():
    scene = asked(days=5)
    (asking,) = scene.case.askings
    assert (asking.side, asking.kind, asking.trade, asking.status) == ("buyer", "expert", "laboratory", "open")
    assert scene.until("expert") == scene.now + timedelta(days=5)
    assert access.may_be_shown(EXPERT, scene.case) == (asking, {"e1", "claim"})


def test_he_reads_no_stream_and_does_nothing_that_sides_do():
    scene = asked()
    assert access.side_of(EXPERT, scene.case) == "expert" and access.visible_streams(EXPERT, scene.case) == ()
    assert access.allowed(EXPERT, scene.world) == frozenset()
    for move in (moves.say(), moves.say(room="buyer"), moves.tell(), moves.note(), moves.offer({"refund": 1}), moves.accept("o1"),
                 moves.withdraw(), moves.ask_in(), moves.file("x", room="buyer"), moves.talk_result(), moves.decide()):  # fmt: skip
        assert scene.no(EXPERT, move) in ("not_found", "room_not_yours", "second_factor_needed")
    with pytest.raises(Refusal):
        access.may_read(EXPERT, scene.case)
    with pytest.raises(Refusal):
        access.may_read_order(EXPERT, scene.order)


@pytest.mark.parametrize(
    "stranger",
    [
        replace(EXPERT, id="k2"), replace(EXPERT, id=""), replace(EXPERT, only_case=""),
        replace(EXPERT, only_case="abcdefghijklmnop-zzzzzzzz"), replace(EXPERT, marketplace="other"),
        Actor("buyer", "k1", MARKET, only_case=CASE),
    ],
    ids=str,
)  # fmt: skip
def test_another_expert_or_another_marketplace_gets_nothing(stranger):
    scene = asked()
    assert access.side_of(stranger, scene.case) == ""
    for move in (moves.expert_answers(), moves.expert_quotes(100), moves.expert_declines(), moves.expert_looks()):
        assert scene.no(stranger, move) == "not_found"
    with pytest.raises(Refusal):
        access.may_be_shown(stranger, scene.case)


def test_his_answer_is_evidence_on_the_joint_file_and_he_answers_himself():
    scene = asked()
    assert scene.no(replace(EXPERT, personal=False), moves.file("report.pdf")) == "act_in_person"
    scene.act(EXPERT, moves.file("report.pdf"))
    piece = scene.case.of_kind("evidence")[-1]
    assert (piece.id, piece.side, piece.data["asking"]) == ("e3", "expert", "k1")
    assert access.may_be_shown(EXPERT, scene.case)[1] == {"e1", "claim", "e3"}
    assert scene.no(replace(EXPERT, personal=False), moves.expert_answers()) == "act_in_person"
    assert scene.no(EXPERT, moves.expert_answers(evidence=("e1",))) == "unknown_evidence"
    assert scene.no(EXPERT, moves.expert_answers(" ")) == "text_missing"
    scene.act(EXPERT, moves.expert_answers(evidence=("e3",)))
    (asking,) = scene.case.askings
    assert (asking.status, asking.evidence) == ("answered", ("e3",)) and not scene.case.waits("expert")
    assert scene.no(EXPERT, moves.expert_answers()) == "not_found"
    assert scene.no(EXPERT, moves.file("more.pdf")) == "not_found"


def test_his_answer_is_cited_in_a_decision():
    scene = stages.before_decision()
    scene.act(NEUTRAL, moves.ask_in()).act(EXPERT, moves.file("report.pdf"), moves.expert_answers(evidence=("e1",)))
    scene.act(NEUTRAL, moves.decide(evidence=("e1",)))
    assert scene.case.ruling.data["evidence"] == ["e1"]


def test_his_silence_lets_the_case_go_on_without():
    scene = asked(days=2).pass_time(days=2)
    assert scene.case.askings[0].status == "silent" and not scene.case.ruling and scene.case.stage == "negotiation"
    assert scene.no(EXPERT, moves.expert_answers()) == "not_found"
    with pytest.raises(Refusal):
        access.may_be_shown(EXPERT, scene.case)


def test_he_may_decline():
    scene = asked().act(EXPERT, moves.expert_declines("No time."))
    assert (
        scene.case.askings[0].status == "declined" and scene.case.askings[0].reason and not scene.case.waits("expert")
    )


def test_what_cannot_be_asked_is_refused():
    scene = asked()
    for change, code in (
        ({"trade": "wizard"}, "expert_kind"), ({"kind": "third"}, "expert_kind"), ({"days": 0}, "expert_days"),
        ({"days": 61}, "expert_days"), ({"language": "xx"}, "expert_language"), ({"pieces": ("e9",)}, "unknown_evidence"),
        ({"texts": ("m9",)}, "expert_text_unknown"), ({"texts": ("e1",)}, "expert_text_unknown"), ({"name": " "}, "text_missing"),
        ({"fee": -1}, "amount_negative"), ({"fee": PAID + 1}, "expert_fee_above_case"),
    ):  # fmt: skip
        assert scene.no(BUYER, moves.ask_in(**change)) == code, change
    assert scene.no(AGENT, moves.ask_in(fee=6000)) == "promise_above_limit"
    assert scene.no(OPERATOR, moves.ask_in()) == "bad_side"
    scene.act(SELLER, moves.ask_in(), moves.ask_in())
    assert scene.no(BUYER, moves.ask_in()) == "too_many_experts"


def test_the_other_side_adds_its_own_question_and_pieces_once():
    scene = asked()
    assert scene.no(BUYER, moves.also_ask()) == "expert_yours"
    assert scene.no(NEUTRAL, moves.also_ask()) == "not_found"
    assert scene.no(SELLER, moves.also_ask(" ")) == "text_missing"
    scene.act(SELLER, moves.also_ask(pieces=("e2",), texts=("s1",)))
    assert access.may_be_shown(EXPERT, scene.case)[1] == {"e1", "e2", "s1", "claim"}
    assert scene.no(SELLER, moves.also_ask()) == "expert_added_before"


def test_an_objection_is_decided_by_the_neutral_or_where_there_is_none_by_the_marketplace():
    scene = asked()
    assert scene.no(OPERATOR, moves.on_objection(True)) == "expert_no_objection"
    assert scene.no(BUYER, moves.not_him()) == "expert_yours"
    scene.act(SELLER, moves.not_him())
    assert scene.no(SELLER, moves.not_him()) == "objected_before"
    assert scene.no(BUYER, moves.on_objection(False)) == "expert_decider"
    scene.act(OPERATOR, moves.on_objection(True))
    assert scene.case.askings[0].status == "objected" and not scene.case.waits("expert")
    assert scene.no(EXPERT, moves.expert_answers()) == "not_found"
    scene = stages.mediated()
    scene.act(BUYER, moves.ask_in()).act(SELLER, moves.not_him())
    assert scene.no(OPERATOR, moves.on_objection(False)) == "expert_decider"
    scene.act(NEUTRAL, moves.on_objection(False))
    assert scene.case.askings[0].objections[0].granted is False and scene.case.askings[0].status == "open"
    scene.act(EXPERT, moves.expert_answers())


def test_a_request_is_taken_back_by_whoever_made_it():
    scene = asked()
    assert scene.no(SELLER, moves.ask_no_more()) == "expert_not_yours"
    scene.act(BUYER, moves.ask_no_more())
    assert scene.case.askings[0].status == "taken_back" and not scene.case.waits("expert")
    assert scene.no(BUYER, moves.ask_no_more()) == "expert_not_open"
    assert scene.no(BUYER, moves.fee_paid("k9")) == "expert_unknown"


def test_a_fee_is_quoted_accepted_and_its_advance_recorded_with_proof():
    scene = asked()
    assert scene.no(BUYER, moves.fee_paid()) == "expert_no_fee"
    assert scene.no(EXPERT, moves.expert_quotes(PAID + 1)) == "expert_fee_above_case"
    assert scene.no(EXPERT, moves.expert_quotes(0)) == "amount_not_positive"
    scene.act(EXPERT, moves.expert_quotes(3000))
    assert scene.no(SELLER, moves.quote_suits(3000)) == "expert_not_yours"
    assert scene.no(BUYER, moves.quote_suits(2000)) == "expert_no_quote"
    assert scene.no(replace(BUYER, personal=False), moves.quote_suits(3000)) == "act_in_person"
    scene.act(BUYER, moves.quote_suits(3000))
    assert scene.no(EXPERT, moves.expert_quotes(4000)) == "expert_fee_fixed"
    assert scene.no(BUYER, moves.fee_paid(note="")) == "text_missing"
    before = scene.order
    scene.act(BUYER, moves.fee_paid(evidence=("e2",)))
    paid = scene.case.askings[0].advance
    assert (paid.side, paid.minor, paid.evidence) == ("buyer", 3000, ("e2",))
    assert scene.order == before  # nothing in custody moves for it
    assert scene.no(BUYER, moves.fee_paid()) == "expert_fee_advanced"


def test_a_fee_that_the_asker_states_is_not_quoted_and_a_neutral_states_none():
    scene = asked(fee=3000)
    assert scene.no(EXPERT, moves.expert_quotes(100)) == "expert_fee_fixed"
    scene = stages.mediated()
    assert scene.no(NEUTRAL, moves.ask_in(fee=100)) == "expert_fee_of_neutral"
    scene.act(NEUTRAL, moves.ask_in())
    assert scene.no(EXPERT, moves.expert_quotes(100)) == "expert_fee_of_neutral"


def test_that_he_opened_an_original_is_on_the_file_once():
    scene = asked().act(EXPERT, moves.expert_looks(), moves.expert_looks())
    assert scene.case.askings[0].looked == ("e1",) and scene.kinds().count("ExpertLooked") == 1
    assert scene.no(EXPERT, moves.expert_looks("e2")) == "not_found"


def test_with_the_case_his_request_ends():
    scene = asked().act(BUYER, moves.withdraw())
    assert scene.case.askings[0].status == "closed" and not scene.case.deadlines
    with pytest.raises(Refusal):
        access.may_be_shown(EXPERT, scene.case)
    scene = asked().act(EXPERT, moves.expert_answers()).act(BUYER, moves.withdraw())
    with pytest.raises(Refusal):
        access.may_be_shown(EXPERT, scene.case)


def test_his_time_is_never_the_turn_while_a_side_has_one():
    scene = Scene().open().act(SELLER, moves.ask_in(days=1))
    assert scene.case.next_deadline().who == "seller"
