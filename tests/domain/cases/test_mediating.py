"""The mediator's table: the opening statement, what does not travel into a decision, and what may be told."""

import json
from datetime import timedelta
from random import Random

import pytest

from hejie.domain.cases import confidential, fold, notices
from hejie.domain.cases.reasons import Finding, Reasons
from hejie.domain.cases.state import Offer
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import procedures
from tests.domain.cases import moves, stages, walk
from tests.domain.cases.scene import (
    BUYER,
    CASE,
    NEUTRAL,
    OPERATOR,
    OTHER_NEUTRAL,
    PART,
    PLATFORM_AGENT,
    REFUND,
    SELLER,
    Scene,
)
from tests.domain.cases.test_random_cases import live

SAID = moves.STATEMENT
QUICK = "I would take sixty per cent if it is quick."


def opened() -> Scene:
    return stages.mediated().act(NEUTRAL, moves.open_mediation()).pass_time(minutes=1)


def talked() -> Scene:
    """A mediation in which a message, a statement, an offer, a proposal and a text came up; the neutral is to decide."""
    scene = (
        opened().act(BUYER, moves.say("Sixty per cent would do for me.")).act(SELLER, moves.tell("We measured badly."))
    )
    scene.act(SELLER, moves.offer(PART, note="Our last word.")).act(NEUTRAL, moves.propose(REFUND), moves.put_text())
    return scene.pass_time(minutes=1).act(NEUTRAL, moves.to_decision()).pass_time(minutes=1)


def test_the_statement_stands_in_the_record_with_its_very_words_and_both_confirm_it():
    scene = opened().act(BUYER, moves.confirm_opening())
    assert scene.case.openings[0].texts == SAID.texts
    assert set(scene.case.openings[0].confirmed) == {"buyer"}
    scene.act(SELLER, moves.confirm_opening())
    assert set(scene.case.openings[0].confirmed) == {"buyer", "seller"}


def test_talk_waits_for_no_confirmation():
    scene = opened().act(BUYER, moves.say()).act(SELLER, moves.offer(PART)).act(BUYER, moves.accept("o2"))
    assert scene.case.agreement is not None


@pytest.mark.parametrize(
    ("who", "move", "code"),
    [
        (NEUTRAL, moves.open_mediation(), "opening_made"),
        (BUYER, moves.open_mediation(), "not_allowed_now"),
        (OPERATOR, moves.open_mediation(), "not_allowed_now"),
        (OTHER_NEUTRAL, moves.open_mediation(), "not_found"),
        (BUYER, moves.confirm_opening("0" * 64), "opening_changed"),
        (NEUTRAL, moves.confirm_opening(), "not_allowed_now"),
        (BUYER, moves.allow("m1"), "nothing_said_there"),
        (BUYER, moves.allow(), "nothing_said_there"),
        (NEUTRAL, moves.let_tell("No."), "not_found"),
        (PLATFORM_AGENT, moves.let_tell("No."), "not_allowed_now"),
        (BUYER, moves.let_tell(), "text_missing"),
        (BUYER, moves.let_tell("", {"refund": 10**9, "currency": "CNY"}), "refund_above_paid"),
        (BUYER, moves.put_text(), "not_allowed_now"),
        (NEUTRAL, moves.put_text(" "), "text_missing"),
        (NEUTRAL, moves.keep_text(" "), "text_missing"),
    ],
)
def test_what_is_refused_at_the_table(who, move, code):
    assert opened().no(who, move) == code


def test_what_is_confirmed_before_it_is_there_or_twice_is_refused():
    scene = stages.mediated()
    assert scene.no(BUYER, moves.confirm_opening()) == "opening_not_made"
    scene.act(NEUTRAL, moves.open_mediation()).act(BUYER, moves.confirm_opening())
    assert scene.no(BUYER, moves.confirm_opening()) == "opening_confirmed"


