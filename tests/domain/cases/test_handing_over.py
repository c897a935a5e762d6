"""A neutral gives a case back or to a colleague, and an operator moves what a neutral leaves behind."""

from datetime import timedelta
from functools import partial

import pytest

from hejie.domain.cases import access, assignments, mediation, notices
from hejie.domain.cases.fitness import Fitness
from hejie.domain.kernel import clock
from hejie.domain.neutrals import choice
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import (
    BUYER,
    CASE,
    NEUTRAL,
    OPERATOR,
    OTHER_NEUTRAL,
    PART,
    REFUND,
    SELLER,
    Scene,
)

INTERNAL = f"room:{CASE}:internal"


def test_a_case_given_back_waits_for_another_neutral_with_its_whole_time():
    scene = stages.mediated()
    scene.pass_time(days=2)
    scene.act(NEUTRAL, moves.propose(PART), moves.hand_over())
    assert scene.case.neutral == "" and scene.case.former_neutrals == (NEUTRAL.id,)
    assert scene.until("assign") == scene.now + timedelta(days=2)
    assert not scene.case.waits("mediate") and scene.case.offers[-1].status == "lapsed"
    scene.pass_time(hours=5)
    scene.act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))
    assert scene.until("mediate") == scene.now + timedelta(days=7)


def test_a_case_goes_straight_to_a_colleague():
    scene = stages.before_decision()
    scene.act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    assert scene.case.neutral == OTHER_NEUTRAL.id and not scene.case.waits("assign")
    assert scene.until("decide") == scene.now + timedelta(days=7)


def test_the_reason_is_a_note_that_the_next_neutral_reads_and_neither_side_does():
    scene = stages.mediated()
    scene.act(NEUTRAL, moves.note("First note."), moves.hand_over(reason="I know the seller."))
    left = next(entry for entry in scene.entries if entry["kind"] == "NeutralLeft")
    assert left["data"] == {"why": "handed_over"}
    (_first, note) = scene.rooms[INTERNAL].of_kind("note")
    assert (note.id, note.side) == ("n2", "neutral")
    scene.act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))
    assert INTERNAL in access.visible_streams(OTHER_NEUTRAL, scene.case)
    for side in (BUYER, SELLER):
        assert INTERNAL not in access.visible_streams(side, scene.case)


def test_whoever_handed_over_reads_nothing_any_more_and_whoever_follows_reads_both_private_rooms():
    scene = stages.mediated()
    scene.act(BUYER, moves.say("Between us.", "buyer")).act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    assert access.visible_streams(NEUTRAL, scene.case) == ()
    assert scene.no(NEUTRAL, moves.say("One more word.", "buyer")) == "not_found"
    assert f"room:{CASE}:buyer" in access.visible_streams(OTHER_NEUTRAL, scene.case)


def test_it_never_comes_back_to_him():
    scene = stages.mediated()
    assert scene.no(NEUTRAL, moves.hand_over(NEUTRAL.id)) == "neutral_not_impartial"
    scene.act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    assert scene.no(OTHER_NEUTRAL, moves.hand_over(NEUTRAL.id)) == "neutral_not_impartial"


def test_a_reason_is_needed_and_a_neutral_to_hand_over_from():
    scene = stages.mediated()
    assert scene.no(NEUTRAL, moves.hand_over(reason="  ")) == "text_missing"
    scene.act(NEUTRAL, moves.hand_over())
    assert scene.no(OPERATOR, moves.move_neutral()) == "no_neutral"


@pytest.mark.parametrize("who", [BUYER, SELLER], ids=["buyer", "seller"])
def test_a_side_cannot_hand_the_case_over(who):
    scene = stages.mediated()
    assert scene.no(who, moves.hand_over()) in ("not_allowed_now", "second_factor_needed")
    assert scene.no(who, moves.move_neutral()) in ("not_allowed_now", "second_factor_needed")


def test_handing_over_is_no_silence_and_no_objection():
    scene = stages.mediated()
    scene.act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    assert scene.case.replacements == 0 and scene.case.objections == ()
    scene.act(BUYER, moves.to_another())
    assert scene.case.former_neutrals == (NEUTRAL.id, OTHER_NEUTRAL.id)


def test_once_he_has_decided_nobody_is_asked_for_until_somebody_appeals():
    scene = stages.before_decision()
    scene.act(NEUTRAL, moves.decide(REFUND), moves.hand_over())
    assert not scene.case.waits("assign") and scene.case.waits("appeal")
    scene.act(SELLER, moves.appeal())
    assert scene.case.waits("assign")
    assert scene.no(OPERATOR, moves.assign(NEUTRAL.id)) == "neutral_not_impartial"


