"""What a closed case has come to against each side, and that its closing asks for it to be counted."""

import pytest

from hejie.domain.cases import effects, verdicts
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, NEUTRAL, NOTHING, OPERATOR, OTHER_NEUTRAL, PART, REFUND, SELLER, Scene


def against(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(against the seller, against the buyer)."""
    return verdicts.against(scene.case, "seller"), verdicts.against(scene.case, "buyer")


def closed(scene: Scene) -> Scene:
    """Whatever is left runs its way to the end."""
    for _ in range(6):
        scene.post_all().cover_all().pass_time(days=11)
    assert scene.case.closed
    return scene


@pytest.mark.parametrize(
    ("package", "seller"), [(REFUND, ("decided",)), (PART, ("decided_in_part",)), (NOTHING, ())], ids=["all", "part", "none"]
)  # fmt: skip
def test_a_decision_counts_against_the_seller_as_far_as_it_goes_and_a_lost_claim_against_nobody(package, seller):
    assert against(closed(stages.decided(package))) == (seller, ())


def test_silence_of_the_respondent_and_a_claim_that_was_let_run_out():
    assert against(closed(Scene().open())) == (("silent",), ())
    assert against(closed(stages.answered())) == ((), ("lapsed",))


def test_a_claim_of_the_seller_that_is_granted_by_silence_counts_against_the_buyer_alone():
    scene = Scene().open({"refund": 0}, by=SELLER, reason="none", remedy="apology")
    seller, buyer = against(closed(scene))
    assert buyer[0] == "silent" and "silent" not in seller and "decided" not in seller


def test_what_was_withdrawn_or_agreed_counts_for_nothing():
    assert against(Scene().open().act(BUYER, moves.withdraw())) == ((), ())
    assert against(closed(stages.signed())) == ((), ())


def test_an_appeal_counts_by_what_stands_after_it():
    upheld = stages.appealed(REFUND).act(BUYER, moves.answer_appeal()).act(OTHER_NEUTRAL, moves.uphold())
    assert against(closed(upheld))[0] == ("decided",)
    changed = stages.appealed(REFUND).act(BUYER, moves.answer_appeal()).act(OTHER_NEUTRAL, moves.change(NOTHING))
    assert against(closed(changed)) == ((), ())
    default = Scene().open().pass_time(days=3).act(SELLER, moves.appeal("I was in hospital."))
    default.act(OPERATOR, moves.assign()).act(BUYER, moves.answer_appeal()).act(NEUTRAL, moves.change(NOTHING))
    assert against(closed(default)) == ((), ())


def test_a_promise_that_was_not_kept_counts_against_whose_it_was():
    scene = stages.signed({**REFUND, "goods": "return"})
    assert against(closed(scene)) == ((), ("promise_broken",))


def test_where_the_platform_was_too_slow_nobody_is_blamed():
    scene = stages.answered().act(BUYER, moves.escalate())
    assert against(closed(scene)) == ((), ())
    assert scene.case.ruling.data["paid_by"] == "fund"


def test_the_closing_asks_for_what_may_count_and_for_nothing_else():
    def asked(scene: Scene) -> list[tuple[str, list]]:
        closing = [entry for entry in scene.entries if entry["kind"] == "CaseClosed"]
        rows = effects.effects(scene.world, closing)
        return [(row.target, row.payload["grounds"]) for row in rows if row.topic == "standing"]

    assert asked(closed(stages.decided(REFUND))) == [("seller", ["decided"])]
    assert asked(closed(stages.decided(NOTHING))) == []
    assert asked(Scene().open().act(BUYER, moves.withdraw())) == []
    changed = stages.appealed(REFUND).act(BUYER, moves.answer_appeal()).act(OTHER_NEUTRAL, moves.change(NOTHING))
    assert sorted(asked(closed(changed))) == [("buyer", []), ("seller", [])]  # ruled on twice: it may take a count back