def test_once_agreed_there_is_nothing_to_open_or_to_draft():
    scene = stages.mediated().act(SELLER, moves.offer(PART)).act(BUYER, moves.accept("o2"))
    assert scene.no(NEUTRAL, moves.open_mediation()) == "agreement_waits"
    assert scene.no(NEUTRAL, moves.put_text()) == "agreement_waits"
    scene.act(BUYER, moves.sign()).act(SELLER, moves.sign())
    assert scene.no(NEUTRAL, moves.put_text()) == "already_settled"


def test_the_decision_file_leaves_out_what_was_said_in_mediation_and_keeps_the_rest():
    scene = talked()
    case = confidential.for_decider(scene.case)
    assert confidential.decision_file(scene.case) == {"m1", "s2", "o2", "o3", "x1"}
    assert [item.id for item in case.of_kind("statement")] == ["s1"]
    assert case.of_kind("message") == ()
    assert [offer.id for offer in case.offers] == ["o1"]
    assert case.texts == ()


def test_nothing_is_left_out_without_an_opening_statement_or_while_the_mediation_lasts():
    old = stages.mediated().act(BUYER, moves.say()).act(NEUTRAL, moves.to_decision())
    assert confidential.for_decider(old.case) is old.case
    lasting = opened().act(BUYER, moves.say())
    assert confidential.for_decider(lasting.case) is lasting.case
    assert confidential.withheld(lasting.case) == frozenset()


def test_evidence_and_questions_with_their_answers_stay_on_the_file():
    scene = opened().act(SELLER, moves.file("sheet.jpg")).act(NEUTRAL, moves.ask("buyer")).act(BUYER, moves.reply())
    scene.act(NEUTRAL, moves.to_decision())
    assert confidential.decision_file(scene.case) == frozenset()
    assert len(confidential.for_decider(scene.case).of_kind("answer")) == 1


def test_the_author_alone_lets_his_words_travel_one_by_one_or_all():
    scene = talked()
    assert scene.no(SELLER, moves.allow("m1")) == "nothing_said_there"
    scene.act(BUYER, moves.allow("m1"))
    assert "m1" not in confidential.decision_file(scene.case)
    scene.act(SELLER, moves.allow("all"))
    assert confidential.decision_file(scene.case) == {"o3", "x1"}


def test_what_was_allowed_can_be_taken_back_until_a_ruling_is_made():
    scene = talked().act(SELLER, moves.allow("all"), moves.allow("s2"))
    scene.act(SELLER, moves.allow("all", allow=False))
    assert {"s2", "o2"} <= confidential.decision_file(scene.case)
    scene.act(SELLER, moves.allow("all")).act(NEUTRAL, moves.decide(REFUND))
    assert scene.no(SELLER, moves.allow("all", allow=False)) == "allowance_stands"


def test_an_offer_out_of_which_an_agreement_came_is_no_longer_talk():
    scene = opened().act(SELLER, moves.offer(PART)).act(NEUTRAL, moves.to_decision())
    assert "o2" in confidential.decision_file(scene.case)
    scene.act(BUYER, moves.accept("o2"))
    assert "o2" not in confidential.decision_file(scene.case)


def test_whoever_decides_on_a_breach_reads_what_was_agreed_but_not_what_was_said_with_it():
    scene = opened().act(SELLER, moves.offer({**REFUND, "goods": "return"}, note="Between friends."))
    scene.act(BUYER, moves.accept("o2"), moves.sign()).act(SELLER, moves.sign()).pass_time(minutes=1)
    scene.act(BUYER, moves.perform()).act(SELLER, moves.dispute())
    assert confidential.is_deciding(scene.case)
    (offer,) = [one for one in confidential.for_decider(scene.case).offers if one.id == "o2"]
    assert offer.package["goods"] == "return" and offer.note is None


def test_what_was_written_down_of_a_talk_stays_out():
    scene = opened()
    at = clock.text(scene.now + timedelta(hours=1))
    scene.act(BUYER, moves.talk_at(at)).act(SELLER, moves.talk_suits(at)).act(NEUTRAL, moves.talk_suits(at))
    scene.pass_time(hours=2).act(SELLER, moves.talk_result()).pass_time(minutes=1).act(NEUTRAL, moves.to_decision())
    (talk,) = scene.case.talks
    assert talk.results and confidential.for_decider(scene.case).talks[0].results == ()


