"""The neutral's queue and table: rooms that cannot be mixed up, questions, proposals, the draft and the decision."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.usecases import cases, drafting, mediation, reading, settlement

TERMS = {
    "refund": "99.00",
    "goods": "keep",
    "payer": "seller",
    "service": "none",
    "days": "10",
    "note": "Fair to both.",
}


def state(scene, who=None):
    """The case as it stands."""
    return reading.read_case(scene.ctx(who or scene.buyer), scene.case).case


def draft(**changes) -> dict:
    """A draft that is complete: one point proved, words, rules, terms."""
    return {
        "point-1": "description",
        "says-1": "buyer",
        "prove-1": "buyer",
        "finding-1": "proved",
        "findings": "The ruler lies along the insole.",
        "rules": "Size rule 3.",
        "refund": "99.00",
        "goods": "keep",
        "payer": "seller",
        "service": "none",
        "days": "10",
        **changes,
    }


def test_the_queue_holds_the_neutrals_own_cases_alone(browser, scene, people):
    scene.opened().mediated()
    page = browser(scene.neutral).get("table").content.decode()
    assert "The goods are not as described" in page and "Help both sides to agree" in page
    other = browser(people("neutral")).get("table").content.decode()
    assert "The goods are not as described" not in other


def test_both_sides_stand_beside_each_other(browser, scene):
    scene.opened().mediated()
    scene.do(scene.seller, cases.make_statement, "MakeStatement", "The batch sheet says 265 mm.")
    page = browser(scene.neutral).get("neutral_table", scene.case).content.decode()
    assert "The shoes are 7 mm too short." in page and "The batch sheet says 265 mm." in page


def test_a_private_room_says_whose_it_is_in_the_tab_the_room_and_the_button(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    room = page.get("neutral_table", scene.case, query="?room=buyer").content.decode()
    assert "Only <span data-user-text>Lin Yue</span>" in room
    assert "Only the buyer and the neutral read this." in room
    assert "Send to <span data-user-text>Lin Yue</span> alone" in room
    sent = page.post("neutral_message", scene.case, "buyer", text="What would help you?")
    assert sent.url.endswith("?room=buyer#rooms")
    assert "What would help you?" in browser(scene.buyer).get("case", scene.case, query="?room=buyer").content.decode()
    for room in ("joint", "buyer", "seller", "internal"):
        seen = browser(scene.seller).get("case", scene.case, query=f"?room={room}").content.decode()
        assert "What would help you?" not in seen
    assert "What would help you?" not in page.get("neutral_table", scene.case, query="?room=seller").content.decode()


def test_a_note_is_kept_from_both_sides(browser, scene):
    scene.opened().mediated()
    browser(scene.neutral).post("neutral_message", scene.case, "internal", text="Ask the carrier.")
    for who in (scene.buyer, scene.seller):
        for room in ("joint", "internal"):
            assert (
                "Ask the carrier." not in browser(who).get("case", scene.case, query=f"?room={room}").content.decode()
            )
    assert (
        "Ask the carrier."
        in browser(scene.neutral).get("neutral_table", scene.case, query="?room=internal").content.decode()
    )


def test_an_empty_message_shows_the_table_again(browser, scene):
    scene.opened().mediated()
    answer = browser(scene.neutral).post("neutral_message", scene.case, "joint", text=" ")
    assert answer.status_code >= 400 and 'role="alert"' in answer.content.decode()


def test_one_side_is_asked_in_the_open(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    assert page.post("neutral_question", scene.case, to="", text="").status_code == 422
    page.post("neutral_question", scene.case, to="seller", text="Where is the batch sheet?")
    assert "Where is the batch sheet?" in browser(scene.buyer).get("case", scene.case).content.decode()
    assert [row.who for row in state(scene).waits("question")] == ["seller"]


def test_a_proposal_is_shown_with_its_money_and_put_to_both(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    shown = page.post("neutral_proposal_preview", scene.case, **TERMS).content.decode()
    assert "¥99.00" in shown and "¥100.00" in shown
    assert state(scene).offers[-1].is_claim
    page.post("neutral_proposal", scene.case, **TERMS)
    assert state(scene).offers[-1].side == "neutral" and state(scene).offers[-1].package["refund"] == 9900
    assert "Take back your proposal?" in page.get("neutral_proposal_withdrawal", scene.case, "o2").content.decode()
    page.post("neutral_proposal_withdrawal", scene.case, "o2")
    assert state(scene).offer("o2").status == "withdrawn"


def test_proposing_and_deciding_demand_a_second_factor(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral, second_factor=False)
    assert "/account/prove/" in page.get("neutral_proposal", scene.case).url
    assert "/account/prove/" in page.get("neutral_decision", scene.case).url
    assert "/account/prove/" in page.post("neutral_proposal", scene.case, **TERMS).url


def test_a_draft_is_the_neutrals_own_and_says_what_it_lacks(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    typed = draft(**{"words-2": "265 mm is the last", "says-2": "seller", "prove-2": "seller", "finding-2": "open"})
    page.post("neutral_draft", scene.case, **typed)
    kept = page.get("neutral_table", scene.case)
    assert [point["words"] for point in kept.context["rows"]][:2] == ["", "265 mm is the last"]
    assert any("Point 2" in hole for hole in kept.context["draft"].holes)
    assert "265 mm is the last" not in browser(scene.buyer).get("case", scene.case).content.decode()
    with pytest.raises(Exception, match="not_found"):
        drafting.read(scene.ctx(scene.operator), scene.case)


def test_what_has_changed_since_the_last_draft_is_marked(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    page.post("neutral_draft", scene.case, **draft())
    page.post("neutral_draft", scene.case, **draft(findings="The ruler lies beside the insole."))
    shown = page.get("neutral_table", scene.case).content.decode()
    assert "<del>along</del>" in shown and "<ins>beside</ins>" in shown
    live = page.post("neutral_preview", scene.case, **draft(refund="150.00")).content.decode()
    assert "¥150.00" in live and "¥49.00" in live


def test_evidence_bears_on_a_point_and_stands_in_the_finding(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    page.post("neutral_question", scene.case, to="seller", text="Where is the batch sheet?")
    page.post("neutral_draft", scene.case, **draft(**{"bears-1": ["q1"]}))
    kept = page.get("neutral_table", scene.case)
    assert "proved (Q1)" in kept.context["draft"].why.found
    assert kept.context["draft"].cited == ()
    assert [piece["id"] for piece in kept.context["rows"][0]["chosen"]["seller"]] == ["q1"]


def test_a_decision_is_read_once_more_then_signed_once(browser, scene):
    scene.opened().mediated()
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    page = browser(scene.neutral)
    assert page.post("neutral_draft", scene.case, sign="yes", **draft()).url.endswith("/decision/")
    review = page.get("neutral_decision", scene.case)
    assert "word for word" in review.content.decode() and "The ruler lies along the insole." in review.content.decode()
    assert state(scene).ruling is None
    stale = page.post("neutral_decision", scene.case, number="7")
    assert stale.status_code == 200 and state(scene).ruling is None
    for _again in range(2):
        page.post("neutral_decision", scene.case, number="1", key="same")
    case = state(scene)
    assert len(case.rulings) == 1 and case.ruling.package["refund"] == 9900
    told = browser(scene.buyer).get("case", scene.case).content.decode()
    assert "that goods and listing agree, or that the buyer was told" in told and "Size rule 3." in told
    assert drafting.read(scene.ctx(scene.neutral), scene.case).number == 0


def test_a_decision_without_reasons_is_sent_back_to_its_fields(browser, scene):
    scene.opened().mediated()
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    answer = browser(scene.neutral).post("neutral_draft", scene.case, sign="yes", **draft(findings=""))
    assert answer.status_code == 422 and "Fill this in" in answer.content.decode()


def test_the_mediation_is_ended_after_being_asked_once(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    assert "does not go back to mediation" in page.get("neutral_onward", scene.case).content.decode()
    page.post("neutral_onward", scene.case)
    assert state(scene).stage == "decision"


@pytest.mark.parametrize(("upheld", "outcome"), [("yes", "appealed_upheld"), ("no", "appealed_changed")])
def test_a_second_look_upholds_or_changes(browser, scene, people, upheld, outcome):
    scene.opened().decided()
    scene.do(scene.buyer, mediation.appeal_ruling, "AppealRuling", "The second shoe was not looked at.")
    second = people("neutral", name="Sun Qi")
    scene.do(scene.operator, mediation.assign_neutral, "AssignNeutral", second.id)
    scene.do(scene.seller, mediation.answer_appeal, "AnswerAppeal", "It was.")
    page = browser(second)
    assert "The second shoe was not looked at." in page.get("neutral_table", scene.case).content.decode()
    page.post("neutral_draft", scene.case, sign="yes", upheld=upheld, **draft(refund="150.00"))
    page.post("neutral_decision", scene.case, number="1")
    assert state(scene).ruling.outcome == outcome
    assert state(scene).ruling.package["refund"] == (9900 if upheld == "yes" else 15000)


NEUTRAL_PAGES = ("neutral_table", "neutral_proposal", "neutral_onward", "neutral_decision")


@pytest.mark.parametrize("name", NEUTRAL_PAGES)
@pytest.mark.parametrize("who", ["buyer", "seller", "operator", "stranger"])
def test_nobody_else_reaches_the_table(browser, scene, people, name, who):
    scene.opened().mediated()
    somebody = people("neutral") if who == "stranger" else getattr(scene, who)
    answer = browser(somebody).get(name, scene.case)
    assert answer.status_code == 404 and "7 mm" not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [("neutral_question", {"to": "buyer", "text": "?"}), ("neutral_draft", {}), ("neutral_preview", {})],
)
def test_nobody_else_acts_at_the_table(browser, scene, people, name, data):
    scene.opened().mediated()
    for somebody in (scene.buyer, scene.seller, scene.operator, people("neutral")):
        assert browser(somebody).post(name, scene.case, **data).status_code == 404


def test_a_neutral_who_left_sees_the_case_no_more(browser, scene):
    scene.opened().mediated()
    scene.do(scene.buyer, mediation.object_to_neutral, "ObjectToNeutral", "We know each other.")
    assert browser(scene.neutral).get("neutral_table", scene.case).status_code == 404


def test_the_pages_ask_the_database_a_bounded_number_of_times(browser, scene, django_assert_max_num_queries):
    scene.opened().offered().mediated()
    for number in range(6):
        scene.do(scene.neutral, cases.ask_question, "AskQuestion", "buyer", f"Question {number}?")
        scene.do(scene.buyer, cases.write_message, "WriteMessage", f"Message {number}")
    page = browser(scene.neutral)
    page.get("neutral_table", scene.case)  # how much of vouchers and points is used is looked up every ten minutes
    with django_assert_max_num_queries(18):
        page.get("neutral_table", scene.case)
    with django_assert_max_num_queries(12):
        page.get("table")
    with django_assert_max_num_queries(16):
        page.get("neutral_proposal", scene.case)


def test_an_agreement_stands_in_place_of_offers(browser, scene):
    scene.opened().mediated().offered()
    scene.do(scene.buyer, settlement.accept_offer, "AcceptOffer", "o2", waives=True)
    page = browser(scene.neutral).get("neutral_table", scene.case).content.decode()
    assert "has not signed yet" in page and "Propose something to both" not in page


def test_evidence_that_bears_on_a_finding_is_named_in_the_decision(browser, scene):
    scene.opened().mediated()
    letter = SimpleUploadedFile("letter.txt", b"The maker says 258 mm.", "text/plain")
    browser(scene.buyer).post(
        "case_evidence", scene.case, file=letter, name="Letter", purpose="the length", room="joint"
    )
    page = browser(scene.neutral)
    page.post("neutral_draft", scene.case, **draft(**{"bears-1": ["e1"], "evidence": []}))
    kept = page.get("neutral_table", scene.case).context["draft"]
    assert kept.cited == ("e1",) and "proved (E1)" in kept.why.found
