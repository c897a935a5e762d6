"""What counts, what follows from it, that it is announced, appealed and over; the rule of the seed is one of these."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands, decide, weigh
from hejie.domain.standing.state import evolve
from tests.domain.standing.given import NOW, OPERATOR, STANDARD, Scene, only


def three() -> Scene:
    """Three upheld complaints."""
    scene = Scene(policy=only("three_complaints"))
    for case in ("c1", "c2", "c3"):
        scene.closes(case, "decided", judges=["neutral"])
    return scene


def test_three_upheld_complaints_stop_trading_and_delist_for_a_month_after_a_week():
    scene = three()
    (sanction,) = scene.state.sanctions
    assert (sanction.does, sanction.status, sanction.items) == (
        ("trading_stop", "delisting"),
        "announced",
        ("c1", "c2", "c3"),
    )
    assert scene.later(days=6, hours=23) == []
    assert scene.later(hours=1) == ["DefaultApplied", "SanctionInEffect", "DeadlineSet"]
    assert scene.state.sanctions[0].ends_at == NOW + timedelta(days=37)
    scene.later(days=29, hours=23)
    assert scene.state.sanctions[0].status == "in_effect"
    scene.later(hours=1)
    assert (scene.state.sanctions[0].status, scene.state.sanctions[0].why) == ("ended", "expired")
    assert scene.state.deadlines == ()


def test_two_upheld_complaints_stop_nothing():
    scene = Scene(policy=only("three_complaints"))
    scene.closes("c1", "decided")
    scene.closes("c2", "silent")
    assert scene.state.sanctions == ()


def test_each_upheld_complaint_is_a_warning_that_forbids_nothing_and_runs_out():
    scene = Scene(policy=only("warning"))
    assert scene.closes("c1", "silent")[-3:] == ["SanctionInEffect", "DeadlineSet", "DeadlineSet"]
    scene.closes("c2", "decided")
    assert [row.status for row in scene.standing("warning")] == ["in_effect", "in_effect"]
    scene.later(days=365)
    assert {row.why for row in scene.standing("warning")} == {"expired"}


@pytest.mark.parametrize("grounds", [(), ("lapsed",)])
def test_what_was_withdrawn_agreed_lost_or_lapsed_never_counts_against_a_seller(grounds):
    scene = Scene()
    assert scene.closes("c1", *grounds) == []
    assert scene.state is None


@pytest.mark.parametrize(
    ("sold", "disputes", "stopped"),
    [(24, 3, False), (25, 3, True), (25, 2, False), (299, 3, True), (300, 3, False), (301, 3, False)],
)
def test_a_rate_needs_more_than_its_share_and_enough_of_both(sold, disputes, stopped):
    scene = Scene(policy=only("rate"), sold=sold)
    for number in range(disputes):
        scene.closes(f"c{number}", "decided")
    assert bool(scene.state.sanctions) is stopped
    if stopped:
        assert scene.state.sanctions[0].figures == {"disputes": disputes, "sales": sold}


def test_points_come_from_all_that_counts_and_are_reached_exactly():
    scene = Scene(policy=only("points"))
    for case in ("c1", "c2", "c3"):
        scene.closes(case, "decided")
    scene.closes("c4", "decided_in_part")
    assert scene.state.sanctions == ()
    scene.closes("c5", "promise_broken")
    assert scene.state.sanctions[0].figures == {"points": 8}


def test_a_case_counts_once_however_often_it_is_told():
    scene = Scene()
    assert "CaseCounted" in scene.closes("c1", "decided")
    assert scene.closes("c1", "decided") == []
    assert scene.closes("c1", "decided", seq=4) == []


def test_what_is_older_than_the_window_counts_no_more():
    scene = Scene(policy=only("three_complaints"))
    scene.closes("c1", "decided")
    scene.later(days=364)
    scene.closes("c2", "decided")
    scene.later(days=1)
    scene.closes("c3", "decided")
    assert scene.state.sanctions == ()


def test_nothing_is_punished_twice_by_the_same_rule():
    scene = three()
    scene.later(days=40)
    for case in ("c4", "c5"):
        scene.closes(case, "decided")
    assert len(scene.state.sanctions) == 1
    scene.closes("c6", "decided")
    assert len(scene.state.sanctions) == 2


def test_a_case_that_ends_otherwise_takes_back_what_rested_on_it():
    scene = three()
    scene.later(days=8)
    kinds = scene.closes("c2", seq=20)
    assert kinds[0] == "CaseRecounted" and kinds[-1] == "SanctionEnded"
    assert scene.state.sanctions[0].why == "recount" and not scene.state.item("c2").counts(scene.now)
    scene.closes("c4", "decided")
    assert len(scene.state.sanctions) == 2  # three again, and the first has used nothing up


def test_of_several_warnings_only_the_one_falls_whose_own_case_ends_otherwise():
    scene = Scene(policy=only("warning"))
    for case in ("c1", "c2", "c3"):
        scene.closes(case, "decided")
    assert [row.items for row in scene.state.sanctions] == [("c1",), ("c2",), ("c3",)]
    scene.closes("c2", seq=20)
    assert [row.why for row in scene.state.sanctions] == ["", "recount", ""]
    scene.closes("c4", "decided")
    assert [row.items for row in scene.state.sanctions if row.open] == [("c1",), ("c3",), ("c4",)]


def test_what_was_more_than_enough_stands_with_a_little_less():
    scene = Scene(policy=only("points"))
    for case in ("c1", "c2", "c3"):
        scene.closes(case, "decided")
    scene.closes("c4", "promise_broken")
    scene.closes("c5", "decided")
    assert scene.state.sanctions[0].own == {"points": 9}
    scene.closes("c4", seq=20)
    assert scene.state.sanctions[0].open
    scene.closes("c5", seq=20)
    assert scene.state.sanctions[0].why == "recount"


def test_a_granted_appeal_lifts_and_the_same_cases_do_not_bring_it_back():
    scene = three()
    scene.appeals("s1")
    scene.later(days=8)
    assert scene.state.sanctions[0].status == "announced"  # an appeal in time holds the effect back
    kinds = scene.decides(1, granted=True)
    assert kinds[-1] == "SanctionEnded" and scene.state.sanctions[0].why == "appeal"
    scene.closes("c4", "decided")
    assert len(scene.state.sanctions) == 1


def test_a_refused_appeal_lets_it_begin_when_it_was_to_or_at_once():
    early, late = three(), three()
    for scene, days in ((early, 1), (late, 10)):
        scene.appeals("s1")
        scene.later(days=days)
    early.decides(1, granted=False)
    assert early.state.sanctions[0].status == "announced"
    early.later(days=6)
    assert early.state.sanctions[0].status == "in_effect"
    assert "SanctionInEffect" in late.decides(1, granted=False)


def test_an_appeal_that_nobody_decides_in_time_is_granted():
    scene = three()
    scene.appeals("s1")
    assert "SanctionAppealDecided" in scene.later(days=14)
    assert (scene.state.sanctions[0].why, scene.state.sanctions[0].appeal.result) == ("silence", "silence")


def test_an_appeal_is_made_once_and_in_time():
    scene = three()
    scene.appeals("s1")
    refused("sanction_appeal_closed", scene.appeals, "s1")
    late = three()
    late.later(days=14)
    refused("sanction_appeal_closed", late.appeals, "s1")
    refused("sanction_unknown", late.appeals, "s9")


def test_nobody_decides_on_what_he_has_judged_or_for_his_own():
    scene = three()
    scene.appeals("s1")
    refused("involved_cannot_decide", scene.decides, 1, True, Actor("operator", "neutral", "market"))
    refused("involved_cannot_decide", scene.decides, 1, True, OPERATOR, ["olga"])
    scene.decides(1, granted=False)
    refused("sanction_appeal_closed", scene.decides, 1, True)
    refused("sanction_unknown", scene.decides, 2, True)


def test_an_operator_lifts_with_reasons_once():
    scene = three()
    lifting = commands.LiftSanction("seller", "shop", "s1", "The goods were recalled by their maker.")
    scene.does(decide.lift, lifting, OPERATOR)
    assert (scene.state.sanctions[0].why, scene.state.deadlines) == ("lifted", ())
    refused("sanction_over", scene.does, decide.lift, lifting, OPERATOR)


def test_an_erasure_says_a_code_and_keeps_words_apart_that_can_go_as_well():
    scene = three()
    scene.does(decide.lift, commands.LiftSanction("seller", "shop", "s1", "Anna rang."), OPERATOR)
    (ref,) = scene.state.texts()
    scene.does(decide.erase, commands.EraseTexts("seller", "shop", (ref,), "Anna asked for it."), OPERATOR)
    (note,) = scene.state.texts()
    assert (scene.entries[-1]["data"]["why"], "Anna" in str(scene.entries[-1]["data"])) == ("other", False)
    scene.does(decide.erase, commands.EraseTexts("seller", "shop", (note,), "request"), OPERATOR)
    assert (scene.state.texts(), scene.entries[-1]["data"]) == ((), {"erased": [note], "why": "request"})
    refused(
        "content_not_here", scene.does, decide.erase, commands.EraseTexts("seller", "shop", (ref,), "court"), OPERATOR
    )


def test_an_erasure_from_before_the_codes_is_still_read():
    scene = three()
    older = scene.entries[-1] | {
        "seq": scene.state.seq + 1,
        "kind": "ContentErased",
        "data": {"erased": ["a"], "why": "asked for on 3 May"},
    }
    state = evolve(scene.state, older)
    assert (state.erased, state.notes) == ({"a"}, ())


def test_a_buyer_is_weighed_by_the_same_machine_and_hears_why():
    scene = Scene("buyer", "lin")
    assert scene.closes("c1", "decided_in_part") == []
    scene.closes("c2", "lapsed")
    kinds = scene.finds("c3", "false_evidence")
    assert kinds[0] == "MisuseFound" and "SanctionInEffect" in kinds
    assert scene.standing("warning")[0].items == ("f1",) and not scene.standing("points")
    refused("finding_twice", scene.finds, "c3", "false_evidence")
    scene.closes("c4", "promise_broken")
    assert scene.standing("points")[0].figures == {"points": 6}


def test_a_finding_that_the_policy_does_not_know_for_a_side_is_refused():
    refused("finding_unknown", Scene().finds, "c1", "other_goods_returned")
    refused("finding_unknown", Scene().finds, "c1", "decided")


def test_time_in_which_nobody_could_reach_the_pages_is_given_back_but_makes_nothing_longer():
    scene = three()
    start, end = NOW + timedelta(days=6), NOW + timedelta(days=9)
    outage = SimpleNamespace(id="web-1", started_at=start, ended_at=end, why="outage")
    scene.now = NOW + timedelta(days=9)
    assert scene.carry_out(lambda: (outage,)) == ["DeadlineMoved", "DeadlineMoved"]
    scene.now = NOW + timedelta(days=10)
    assert "SanctionInEffect" in scene.carry_out(lambda: (outage,))
    ends = scene.state.sanctions[0].ends_at
    back = commands.GiveBackTime("seller", "shop", "web-2", "2026-11-12T08:00:00.000Z", "2026-11-13T08:00:00.000Z")
    scene.does(decide.give_back_time, back, OPERATOR)
    assert scene.state.waits("sanction_ends", "s1")[0].until == ends


def test_while_an_outage_lasts_nothing_that_ran_out_in_it_takes_effect():
    scene = three()
    scene.now = NOW + timedelta(days=8)
    lasting = SimpleNamespace(id="", started_at=NOW + timedelta(days=6), ended_at=None)
    assert scene.carry_out(lambda: (lasting,)) == []


def test_the_outlook_says_how_far_away_each_measure_is():
    scene = Scene(sold=120)
    scene.closes("c1", "decided")
    by_name = {row.measure.id: row for row in weigh.weigh(scene.state, STANDARD.sides["seller"], scene.sales, NOW)}
    assert (by_name["three_complaints"].figures, by_name["three_complaints"].needed) == ({"count": 1}, {"count": 3})
    assert by_name["rate"].needed == {"disputes": 3, "sales": 25, "over": 100}
    assert by_name["warning"].running and by_name["warning"].needed == {"count": 2}


_CLOSINGS = st.lists(
    st.tuples(
        st.sampled_from(["silent", "decided", "decided_in_part", "promise_broken", "lapsed"]), st.integers(0, 400)
    ),
    max_size=12,
)


@given(_CLOSINGS, st.randoms(use_true_random=False), st.integers(0, 1500))
def test_the_order_in_which_closed_cases_are_counted_changes_nothing(closings, random, sold):
    rows = [(f"c{number}", *row) for number, row in enumerate(closings)]
    shuffled = random.sample(rows, len(rows))
    assert weighed(rows, sold) == weighed(shuffled, sold)


@given(st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=30))
def test_however_often_cases_end_otherwise_what_is_open_is_what_counts_now(endings):
    scene = Scene()
    for seq, (case, upheld) in enumerate(endings, start=10):
        scene.closes(f"c{case}", *(["decided"] if upheld else []), seq=seq)
    last = {case for case, upheld in dict(endings).items() if upheld}
    counted = {row.id for row in scene.state.counted if row.what} if scene.state else set()
    assert counted == {f"c{case}" for case in last}
    assert {item for row in scene.standing("warning") if row.open for item in row.items} == counted
    assert sum(row.open for row in scene.standing("three_complaints")) == len(last) // 3


def weighed(rows, sold) -> tuple:
    """What stands at the end."""
    scene = Scene(sold=sold)
    for case, ground, days in rows:
        scene.closes(case, ground, at=NOW - timedelta(days=days))
    counted = sorted((row.id, row.what, row.until) for row in scene.state.counted) if scene.state else []
    return counted, sorted(row.measure for row in scene.state.sanctions) if scene.state else []


def refused(code: str, act, *args) -> None:
    """The act is refused with this code."""
    with pytest.raises(Refusal) as caught:
        act(*args)
    assert caught.value.code == code