def test_a_promise_that_was_not_agreed_stays_out():
    scene = opened().act(BUYER, moves.promise()).pass_time(minutes=1).act(NEUTRAL, moves.to_decision())
    assert scene.case.promises and confidential.for_decider(scene.case).promises == ()


def test_the_second_look_reads_no_more_than_the_decision_did():
    scene = talked().act(NEUTRAL, moves.decide(REFUND)).act(SELLER, moves.appeal())
    scene.act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))
    assert confidential.is_deciding(scene.case)
    assert confidential.for_decider(scene.case).of_kind("message") == ()


def test_private_rooms_never_travel():
    scene = (
        opened().act(BUYER, moves.say("I would take half.", "buyer")).act(NEUTRAL, moves.note("He would take half."))
    )
    scene.pass_time(minutes=1).act(NEUTRAL, moves.to_decision()).pass_time(minutes=1)
    scene.act(NEUTRAL, moves.note("Look at the sheet again.")).act(BUYER, moves.say("When is it decided?", "buyer"))
    room, notes = (scene.rooms[f"room:{CASE}:{name}"] for name in ("buyer", "internal"))
    assert [one.id for one in confidential.room_for_decider("buyer", room, scene.case).said] == ["m2"]
    assert [one.id for one in confidential.room_for_decider("internal", notes, scene.case).said] == ["n2"]


def test_what_one_neutral_was_told_alone_another_who_decides_does_not_read():
    scene = talked().act(BUYER, moves.say("Between us: half.", "buyer")).act(NEUTRAL, moves.decide(REFUND))
    scene.pass_time(minutes=1).act(SELLER, moves.appeal()).act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))
    room = scene.rooms[f"room:{CASE}:buyer"]
    assert confidential.room_for_decider("buyer", room, scene.case).said == ()


def test_the_story_for_whoever_decides_has_no_entry_of_what_is_left_out():
    scene = talked().act(BUYER, moves.allow("m1"))
    shown = [
        (entry["kind"], entry["data"].get("id") or entry["data"].get("offer"))
        for entry in scene.entries
        if entry["stream"] == f"case:{CASE}" and confidential.shows(entry, scene.case)
    ]
    assert ("MessageWritten", "m1") in shown
    assert ("StatementMade", "s1") in shown
    assert ("StatementMade", "s2") not in shown
    assert not {("OfferMade", "o2"), ("OfferMade", "o3"), ("OfferLapsed", "o3"), ("TextPut", None)} & set(shown)


def test_a_decision_cannot_name_what_was_said_in_mediation():
    scene = talked()
    why = Reasons(points=(Finding("proved", words="It is short.", says="buyer", evidence=("m1",)),), otherwise="No.")
    decide, command, action = moves.decide(REFUND)
    assert scene.no(NEUTRAL, (decide, type(command)(**{**_fields(command), "why": why}), action)) == "said_in_mediation"
    assert (
        scene.no(NEUTRAL, (decide, type(command)(**{**_fields(command), "evidence": ("o2",)}), action))
        == "said_in_mediation"
    )


def _fields(command) -> dict:
    return {name: getattr(command, name) for name in type(command).__dataclass_fields__}


def test_a_decision_cannot_repeat_what_was_said_in_mediation():
    scene = talked()
    decide, command, _action = moves.decide(REFUND)
    with pytest.raises(Refusal) as refused:
        decide(scene.world, command, by=NEUTRAL, now=scene.now, repeats=("m1",))
    assert refused.value.code == "said_in_mediation"
    scene.act(BUYER, moves.allow("m1"))
    assert decide(scene.world, command, by=NEUTRAL, now=scene.now, repeats=("m1",))


