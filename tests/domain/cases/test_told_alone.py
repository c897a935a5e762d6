"""Rooms that hold what was told alone: which they are, how long their contents look, how new and old entries read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import access, bargaining, told_alone
from hejie.domain.cases.state import Kept, RoomState
from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, CASE, SELLER, SYSTEM
from tests.domain.cases.test_bargaining import put

OLD = {"ref": "a" * 64, "size": 9, "type": "application/json"}
NEW = {"ref": "b" * 64, "size": 4096, "type": "application/json"}


@pytest.mark.parametrize("room", ["pref-buyer", "pref-seller", "engine"])
def test_rooms_of_preferences_and_of_the_engine_are_told_alone(room):
    assert told_alone.is_alone(access.room_stream(CASE, room))


@pytest.mark.parametrize("stream", [f"room:{CASE}:{name}" for name in ("buyer", "internal", "bid-buyer", "seat-p1")])
def test_no_other_stream_is(stream):
    assert not told_alone.is_alone(stream)
    assert not told_alone.is_alone(f"case:{CASE}") and not told_alone.is_alone("order:engine")


@given(st.dictionaries(st.text(max_size=20), st.integers() | st.text(max_size=50), max_size=9))
def test_a_padded_content_reads_the_same_and_has_one_of_few_lengths(told):
    content = told_alone.padded(json.dumps(told).encode())
    assert json.loads(content) == told and content and len(content) % told_alone.STEP == 0


def test_old_and_new_entries_read_alike_once_they_are_opened():
    old = {"question": "r1a>r1b", "answer": "first", "asked": OLD}
    asked = {"first": {"refund": 1}, "second": {"refund": 2}}
    rows = (Kept("TradeOffAnswered", "", 1, "", old), Kept("TradeOffAnswered", "", 2, "", {"told": NEW}))
    found = {OLD["ref"]: asked, NEW["ref"]: {"question": "r1a>r1b", "answer": "first", "asked": asked}}
    one, other = told_alone.opened(RoomState("room", kept=rows), found).kept
    assert one.data == other.data == {"question": "r1a>r1b", "answer": "first", "asked": asked}


def test_an_old_ranking_needs_no_content_and_is_counted():
    data = {"round": "r1", "order": ["r1a", "r1b", "r1c"], "accepts": ["r1b"]}
    room = RoomState("room", kept=(Kept("ProposalsRanked", "", 1, "", data),))
    assert told_alone.references(room) == () and told_alone.opened(room, {}) == room
    scene = put().act(SELLER, moves.rank("bac", "b"))
    scene.rooms[access.room_stream(CASE, "pref-buyer")] = room
    assert scene.act(SYSTEM, moves.count()).case.rounds[0].proposal == "r1b"


def test_only_the_newest_word_is_read_and_none_is_put_in_the_place_of_one_that_was_erased():
    rows = tuple(Kept("PreferencesTold", "", seq, "", {"preferences": ref}) for seq, ref in ((1, OLD), (2, NEW)))
    room = RoomState("room", kept=rows)
    assert told_alone.references(room) == (NEW["ref"],)
    assert told_alone.opened(room, {NEW["ref"]: None}).kept == ()
    assert told_alone.references(None) == () and told_alone.opened(None, {}) is None


def test_an_entry_holds_nothing_of_a_ranking_but_its_round():
    scene = put().act(BUYER, moves.rank("cab", "c"))
    (entry,) = (one for one in scene.entries if one["kind"] == "ProposalsRanked")
    assert entry["data"].keys() == {"round", "told"} and "r1c" not in json.dumps(entry)


def test_a_ranking_that_came_after_they_were_read_is_waited_for():
    scene = put().act(BUYER, moves.rank("abc", "a"))
    known = dict(scene.told)
    scene.act(SELLER, moves.rank("acb", "a")).pass_time(days=3)
    now = {"by": SYSTEM, "now": scene.now}
    command = moves.count()[1]
    world = scene._world_for(command, SYSTEM)
    assert bargaining.count(world, command, **now, found=known) == ()
    gone = bargaining.count(world, command, **now, found=known | dict.fromkeys(scene.told.keys() - known.keys()))
    assert [event.data.get("result") for event in gone] == ["lapsed"]  # what was erased counts as not ranked
    assert bargaining.count(world, command, **now, found=scene.told)[0].data["result"] == "agreed"
