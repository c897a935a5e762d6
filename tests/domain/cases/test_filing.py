"""Filing: how many pieces a side and a room hold at most, counted where they stand."""

from functools import partial

from hejie.domain.cases import filing
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, SELLER, Scene


def limited(room: str = "joint", side: int = 2, case: int = 3):
    decide, command, action = moves.file("photo.jpg", room)
    return partial(decide, limits=filing.Limits(side, case)), command, action


def test_a_side_and_a_room_hold_so_many_pieces_and_no_more():
    scene = Scene().open().act(BUYER, limited(), limited())
    assert scene.no(BUYER, limited()) == "evidence_side_full"
    scene.act(SELLER, limited())
    assert scene.no(SELLER, limited()) == "evidence_case_full"


def test_each_room_counts_its_own():
    scene = stages.mediated().act(BUYER, limited(), limited(), limited("buyer"), limited("buyer"))
    assert scene.no(BUYER, limited("buyer")) == "evidence_side_full"
    scene.act(NEUTRAL, limited("buyer"))
    assert scene.no(NEUTRAL, limited("buyer")) == "evidence_case_full"


def test_what_the_program_puts_on_the_file_has_no_limit():
    scene = Scene().open().act(BUYER, limited(), limited(), moves.file())
    assert len(scene.case.of_kind("evidence")) == 3
