"""Sealed bids as decisions: opened on terms without a sum, ended the same whoever bid, an agreement at once where they meet."""

from functools import partial

import pytest

from hejie.domain.cases import bidding, biddings, effects
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import moves
from tests.domain.cases.scene import AGENT, BUYER, CASE, NEUTRAL, PART, SELLER, SYSTEM, Scene

DRAW = "c0" * 32


def opened(scene: Scene | None = None, by=SELLER, number: int = 1, **more) -> Scene:
    """Somebody has asked for sealed bids in a case in which both are talking."""
    scene = scene or Scene().open().act(SELLER, moves.say("Let us find a sum."))
    decide = partial(bidding.open_, commitment=f"{number:064x}", **more)
    return scene.do(decide, bidding.OpenBidding(CASE, package={}), by, action="bid")


def no(scene: Scene, by=SELLER, command=None) -> str:
    command = command or bidding.OpenBidding(CASE, package={})
    return scene.refused(partial(bidding.open_, commitment=DRAW), command, by, action="bid")


def sealed(scene: Scene, minor: object, by=SELLER, *, waives: bool = True, named: str = "bd1") -> str:
    """The side that may seal this limit now, or the code with which it is refused."""
    try:
        return bidding.may_seal(scene.world, minor, named=named, waives=waives, by=by, now=scene.now)
    except Refusal as refusal:
        assert "31337" not in str(refusal.facts)
        return refusal.code


def met(minor: int, **sealed_ms: int) -> bidding.Met:
    return bidding.Met(minor, {"buyer": BUYER.id, "seller": SELLER.id}, sealed=sealed_ms)


def looked(scene: Scene, found: bidding.Met | None = None, number: str = "bd1") -> Scene:
    return scene.do(partial(bidding.settle, met=found), bidding.SettleBids(CASE, number), SYSTEM, action="system.bids")


def test_terms_and_commitment_stand_on_the_record_and_no_sum_does():
    scene = opened()
    row = biddings.open_bidding(scene.case)
    assert (row.id, row.side, row.commitment) == ("bd1", "seller", f"{1:064x}")
    assert "refund" not in row.package and row.whole(7)["refund"] == 7
    (wait,) = scene.case.waits("bid")
    assert (wait.who, wait.about, wait.silence) == ("both", "bd1", "end_bidding")
    assert scene.case.answered and biddings.left(scene.case) == 2


def test_terms_come_from_an_open_offer():
    scene = Scene().open().act(SELLER, moves.offer({**PART, "apology": True}))
    decide = partial(bidding.open_, commitment=DRAW)
    scene.do(decide, bidding.OpenBidding(CASE, offer="o2"), BUYER, action="bid")
    assert biddings.open_bidding(scene.case).package["apology"] is True
    other = Scene().open()
    assert no(other, BUYER, bidding.OpenBidding(CASE, offer="o7")) == "offer_not_open"


def test_one_at_a_time_and_three_in_a_case():
    scene = opened()
    assert no(scene) == "bidding_is_open"
    for number in (2, 3):
        scene.pass_time(days=1)
        scene.act(BUYER, moves.say("Yes.")).act(SELLER, moves.say("Yes."))
        scene = looked(scene.pass_time(days=2), number=f"bd{number - 1}")
        assert scene.case.biddings[-1].result == "none"
        opened(scene, number=number)
    looked(scene.pass_time(days=3), number="bd3")
    assert no(scene) == "biddings_used_up"


def test_what_is_lost_is_void_and_does_not_count():
    scene = opened(opened(), number=2, lost=True)
    assert [(row.result, row.status) for row in scene.case.biddings] == [("void", "ended"), ("", "open")]
    assert biddings.left(scene.case) == 2 and len(scene.case.waits("bid")) == 1


def test_who_may_seal_what():
    scene = Scene().open().act(SELLER, moves.say())
    assert sealed(scene, 100) == "bidding_over"
    opened(scene)
    assert (sealed(scene, 100), sealed(scene, 0, BUYER)) == ("seller", "buyer")
    for wrong in ("31337", 31337.0, None, True):
        assert sealed(scene, wrong) == "bid_not_a_sum"
    assert (sealed(scene, 3133700), sealed(scene, -31337)) == ("bid_out_of_range", "bid_out_of_range")
    assert sealed(scene, 5001, AGENT) == "bid_above_promise" and sealed(scene, 5000, AGENT) == "seller"
    assert sealed(scene, 100, NEUTRAL) == "not_found"
    scene.now = scene.until("bid")
    assert sealed(scene, 100) == "bidding_over"


def test_a_case_without_money_has_none():
    scene = Scene(paid=0).open({"refund": 0, "currency": "CNY", "apology": True}).act(SELLER, moves.say())
    assert no(scene) == "bidding_without_money"


