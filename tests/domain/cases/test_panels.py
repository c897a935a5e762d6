"""A panel decided purely: drawing, voting alone, counting, and every way in which it says no."""

from dataclasses import replace
from functools import partial

import pytest

from hejie.domain.cases import access, commands, mediation, paneling, talk
from hejie.domain.cases.paneling import CastVote, CountVotes, DrawPanel, SkipPanel
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases.scene import (
    AUDITOR,
    BUYER,
    CASE,
    MARKET,
    NEUTRAL,
    OPERATOR,
    OTHER_NEUTRAL,
    SELLER,
    SYSTEM,
    Scene,
)
from tests.support import panels

MEMBERS = tuple(Actor("neutral", f"pmember{number}", MARKET, second_factor=True) for number in (1, 2, 3))
PANEL = Actor("system", "panel", MARKET, through="panel")
DRAWN = paneling.Drawn(tuple((one.id, "none") for one in MEMBERS), "a seed", 5, "its digest")


@pytest.fixture
def scene() -> Scene:
    """A case whose mediator has ended the mediation."""
    found = Scene(procedure=panels.procedure()).open()
    found.do(talk.write_message, commands.WriteMessage(CASE, "No."), SELLER, "message")
    found.do(mediation.escalate, commands.Escalate(CASE), BUYER, "escalate")
    found.do(mediation.assign_neutral, commands.AssignNeutral(CASE, NEUTRAL.id), OPERATOR, "assign")
    return found.do(mediation.go_to_decision, commands.GoToDecision(CASE), NEUTRAL, "to_decision")


def draw(scene: Scene) -> Scene:
    return scene.do(partial(paneling.draw, drawn=DRAWN), DrawPanel(CASE), SYSTEM, "system.panel")


def vote(scene: Scene, by: Actor, word: str = "for", share: int = 0, seat: int = 0, reasons: str = "Because.") -> None:
    scene.pass_time()
    stream = access.room_stream(CASE, f"seat-{len(scene.case.panels)}-{seat or MEMBERS.index(by) + 1}")
    world = replace(scene.world, room=scene.rooms.get(stream), streams={"room": stream, **scene.world.streams})
    command = CastVote(CASE, word, reasons, share)
    access.may(by, "vote", world, command)
    for event in paneling.cast(world, command, by=by, now=scene.now):
        scene._append(event, by)
    count(scene)


def count(scene: Scene) -> None:
    world = replace(scene.world, seats=scene.rooms)
    for event in paneling.count(world, CountVotes(CASE), by=PANEL, now=scene.now):
        scene._append(event, PANEL)


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def test_the_mediator_leaves_and_a_panel_is_drawn_without_a_name_on_the_record(scene):
    assert scene.case.neutral == "" and scene.case.waits("assign")
    assert (
        code(lambda: scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, OTHER_NEUTRAL.id), OPERATOR))
        == "panel_is_drawn"
    )
    draw(scene)
    assert scene.case.panel.members == 3 and scene.until("vote")
    whole = repr([entry for entry in scene.entries if entry["stream"].startswith("case:")])
    assert not any(member.id in whole for member in MEMBERS) and "a seed" not in whole
    assert code(lambda: draw(scene)) == "neutral_already_there"


def test_nothing_is_written_before_the_last_vote_and_then_the_majority_decides(scene):
    draw(scene)
    head = scene.case.head
    vote(scene, MEMBERS[2])
    vote(scene, MEMBERS[0], "against")
    assert scene.case.head == head
    vote(scene, MEMBERS[1])
    assert scene.case.ruling.outcome == "decided_buyer" and scene.case.waits("appeal") and not scene.case.waits("vote")


def test_after_the_time_is_over_nobody_votes_and_what_is_there_counts(scene):
    draw(scene)
    vote(scene, MEMBERS[1], "split", 33)
    scene.pass_time(days=3)
    assert scene.case.panel.status == "closed"
    assert code(lambda: vote(scene, MEMBERS[0])) == "voting_over"
    count(scene)
    assert scene.case.ruling.package["refund"] == 6567  # 33 % of 199.00 is 65.67
    assert scene.entries[-1]["by"]["id"] == "panel"


def test_who_is_not_a_member_cannot_vote_nor_one_member_on_anothers_seat(scene):
    draw(scene)
    for who in (BUYER, SELLER, NEUTRAL, OPERATOR, AUDITOR, OTHER_NEUTRAL, MEMBERS[1]):
        assert code(lambda who=who: vote(scene, who, seat=1)) == "not_found"
    without = replace(MEMBERS[0], second_factor=False)
    assert code(lambda: vote(scene, without, seat=1)) == "second_factor_needed"
    elsewhere = replace(MEMBERS[0], marketplace="other")
    assert code(lambda: vote(scene, elsewhere, seat=1)) == "not_found"


def test_a_vote_is_cast_once_and_says_something_that_counts(scene):
    draw(scene)
    one = MEMBERS[0]
    assert code(lambda: vote(scene, one, "maybe")) == "vote_unknown"
    for share in (0, 100):
        assert code(lambda share=share: vote(scene, one, "split", share)) == "vote_share_range"
    assert code(lambda: vote(scene, one, reasons=" ")) == "text_missing"
    assert code(lambda: vote(scene, one, reasons="As [E9] shows.")) == "unknown_evidence"
    vote(scene, one)
    assert code(lambda: vote(scene, one, "against")) == "voted_before"


def test_nobody_votes_another_panel_follows_once_and_then_the_platform_pays(scene):
    for status in ("dismissed", "dismissed"):
        draw(scene)
        scene.pass_time(days=3)
        count(scene)
        assert scene.case.panel.status == status
    assert scene.case.ruling.data["paid_by"] == "fund"


def test_a_term_that_silence_has_conceded_stays(scene):
    draw(scene)
    scene.world = scene.world.with_state("case", replace(scene.case, granted={"apology": True}))
    for member in MEMBERS:
        vote(scene, member, "against")
    assert scene.case.ruling.package["apology"] is True and scene.case.ruling.package["refund"] == 0


def test_too_few_people_and_one_neutral_decides_for_good(scene):
    scene.do(paneling.skip, SkipPanel(CASE, 2), SYSTEM, "system.panel")
    assert scene.case.panel_failed
    assert code(lambda: scene.do(paneling.skip, SkipPanel(CASE, 2), SYSTEM)) == "neutral_already_there"
    scene.do(mediation.assign_neutral, commands.AssignNeutral(CASE, OTHER_NEUTRAL.id), OPERATOR, "assign")
    assert scene.case.waits("decide")


def test_no_room_of_a_seat_is_anybodys_to_read_as_a_room(scene):
    draw(scene)
    for who in (BUYER, SELLER, OPERATOR, AUDITOR, NEUTRAL, *MEMBERS):
        assert not any("seat-" in stream for stream in access.visible_streams(who, scene.case))
        assert code(lambda who=who: access.may_use_room(who, scene.case, "seat-1-1")) == "room_not_yours"
