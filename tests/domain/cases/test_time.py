"""Deadlines: rights live while now < until, late acts meet the default, lost time is given back, the lost are waited for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hejie.domain.cases import commands, silence, upkeep
from hejie.domain.kernel.deadlines import Deadline, Lost
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import procedures
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, OPERATOR, SELLER, START, SYSTEM, Outage, Scene

HOUR = timedelta(hours=1)
WAITS = {
    "answer": lambda: Scene().open(),
    "reply": stages.answered,
    "offer": lambda: Scene().open().act(SELLER, moves.offer({"refund": 1})),
    "settle": lambda: stages.answered().act(BUYER, moves.say()),
    "sign": stages.agreed,
    "assign": lambda: stages.answered().act(BUYER, moves.escalate()),
    "mediate": stages.mediated,
    "question": lambda: stages.mediated().act(NEUTRAL, moves.ask()),
    "decide": stages.before_decision,
    "appeal": stages.decided,
    "appeal_answer": stages.appealed,
    "appeal_decide": lambda: stages.appealed().act(BUYER, moves.answer_appeal()),
    "ship_back": lambda: stages.signed({"refund": 5, "goods": "return"}),
    "confirm_return": lambda: stages.signed({"refund": 5, "goods": "return"}).act(BUYER, moves.perform()),
    "perform": lambda: stages.signed({"refund": 5, "service": "repair"}),
    "confirm": lambda: stages.signed({"refund": 5, "service": "repair"}).act(SELLER, moves.perform()),
    "rank": lambda: (
        Scene().open().act(SELLER, moves.ask_proposals()).act(SYSTEM, moves.put({"refund": 1}, {"refund": 2}))
    ),
    "bid": lambda: Scene().open().act(SELLER, moves.tell(), moves.bid()),
    "expert": lambda: Scene().open().act(SELLER, moves.tell(), moves.ask_in(days=2)),
    "keep_promise": lambda: Scene().open().act(SELLER, moves.promise(days=2)).act(BUYER, moves.promised()),
    "confirm_promise": lambda: (
        WAITS["keep_promise"]().act(SELLER, moves.tell(), moves.perform("b1")).act(BUYER, moves.say())
    ),
}


def down(hours: float, after: float = 0, name: str = "web-1") -> Outage:
    """The pages were down for so many hours, beginning so many hours after everything began."""
    start = START + timedelta(hours=after)
    return Outage(name, start, start + timedelta(hours=hours))


def at_last(scene: Scene, wait: str, **before) -> Scene:
    """The scene with its clock at the end of a wait, or before it by so much."""
    scene.now = scene.case.waits(wait)[0].until - timedelta(**before)
    return scene


def test_every_wait_of_the_procedure_is_met_here():
    assert set(WAITS) == set(procedures.load("procedures/standard").waits)
    silences = {wait.silence for wait in procedures.load("procedures/standard").waits.values()}
    assert silences <= {name for names in silence.SILENCES.values() for name in names}


@pytest.mark.parametrize("wait", WAITS)
def test_a_wait_runs_out_at_its_very_moment_and_not_a_millisecond_before(wait):
    scene = at_last(WAITS[wait](), wait, milliseconds=1).pass_time()
    assert scene.case.waits(wait) and "DefaultApplied" not in scene.kinds()
    at_last(scene, wait).pass_time()
    applied = [entry["data"] for entry in scene.entries if entry["kind"] == "DefaultApplied"]
    assert [(data["wait"], data["silence"]) for data in applied] == [(wait, scene.world.procedure.waits[wait].silence)]


@pytest.mark.parametrize(
    ("wait", "who", "move"),
    [
        ("answer", SELLER, moves.accept("o1")),
        ("reply", BUYER, moves.escalate()),
        ("offer", BUYER, moves.accept("o2")),
        ("sign", BUYER, moves.sign()),
        ("decide", NEUTRAL, moves.decide()),
        ("appeal", SELLER, moves.appeal()),
        ("appeal_answer", BUYER, moves.answer_appeal()),
        ("question", BUYER, moves.reply()),
        ("ship_back", BUYER, moves.perform()),
        ("confirm_return", SELLER, moves.dispute()),
        ("perform", SELLER, moves.perform()),
        ("confirm", BUYER, moves.dispute()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_who_comes_in_the_last_moment_is_in_time_and_who_comes_after_meets_the_default(wait, who, move):
    in_time = at_last(WAITS[wait](), wait, milliseconds=1).act(who, move)
    assert "DefaultApplied" not in in_time.kinds()
    late = at_last(WAITS[wait](), wait)
    decide, command, action = move
    with pytest.raises(Refusal):
        late.do(decide, command, who, action)
    assert late.kinds().count("DefaultApplied") == 1


def test_a_late_word_is_still_heard_where_the_new_state_allows_it():
    scene = Scene().open()
    scene.now = scene.until("answer") + HOUR
    scene.act(SELLER, moves.say("I was ill."))
    kinds = scene.kinds()
    assert kinds.index("DefaultApplied") < kinds.index("MessageWritten")
    assert scene.case.outcome == "defaulted_seller"


def test_after_a_long_silence_all_defaults_are_carried_out_in_their_order():
    scene = stages.answered().act(BUYER, moves.escalate())
    scene.pass_time(days=400)
    applied = [entry["data"]["wait"] for entry in scene.entries if entry["kind"] == "DefaultApplied"]
    assert applied == ["assign"]
    scene = stages.mediated().pass_time(days=400)
    applied = [entry["data"]["wait"] for entry in scene.entries if entry["kind"] == "DefaultApplied"]
    assert applied == ["mediate"]  # what comes next gets its whole time from now on
    assert scene.until("decide") == scene.now + timedelta(days=7)


def test_time_in_which_the_pages_were_down_is_given_back_to_every_open_deadline():
    scene = Scene().open()
    before = {wait.wait: wait.until for wait in scene.case.deadlines}
    scene.outages = (down(5, after=10),)
    scene.now = before["answer"]
    scene.pass_time()
    after = {wait.wait: wait.until for wait in scene.case.deadlines}
    assert after == {name: until + 5 * HOUR for name, until in before.items()}
    scene.act(SELLER, moves.tell())  # in time, although three days are over


def test_time_is_given_back_once_however_often_anybody_looks():
    scene = Scene().open()
    end = scene.until("answer")
    scene.outages = (down(5, after=10),)
    scene.now = end
    for _ in range(3):
        scene.pass_time()
        give = commands.GiveBackTime(CASE, "web-1", "2026-11-01T18:00:00.000Z", "2026-11-01T23:00:00.000Z")
        scene.do(upkeep.give_back_time, give, SYSTEM, "system.outage")
    assert scene.until("answer") == end + 5 * HOUR
    assert scene.kinds().count("DeadlineMoved") == 2  # answer and settle


def test_several_outages_are_each_given_back_and_one_before_the_deadline_began_is_not():
    scene = Scene().open()
    end = scene.until("answer")
    scene.outages = (down(3, after=-20, name="a"), down(1, after=5, name="b"), down(2, after=30, name="c"))
    scene.now = end
    scene.pass_time().pass_time(hours=1)
    assert scene.until("answer") == end + 3 * HOUR


def test_of_an_outage_that_began_before_the_deadline_only_the_rest_is_given_back():
    scene = Scene().open()
    end = scene.until("answer")
    scene.outages = (down(4, after=-3),)
    scene.now = end
    scene.pass_time()
    assert scene.until("answer") == end + HOUR


def test_an_outage_after_the_end_of_a_deadline_saves_nobody():
    scene = Scene().open()
    scene.outages = (down(5, after=73),)
    scene.now = START + timedelta(hours=80)
    assert scene.pass_time().case.outcome == "defaulted_seller"


def test_what_runs_out_while_the_pages_are_down_is_not_due_yet():
    scene = Scene().open()
    scene.outages = (Outage("", START + 70 * HOUR, None),)
    scene.now = START + 90 * HOUR
    assert scene.pass_time().case.outcome == ""
    scene.outages = (Outage("web-1", START + 70 * HOUR, START + 90 * HOUR),)
    assert scene.pass_time().case.outcome == ""
    assert scene.until("answer") == START + 92 * HOUR
    assert scene.pass_time(hours=2).case.outcome == "defaulted_seller"


def test_no_default_is_carried_out_against_somebody_whom_letters_do_not_reach():
    scene = Scene().open()
    scene.lost = frozenset({SELLER.seller})
    scene.pass_time(days=6)
    assert scene.case.outcome == ""
    assert [wait.wait for wait in silence.held_back(scene.case)] == ["answer"]
    assert scene.act(SELLER, moves.tell()).case.waits("reply")  # he may still act


def test_when_somebody_has_looked_the_side_gets_at_least_a_day():
    scene = Scene().open()
    scene.lost = frozenset({SELLER.seller})
    scene.pass_time(days=6)
    scene.lost = frozenset()
    resume = upkeep.resume_deadlines, commands.ResumeDeadlines(CASE, "seller")
    scene.do(*resume, SYSTEM, "system.resume")
    assert scene.until("answer") == scene.now + timedelta(days=1)
    assert not silence.held_back(scene.case)
    assert scene.pass_time(days=1).case.outcome == "defaulted_seller"


def test_deadlines_are_held_before_they_run_out_and_time_that_is_left_stays():
    scene = Scene().open()
    end = scene.until("answer")
    scene.do(upkeep.hold_deadlines, commands.HoldDeadlines(CASE, "seller", "bounced"), SYSTEM, "system.hold")
    scene.do(upkeep.hold_deadlines, commands.HoldDeadlines(CASE, "seller", "bounced"), SYSTEM, "system.hold")
    assert scene.kinds().count("DeadlineHeld") == 1
    scene.do(upkeep.resume_deadlines, commands.ResumeDeadlines(CASE, "seller"), SYSTEM, "system.resume")
    assert scene.until("answer") == end


def test_a_hold_against_one_side_lets_the_other_sides_deadlines_run():
    scene = stages.answered()
    scene.lost = frozenset({SELLER.seller})
    assert scene.pass_time(days=5).case.outcome == "defaulted_buyer"
    scene.pass_time(days=8)
    assert scene.case.stage == "decision"  # final only once the seller, too, could have appealed
    assert [wait.wait for wait in silence.held_back(scene.case)] == ["appeal"]


def test_time_given_back_lets_no_held_deadline_run_again():
    scene = Scene().open()
    scene.do(upkeep.hold_deadlines, commands.HoldDeadlines(CASE, "seller", "bounced"), SYSTEM, "system.hold")
    give = commands.GiveBackTime(CASE, "web-1", "2026-11-02T08:00:00.000Z", "2026-11-02T10:00:00.000Z")
    scene.do(upkeep.give_back_time, give, SYSTEM, "system.outage")
    assert silence.held_back(scene.case)
    assert scene.until("answer") == START + timedelta(days=3, hours=2)


def test_each_deadline_is_reminded_of_once_and_one_that_is_gone_not_at_all():
    scene = Scene().open()
    (answer,) = scene.case.waits("answer")
    for _ in range(2):
        scene.do(upkeep.remind_deadline, commands.RemindDeadline(CASE, answer.id), SYSTEM, "system.remind")
    scene.act(SELLER, moves.tell())
    scene.do(upkeep.remind_deadline, commands.RemindDeadline(CASE, answer.id), SYSTEM, "system.remind")
    assert scene.kinds().count("DeadlineReminded") == 1


@pytest.mark.parametrize("wait", WAITS)
def test_pure_silence_ends_every_case_and_leaves_no_money_behind(wait):
    scene = WAITS[wait]()
    for _ in range(60):
        scene.pass_time(days=1).post_all().cover_all().post_all()
    assert scene.case.stage == "closed"
    assert not scene.case.deadlines and not scene.case.open_offers()
    assert not [row for row in scene.order.custody.transfers if row.status in ("pending", "released")]
    assert OPERATOR.id not in {entry["by"]["id"] for entry in scene.entries if entry["kind"] == "CaseClosed"}


def test_time_that_a_holiday_and_an_outage_share_is_given_back_once():
    start = START
    outage = Lost("web-1", start + timedelta(days=1, hours=20), start + timedelta(days=2, hours=4))
    holiday = Lost("holiday-1", start + timedelta(days=2), start + timedelta(days=4), "holiday")
    row = Deadline("d1", "answer", "seller", start, start + timedelta(days=3), "grant_claim")
    assert (outage.of(row), holiday.of(row)) == (timedelta(hours=8), timedelta(days=2))
    after = replace(row, credited=("web-1",), until=row.until + timedelta(hours=8))
    both = replace(holiday, beside=(outage, holiday))
    assert both.of(after) == timedelta(days=1, hours=20)
    whole = replace(outage, started_at=holiday.started_at, ended_at=holiday.ended_at)
    assert replace(holiday, beside=(whole,)).of(after) == timedelta(0)
    assert both.of(replace(after, credited=("web-1", "holiday-1"))) is None
    assert holiday.of(replace(row, until=holiday.started_at)) is None
    assert holiday.of(replace(row, set_at=holiday.ended_at)) is None