@pytest.mark.parametrize(
    ("said", "openly", "written", "found"),
    [
        (QUICK, "", "He told me: “I would take SIXTY per cent, if” …", True),
        (QUICK, "", "She would accept a part of the price.", False),
        (QUICK, QUICK, QUICK, False),
        ("只要尽快退款，我愿意接受百分之六十。", "", "买家说：只要尽快退款，我愿意接受百分之六十。", True),
        ("只要尽快退款，我愿意接受百分之六十。", "", "买家要求退款。", False),
        ("Согласен на шестьдесят процентов, если деньги вернутся до пятницы.", "", "согласен на шестьдесят процентов если деньги вернутся", True),
        ("Yes.", "", "Yes.", False),
    ],
)  # fmt: skip
def test_words_running_are_known_again(said, openly, written, found):
    assert bool(confidential.repeated({"m1": said}, [openly], [written])) is found


def test_what_may_be_told_stands_in_the_room_of_its_side_alone():
    scene = opened().act(SELLER, moves.let_tell("A label would be no trouble.", PART))
    last = scene.entries[-1]
    assert (last["kind"], last["stream"]) == ("MayBeTold", f"room:{CASE}:seller")
    assert last["data"]["package"]["refund"] == 11940
    assert "MayBeTold" not in scene.kinds("case")
    assert {one.target for one in notices.effects(scene.world, [last])} == {"neutral"}


def test_a_text_is_kept_where_neither_side_reads_it_until_it_is_put_to_both():
    scene = opened().act(NEUTRAL, moves.keep_text())
    assert scene.entries[-1]["stream"] == f"room:{CASE}:internal"
    assert scene.case.texts == ()
    scene.act(NEUTRAL, moves.put_text(), moves.put_text("Shorter."))
    assert [one.id for one in scene.case.texts] == ["x1", "x2"]
    assert not scene.case.waits("offer")


def test_both_sides_hear_of_the_statement_and_once_more_while_they_have_not_confirmed():
    scene = stages.mediated().act(NEUTRAL, moves.open_mediation())
    found = notices.effects(scene.world, [scene.entries[-1]])
    assert sorted(one.target for one in found) == ["buyer", "buyer:reminder", "seller", "seller:reminder"]
    assert {one.payload["kind"] for one in found if one.due_ms} == {"OpeningReminder"}


def test_where_one_stage_both_mediates_and_decides_the_words_stay_out_of_the_ruling():
    scene = Scene(procedure=procedures.load("procedures/eu-adr")).open()
    scene.act(SELLER, moves.tell()).pass_time(days=1).act(BUYER, moves.escalate()).act(OPERATOR, moves.assign())
    scene.act(NEUTRAL, moves.open_mediation()).act(BUYER, moves.say("Half would do for me."))
    assert confidential.for_decider(scene.case) is scene.case, "he hears it himself"
    decide, command, action = moves.decide(REFUND)
    assert (
        scene.no(NEUTRAL, (decide, type(command)(**{**_fields(command), "evidence": ("m1",)}), action))
        == "said_in_mediation"
    )
    scene.act(NEUTRAL, moves.decide(REFUND))
    assert "m1" in confidential.withheld(scene.case)


def test_another_mediator_puts_a_statement_of_his_own_and_what_was_said_before_stays_covered():
    scene = (
        opened().act(BUYER, moves.say()).act(BUYER, moves.to_another()).act(OPERATOR, moves.assign(OTHER_NEUTRAL.id))
    )
    scene.act(OTHER_NEUTRAL, moves.open_mediation()).act(SELLER, moves.say()).act(OTHER_NEUTRAL, moves.to_decision())
    assert confidential.decision_file(scene.case) == {"m1", "m2"}


def test_the_words_of_the_statement_name_the_four_principles_and_confidentiality_in_each_language():
    assert {len(one["points"]) for one in SAID.texts.values()} == {5}
    assert "自愿" in json.dumps(SAID.texts["zh"], ensure_ascii=False)


