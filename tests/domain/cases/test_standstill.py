"""Time made longer once, time that stands still with what was left of it, and closed cases taken up again."""

from datetime import timedelta

from hejie.domain.cases import commands, upkeep
from hejie.domain.kernel import clock
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, NOTHING, PAID, PART, REFUND, SELLER, SYSTEM, Scene
from tests.domain.procedure import written


def moved(scene: Scene) -> list[tuple[str, str]]:
    """Reason and new end of every deadline that was moved."""
    return [
        (entry["data"]["why"], entry["data"]["until"]) for entry in scene.entries if entry["kind"] == "DeadlineMoved"
    ]


def test_who_must_act_gets_more_time_once_and_says_why():
    scene = Scene().open()
    end = scene.until("answer")
    scene.act(SELLER, moves.extend("d1"))
    assert scene.until("answer") == end + timedelta(days=2)
    assert moved(scene) == [("extended", clock.text(end + timedelta(days=2)))]
    assert scene.no(SELLER, moves.extend("d1")) == "extended_before"
    assert scene.no(SELLER, moves.extend("d99")) == "deadline_not_open"
    assert scene.no(SELLER, moves.extend("d1", " ")) in ("extended_before", "text_missing")


def test_nobody_extends_what_is_not_his_or_what_the_procedure_does_not_extend():
    scene = Scene().open()
    assert scene.no(BUYER, moves.extend("d1")) == "extension_not_allowed"
    assert scene.no(SELLER, moves.extend("d2")) == "extension_not_allowed"  # settle


def test_a_neutral_may_give_a_side_more_time_for_his_question():
    scene = stages.mediated().act(NEUTRAL, moves.ask("seller"))
    row = scene.case.waits("question")[0]
    scene.act(NEUTRAL, moves.extend(row.id))
    assert scene.until("question") == row.until + timedelta(days=2)


def test_a_joint_standstill_needs_both_and_keeps_what_was_left():
    scene = Scene().open()
    scene.pass_time(days=1).act(BUYER, moves.pause())
    assert not scene.case.paused and scene.no(BUYER, moves.pause()) == "pause_asked_before"
    scene.act(SELLER, moves.pause())
    assert (
        scene.case.paused["kind"] == "joint"
        and [row.held for row in scene.case.waits("answer", "settle")] == ["paused"] * 2
    )
    scene.pass_time(days=20)  # long after the answer would have been due
    assert "DefaultApplied" not in scene.kinds() and scene.case.waits("answer")
    scene.act(SELLER, moves.resume())
    assert not scene.case.paused and not scene.case.waits("pause")
    assert scene.until("answer") == scene.now + timedelta(days=2)
    assert scene.until("settle") == scene.now + timedelta(days=9)


def test_silence_ends_a_standstill_when_its_time_is_over():
    scene = Scene().open().act(BUYER, moves.pause()).act(SELLER, moves.pause())
    scene.pass_time(days=30)
    assert not scene.case.paused and scene.until("answer") == scene.now + timedelta(days=3)
    assert [data["why"] for data in data_of(scene, "CaseResumed")] == ["silence"]


def data_of(scene: Scene, kind: str) -> list[dict]:
    return [entry["data"] for entry in scene.entries if entry["kind"] == kind]


def test_who_went_to_court_alone_stops_the_case_with_a_reason_and_only_he_goes_on():
    scene = Scene().open()
    assert scene.no(SELLER, moves.pause("court")) == "text_missing"
    scene.act(SELLER, moves.pause("court", "Filed at the district court, number 12."))
    assert scene.case.paused["kind"] == "court"
    assert scene.no(BUYER, moves.resume()) == "pause_not_yours"
    assert scene.no(BUYER, moves.pause()) == "paused_already"
    scene.act(SELLER, moves.resume())
    assert scene.no(SELLER, moves.pause("court", "Again.")) == "pause_used_up"
    assert scene.no(SELLER, moves.pause("moon", "Full.")) == "pause_unknown"
    assert scene.no(SELLER, moves.resume()) == "not_paused"


def test_people_may_settle_while_everything_stands_still():
    scene = Scene().open().act(BUYER, moves.pause()).act(SELLER, moves.pause())
    scene.act(SELLER, moves.offer(PART)).act(BUYER, moves.accept("o2"), moves.sign()).act(SELLER, moves.sign())
    scene.post_all()
    assert scene.case.closed and scene.case.outcome == "agreed" and not scene.case.deadlines


def test_a_bounced_letter_holds_what_a_standstill_does_not_let_go():
    scene = Scene().open()
    scene.do(upkeep.hold_deadlines, commands.HoldDeadlines(CASE, "seller", "unreachable"), SYSTEM)
    scene.act(BUYER, moves.pause("police", "Reported."))
    scene.act(BUYER, moves.resume())
    assert [row.held for row in scene.case.waits("answer")] == ["unreachable"]


