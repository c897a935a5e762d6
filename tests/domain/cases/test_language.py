"""What a procedure can say beyond the standard one: own waits and steps, windows in order, every meaning of silence."""

from datetime import timedelta

import pytest

from hejie.domain.cases import commands, opening
from hejie.domain.kernel import clock
from hejie.domain.orders import commands as placing
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import (
    BUYER,
    CASE,
    NEUTRAL,
    OPERATOR,
    PAID,
    REFUND,
    SELLER,
    START,
    SYSTEM,
    Scene,
)  # fmt: skip
from tests.domain.procedure import written


def answer_means(silence: str, **more) -> Scene:
    """A case under the standard procedure, but for what a seller's silence means, when three days have gone by."""
    rules = written.procedure(waits={"answer": {"silence": silence, **more}})
    return Scene(procedure=rules).open().pass_time(days=3)


def test_silence_grants_the_claim_and_final_means_final():
    assert answer_means("grant_claim").case.waits("appeal")
    scene = answer_means("grant_claim", final=True)
    assert not scene.case.waits("appeal")
    assert scene.post_all().case.outcome == "defaulted_seller" and scene.paid_out() == {"buyer": PAID, "seller": 0}


def test_silence_may_grant_what_was_asked_for_last():
    rules = written.procedure(
        waits={"answer": {"silence": "grant_offer", "final": True, "ends": [{"rejected": "respondent"}]}}
    )
    scene = Scene(procedure=rules).open().act(BUYER, moves.offer({"refund": 5000, "currency": "CNY"}))
    scene.act(SELLER, moves.say()).pass_time(days=2, hours=23)
    assert scene.pass_time(hours=1).post_all().paid_out() == {"buyer": 5000, "seller": PAID - 5000}
    assert answer_means("grant_offer").case.ruling.package["refund"] == PAID


def test_silence_denies_the_claim_and_pays_the_seller_at_once():
    rules = written.procedure(waits={"reply": {"silence": "deny_claim", "final": True}})
    scene = Scene(procedure=rules).open().act(SELLER, moves.tell()).pass_time(days=5).post_all()
    assert (scene.case.outcome, scene.case.closed) == ("defaulted_buyer", True)
    assert scene.paid_out() == {"buyer": 0, "seller": PAID}


def test_silence_closes_without_result_and_trade_resumes():
    scene = answer_means("close_case")
    assert (scene.case.outcome, scene.case.closed, scene.case.ruling) == ("lapsed", True, None)
    assert scene.order.unfrozen_holds() and scene.order.deadlines[0].wait == "confirm_receipt"


def test_silence_escalates_to_whatever_stage_is_next():
    assert answer_means("enter_next").case.stage == "mediation"
    short = written.procedure(
        stages=["negotiation", "decision", "closed"],
        final_stage="decision",
        waits={"answer": {"silence": "enter_next"}},
        acts={"mediation": None, "appeal": None},
    )
    assert Scene(procedure=short).open().pass_time(days=3).case.stage == "decision"


def test_without_a_next_stage_going_on_ends_the_case():
    only_talk = written.procedure(
        stages=["negotiation", "closed"],
        final_stage="negotiation",
        waits={"answer": {"silence": "enter_next"}},
        acts={"mediation": None, "decision": None, "appeal": None},
    )
    scene = Scene(procedure=only_talk).open().pass_time(days=3)
    assert (scene.case.outcome, scene.case.closed) == ("lapsed", True)


def test_silence_means_a_decision_on_the_file_and_the_file_says_so():
    scene = answer_means("decide_on_file")
    entered = [entry["data"] for entry in scene.entries if entry["kind"] == "StageEntered"]
    assert entered == [{"stage": "mediation", "on_file": "seller"}]
    rules = written.procedure(waits={"question": {"silence": "decide_on_file"}})
    scene = stages.before_decision(Scene(procedure=rules).open()).act(NEUTRAL, moves.ask("seller"), moves.ask("buyer"))
    scene.pass_time(days=3)
    assert not scene.case.waits("question") and scene.case.waits("decide")
    assert scene.kinds().count("QuestionLapsed") == 2


def test_silence_submits_what_is_on_the_file_for_him():
    scene = answer_means("submit_for_him")
    assert scene.case.answered and scene.case.waits("reply") and "FileSubmitted" in scene.kinds()


def test_silence_counts_as_a_refusal():
    scene = answer_means("deem_refused")
    assert scene.case.offer("o1").status == "rejected" and scene.case.waits("reply")


