"""A mediation on the real record: its opening, what does not travel into a decision, and what is told or kept to oneself."""

import io
from dataclasses import replace

import pytest
from django.conf import settings

from hejie.domain.cases import commands, confidential
from hejie.domain.cases import mediating as decided
from hejie.domain.cases.reasons import Reasons
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.rulebooks import opening_statement
from hejie.usecases import cases, dossiers, health, mediating, mediation, panels, reading, settlement, story
from tests.support.panels import Panels

QUICK = "I would take sixty per cent if the money is quick."
PART = {"refund": 11940, "currency": "CNY"}
WHY = Reasons(otherwise="A paper that the sheet was changed later.")


@pytest.fixture
def mediated(disputes, ctx, people, clock):
    """A dispute before a neutral who has put the opening statement."""
    dispute, operator, neutral = disputes(), people("operator"), people("neutral")
    case = dispute.case
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(case, "They are as described."), key="said")
    mediation.escalate(ctx(dispute.buyer), commands.Escalate(case), key="on")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(case, neutral.id), key="who")
    mediating.open_mediation(ctx(neutral), case, key="open")
    clock.move(minutes=1)
    return dispute, neutral, operator


def say(ctx, who, case: str, text: str, room: str = "joint") -> None:
    cases.write_message(ctx(who), commands.WriteMessage(case, text, room), key=f"say {text} {room}")


def on(ctx, clock, neutral, case: str) -> None:
    """The neutral goes on to decide."""
    clock.move(minutes=1)
    mediation.go_to_decision(ctx(neutral), commands.GoToDecision(case), key="decide")
    clock.move(minutes=1)


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def decision(case: str, findings: str) -> commands.DecideCase:
    return commands.DecideCase(case, findings, "Size rule 3.", {"refund": 9900, "currency": "CNY"}, why=WHY)


def test_the_record_keeps_the_words_of_the_statement_and_who_has_confirmed(mediated, ctx):
    dispute, neutral, _operator = mediated
    made = reader.case(dispute.case).openings[0]
    assert made.texts == opening_statement.standard().texts
    command = decided.ConfirmOpening(dispute.case, made.digest)
    mediating.confirm_opening(ctx(dispute.buyer), command, key="yes")
    assert mediating.confirm_opening(ctx(dispute.buyer), command, key="yes").repeated
    assert set(reader.case(dispute.case).openings[0].confirmed) == {"buyer"}
    assert code(lambda: mediating.open_mediation(ctx(neutral), dispute.case, key="again")) == "opening_made"
    assert replay.check().ok


def test_who_has_not_confirmed_is_reminded_once(mediated, ctx, clock, work, mailoutbox):
    dispute, _neutral, _operator = mediated
    digest = reader.case(dispute.case).openings[0].digest
    mediating.confirm_opening(ctx(dispute.buyer), decided.ConfirmOpening(dispute.case, digest), key="yes")
    work()
    clock.move(days=2, minutes=5)
    work()
    told = [letter.to[0] for letter in mailoutbox if "still waits for you" in letter.subject]
    assert told == [dispute.seller.person.email]


@pytest.fixture
def own_statement(people):
    """Puts a file of the operator's own in its place, and takes it away again."""
    path = settings.HOME / f"opening_statement.{people.marketplace.pk}.yaml"
    yield path.write_text
    path.unlink()


def test_with_a_file_that_cannot_be_read_no_mediation_is_opened(people, ctx, own_statement):
    own_statement("id: templates/ours\nversion: 1\n", "utf-8")
    neutral = ctx(people("neutral"))
    assert code(lambda: mediating.statement(neutral)) == "opening_unreadable"
    found = {one.check: one for one in health.examine(settings.HOME, neutral.now)}
    assert found["opening statement"].state == health.BAD


def test_whoever_decides_reads_no_word_of_the_mediation_and_the_others_read_all(mediated, ctx, clock, people):
    dispute, neutral, operator = mediated
    case = dispute.case
    say(ctx, dispute.buyer, case, QUICK)
    say(ctx, dispute.seller, case, "Between us: half.", "seller")
    settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(case, PART, "Our last word."), key="offer")
    mediating.put_text(ctx(neutral), decided.PutText(case, "Both want an end of it.", PART), key="text")
    on(ctx, clock, neutral, case)
    view = reading.read_case(ctx(neutral), case)
    texts = " ".join(view.texts.values())
    assert view.left_out == 3
    for words in (QUICK, "Between us", "Our last word", "Both want an end"):
        assert words not in texts
    assert [offer.id for offer in view.case.offers] == ["o1"]
    assert view.rooms["seller"].said == ()
    told = [entry["kind"] for entry in story.of_case(view)]
    assert "TextPut" not in told and "OfferMade" not in told
    for who in (dispute.buyer, dispute.seller, operator, people("auditor")):
        whole = reading.read_case(ctx(who), case)
        assert QUICK in whole.texts.values() and len(whole.case.offers) == 2 and whole.left_out == 0


def test_the_whole_record_goes_to_both_sides_and_to_auditors_and_not_to_whoever_decides(mediated, ctx, clock, people):
    dispute, neutral, _operator = mediated
    case = dispute.case
    say(ctx, dispute.buyer, case, QUICK)
    say(ctx, dispute.buyer, case, "Between us: half.", "buyer")
    assert reading.read_record(ctx(neutral), case, "joint", 0, 10), "he may, while he mediates"
    on(ctx, clock, neutral, case)
    assert code(lambda: reading.read_record(ctx(neutral), case, "joint", 0, 10)) == "record_holds_mediation"
    assert code(lambda: reading.read_record(ctx(neutral), case, "buyer", 0, 10)) == "record_holds_mediation"
    out = io.BytesIO()
    assert code(lambda: dossiers.export_case(ctx(neutral), case, f"case:{case}", out)) == "record_holds_mediation"
    for who in (dispute.buyer, people("auditor")):
        assert reading.read_record(ctx(who), case, "joint", 0, 10)


