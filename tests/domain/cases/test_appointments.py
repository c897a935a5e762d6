"""Talks at an agreed time: proposed, fixed when they suit all, moved, called off, written down, confirmed by both or not."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import appointments
from hejie.domain.kernel import clock
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, OPERATOR, SELLER, Scene


def ahead(scene: Scene, **delta) -> str:
    return clock.text(scene.now + timedelta(**delta))


def fixed(**changes) -> Scene:
    """The buyer has proposed, the seller has accepted: a talk tomorrow."""
    scene = Scene().open()
    return scene.act(BUYER, moves.talk_at(ahead(scene, days=1), **changes)).act(
        SELLER, moves.talk_suits(ahead(scene, days=1))
    )


def held(**changes) -> Scene:
    """The same a day later."""
    return fixed(**changes).pass_time(days=1)


def test_it_is_fixed_when_the_other_side_accepts_one_of_the_moments():
    scene = Scene().open()
    first, second = ahead(scene, days=2), ahead(scene, days=1)
    scene.act(BUYER, moves.talk_at(first, second, length=45, how="video", words="https://meet.example/x"))
    (talk,) = scene.case.talks
    assert not talk.fixed and talk.proposal.moments == (second, first) and talk.proposal.words["size"] > 10
    assert scene.no(BUYER, moves.talk_suits(second)) == "talk_yours"
    assert scene.no(SELLER, moves.talk_suits(ahead(scene, days=3))) == "talk_moment_unknown"
    assert scene.no(SELLER, moves.talk_suits()) == "talk_moment_unknown"
    scene.act(SELLER, moves.talk_suits(first))
    (talk,) = scene.case.talks
    assert (talk.at, talk.length, talk.how, talk.moves) == (first, 45, "video", 0) and talk.proposal is None
    assert scene.kinds()[-2:] == ["TalkAccepted", "TalkFixed"]


def test_with_a_neutral_it_needs_all_three_and_the_earliest_that_suits_all():
    scene = stages.mediated()
    one, two, three = (ahead(scene, days=days) for days in (1, 2, 3))
    scene.act(NEUTRAL, moves.talk_at(one, two, three)).act(BUYER, moves.talk_suits(two, three))
    assert not scene.case.talks[0].fixed
    scene.act(SELLER, moves.talk_suits(one))
    assert not scene.case.talks[0].fixed  # nothing suits both
    scene.act(SELLER, moves.talk_suits(two, three))
    assert scene.case.talks[0].at == two


def test_an_other_moment_keeps_its_id_and_the_fixed_one_holds_until_it_is_accepted():
    scene = fixed()
    first, later = scene.case.talks[0].at, ahead(scene, days=4)
    scene.act(SELLER, moves.talk_at(later, talk_id="t1"))
    assert scene.case.talks[0].at == first and scene.case.talks[0].proposal
    scene.act(BUYER, moves.talk_suits(later))
    (talk,) = scene.case.talks
    assert (talk.id, talk.at, talk.moves) == ("t1", later, 1)


def test_a_counter_proposal_takes_the_place_of_the_first():
    scene = Scene().open()
    scene.act(BUYER, moves.talk_at(ahead(scene, days=1))).act(SELLER, moves.talk_at(ahead(scene, days=2), talk_id="t1"))
    assert len(scene.case.talks) == 1 and scene.case.talks[0].proposal.side == "seller"
    assert scene.no(SELLER, moves.talk_suits(ahead(scene, days=2))) == "talk_yours"
    scene.act(BUYER, moves.talk_suits(ahead(scene, days=2)))
    assert scene.case.talks[0].fixed


def test_it_is_called_off_before_it_begins_and_by_either():
    scene = fixed().act(SELLER, moves.talk_off(reason="I am ill."))
    (talk,) = scene.case.talks
    assert (talk.off, talk.moves, talk.fixed) == ("seller", 1, False)
    assert scene.no(BUYER, moves.talk_off()) == "talk_not_open"
    assert scene.no(BUYER, moves.talk_at(ahead(scene, days=1), talk_id="t1")) == "talk_not_open"
    assert held().no(BUYER, moves.talk_off()) == "talk_not_open"
    scene.act(BUYER, moves.talk_at(ahead(scene, days=1)))
    assert scene.case.talks[1].id == "t2"


def test_what_cannot_be_proposed_is_refused():
    scene = Scene().open()
    good = ahead(scene, days=1)
    for moments in ((), (good,) * 2, tuple(ahead(scene, days=day) for day in range(1, 7)), (ahead(scene, hours=-1),),
                    (clock.text(scene.now),), (ahead(scene, days=91),)):  # fmt: skip
        assert scene.no(BUYER, moves.talk_at(*moments)) == "talk_moments"
    assert scene.no(BUYER, moves.talk_at(good, length=4)) == "talk_length"
    assert scene.no(BUYER, moves.talk_at(good, length=481)) == "talk_length"
    assert scene.no(BUYER, moves.talk_at(good, how="telepathy")) == "talk_how"
    assert scene.no(BUYER, moves.talk_at(good, talk_id="t9")) == "talk_not_open"
    assert scene.no(OPERATOR, moves.talk_at(good)) == "not_allowed_now"
    scene.act(BUYER, moves.talk_at(good))
    assert scene.no(SELLER, moves.talk_at(good)) == "talk_waits"


def test_moments_that_nobody_accepted_are_simply_over():
    scene = Scene().open()
    scene.act(BUYER, moves.talk_at(ahead(scene, days=1))).pass_time(days=1)
    assert scene.no(SELLER, moves.talk_suits(scene.case.talks[0].proposal.moments[0])) == "talk_not_open"
    scene.act(SELLER, moves.talk_at(ahead(scene, days=1)))
    assert scene.case.talks[1].id == "t2"


def test_the_result_stands_only_when_both_have_confirmed_it():
    scene = fixed()
    assert scene.no(BUYER, moves.talk_result()) == "talk_not_over"
    scene.pass_time(days=1)
    assert scene.no(SELLER, moves.talk_right()) == "talk_not_recorded"
    scene.act(BUYER, moves.talk_result())
    result = scene.case.talks[0].result
    assert not result.joint and appointments.unconfirmed(result) == ("seller",)
    assert scene.no(BUYER, moves.talk_right()) == "talk_confirmed"
    assert scene.no(replace(SELLER, personal=False), moves.talk_right()) == "act_in_person"
    scene.act(SELLER, moves.talk_right())
    assert scene.case.talks[0].result.joint and scene.entries[-1]["data"]["joint"]
    assert scene.no(BUYER, moves.talk_result("Otherwise.")) == "talk_confirmed"


def test_silence_confirms_nothing():
    scene = held().act(SELLER, moves.tell(), moves.talk_result()).pass_time(days=4)
    assert not scene.case.talks[0].result.joint


def test_a_side_says_what_is_wrong_and_another_text_begins_anew():
    scene = held().act(BUYER, moves.talk_result())
    assert scene.no(SELLER, moves.talk_wrong(" ")) == "text_missing"
    scene.act(SELLER, moves.talk_wrong())
    assert set(scene.case.talks[0].result.contested) == {"seller"} and not scene.case.talks[0].result.joint
    scene.act(BUYER, moves.talk_result("Two photos."))
    assert [result.id for result in scene.case.talks[0].results] == ["t1r1", "t1r2"]
    scene.act(SELLER, moves.talk_right())
    assert scene.case.talks[0].result.joint and scene.case.talks[0].results[0].contested


def test_who_said_it_was_wrong_may_confirm_it_after_all():
    scene = held().act(BUYER, moves.talk_result()).act(SELLER, moves.talk_wrong(), moves.talk_right())
    assert scene.case.talks[0].result.joint and not scene.case.talks[0].result.contested


def test_what_the_neutral_writes_both_sides_confirm():
    scene = stages.mediated()
    moment = ahead(scene, days=1)
    scene.act(NEUTRAL, moves.talk_at(moment)).act(BUYER, moves.talk_suits(moment)).act(SELLER, moves.talk_suits(moment))
    scene.pass_time(days=1).act(NEUTRAL, moves.talk_result())
    assert scene.no(NEUTRAL, moves.talk_right()) == "bad_side"
    scene.act(BUYER, moves.talk_right())
    assert not scene.case.talks[0].result.joint
    assert scene.act(SELLER, moves.talk_right()).case.talks[0].result.joint


def test_no_clock_of_the_procedure_is_stopped_by_it():
    scene = Scene().open()
    before = scene.case.deadlines
    scene.act(BUYER, moves.talk_at(ahead(scene, days=1))).act(SELLER, moves.talk_suits(ahead(scene, days=1)))
    assert scene.case.deadlines == before
    assert scene.pass_time(days=3).case.ruling  # the seller has not answered the claim


def test_with_the_case_a_talk_ahead_is_off_and_one_that_was_held_stays():
    scene = fixed().act(BUYER, moves.withdraw())
    assert scene.case.closed and scene.case.talks[0].off == "system"
    scene = held().act(BUYER, moves.talk_result(), moves.withdraw())
    assert not scene.case.talks[0].off and scene.no(SELLER, moves.talk_right()) == "not_allowed_now"


@given(
    st.lists(
        st.tuples(st.sampled_from(("buyer", "seller", "neutral")), st.sets(st.integers(0, 4), min_size=1)), max_size=8
    )
)
def test_it_is_fixed_exactly_when_one_moment_suits_all_and_at_the_earliest(answers):
    scene = stages.mediated()
    moments = [ahead(scene, days=day) for day in range(1, 6)]
    scene.act(NEUTRAL, moves.talk_at(*moments))
    suits = {"neutral": set(range(5)), "buyer": set(), "seller": set()}
    for side, chosen in answers:
        actor = {"buyer": BUYER, "seller": SELLER, "neutral": NEUTRAL}[side]
        move = moves.talk_suits(*(moments[number] for number in sorted(chosen)))
        if scene.case.talks[0].fixed:
            assert scene.no(actor, move) == "talk_not_open"
            continue
        if side == "neutral":
            assert scene.no(actor, move) == "talk_yours"
            continue
        scene.act(actor, move)
        suits[side] = chosen
        common = set.intersection(*suits.values())
        assert scene.case.talks[0].at == (moments[min(common)] if common else "")


def test_talks_do_not_go_on_for_ever():
    scene = Scene().open()
    for _ in range(appointments.MOST_TALKS):
        scene.act(BUYER, moves.talk_at(ahead(scene, days=1)))
        scene.act(BUYER, moves.talk_off(scene.case.talks[-1].id))
    assert scene.no(BUYER, moves.talk_at(ahead(scene, days=1))) == "too_many_talks"