def test_while_an_agreement_waits_for_signatures_nobody_is_asked_for_until_it_lapses():
    scene = stages.mediated()
    scene.act(SELLER, moves.offer(PART)).act(BUYER, moves.accept(scene.case.offers[-1].id))
    scene.act(OPERATOR, moves.move_neutral())
    assert not scene.case.waits("assign") and scene.case.waits("sign")
    scene.pass_time(days=3)
    assert scene.case.agreement is None and scene.case.waits("assign")


def test_an_operator_moves_a_neutral_under_a_procedure_that_does_not_let_neutrals_hand_over():
    from hejie.rulebooks import procedures

    scene = stages.mediated(Scene(procedure=procedures.load("procedures/12315")).open())
    assert scene.no(NEUTRAL, moves.hand_over()) == "not_allowed_now"
    scene.act(OPERATOR, moves.move_neutral(OTHER_NEUTRAL.id))
    assert scene.case.neutral == OTHER_NEUTRAL.id


def test_a_colleague_hears_that_the_case_is_his_now():
    scene = stages.mediated()
    before = len(scene.entries)
    scene.act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    told = notices.effects(scene.world, scene.entries[before:])
    assert [(row.target, row.payload["kind"]) for row in told if row.stream == f"case:{CASE}"] == [
        ("buyer", "NeutralAssigned"),
        ("seller", "NeutralAssigned"),
        ("neutral", "NeutralAssigned"),
    ]
    assert not [row for row in told if row.stream == INTERNAL]


CODES = {
    "not_a_neutral": "neutral_unknown",
    "party": "neutral_not_impartial",
    "former": "neutral_not_impartial",
    "shop_member": "neutral_of_shop",
    "declared": "neutral_has_stake",
    "often_seller": "neutral_met_often",
    "often_buyer": "neutral_met_often",
    "away": "neutral_away",
    "full": "neutral_full",
}


@pytest.mark.parametrize("hindrance", choice.HINDRANCES)
def test_whoever_cannot_take_a_case_is_refused_with_the_reason(hindrance):
    scene = stages.mediated()
    decide, command, action = moves.hand_over(OTHER_NEUTRAL.id)
    known = partial(decide, fitness=Fitness(hindrance))
    assert scene.no(NEUTRAL, (known, command, action)) == CODES[hindrance]
    scene.act(NEUTRAL, moves.hand_over())
    decide, command, action = moves.assign(OTHER_NEUTRAL.id)
    assert scene.no(OPERATOR, (partial(decide, fitness=Fitness(hindrance)), command, action)) == CODES[hindrance]


def test_why_somebody_was_chosen_stands_on_the_record():
    scene = stages.answered().act(BUYER, moves.escalate())
    why = {"how": "lot", "speaks": ["buyer"], "skills": [], "open": 2, "free": 3, "equals": 1, "seed": "a" * 64}
    _decide, command, action = moves.assign()
    scene.act(OPERATOR, (partial(mediation.assign_neutral, fitness=Fitness("", why)), command, action))
    entry = next(one for one in scene.entries if one["kind"] == "NeutralAssigned")
    assert entry["data"] == {"neutral": NEUTRAL.id, "why": why}


def test_a_line_of_work_says_what_each_neutral_of_a_case_came_to():
    scene = stages.before_decision()
    given = clock.text(scene.now)
    scene.pass_time(days=1)
    scene.act(NEUTRAL, moves.hand_over(OTHER_NEUTRAL.id))
    scene.act(OTHER_NEUTRAL, moves.decide(REFUND))
    ruled = clock.text(scene.now)
    first, second = assignments.lines(scene.case)
    assert (first.number, first.neutral, first.why, first.ruled_at) == (1, NEUTRAL.id, "handed_over", "")
    assert first.given_at <= given < first.left_at
    assert (second.neutral, second.left_at, second.ruled_at, second.verdict) == (OTHER_NEUTRAL.id, "", ruled, "buyer")
    scene.act(SELLER, moves.appeal())
    third = "pthird"
    scene.act(OPERATOR, moves.assign(third))
    scene.pass_time(days=3)
    from dataclasses import replace

    scene.act(replace(NEUTRAL, id=third), moves.change(PART))
    lines = list(assignments.lines(scene.case))
    assert [(row.why, row.verdict, row.appealed) for row in lines] == [
        ("handed_over", "", ""), ("appeal", "buyer", "changed"), ("", "split", ""),
    ]  # fmt: skip
    scene.post_all()
    assert [row.why for row in assignments.lines(scene.case)] == ["handed_over", "appeal", "closed"]


def test_what_silence_decided_is_nobodys_decision():
    scene = stages.before_decision()
    scene.pass_time(days=7)
    (line,) = assignments.lines(scene.case)
    assert (line.why, line.verdict) == ("silent", "")
