"""Remarks on evidence: who may say what of a piece, what is disputed, who hears of it, and that mediation covers it."""

import pytest

from hejie.domain.cases import commands, confidential, notices, remarks, upkeep
from hejie.domain.cases.remarks import disputed, of
from hejie.domain.kernel.actor import Actor
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, MARKET, NEUTRAL, OPERATOR, PLATFORM_AGENT, SELLER, Scene

EXPERT = Actor("expert", "k1", MARKET, through="link", only_case=CASE)


def filed() -> Scene:
    """The buyer has filed e1 and the seller e2."""
    scene = Scene().open().act(BUYER, moves.file("ruler.jpg", ref="a" * 64))
    return scene.act(SELLER, moves.file("sheet.jpg", ref="b" * 64))


def hear(scene: Scene) -> set[str]:
    last = [entry for entry in scene.entries if entry["kind"] == "EvidenceCommented"][-1:]
    return {effect.target for effect in notices.effects(scene.world, last)}


def test_a_remark_stands_below_its_piece_with_its_words_outside_the_entry():
    scene = filed().act(SELLER, moves.remark("e1"))
    (said,) = of(scene.case, "e1")
    assert (said.id, said.kind, said.side, said.by) == ("c1", "remark", "seller", SELLER.id)
    assert {name: said.data[name] for name in ("piece", "room", "disputes")} == {
        "piece": "e1", "room": "joint", "disputes": True,
    }  # fmt: skip
    assert set(said.data["text"]) == {"ref", "size", "type"}
    assert of(scene.case, "e2") == ()


def test_a_piece_is_disputed_as_long_as_the_newest_remark_of_the_other_side_says_so():
    scene = filed()
    assert disputed(scene.case, "e1") == ()
    scene.act(SELLER, moves.remark("e1"))
    assert disputed(scene.case, "e1") == ("seller",)
    scene.act(BUYER, moves.remark("e1", "The same pair: see the scratch.", disputes=False))
    assert disputed(scene.case, "e1") == ("seller",)
    scene.act(SELLER, moves.remark("e1", "I see it now.", disputes=False))
    assert disputed(scene.case, "e1") == ()
    assert [one.id for one in of(scene.case, "e1")] == ["c1", "c2", "c3"]


def test_what_the_marketplace_or_the_neutral_filed_both_sides_may_dispute():
    scene = stages.mediated().act(NEUTRAL, moves.file("letter.jpg"))
    scene.act(SELLER, moves.remark("e1")).act(BUYER, moves.remark("e1"))
    assert disputed(scene.case, "e1") == ("buyer", "seller")


@pytest.mark.parametrize(
    ("who", "move", "code"),
    [
        (BUYER, moves.remark("e9"), "unknown_piece"),
        (BUYER, moves.remark("e1"), "not_yours_to_dispute"),
        (BUYER, moves.remark("e2", " "), "text_missing"),
        (BUYER, moves.remark("e2", "x" * 20001), "text_too_long"),
        (BUYER, moves.remark("e1", room="seller"), "room_not_yours"),
        (BUYER, moves.remark("e1", room="buyer"), "unknown_piece"),
        (PLATFORM_AGENT, moves.remark("e1", disputes=False), "not_allowed_now"),
        (NEUTRAL, moves.remark("e1", disputes=False), "not_found"),
    ],
)
def test_a_remark_that_may_not_be(who, move, code):
    assert filed().no(who, move) == code


def test_the_neutral_asks_in_the_open_and_remarks_only_in_private():
    scene = stages.mediated().act(BUYER, moves.file("a.jpg"), moves.file("b.jpg", "buyer"))
    assert scene.no(NEUTRAL, moves.remark("e1", disputes=False)) == "not_allowed_now"
    assert scene.no(NEUTRAL, moves.remark("e1", room="buyer")) == "not_yours_to_dispute"
    before = scene.case
    scene.act(NEUTRAL, moves.remark("e1", "Can you take it in daylight?", disputes=False, room="buyer"))
    assert scene.case == before, "nothing of it stands in the case's own stream"
    room = scene.rooms[f"room:{CASE}:buyer"]
    assert [one.side for one in of(room, "e1")] == ["neutral"]
    assert hear(scene) == {"buyer"}


