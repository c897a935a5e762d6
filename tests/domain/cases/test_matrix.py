"""The matrix: points against evidence, whose turn of proof it is, by when, what is disputed, what follows."""

from dataclasses import replace
from random import Random

from hejie.domain.cases import commands, filing, matrix, rulings
from hejie.domain.cases.reasons import Finding, Reasons
from hejie.domain.kernel.frozen import changed
from tests.domain.cases import moves, stages, walk
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, PART, SELLER, Scene
from tests.domain.cases.test_random_cases import live


def proof(proves: str, name: str = "ruler.jpg", ref: str = "a" * 64):
    piece = {"ref": ref, "size": 3, "type": "image/jpeg"}
    command = commands.FileEvidence(CASE, piece, name, "The length.", proves=proves)
    return filing.file_evidence, command, "evidence"


def of(scene: Scene) -> matrix.Matrix:
    return matrix.of(scene.case, scene.world.procedure)


def test_a_row_for_each_point_with_its_turns_and_what_follows():
    scene = Scene().open()
    (row,) = [one for one in of(scene).rows if one.point.id == "description"]
    assert [turn.state for turn in row.turns] == ["missing", *["later"] * (len(row.turns) - 1)]
    assert (row.says, row.on, row.standing.default) == ("buyer", "buyer", "not_proved")
    assert row.found is None
    assert row.until is None, "the clock of the answer is the seller's"


def test_what_is_filed_hands_the_turn_on_with_the_deadline_of_the_other_side():
    scene = Scene().open().act(BUYER, proof("description.first_proof"))
    (row,) = [one for one in of(scene).rows if one.point.id == "description"]
    assert row.turns[0].state == "filed"
    assert [item.id for item in row.turns[0].pieces] == [item.id for item in row.sides["buyer"]] == ["e1"]
    assert row.on == "seller"
    assert row.turns[1].state == "missing"
    assert row.until.wait == "answer"
    assert row.until.until == scene.until("answer")
    scene.act(SELLER, moves.remark("e1"))
    (row,) = [one for one in of(scene).rows if one.point.id == "description"]
    assert matrix.disputes(row, scene.case) == {"e1": ("seller",)}


def test_pieces_for_nothing_in_particular_stand_apart_and_those_of_others_in_the_record():
    scene = stages.mediated().act(BUYER, moves.file()).act(NEUTRAL, moves.file("letter.jpg"))
    found = of(scene).loose
    assert {side: [item.id for item in items] for side, items in found.items()} == {
        "buyer": ["e1"], "seller": [], "record": ["e2"],
    }  # fmt: skip


def test_a_point_of_another_tree_comes_in_with_the_piece_that_was_filed_for_it():
    scene = Scene().open()
    names = [row.point.id for row in of(scene).rows]
    other = next(one for one in scene.world.procedure.burdens.points.values() if one.id not in names)
    scene.act(BUYER, proof(f"{other.id}.{other.steps[0].id}"))
    assert [row.point.id for row in of(scene).rows] == [*names, other.id]


def test_a_clock_that_stands_still_is_no_day_by_which_something_must_come():
    scene = Scene().open().act(BUYER, proof("description.first_proof"))
    held = replace(scene.case.deadlines[0], held="paused")
    assert matrix.due(scene.case, scene.world.procedure, "seller") is not None
    assert matrix.due(changed(scene.case, deadlines=(held,)), scene.world.procedure, "seller") is None


def test_nothing_is_due_any_more_once_the_case_is_agreed_or_decided():
    assert of(stages.agreed(PART)).over
    scene = stages.decided()
    found = of(scene)
    assert found.over
    assert not any(row.until for row in found.rows)
    assert of(stages.before_decision()).decides.wait == "decide"


def test_what_was_found_stands_in_its_row():
    why = Reasons((Finding("not_proved", "description"),), (), "A longer pair.")
    scene = stages.before_decision()
    command = commands.DecideCase(CASE, "Short.", "Rule 3.", PART, (), why)
    scene.act(NEUTRAL, (rulings.decide_case, command, "decide"))
    (row,) = [one for one in of(scene).rows if one.point.id == "description"]
    assert row.found["finding"] == "not_proved"


def test_in_random_cases_every_piece_stands_somewhere_and_no_row_asks_whom_it_does_not_name():
    for seed in range(60):
        random = Random(seed)
        scene = live(seed % 9, [walk.drawn(random) for _ in range(50)]).scene
        case, found = scene.case, of(scene)
        shown = {item.id for row in found.rows for item in row.pieces}
        shown |= {item.id for items in found.loose.values() for item in items}
        assert shown == {item.id for item in case.of_kind("evidence")}
        for row in found.rows:
            assert row.on in ("buyer", "seller")
            assert row.until is None or row.until.who in (row.on, "both")
            assert sum(turn.state == "missing" for turn in row.turns) == int(row.standing.missing)