def test_silence_only_opens_the_way_for_the_other():
    rules = written.procedure(waits={"answer": {"silence": "go_on"}})
    scene = Scene(procedure=rules).open()
    assert scene.no(BUYER, moves.escalate()) == "answer_first"
    scene.pass_time(days=3).act(BUYER, moves.escalate())
    assert scene.case.stage == "mediation"


def test_silence_concedes_one_issue_and_the_decision_keeps_to_it():
    rules = written.procedure(
        waits={
            "freight": {
                "who": "respondent",
                "within": {"hours": 24},
                "silence": "grant_issue",
                "issue": "return_freight",
                "starts": ["opened"],
                "ends": [{"offered": "respondent"}],
            }
        }
    )
    claim = {**REFUND, "goods": "return", "return_freight": {"payer": "seller", "minor": 900}}
    scene = Scene(procedure=rules).open(claim).pass_time(hours=24)
    assert scene.case.granted == {"return_freight": {"payer": "seller", "minor": 900}}
    scene = stages.before_decision(scene)
    assert scene.no(NEUTRAL, moves.decide({"refund": 100})) == "issue_granted"
    scene.act(NEUTRAL, moves.decide({"refund": 100, "return_freight": {"payer": "seller", "minor": 900}}))


STOPS = {
    "waits": {
        "intercept": {
            "who": "respondent",
            "within": {"days": 3},
            "silence": "grant_claim",
            "starts": [{"step": "intercepting"}],
            "ends": [{"step": "intercepted"}],
        }
    },
    "steps": {
        "intercepting": {"by": ["respondent"], "stages": ["negotiation"]},
        "intercepted": {"by": ["respondent"], "stages": ["negotiation"]},
    },
}


def test_steps_of_a_procedure_begin_and_end_its_own_waits():
    scene = Scene(procedure=written.procedure(**STOPS)).open()
    assert scene.no(SELLER, moves.step("flying")) == "step_unknown"
    assert scene.no(BUYER, moves.step("intercepting")) in ("step_unknown", "not_allowed_now")
    scene.act(SELLER, moves.step("intercepting"))
    assert scene.until("intercept") == scene.now + timedelta(days=3)
    assert scene.no(SELLER, moves.step("intercepting")) == "step_taken"
    scene.act(SELLER, moves.step("intercepted"))
    assert not scene.case.waits("intercept")


def test_silence_after_a_step_carries_out_the_wait_that_hangs_on_it():
    scene = Scene(procedure=written.procedure(**STOPS)).open().act(SELLER, moves.step("intercepting"))
    assert scene.pass_time(days=3).case.outcome == "defaulted_seller"


def test_a_wait_of_ones_own_ends_with_its_stage():
    scene = Scene(procedure=written.procedure(**STOPS)).open().act(SELLER, moves.step("intercepting"))
    scene.act(BUYER, moves.escalate())
    assert scene.case.stage == "mediation" and not scene.case.waits("intercept")


def test_a_procedure_may_want_more_than_a_word_as_answer():
    rules = written.procedure(waits={"answer": {"ends": [{"rejected": "respondent"}, {"accepted": "respondent"}]}})
    scene = Scene(procedure=rules).open().act(SELLER, moves.say(), moves.tell())
    assert scene.case.waits("answer")
    scene.act(SELLER, moves.reject("o1"))
    assert not scene.case.waits("answer") and scene.case.waits("reply")


def test_windows_go_from_one_party_to_the_other():
    rules = written.procedure(waits={"appeal": {"windows": ["buyer", "seller"]}})
    scene = stages.before_decision(Scene(procedure=rules).open()).act(NEUTRAL, moves.decide(REFUND))
    assert [(row.wait, row.who) for row in scene.case.waits("appeal")] == [("appeal", "buyer")]
    assert scene.no(SELLER, moves.appeal()) == "appeal_not_open"
    scene.pass_time(days=7)
    assert [row.who for row in scene.case.waits("appeal")] == ["seller"] and not scene.case.ruling.final
    assert scene.until("appeal") == scene.now + timedelta(days=7)
    assert scene.no(BUYER, moves.appeal()) == "appeal_not_open"
    scene.pass_time(days=7)
    assert scene.case.ruling.final


def test_somebody_waits_while_another_has_his_time():
    rules = written.procedure(locks={"withdraw": {"claimant": ["settle"]}})
    scene = Scene(procedure=rules).open()
    assert scene.no(BUYER, moves.withdraw()) == "too_early"