def test_a_decision_that_repeats_what_was_said_is_not_taken_until_its_author_allows(mediated, ctx, clock):
    dispute, neutral, _operator = mediated
    case = dispute.case
    say(ctx, dispute.buyer, case, QUICK)
    on(ctx, clock, neutral, case)
    command = decision(case, f"The buyer said: “{QUICK}”")
    assert code(lambda: mediation.decide_case(ctx(neutral), command, key="rule")) == "said_in_mediation"
    allow = decided.AllowInDecision(case, ("m2",))
    through = replace(ctx(dispute.buyer).actor, personal=False, through="integrator:shop")
    by_shop = replace(ctx(dispute.buyer), actor=through)
    assert code(lambda: mediating.allow_in_decision(by_shop, allow, key="allow")) == "act_in_person"
    mediating.allow_in_decision(ctx(dispute.buyer), allow, key="allow")
    mediation.decide_case(ctx(neutral), command, key="rule")
    assert reader.case(case).rulings and replay.check().ok


def test_the_second_neutral_reads_neither_the_mediation_nor_what_the_first_was_told_alone(mediated, ctx, clock, people):
    dispute, neutral, operator = mediated
    case, second = dispute.case, people("neutral")
    say(ctx, dispute.buyer, case, QUICK)
    say(ctx, dispute.buyer, case, "Between us: half.", "buyer")
    cases.write_note(ctx(neutral), commands.WriteNote(case, "He would take half."), key="note")
    on(ctx, clock, neutral, case)
    mediation.decide_case(ctx(neutral), decision(case, "The pair is short."), key="rule")
    mediation.appeal_ruling(ctx(dispute.seller), commands.AppealRuling(case, "It is long."), key="appeal")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(case, second.id), key="second")
    clock.move(minutes=1)
    texts = " ".join(reading.read_case(ctx(second), case).texts.values())
    assert "The pair is short." in texts
    for words in (QUICK, "Between us", "He would take half"):
        assert words not in texts


def test_a_member_of_a_panel_reads_the_decision_file(people, ctx, orders, clock, work):
    panelled = Panels(people, ctx, orders, clock, work)

    def talk(case, mediator, buyer, seller):
        mediating.open_mediation(ctx(mediator), case, key=f"open {case}")
        clock.move(minutes=1)
        say(ctx, buyer, case, QUICK)
        settlement.make_offer(ctx(seller), commands.MakeOffer(case, PART, "Our last word."), key=f"offer {case}")
        clock.move(minutes=1)

    found = panelled(mediating=talk)
    view = panels.read(ctx(found.members()[0]), found.case).view
    assert view.left_out == 2 and [offer.id for offer in view.case.offers] == ["o1"]
    assert not {QUICK, "Our last word."} & set(view.texts.values())
    assert "They are as described." in view.texts.values(), "said before the opening statement"


def test_a_case_without_a_statement_is_read_as_before(disputes, ctx, people, clock):
    dispute, operator, neutral = disputes(), people("operator"), people("neutral")
    say(ctx, dispute.seller, dispute.case, "They are as described.")
    mediation.escalate(ctx(dispute.buyer), commands.Escalate(dispute.case), key="on")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(dispute.case, neutral.id), key="who")
    say(ctx, dispute.buyer, dispute.case, QUICK)
    on(ctx, clock, neutral, dispute.case)
    view = reading.read_case(ctx(neutral), dispute.case)
    assert QUICK in view.texts.values() and view.left_out == 0
    assert reading.read_record(ctx(neutral), dispute.case, "joint", 0, 10)


def test_what_may_be_told_and_a_kept_text_are_read_where_they_stand_alone(mediated, ctx, people):
    dispute, neutral, operator = mediated
    case = dispute.case
    mediating.let_tell(ctx(dispute.buyer), decided.LetTell(case, "A drop-off point would do.", PART), key="tell")
    mediating.keep_text(ctx(neutral), decided.KeepText(case, "Both want an end of it.", PART), key="keep")
    assert code(lambda: mediating.let_tell(ctx(neutral), decided.LetTell(case, "x"), key="t")) == "not_found"
    assert code(lambda: mediating.keep_text(ctx(operator), decided.KeepText(case, "x", PART), key="k")) == "not_found"
    assert "A drop-off point would do." in reading.read_case(ctx(neutral), case).texts.values()
    for who in (dispute.seller, operator, people("auditor")):
        assert "A drop-off point would do." not in reading.read_case(ctx(who), case).texts.values()
    for who in (dispute.buyer, dispute.seller, people("auditor")):
        assert "Both want an end of it." not in reading.read_case(ctx(who), case).texts.values()
    assert confidential.decision_file(reader.case(case)) == frozenset()
    assert replay.check().ok


def test_the_map_is_the_mediating_neutrals_alone(mediated, ctx, clock, people):
    dispute, neutral, operator = mediated
    found = mediating.map_of(ctx(neutral), reading.read_case(ctx(neutral), dispute.case))
    assert found.frontier and set(found.solutions) and found.proposals
    for who in (dispute.buyer, dispute.seller, operator, people("auditor")):
        view = reading.read_case(ctx(who), dispute.case)
        assert code(lambda who=who, view=view: mediating.map_of(ctx(who), view)) == "not_found"
    on(ctx, clock, neutral, dispute.case)
    view = reading.read_case(ctx(neutral), dispute.case)
    assert code(lambda: mediating.map_of(ctx(neutral), view)) == "not_found"