def test_the_other_side_hears_of_a_remark_and_the_neutral_does():
    assert hear(filed().act(SELLER, moves.remark("e1"))) == {"buyer"}
    scene = stages.mediated().act(BUYER, moves.file()).act(SELLER, moves.remark("e1"))
    assert hear(scene) == {"buyer", "neutral"}


def test_who_disputes_a_piece_is_not_silent():
    scene = Scene().open().act(BUYER, moves.file())
    assert scene.case.waits("answer")
    scene.act(SELLER, moves.remark("e1"))
    assert not scene.case.waits("answer")
    assert scene.case.answered
    assert scene.case.waits("reply")
    scene.act(SELLER, moves.file("sheet.jpg")).act(BUYER, moves.remark("e2"))
    assert not scene.case.waits("reply")


def test_a_side_sees_the_procedure_before_its_first_word():
    scene = Scene().open().act(BUYER, moves.file()).act(SELLER, moves.remark("e1"))
    assert "seller" in scene.case.shown_to


def test_remarks_on_one_piece_come_to_an_end():
    scene = filed()
    for _ in range(remarks.MOST):
        scene.act(SELLER, moves.remark("e1"))
    assert scene.no(SELLER, moves.remark("e1")) == "too_many_remarks"
    scene.act(BUYER, moves.remark("e1", disputes=False)).act(SELLER, moves.remark("e2", disputes=False))


def test_of_a_piece_whose_content_is_gone_nothing_more_is_said():
    scene = filed().act(SELLER, moves.remark("e1"))
    scene.do(upkeep.erase_content, commands.EraseContent(CASE, ("a" * 64,), "asked for"), OPERATOR, "erase")
    assert scene.no(SELLER, moves.remark("e1")) == "content_erased"
    assert len(of(scene.case, "e1")) == 1


def test_a_remark_may_be_made_on_late_evidence_once_the_case_is_decided():
    scene = stages.decided().act(BUYER, moves.file("late.jpg"))
    scene.act(SELLER, moves.remark("e1"))
    assert disputed(scene.case, "e1") == ("seller",)


def test_what_was_said_of_a_piece_in_mediation_does_not_travel_unless_its_author_lets_it():
    scene = stages.mediated().act(BUYER, moves.file()).act(NEUTRAL, moves.open_mediation()).pass_time(minutes=1)
    scene.act(SELLER, moves.remark("e1", "Between us: it may be ours.", disputes=True))
    scene.pass_time(minutes=1).act(NEUTRAL, moves.to_decision()).pass_time(minutes=1)
    assert disputed(scene.case, "e1") == ("seller",), "both sides read their file whole"
    assert of(confidential.for_decider(scene.case), "e1") == ()
    assert [one.id for one in confidential.own(scene.case, "seller")] == ["c1"]
    (entry,) = [one for one in scene.entries if one["kind"] == "EvidenceCommented"]
    assert not confidential.shows(entry, scene.case)
    scene.act(SELLER, moves.allow("c1"))
    assert disputed(confidential.for_decider(scene.case), "e1") == ("seller",)
    assert confidential.shows(entry, scene.case)


def test_a_remark_after_mediation_is_part_of_the_decision_file():
    scene = stages.mediated().act(BUYER, moves.file()).act(NEUTRAL, moves.open_mediation()).pass_time(minutes=1)
    scene.act(NEUTRAL, moves.to_decision()).pass_time(minutes=1).act(SELLER, moves.remark("e1"))
    assert disputed(confidential.for_decider(scene.case), "e1") == ("seller",)


def test_somebody_who_was_asked_in_says_nothing_of_a_piece():
    scene = filed().act(BUYER, moves.ask_in())
    assert scene.no(EXPERT, moves.remark("e1", disputes=False)) == "not_allowed_now"


def test_pieces_keep_their_numbers_beside_remarks():
    scene = filed().act(SELLER, moves.remark("e1")).act(BUYER, moves.file("more.jpg"))
    assert [item.id for item in scene.case.of_kind("evidence")] == ["e1", "e2", "e3"]