def test_terms_name_no_other_time_where_the_procedure_has_fixed_it():
    rules = written.procedure(waits={"ship_back": {"fixed": True, "within": {"days": 10}}})
    scene = stages.signed({**REFUND, "goods": "return", "days": 30}, Scene(procedure=rules).open())
    assert scene.until("ship_back") == scene.now + timedelta(days=10)


@pytest.mark.parametrize(
    ("opening_rule", "code"),
    [
        ({"since": "delivered", "within": {"hours": 24}}, "too_late_to_open"),
        ({"since": "delivered", "after": {"hours": 30}}, "too_early_to_open"),
        ({"since": "delivered", "within": {"days": 30}}, ""),
        ({"since": "deliver_by", "within": {"hours": 1}}, ""),  # nobody knows when that was
        ({"since": "delivered", "within": {"hours": 1}, "when": {"reason": ["late"]}}, ""),
    ],
)
def test_a_case_opens_in_its_time(opening_rule, code):
    scene = Scene(procedure=written.procedure(openings=[opening_rule]))
    if code:
        assert scene.refused(opening.open_case, scene.claim(), BUYER, "open") == code
    else:
        assert scene.open().case


def test_only_those_open_whom_the_procedure_lets():
    scene = Scene(procedure=written.procedure(opened_by=["buyer"]))
    claim = scene.claim({"refund": 0}, reason="fraud")
    assert scene.refused(opening.open_case, claim, SELLER, "open") == "side_opens_not"
    assert scene.open().case.claimant == "buyer"


def test_one_item_has_so_many_cases_and_no_more():
    scene = Scene(procedure=written.procedure(caps={"cases_per_line": 1})).open().act(BUYER, moves.withdraw())
    scene.world = scene.world.with_state("case", None)
    assert scene.refused(opening.open_case, scene.claim(), BUYER, "open") == "cap_reached"


def test_other_waits_by_category_tier_and_station():
    rules = written.procedure(
        overrides=[
            {"when": {"category": ["phones"]}, "waits": {"answer": {"within": {"hours": 48}}}},
            {"when": {"tier": ["trusted"]}, "waits": {"answer": {"within": {"hours": 60}}}},
            {"when": {"delivered": False}, "waits": {"answer": {"within": {"hours": 24}}}},
        ]
    )
    line = placing.NewLine(1, SELLER.seller, PAID, category="phones")

    def hours(scene: Scene, **claim) -> float:
        scene.open(**claim)
        return (scene.until("answer") - scene.now) / timedelta(hours=1)

    assert hours(Scene(procedure=rules)) == 72
    assert hours(Scene(procedure=rules, lines=(line,))) == 48
    assert hours(Scene(procedure=rules), tier="trusted") == 60
    ordered = {"ordered": clock.text(START - timedelta(days=4))}
    assert hours(Scene(procedure=rules, dates=ordered, status="paid")) == 24


def test_a_procedure_may_begin_with_a_neutral():
    rules = written.procedure(stages=["mediation", "decision", "appeal", "closed"], acts={"negotiation": None})
    scene = Scene(procedure=rules).open()
    assert scene.case.stage == "mediation" and scene.case.waits("assign", "answer")
    scene.act(OPERATOR, moves.assign())
    assert scene.case.waits("mediate")


def test_the_program_itself_opens_a_case_for_the_buyer():
    scene = Scene()
    scene.do(opening.open_case, scene.claim(), SYSTEM, "open")
    assert scene.case.claimant == "buyer" and scene.case.waits("answer")


def test_a_neutral_who_is_silent_may_mean_that_the_claim_is_granted_and_blames_neither_side():
    rules = written.procedure(waits={"decide": {"silence": "grant_claim"}})
    scene = stages.before_decision(Scene(procedure=rules).open()).pass_time(days=7)
    assert scene.case.outcome == "decided_buyer" and scene.case.ruling.source == "default"


def test_commands_of_the_language_carry_the_case_they_are_about():
    assert commands.TakeStep(CASE, "x").case_id == commands.EndPause(CASE).case_id == CASE


def test_only_the_loser_may_ask_for_a_second_look():
    rules = written.procedure(waits={"appeal": {"windows": ["loser"]}})

    def decided(package) -> Scene:
        return stages.before_decision(Scene(procedure=rules).open()).act(NEUTRAL, moves.decide(package))

    lost = decided(REFUND)
    assert [row.who for row in lost.case.waits("appeal")] == ["seller"]
    assert lost.no(BUYER, moves.appeal()) == "appeal_not_open"
    assert lost.pass_time(days=7).case.ruling.final
    assert [row.who for row in decided({"refund": 0}).case.waits("appeal")] == ["buyer"]
    assert [row.who for row in decided({"refund": 100}).case.waits("appeal")] == ["both"]


