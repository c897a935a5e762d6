"""Codes to hold into a picture, and how a piece was taken."""

from dataclasses import replace
from functools import partial

import pytest

from hejie.domain.cases import capture, commands, filing
from hejie.domain.cases.capture import GiveCaptureCode
from hejie.domain.kernel.frozen import changed
from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, SELLER, Scene

SIGNS = "7KQ2MX"


def ask(signs: str = SIGNS):
    return partial(capture.give_code, signs=signs), GiveCaptureCode(CASE), "evidence"


def file(code: str = "", how: str = "", room: str = "joint"):
    piece = {"ref": "f" * 64, "size": 3, "type": "image/jpeg"}
    command = commands.FileEvidence(CASE, piece, "shoe.jpg", "The length.", room, how=how, code=code)
    return filing.file_evidence, command, "evidence"


def test_a_code_in_the_picture_stands_on_the_piece_with_when_it_was_given():
    scene = Scene().open().act(BUYER, ask())
    (given,) = scene.case.of_kind("capture_code")
    assert (given.id, given.side, given.data["code"]) == ("k1", "buyer", SIGNS)
    scene.pass_time(minutes=7).act(BUYER, file("k1", "photo"))
    (piece,) = scene.case.of_kind("evidence")
    assert piece.data["how"] == "photo"
    assert piece.data["code"] == {"id": "k1", "code": SIGNS, "given": given.at, "side": "buyer"}


def test_a_code_is_for_one_piece_of_its_own_side_and_for_half_an_hour():
    scene = Scene().open().act(BUYER, ask())
    assert scene.no(SELLER, file("k1")) == "code_unknown"
    assert scene.no(BUYER, file("k2")) == "code_unknown"
    scene.act(BUYER, file("k1"))
    assert scene.no(BUYER, file("k1")) == "code_used"
    scene.act(BUYER, ask("AAAAAA")).pass_time(minutes=31)
    assert scene.no(BUYER, file("k2")) == "code_over"


def test_the_newest_code_that_can_still_be_used_is_shown():
    scene = Scene().open().act(BUYER, ask("AAAAAA"), ask("BBBBBB"))
    assert capture.open_code(scene.case, "buyer", scene.now).id == "k2"
    assert capture.open_code(scene.case, "seller", scene.now) is None
    scene.act(BUYER, file("k2"))
    assert capture.open_code(scene.case, "buyer", scene.now).id == "k1"
    scene.pass_time(minutes=31)
    assert capture.open_code(scene.case, "buyer", scene.now) is None


def test_so_many_codes_a_day_and_no_more():
    scene = Scene().open()
    for _one in range(capture.MOST_A_DAY):
        scene.act(BUYER, ask())
    assert scene.no(BUYER, ask()) == "too_many_codes"
    scene.act(SELLER, ask()).pass_time(hours=24)
    scene.act(BUYER, ask())


def test_a_neutral_needs_none_and_private_rooms_take_none():
    scene = Scene().open().act(BUYER, ask())
    assert scene.no(BUYER, file("k1", room="buyer")) == "code_unknown"
    assert scene.no(NEUTRAL, ask()) in ("not_found", "not_allowed_now")


def test_only_known_ways_of_taking_are_named():
    scene = Scene().open()
    assert scene.no(BUYER, file(how="seance")) == "bad_how"
    scene.act(BUYER, file(how="chat")).act(BUYER, moves.file())
    assert [one.data.get("how") for one in scene.case.of_kind("evidence")] == ["chat", None]


def test_who_asks_for_a_code_has_seen_the_procedure():
    scene = Scene().open().act(SELLER, ask())
    assert "seller" in scene.case.shown_to


def test_signs_cannot_be_taken_for_one_another():
    assert len(set(capture.SIGNS)) == 32
    assert not set("01OI") & set(capture.SIGNS)


@pytest.mark.parametrize("how", capture.HOW)
def test_each_way_is_kept(how):
    scene = Scene().open().act(BUYER, file(how=how))
    assert scene.case.of_kind("evidence")[0].data["how"] == how


def test_what_the_marketplace_has_on_record_takes_nobodys_place():
    scene = Scene().open().act(BUYER, file())
    (piece,) = scene.case.of_kind("evidence")
    record = replace(piece, id="e2", side="platform", data={**piece.data, "record": {"id": "r1"}})
    full = changed(scene.case, said=(*scene.case.said, record))
    filing.require_space(full, "seller", filing.Limits(1, 2))
