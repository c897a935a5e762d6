"""Signals on a case's file: what they say, that they decide nothing, who hears of them, and that mediation covers them."""

from dataclasses import replace

import pytest

from hejie.domain.cases import confidential, effects, notices, remarks, signals
from hejie.domain.cases.filing_commands import NoteSignals
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, MARKET, NEUTRAL, OPERATOR, SELLER, Scene

PROGRAM = Actor("system", "worker", MARKET, through="worker")
FOUND = ({"signal": "taken_before", "facts": {"days": 9}}, {"signal": "edited", "facts": {"program": "gimp"}})


def noted(about: str = "e1", *found: dict, of: str = ""):
    command = NoteSignals(CASE, about, found or FOUND, "signals/standard", "2026-11-28", of)
    return signals.note, command, "system.signal"


def filed() -> Scene:
    return Scene().open().act(BUYER, moves.file("ruler.jpg", ref="a" * 64))


def test_a_signal_says_its_facts_and_by_which_rulebook_and_stands_beside_its_piece():
    scene = filed().act(PROGRAM, noted())
    one, two = remarks.signals(scene.case, "e1")
    assert (one.id, one.side, one.by, two.id) == ("g1", "system", "worker", "g2")
    assert one.data == {
        "id": "g1", "about": "e1", "piece": "e1", "of": "buyer", "signal": "taken_before", "facts": {"days": 9},
        "rulebook": "signals/standard", "version": "2026-11-28",
    }  # fmt: skip


def test_a_signal_moves_no_deadline_and_takes_no_turn():
    scene = filed()
    before = scene.case
    scene.act(PROGRAM, noted())
    after = scene.case
    changed = {
        name
        for name in ("deadlines", "stage", "offers", "outcome", "rulings")
        if getattr(before, name) != getattr(after, name)
    }
    assert not changed
    assert [entry["kind"] for entry in scene.entries[-2:]] == ["SignalFound", "SignalFound"]


def test_the_same_signal_about_a_thing_is_noted_once():
    scene = (
        filed().act(PROGRAM, noted()).act(PROGRAM, noted("e1", *FOUND, {"signal": "seen_file", "facts": {"cases": 1}}))
    )
    assert [one.data["signal"] for one in scene.case.of_kind("signal")] == ["taken_before", "edited", "seen_file"]


def test_nothing_is_noted_about_what_no_side_filed_or_what_is_erased():
    scene = stages.mediated().act(NEUTRAL, moves.file("letter.jpg"))
    assert scene.act(PROGRAM, noted()).case.of_kind("signal") == ()
    scene = filed()
    erased = replace(scene.world, case=replace(scene.case, erased=frozenset({"a" * 64})))
    assert signals.note(erased, noted()[1], by=PROGRAM, now=scene.now) == ()
    closed = replace(scene.world, case=replace(scene.case, closed_at="2026-03-01T00:00:00.000Z"))
    if closed.case.closed:
        assert signals.note(closed, noted()[1], by=PROGRAM, now=scene.now) == ()


@pytest.mark.parametrize("who", [BUYER, SELLER, OPERATOR])
def test_nobody_but_the_program_notes_a_signal(who):
    with pytest.raises(Refusal, match="not_found"):
        filed().act(who, noted())


def test_whoever_filed_it_hears_of_it_once_and_may_explain():
    scene = filed().act(PROGRAM, noted())
    told = [one for one in notices.effects(scene.world, scene.entries[-2:])]
    assert [(one.target, one.payload["kind"]) for one in told] == [("buyer", "SignalFound")]
    scene.act(BUYER, moves.remark("e1", "It is the photo of the listing.", disputes=False))
    assert [one.side for one in remarks.of(scene.case, "e1")] == ["buyer"]


def test_pieces_long_words_and_the_claim_of_the_joint_room_are_looked_at():
    def asked(scene: Scene, *entries: dict) -> list[str]:
        found = effects.effects(scene.world, list(entries))
        return [one.payload["about"] for one in found if one.topic == "signals"]

    scene = Scene().open()
    assert asked(scene, *scene.entries) == ["claim"]
    scene.act(BUYER, moves.file("ruler.jpg", ref="a" * 64))
    assert asked(scene, scene.entries[-1]) == ["e1"]
    scene.act(BUYER, moves.say("Short.")).act(BUYER, moves.say("A long account. " * 20))
    assert asked(scene, *scene.entries[-2:]) == ["m2"]
    scene.act(BUYER, moves.file("secret.jpg", room="buyer"))
    assert asked(scene, scene.entries[-1]) == []


def test_a_signal_about_words_of_a_mediation_stays_behind_with_them():
    from tests.domain.cases.test_mediating import opened

    scene = opened().act(BUYER, moves.say("A long account. " * 20))
    words = scene.case.of_kind("message")[-1].id
    found = {"signal": "copied_text", "facts": {"percent": 90, "signs": 240}}
    scene.act(PROGRAM, noted(words, found)).act(NEUTRAL, moves.to_decision()).pass_time(minutes=1)
    entry = next(one for one in scene.entries if one["kind"] == "SignalFound")
    assert scene.case.of_kind("signal")
    assert confidential.for_decider(scene.case).of_kind("signal") == ()
    assert not confidential.shows(entry, scene.case)