def test_a_silent_loser_may_ask_as_well():
    rules = written.procedure(waits={"appeal": {"windows": ["loser"]}})
    scene = Scene(procedure=rules).open().pass_time(days=3)
    assert [row.who for row in scene.case.waits("appeal")] == ["seller"]


def test_an_offer_may_wait_otherwise_for_one_party():
    otherwise = {"claimant": {"within": {"days": 10}, "silence": "close_case"}}
    rules = written.procedure(waits={"settle": {"within": {"days": 20}}, "offer": {"to": otherwise}})
    scene = Scene(procedure=rules).open().act(BUYER, moves.offer({"refund": 100}))
    assert scene.until("offer") == scene.now + timedelta(days=3)
    scene.act(SELLER, moves.offer({"refund": 200}))
    assert sorted((row.who, row.silence) for row in scene.case.waits("offer")) == [
        ("buyer", "close_case"), ("seller", "lapse_offer")]  # fmt: skip
    scene.pass_time(days=3)
    assert scene.case.offer("o2").status == "lapsed" and not scene.case.closed
    scene.pass_time(days=7)
    assert (scene.case.outcome, scene.case.closed) == ("lapsed", True)


def test_a_ruling_ends_the_waits_of_ones_own_that_its_stage_has_just_begun():
    reply = {
        "who": "respondent", "within": {"days": 3}, "silence": "grant_claim", "starts": [{"entered": "decision"}],
    }  # fmt: skip
    scene = Scene(procedure=written.procedure(waits={"claim_reply": reply})).open().pass_time(days=3)
    assert scene.case.outcome == "defaulted_seller" and not scene.case.waits("claim_reply")
    assert len(scene.pass_time(days=7).case.rulings) == 1


def test_evidence_may_be_the_answer_and_the_turn_goes_on():
    rules = written.procedure(waits={"answer": {"ends": [{"filed": "respondent"}, {"rejected": "respondent"}]}})
    scene = Scene(procedure=rules).open().act(SELLER, moves.say())
    assert scene.case.waits("answer")
    scene.act(SELLER, moves.file())
    assert not scene.case.waits("answer") and scene.case.waits("reply")


def test_a_wait_of_ones_own_begins_only_at_the_stages_it_names():
    again = {
        "who": "claimant",
        "within": {"days": 5},
        "silence": "close_case",
        "starts": [{"offered": "respondent"}],
        "stages": ["negotiation"],
    }
    scene = Scene(procedure=written.procedure(waits={"again": again})).open().act(SELLER, moves.offer(REFUND))
    assert scene.case.waits("again")
    scene.act(BUYER, moves.escalate())
    assert not scene.case.waits("again")
    scene.act(SELLER, moves.offer(REFUND))
    assert not scene.case.waits("again")


def test_a_wait_that_belongs_to_talks_does_not_begin_once_they_have_agreed():
    intercept = {**STOPS["waits"]["intercept"], "stages": ["negotiation"]}
    rules = written.procedure(waits={"intercept": intercept}, steps=STOPS["steps"])
    scene = Scene(procedure=rules).open({**REFUND, "goods": "return"}).act(SELLER, moves.accept("o1"))
    scene.act(SELLER, moves.step("intercepting"))
    assert not scene.case.waits("intercept")


def test_talks_begin_again_when_nobody_has_signed():
    again = {**STOPS["waits"]["intercept"], "starts": [{"silence": "sign"}], "ends": [], "stages": ["negotiation"]}
    scene = Scene(procedure=written.procedure(waits={"again": again})).open().act(SELLER, moves.accept("o1"))
    assert scene.pass_time(days=3).until("again") == scene.now + timedelta(days=3)


def test_other_waits_by_who_complains():
    seller_complains = {"when": {"claimant": ["seller"]}, "waits": {"answer": {"within": {"hours": 96}}}}
    rules = written.procedure(overrides=[seller_complains])
    assert Scene(procedure=rules).open().until("answer") == START + timedelta(days=3)
    scene = Scene(procedure=rules)
    scene.do(opening.open_case, scene.claim(), SELLER, "open")
    assert scene.case.claimant == "seller" and scene.until("answer") == START + timedelta(hours=96)
