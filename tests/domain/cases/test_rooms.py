"""What is said in a room stays in it: not a word, not a count, not a clock of it stands in the case's own stream."""

import json

import pytest

from hejie.domain.cases import notices
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, OPERATOR, SELLER, Scene


def own_stream(scene: Scene) -> str:
    return json.dumps([entry for entry in scene.entries if entry["stream"] == f"case:{CASE}"])


@pytest.mark.parametrize(
    ("who", "move", "room"),
    [
        (BUYER, moves.say("I would take half.", "buyer"), "buyer"),
        (NEUTRAL, moves.say("Would you take half?", "buyer"), "buyer"),
        (SELLER, moves.say("I would give half.", "seller"), "seller"),
        (NEUTRAL, moves.file("sheet.jpg", "seller"), "seller"),
        (NEUTRAL, moves.say("Watch this one.", "internal"), "internal"),
        (OPERATOR, moves.note(), "internal"),
        (NEUTRAL, moves.note(), "internal"),
    ],
)
def test_an_act_in_a_room_leaves_the_case_as_it_was(who, move, room):
    scene = stages.mediated()
    before = (own_stream(scene), scene.case)
    scene.act(who, move)
    assert (own_stream(scene), scene.case) == before
    assert scene.entries[-1]["stream"] == f"room:{CASE}:{room}"


def test_numbers_of_what_is_said_run_in_each_room_of_its_own():
    scene = stages.mediated().act(BUYER, moves.say(room="buyer"), moves.say(room="buyer"))
    scene.act(SELLER, moves.say(room="seller")).act(BUYER, moves.say())
    assert scene.case.of_kind("message")[0].id == "m1"
    assert [item.id for item in scene.rooms[f"room:{CASE}:buyer"].said] == ["m1", "m2"]
    assert [item.id for item in scene.rooms[f"room:{CASE}:seller"].said] == ["m1"]


def test_a_word_in_private_answers_no_claim():
    scene = stages.answered()
    scene.act(BUYER, moves.escalate())
    scene.act(OPERATOR, moves.assign()).act(NEUTRAL, moves.ask("buyer"))
    scene.act(BUYER, moves.say("With a ruler.", "buyer"))
    assert scene.case.waits("question")


@pytest.mark.parametrize(
    ("who", "move", "hear"),
    [
        (BUYER, moves.say(room="buyer"), {"neutral"}),
        (NEUTRAL, moves.say(room="buyer"), {"buyer"}),
        (SELLER, moves.say(room="seller"), {"neutral"}),
        (NEUTRAL, moves.file(room="seller"), {"seller"}),
        (NEUTRAL, moves.say(room="internal"), {"platform"}),
        (OPERATOR, moves.note(), set()),
    ],
)
def test_of_a_room_only_those_hear_who_read_it(who, move, hear):
    scene = stages.mediated()
    before = len(scene.entries)
    scene.act(who, move)
    assert {effect.target for effect in notices.effects(scene.world, scene.entries[before:])} == hear