def test_bids_that_meet_are_an_agreement_in_effect():
    scene = looked(opened(Scene().open().act(SELLER, moves.offer(PART))), met(15000))
    case = scene.case
    assert case.agreement.in_effect and case.agreement.package["refund"] == 15000
    assert [(one.side, one.by) for one in case.agreement.signatures] == [("buyer", BUYER.id), ("seller", SELLER.id)]
    assert case.biddings[-1].result == "agreed" and case.biddings[-1].minor == 15000
    assert {offer.status for offer in case.offers} == {"accepted", "lapsed"} and set(case.shown_to) == {
        "buyer",
        "seller",
    }
    assert no(scene) in ("agreement_waits", "already_settled")
    scene.post_all()
    assert scene.paid_out()["buyer"] == 15000 and scene.case.outcome == "agreed"
    before = len(scene.entries)
    assert len(looked(scene, met(100)).entries) == before


def test_bids_that_do_not_meet_write_nothing_before_their_time_and_the_same_after_it():
    scene = opened()
    before = len(scene.entries)
    assert len(looked(scene).entries) == before
    scene.pass_time(days=3)
    assert scene.case.biddings[-1].status == "closed" and biddings.open_bidding(scene.case) is None
    looked(scene)
    assert scene.kinds()[-1] == "BiddingEnded" and scene.case.biddings[-1].result == "none"


def test_bids_in_time_count_though_they_are_looked_at_late():
    scene = looked(opened().pass_time(days=3), met(9000))
    assert scene.case.agreement.in_effect


def test_bids_that_are_looked_at_after_a_ruling_settle_nothing():
    scene = opened().pass_time(days=3)
    for _ in range(3):
        if scene.case.ruling is None:
            scene.pass_time(days=5)
    assert scene.case.ruling is not None and scene.case.biddings[-1].status == "closed"
    looked(scene, met(9000))
    assert scene.case.agreement is None and scene.case.biddings[-1].result == "none"


def test_whatever_else_settles_the_case_ends_it():
    scene = opened().act(SELLER, moves.accept("o1"))
    assert (scene.case.biddings[-1].result, scene.case.waits("bid")) == ("over", ())
    assert no(scene) == "agreement_waits"
    withdrawn = opened().act(BUYER, moves.withdraw())
    assert withdrawn.case.biddings[-1].result == "over"


def test_what_is_sealed_is_looked_at_when_its_time_is_over_and_destroyed_when_it_ends():
    scene = opened().pass_time(days=3)
    told = effects.effects(scene.world, scene.entries)
    assert [one.payload["commitment"] for one in told if one.topic == "bids"] == [f"{1:064x}"]
    looked(scene)
    told = [one for one in effects.effects(scene.world, scene.entries) if one.topic == "bids"]
    assert len(told) == 2 and len({one.seq for one in told}) == 2


def test_no_entry_tells_of_a_bid():
    scene = looked(opened().pass_time(days=3))
    for entry in scene.entries:
        if entry["kind"] in ("BiddingOpened", "BiddingEnded"):
            assert set(entry["data"]) <= {"bidding", "side", "package", "commitment", "result", "minor"}


def test_a_limit_is_for_one_bidding_and_never_counts_in_another():
    scene = opened()
    looked(scene.pass_time(days=3))
    assert sealed(scene, 100) == "bidding_over"
    scene.act(BUYER, moves.say("Yes.")).act(SELLER, moves.say("Yes."))
    opened(scene, number=2)
    with pytest.raises(Refusal) as told:
        bidding.may_seal(scene.world, 100, named="bd1", waives=False, by=SELLER, now=scene.now)
    assert (told.value.code, told.value.facts) == ("bidding_over", {"bidding": "bd1", "open": "bd2"})
    assert sealed(scene, 100, named="bd2") == "seller"


def test_that_a_side_has_sealed_stands_in_its_own_room_once_there_is_an_agreement():
    scene = looked(opened(), met(15000, buyer=1_000, seller=2_000))
    rows = {one["stream"]: one for one in scene.entries if one["kind"] == "BidSealed"}
    assert set(rows) == {f"room:{CASE}:bid-buyer", f"room:{CASE}:bid-seller"}
    for side, second in (("buyer", "01"), ("seller", "02")):
        data = rows[f"room:{CASE}:bid-{side}"]["data"]
        assert data == {"bidding": "bd1", "commitment": f"{1:064x}", "at": data["at"]}
        assert data["at"].startswith(f"1970-01-01T00:00:{second}")
    assert not [one for one in looked(opened().pass_time(days=3)).entries if one["stream"].startswith("room:")]


def test_bids_that_meet_too_late_leave_no_word_of_them():
    scene = opened().pass_time(days=3)
    for _ in range(3):
        if scene.case.ruling is None:
            scene.pass_time(days=5)
    looked(scene, met(9000, buyer=1_000, seller=2_000))
    assert scene.case.agreement is None and "BidSealed" not in scene.kinds("room")


def test_who_signs_himself_is_named_as_before():
    scene = Scene().open().act(SELLER, moves.accept("o1"), moves.sign())
    assert scene.case.agreement.signatures[0].by == SELLER.id


@pytest.mark.parametrize("by", [BUYER, SELLER])
def test_either_side_may_ask(by):
    assert opened(by=by).case.biddings[0].side == ("buyer" if by is BUYER else "seller")
