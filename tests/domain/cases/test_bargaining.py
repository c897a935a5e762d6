"""Rounds of proposals as pure decisions: who may ask, how each ranks once and in secret, and what a count comes to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import access, bargain_state, bargaining, told_alone
from hejie.domain.cases.bargain_state import Proposal, Round
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import AGENT, BUYER, CASE, NEUTRAL, OPERATOR, SELLER, SYSTEM, Scene

A, B, C = ({"refund": minor, "currency": "CNY"} for minor in (9000, 12000, 15000))
WHOLE = {
    "goods": "keep", "return_freight": {"payer": "buyer", "minor": 0}, "service": "none", "voucher": {"minor": 0, "days": 0},
    "apology": False, "explanation": False, "public_reply": False, "days": 10,
}  # fmt: skip
THREE = tuple({**WHOLE, **one} for one in (A, B, C))


def asked() -> Scene:
    return Scene().open().act(SELLER, moves.ask_proposals())


def put(scene: Scene | None = None, row: str = "r1") -> Scene:
    return (scene or asked()).act(SYSTEM, moves.put(*THREE, row=row))


def ranked(scene: Scene, buyer: str, seller: str, row: str = "r1", letters: str = "abc") -> Scene:
    """Both rank as the letters stand; what each accepts is named."""
    scene.act(BUYER, moves.rank(letters, buyer, row)).act(SELLER, moves.rank(letters, seller, row))
    return scene.act(SYSTEM, moves.count(row))


def after_three_rounds() -> Scene:
    scene = asked()
    for number in (1, 2, 3):
        ranked(put(scene, f"r{number}"), "", "a", f"r{number}")
    return scene


def text(scene: Scene, row: str) -> Scene:
    return scene.act(SYSTEM, moves.put(*THREE[:2], kind="text", row=row))


def own(scene: Scene, side: str) -> list[str]:
    room = scene.rooms.get(access.room_stream(CASE, f"pref-{side}"))
    return [one.kind for one in room.kept] if room else []


def test_what_a_side_tells_stands_in_its_own_room_and_in_no_other():
    scene = Scene().open()
    before = (scene.case, scene.kinds())
    scene.act(BUYER, moves.prefer(refund=60, goods=40)).act(BUYER, moves.prefer(refund=50, goods=50))
    assert (scene.case, scene.kinds()) == before
    assert own(scene, "buyer") == ["PreferencesTold"] * 2 and own(scene, "seller") == []
    assert scene.act(AGENT, moves.prefer(refund=1)) and own(scene, "seller") == ["PreferencesTold"]
    assert scene.no(OPERATOR, moves.prefer(refund=1)) == "not_allowed_now"
    assert stages.mediated().no(NEUTRAL, moves.prefer(refund=1)) == "not_allowed_now"
    assert stages.signed({"refund": 5, "service": "repair"}).no(BUYER, moves.prefer(refund=1)) == "already_settled"


def test_a_question_is_answered_in_the_own_room():
    scene = Scene().open().act(BUYER, moves.trade_off("second"))
    (kept,) = told_alone.opened(scene.rooms[access.room_stream(CASE, "pref-buyer")], scene.told).kept
    assert kept.data["answer"] == "second" and scene.kinds()[-1] != "TradeOffAnswered"
    assert scene.no(BUYER, moves.trade_off("third")) == "trade_off_unknown"
    assert stages.signed({"refund": 5, "service": "repair"}).no(BUYER, moves.trade_off()) == "already_settled"


def test_proposals_are_asked_for_where_terms_are_still_to_be_found():
    scene = asked()
    assert scene.case.proposals_asked == "seller"
    assert not scene.case.waits("answer")  # who asks for proposals is not silent
    assert scene.no(BUYER, moves.ask_proposals()) == "round_open"
    put(scene)
    assert scene.no(BUYER, moves.ask_proposals()) == "round_open"
    assert stages.agreed().no(BUYER, moves.ask_proposals()) == "agreement_waits"
    assert stages.signed({"refund": 5, "service": "repair"}).no(BUYER, moves.ask_proposals()) == "already_settled"
    assert stages.mediated().act(NEUTRAL, moves.ask_proposals()).case.proposals_asked == "neutral"
    assert stages.before_decision().no(BUYER, moves.ask_proposals()) == "not_allowed_now"


def test_a_round_is_put_once_with_its_basis_out_of_sight():
    scene = put()
    (row,) = scene.case.rounds
    assert [one.id for one in row.proposals] == ["r1a", "r1b", "r1c"] and row.open
    assert [(one.wait, one.who, one.silence) for one in scene.case.waits("rank")] == [("rank", "both", "lapse_round")]
    engine = scene.rooms[access.room_stream(CASE, "engine")]
    assert [one.kind for one in engine.kept] == ["RoundReckoned"]
    entries = len(scene.entries)
    scene.act(SYSTEM, moves.put(*THREE), moves.put(*THREE, row="r2"), moves.put(*THREE[:2], kind="text", row="r2"))
    assert len(scene.entries) == entries
    for who in (BUYER, SELLER, OPERATOR):
        assert scene.no(who, moves.put(*THREE, row="r2")) == "not_found"


def test_where_nothing_is_found_that_is_said_and_asking_again_is_free():
    scene = asked().act(SYSTEM, moves.put())
    assert scene.kinds()[-1] == "ProposalsNotMade" and scene.case.proposals_asked == ""
    assert scene.act(BUYER, moves.ask_proposals()).case.proposals_asked == "buyer"


def test_a_side_ranks_once_and_all_of_them_and_the_case_says_nothing_of_it():
    scene = put()
    before = (scene.case, scene.kinds())
    for order, accepts in (("ab", ""), ("aab", ""), ("abcd", ""), ("abd", ""), ("abc", "d"), ("", "")):
        assert scene.no(BUYER, moves.rank(order, accepts)) == "ranking_incomplete"
    assert scene.no(BUYER, moves.rank(row="r2")) == "round_not_open"
    scene.act(BUYER, moves.rank("cab", "c"))
    assert (scene.case, scene.kinds()) == before
    assert scene.no(BUYER, moves.rank("abc", "a")) == "ranked_before"
    assert scene.act(SELLER, moves.rank("abc", "")).case == before[0]
    assert scene.no(OPERATOR, moves.rank()) == "not_allowed_now"
    assert scene.no(replace(BUYER, personal=False), moves.rank()) == "act_in_person"
    assert put().no(AGENT, moves.rank("abc", "a")) == "promise_above_limit"
    assert put().act(AGENT, moves.rank("abc", ""))


def test_nothing_is_counted_while_one_side_is_missing():
    scene = put().act(BUYER, moves.rank("abc", "a"))
    entries = len(scene.entries)
    scene.act(SYSTEM, moves.count(), moves.count("r2"))
    assert len(scene.entries) == entries and scene.case.rounds[0].open


@pytest.mark.parametrize(
    ("buyer", "seller", "agreed"),
    [(("abc", "ab"), ("bca", "bc"), "b"), (("cba", "abc"), ("abc", "abc"), "b"), (("abc", "a"), ("cba", "a"), "a"),
     (("abc", "ac"), ("cba", "ac"), "a")],
)  # fmt: skip
def test_what_both_accept_is_agreed_by_the_way_of_every_agreement(buyer, seller, agreed):
    scene = put().act(BUYER, moves.rank(*buyer)).act(SELLER, moves.rank(*seller)).act(SYSTEM, moves.count())
    case = scene.case
    assert (case.rounds[0].result, case.rounds[0].proposal) == ("agreed", f"r1{agreed}")
    assert case.agreement.package == case.rounds[0].package(f"r1{agreed}")
    offer = case.offers[-1]
    assert (offer.side, offer.status, set(offer.accepted_by)) == ("system", "accepted", {"buyer", "seller"})
    assert {row.who for row in case.waits()} == {"buyer", "seller"} and {row.wait for row in case.waits()} == {"sign"}
    assert not case.open_offers()
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.case.outcome == "agreed"
    entries = len(scene.entries)
    assert len(scene.act(SYSTEM, moves.count()).entries) == entries


@given(st.permutations("abc"), st.permutations("abc"), st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc")))
def test_only_what_both_accept_comes_out_and_nothing_better_for_both_is_left(one, other, yes, also):
    row = Round("r1", "three", "", tuple(Proposal(f"r1{letter}", {}) for letter in "abc"))
    told = {
        side: {"order": [f"r1{letter}" for letter in order], "accepts": [f"r1{letter}" for letter in accepts]}
        for side, order, accepts in (("buyer", one, yes), ("seller", other, also))
    }
    found = bargaining.common(row, told).removeprefix("r1")
    assert bool(found) == bool(yes & also)
    if found:
        assert found in yes & also
        better = [
            each for each in yes & also if one.index(each) < one.index(found) and other.index(each) < other.index(found)
        ]
        assert not better


def test_three_rounds_of_three_then_a_text_and_then_no_more():
    scene = after_three_rounds()
    assert [row.result for row in scene.case.rounds] == ["next"] * 3 and scene.case.proposals_asked == "system"
    assert bargain_state.next_kind(scene.case) == "text"
    for number in range(4, 9):
        ranked(text(scene, f"r{number}"), "", "", f"r{number}", "ab")
    assert [row.result for row in scene.case.rounds[3:]] == ["next"] * 4 + ["none"]
    assert scene.no(BUYER, moves.ask_proposals()) == "rounds_over"


def test_a_change_of_the_text_is_made_only_where_both_call_it_better():
    scene = text(after_three_rounds(), "r4")
    scene.act(BUYER, moves.rank("ba", "", "r4")).act(SELLER, moves.rank("ab", "", "r4")).act(SYSTEM, moves.count("r4"))
    assert scene.case.rounds[-1].proposal == "r4a"
    text(scene, "r5")
    scene.act(BUYER, moves.rank("ba", "", "r5")).act(SELLER, moves.rank("ba", "", "r5")).act(SYSTEM, moves.count("r5"))
    assert scene.case.rounds[-1].proposal == "r5b"


@pytest.mark.parametrize(
    ("buyer", "seller", "agreed"),
    [(("ba", "ab"), ("ba", "ab"), "b"), (("ab", "ab"), ("ba", "ab"), "a"), (("ba", "ab"), ("ba", "b"), "b"),
     (("ba", "b"), ("ab", "ab"), "b")],
)  # fmt: skip
def test_of_a_text_both_accept_the_one_that_stands_unless_both_like_the_change_better(buyer, seller, agreed):
    scene = text(after_three_rounds(), "r4")
    scene.act(BUYER, moves.rank(*buyer, row="r4")).act(SELLER, moves.rank(*seller, row="r4"))
    assert scene.act(SYSTEM, moves.count("r4")).case.rounds[-1].proposal == f"r4{agreed}"


def test_silence_ends_a_round_and_the_talks_go_on_by_their_own_clocks():
    scene = put().act(BUYER, moves.rank("abc", "a"))
    scene.pass_time(days=3)
    assert scene.case.rounds[0].status == "closed" and scene.case.outcome == ""
    assert scene.no(SELLER, moves.rank("abc", "a")) == "round_not_open"
    scene.act(SYSTEM, moves.count())
    assert (scene.case.rounds[0].result, scene.case.waits("rank")) == ("lapsed", ())
    assert scene.case.waits("settle") and scene.act(BUYER, moves.ask_proposals()).case.proposals_asked == "buyer"


def test_who_ranked_in_the_last_second_is_still_counted():
    scene = put().act(BUYER, moves.rank("abc", "a")).act(SELLER, moves.rank("abc", "a"))
    scene.pass_time(days=3)
    assert scene.case.rounds[0].status == "closed"
    assert scene.act(SYSTEM, moves.count()).case.rounds[0].result == "agreed"


def test_nobody_loses_his_turn_to_answer_while_he_ranks():
    scene = Scene().open().act(BUYER, moves.ask_proposals())
    end = scene.until("answer")
    scene.pass_time(days=2)
    put(scene)
    assert scene.until("answer") > scene.until("rank") > end
    scene.pass_time(days=3)
    assert scene.case.outcome == "" and scene.act(SYSTEM, moves.count()).case.rounds[0].result == "lapsed"
    assert scene.pass_time(days=1).case.outcome == "defaulted_seller"


@pytest.mark.parametrize("how", ["accept", "withdraw", "decision"])
def test_a_round_is_over_when_the_case_goes_another_way(how):
    scene = put(asked().act(SELLER, moves.offer(B)))
    scene.act(BUYER, moves.rank("abc", "abc"))
    if how == "decision":
        scene.act(BUYER, moves.escalate()).act(OPERATOR, moves.assign()).act(NEUTRAL, moves.to_decision())
    else:
        scene.act(BUYER, moves.accept("o2") if how == "accept" else moves.withdraw())
    assert (scene.case.rounds[0].status, scene.case.rounds[0].result) == ("ended", "over")
    assert not scene.case.waits("rank")
    entries = len(scene.entries)
    assert len(scene.act(SYSTEM, moves.count()).entries) == entries
    assert scene.no(SELLER, moves.rank("abc", "abc")) in ("round_not_open", "not_allowed_now")


def test_an_agreement_that_comes_before_the_proposals_leaves_nothing_to_put():
    scene = asked().act(BUYER, moves.offer(A)).act(SELLER, moves.accept("o2"))
    entries = len(scene.entries)
    assert len(scene.act(SYSTEM, moves.put(*THREE)).entries) == entries and scene.case.proposals_asked == ""


def improving() -> Scene:
    scene = stages.agreed()
    return scene.act(SYSTEM, moves.put(*THREE[:2], kind="improvement", agreement=scene.case.agreement.offer))


def test_an_improvement_takes_the_place_of_what_was_agreed_where_both_take_it():
    scene = improving().act(BUYER, moves.sign())
    ranked(scene, "ba", "ba", letters="ba")
    case = scene.case
    assert case.rounds[0].result == "agreed" and case.agreement.package == case.rounds[0].package("r1b")
    assert case.agreement.signed_by == () and {row.who for row in case.waits("sign")} == {"buyer", "seller"}
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.case.outcome == "agreed"


@pytest.mark.parametrize("seller", [("ab", "a"), ("ba", "a"), ("ab", "ab")])
def test_refusing_an_improvement_changes_nothing(seller):
    scene = improving().act(BUYER, moves.sign())
    before = scene.case.agreement
    scene.act(BUYER, moves.rank("ba", "ba")).act(SELLER, moves.rank(*seller)).act(SYSTEM, moves.count())
    assert scene.case.rounds[0].result == "none" and scene.case.agreement == before
    assert scene.act(SELLER, moves.sign()).case.outcome == "agreed"


def test_an_improvement_is_offered_once_and_only_before_the_agreement_is_in_effect():
    scene = improving()
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.case.rounds[0].result == "over" and not scene.case.waits("rank")
    entries = len(scene.entries)
    again = moves.put(*THREE[:2], kind="improvement", row="r2", agreement=scene.case.agreement.offer)
    assert len(scene.act(SYSTEM, again).entries) == entries
    lapsed = improving().pass_time(days=3)
    assert lapsed.case.agreement is None and lapsed.case.rounds[0].status == "ended"


def test_gains_are_kept_once_for_an_agreement_in_effect():
    scene = stages.agreed()
    assert not scene.act(SYSTEM, moves.gains()).rooms
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    offer = scene.case.agreement.offer
    scene.act(SYSTEM, moves.gains(offer), moves.gains(offer), moves.gains("o9"))
    assert [one.kind for one in scene.rooms[access.room_stream(CASE, "engine")].kept] == ["GainsRecorded"]


def test_own_rooms_are_read_by_their_side_and_the_engines_by_nobody_who_takes_it_away():
    scene = stages.mediated()
    for who, rooms in (
        (BUYER, ("pref-buyer", "bid-buyer")),
        (SELLER, ("pref-seller", "bid-seller")),
        (NEUTRAL, ()),
        (OPERATOR, ()),
    ):
        found = set(access.readable_streams(who, scene.case)) - set(access.visible_streams(who, scene.case))
        assert found == {access.room_stream(CASE, room) for room in rooms}
    for who in (BUYER, NEUTRAL):
        assert scene.no(who, moves.say("Let me in.", "pref-buyer")) == "room_not_yours"