def closed(package=NOTHING) -> Scene:
    """Decided, final, paid and closed."""
    scene = stages.decided(package)
    scene.pass_time(days=7)
    return scene.post_all()


def test_a_closed_case_is_taken_up_again_on_new_evidence_alone():
    scene = stages.decided(NOTHING).act(BUYER, moves.file("old.jpg"))
    scene.pass_time(days=7).post_all()
    assert scene.case.closed and scene.paid_out()["seller"] == PAID
    assert scene.no(BUYER, moves.reopen(("e1",))) == "new_evidence_needed"
    assert scene.no(BUYER, moves.reopen(("e7",))) == "unknown_evidence"
    scene.act(BUYER, moves.file("laboratory.pdf"))
    assert scene.no(SELLER, moves.reopen(("e2",))) == "new_evidence_needed"
    scene.act(BUYER, moves.reopen(("e2",)))
    assert scene.case.stage == "decision" and scene.case.waits("assign") and not scene.case.outcome
    assert scene.order.case_of(1) == CASE


def test_what_the_buyer_got_before_counts_when_a_case_is_taken_up_again():
    scene = closed(PART).act(BUYER, moves.file("laboratory.pdf"), moves.reopen(("e1",)))
    assert scene.case.paid_minor == PAID - PART["refund"]
    scene.act(*assigned()).act(other(), moves.decide({"refund": PAID - PART["refund"], "currency": "CNY"}))
    scene.pass_time(days=7).cover_all().post_all()
    assert scene.case.closed and scene.paid_out()["buyer"] == PAID


def test_where_nobody_hears_a_case_that_was_taken_up_again_the_fund_pays_what_is_left_and_no_more():
    scene = closed(PART).act(BUYER, moves.file("laboratory.pdf"), moves.reopen(("e1",))).pass_time(days=90)
    scene.cover_all().post_all()
    assert [entry["data"]["minor"] for entry in scene.entries if entry["kind"] == "PlatformPays"] == [
        PAID - PART["refund"]
    ]
    assert scene.case.closed and scene.paid_out()["buyer"] == PAID


def assigned():
    from tests.domain.cases.scene import OPERATOR, OTHER_NEUTRAL

    return OPERATOR, moves.assign(OTHER_NEUTRAL.id)


def other():
    from tests.domain.cases.scene import OTHER_NEUTRAL

    return OTHER_NEUTRAL


def test_a_case_stays_closed_when_the_time_is_over_or_the_procedure_says_never():
    late = closed().pass_time(days=30)
    late.act(BUYER, moves.file("laboratory.pdf"))
    assert late.no(BUYER, moves.reopen(("e1",))) == "not_reopenable"
    scene = Scene(procedure=written.procedure(reopening="never")).open().act(BUYER, moves.withdraw())
    scene.act(BUYER, moves.file("laboratory.pdf"))
    assert scene.no(BUYER, moves.reopen(("e1",))) == "not_reopenable"


def test_ends_that_rest_on_unknown_holidays_are_counted_anew_and_never_get_shorter():
    rules = written.procedure(waits={"answer": {"within": {"business_days": 60}}})
    scene = Scene(procedure=rules).open()
    row = scene.case.waits("answer")[0]
    assert row.provisional
    sooner, later = clock.text(row.until - timedelta(days=1)), clock.text(row.until + timedelta(days=3))
    scene.do(upkeep.recount_deadlines, commands.RecountDeadlines(CASE, {row.id: (sooner, True)}), SYSTEM)
    assert moved(scene) == []
    scene.do(upkeep.recount_deadlines, commands.RecountDeadlines(CASE, {row.id: (later, False)}), SYSTEM)
    assert moved(scene) == [("calendar", later)] and not scene.case.waits("answer")[0].provisional
    scene.do(upkeep.recount_deadlines, commands.RecountDeadlines(CASE, {row.id: (sooner, True)}), SYSTEM)
    assert len(moved(scene)) == 1


def test_an_announced_holiday_moves_what_runs_over_it_once():
    scene = Scene().open()
    end = scene.until("answer")
    begin = clock.text(scene.now + timedelta(days=1))
    over = clock.text(scene.now + timedelta(days=5))
    holiday = commands.GiveBackTime(CASE, "holiday-1", begin, over, "holiday")
    for _ in range(2):
        scene.do(upkeep.give_back_time, holiday, SYSTEM)
    assert scene.until("answer") == end + timedelta(days=4)
    assert {why for why, _ in moved(scene)} == {"holiday"}


def test_a_claim_is_not_granted_twice_over_after_a_reopening():
    scene = closed(REFUND).act(SELLER, moves.file("waybill.pdf"), moves.reopen(("e1",)))
    assert scene.case.paid_minor == 0
    scene.act(*assigned())
    assert scene.no(other(), moves.decide(REFUND)) == "refund_above_paid"