def test_in_random_cases_nobody_who_decides_reads_a_word_that_its_author_keeps():
    seen = 0
    for seed in range(300):
        random = Random(seed)
        case = live(seed % 9, [walk.drawn(random) for _ in range(70)]).scene.case
        if not confidential.is_deciding(case):
            assert confidential.for_decider(case) is case
            continue
        kept = [one for side in ("buyer", "seller", "neutral") for one in confidential.own(case, side)]
        kept = [one for one in kept if not confidential.is_allowed(case, one.id, one.side)]
        seen += bool(kept)
        file = confidential.for_decider(case)
        shown = {item.data["text"]["ref"] for item in file.said if "text" in item.data}
        shown |= {offer.note["ref"] for offer in file.offers if offer.note}
        for one in kept:
            words = one.note if isinstance(one, Offer) else one.data["text"]
            assert words is None or words["ref"] not in shown
        assert file.of_kind("evidence") == case.of_kind("evidence")
        assert file.of_kind("question") == case.of_kind("question")
    assert seen > 3, "the walk never came so far"


# Kinds of entries of a case's own stream that whoever decides reads, also from a mediation.
OPEN = {
    "AgreementInEffect", "AllowanceTakenBack", "AllowedInDecision", "AppealAnswered", "AppealMade", "CaseClosed", "CaseLapsed",
    "CaseOpened", "CasePaused", "CaseReferred", "CaseReopened", "CaseResumed", "CaseWithdrawn", "ContentErased",
    "DeadlineCleared", "DeadlineHeld", "DeadlineMoved", "DeadlineReminded", "DeadlineSet", "DefaultApplied", "EntitlementFound",
    "EvidenceFiled",
    "CaptureCodeGiven", "SignalFound", "ExpertAlsoAsked", "ExpertAnswered", "ExpertAsked", "ExpertDeclined", "ExpertDismissed", "ExpertLooked",
    "ExpertObjected", "ExpertObjectionDecided", "ExpertQuoteAccepted", "ExpertQuoted", "FactsTold", "FeeAdvanced",
    "FileSubmitted", "FindingsKept", "IssueGranted", "LegalHoldLifted", "LegalHoldSet", "NeutralAssigned", "NeutralLeft", "NoteWritten", "NoticeSent",
    "ObligationBroken", "ObligationExcused", "ObligationKept", "ObligationReported", "ObligationSet",
    "OpeningStatementConfirmed", "OpeningStatementMade", "PanelClosed", "PanelDecided", "PanelDismissed", "PanelDrawn",
    "PanelNotDrawn", "PauseAsked", "PerformanceDisputed", "ProcedureShown", "PromiseLapsed", "QuestionAnswered",
    "QuestionAsked", "QuestionLapsed", "ReferralAnswered", "RulingFinal", "RulingMade", "StageEntered", "StepTaken",
    "TalkAccepted", "TalkCalledOff", "TalkFixed", "TalkProposed", "VoucherGiven", "PointsGranted", "FollowUpAnswered",
    "ServiceAnswered", "ServiceChanged", "ServiceDone", "ServiceEnded", "ServiceReckoned", "ServiceStepTaken",
}  # fmt: skip


def test_of_every_kind_of_entry_somebody_has_decided_whether_it_travels():
    known = {"CaseOpened", *fold._HANDLERS}
    assert known - confidential.COVERED == OPEN, "say of a new kind in confidential.py, or here, whether it travels"


def test_why_somebody_asked_for_more_time_in_mediation_does_not_travel():
    scene = opened().act(NEUTRAL, moves.ask("buyer"))
    row = scene.case.waits("question")[0].id
    scene.act(BUYER, moves.extend(row, "My lawyer wants to see the offer first.")).pass_time(minutes=1)
    moved = next(entry for entry in scene.entries if entry["kind"] == "DeadlineMoved")
    assert confidential.shows(moved, scene.case)
    scene.act(NEUTRAL, moves.to_decision()).pass_time(minutes=1)
    assert not confidential.shows(moved, scene.case)
