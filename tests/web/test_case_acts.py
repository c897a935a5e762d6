"""Each act of buyer and seller by page: the form is sent, the record has it, the case page shows it."""

import re

import pytest
from django.urls import reverse

from hejie.usecases import cases, mediation, reading, settlement

NOWHERE = "a" * 16 + "-" + "b" * 8


def state(scene):
    """The case as it stands."""
    return reading.read_case(scene.ctx(scene.buyer), scene.case).case


def test_a_claim_is_sent_after_three_questions_and_the_procedure_was_shown(browser, scene):
    page = browser(scene.buyer)
    assert "What went wrong?" in page.get("claim", scene.root).content.decode()
    query = "?line=1&reason=not_as_described&remedy=return_and_refund"
    last = page.get("claim", scene.root, query=query)
    assert "Standard procedure" in last.content.decode()
    shown = last.context["shown"]
    sent = page.post(
        "claim",
        scene.root,
        line="1",
        reason="not_as_described",
        remedy="return_and_refund",
        story="Short.",
        shown=shown,
    )
    case_id = sent.url.strip("/").split("/")[-1]
    scene.case = case_id
    assert state(scene).offers[0].package["goods"] == "return"
    assert "You opened the case" in page.client.get(sent.url).content.decode()


def test_a_claim_sent_twice_opens_one_case(browser, scene):
    page = browser(scene.buyer)
    shown = page.get("claim", scene.root, query="?line=1&reason=late&remedy=refund").context["shown"]
    data = {"line": "1", "reason": "late", "remedy": "refund", "story": "Late.", "shown": shown, "key": "one"}
    first, second = page.post("claim", scene.root, **data), page.post("claim", scene.root, **data)
    assert first.status_code == 302
    assert second.url == first.url or second.url.endswith(f"/orders/{scene.root}/")


def test_a_message_is_written_once_however_often_it_is_sent(browser, scene):
    scene.opened()
    page = browser(scene.seller)
    for _again in range(2):
        answer = page.post("case_messages", scene.case, "joint", text="We will look at it.", key="same")
        assert answer.status_code == 302
    assert [item.kind for item in state(scene).said].count("message") == 1
    assert "We will look at it." in page.get("case", scene.case).content.decode()


def test_an_empty_message_shows_the_page_again_with_what_to_do(browser, scene):
    scene.opened()
    answer = browser(scene.seller).post("case_messages", scene.case, "joint", text="  ")
    assert answer.status_code == 422 or answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_a_statement_stands_beside_the_claim(browser, scene):
    scene.opened()
    page = browser(scene.seller)
    assert page.get("case_statements", scene.case).status_code == 200
    page.post("case_statements", scene.case, text="Our batch sheet says 265 mm.")
    assert "Our batch sheet says 265 mm." in browser(scene.buyer).get("case", scene.case).content.decode()


def test_an_offer_is_made_changed_and_accepted_by_page(browser, scene):
    scene.opened()
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    assert "199.00" in seller.get("case_offer_new", scene.case, query="?reply=o1").content.decode()
    terms = {"refund": "119.40", "goods": "keep", "payer": "seller", "service": "none", "days": "10", "note": "Enough?"}
    assert seller.post("case_offer_new", scene.case, reply="o1", **terms).status_code == 302
    page = buyer.get("case", scene.case).content.decode()
    assert "You get 60" in page and "keep the goods" in page and "<del>" in page
    asked = buyer.post("case_offer_answer", scene.case, "o2", answer="accept", follow=True).content.decode()
    assert "Accept less than the rules give you?" in asked and state(scene).agreement is None
    buyer.post("case_acceptance_knowing", scene.case, "o2", waives="on")
    assert state(scene).agreement.offer == "o2"


def test_an_amount_above_what_was_paid_is_told_beside_the_field(browser, scene):
    scene.opened()
    terms = {"refund": "999", "goods": "keep", "payer": "seller", "service": "none", "days": "10", "note": ""}
    answer = browser(scene.seller).post("case_offer_new", scene.case, **terms)
    assert answer.status_code == 422
    assert "more than was paid" in answer.content.decode()
    assert 'value="999"' in answer.content.decode()


def test_an_offer_is_declined_and_another_taken_back(browser, scene):
    scene.opened().offered()
    buyer, seller = browser(scene.buyer), browser(scene.seller)
    buyer.post("case_offer_answer", scene.case, "o2", answer="decline", note="Not for that money.")
    assert state(scene).offer("o2").status == "rejected"
    assert "<q data-user-text>Not for that money.</q>" in seller.get("case", scene.case).content.decode()
    scene.offered(refund=15000)
    assert "Take back your offer?" in seller.get("case_offer_withdrawal", scene.case, "o3").content.decode()
    seller.post("case_offer_withdrawal", scene.case, "o3")
    assert state(scene).offer("o3").status == "withdrawn"


def test_both_sign_and_the_page_says_that_the_money_is_on_its_way(browser, scene):
    scene.opened().agreed()
    for who in (scene.buyer, scene.seller):
        assert "Sign the agreement" in browser(who).get("case", scene.case).content.decode()
        browser(who).post("case_signature", scene.case)
    assert state(scene).agreement.in_effect
    assert "The money is on its way" in browser(scene.buyer).get("case", scene.case).content.decode()


def test_goods_are_sent_back_and_their_return_confirmed(browser, scene):
    scene.opened().signed(refund=19900, goods="return", return_freight={"payer": "seller", "minor": 0})
    browser(scene.buyer).post("case_performance", scene.case, "b1", text="SF 123")
    assert state(scene).obligation("b1").status == "reported"
    page = browser(scene.seller)
    assert "The goods came back in order" in page.get("case", scene.case).content.decode()
    page.post("case_confirmation", scene.case, "b1")
    assert state(scene).obligation("b1").status == "kept"


def test_a_performance_is_disputed_with_a_reason(browser, scene):
    scene.opened().signed(refund=19900, goods="return", return_freight={"payer": "seller", "minor": 0})
    browser(scene.buyer).post("case_performance", scene.case, "b1", text="SF 123")
    page = browser(scene.seller)
    assert page.post("case_dispute", scene.case, "b1", note="").status_code == 422
    assert page.post("case_dispute", scene.case, "b1", note="The box was empty.").status_code == 302
    assert state(scene).stage == "decision"


def test_a_neutral_is_asked_for_and_objected_to(browser, scene):
    scene.opened().do(scene.seller, cases.write_message, "WriteMessage", "No.")
    page = browser(scene.buyer)
    page.post("case_escalation", scene.case, note="We do not get on.")
    assert state(scene).stage == "mediation"
    scene.do(scene.operator, mediation.assign_neutral, "AssignNeutral", scene.neutral.id)
    page.post("case_objection", scene.case, note="We know each other.")
    assert state(scene).neutral == ""
    read = browser(scene.seller).get("case", scene.case).content.decode()
    assert "<q data-user-text>We do not get on.</q>" in read and "<q data-user-text>We know each other.</q>" in read


def test_a_neutral_is_offered_only_once_the_other_side_has_answered(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    way = reverse("case_escalation", args=[scene.case])
    assert way not in page.get("case", scene.case).content.decode()
    scene.do(scene.seller, cases.write_message, "WriteMessage", "No.")
    assert way in page.get("case", scene.case).content.decode()


def test_a_question_is_answered(browser, scene):
    scene.opened().mediated()
    scene.do(scene.neutral, cases.ask_question, "AskQuestion", "buyer", "How was it measured?")
    page = browser(scene.buyer)
    assert "How was it measured?" in page.get("case", scene.case).content.decode()
    page.post("case_answer", scene.case, "q1", text="Along the insole.")
    assert "Along the insole." in page.get("case", scene.case).content.decode()


def test_a_decision_is_appealed_and_the_appeal_answered(browser, scene):
    scene.opened().decided()
    page = browser(scene.buyer)
    assert "Measured short." in page.get("case", scene.case).content.decode()
    page.post("case_appeal", scene.case, grounds="The second shoe was not looked at.")
    assert state(scene).stage == "appeal"
    seller = browser(scene.seller)
    assert "The second shoe was not looked at." in seller.get("case", scene.case).content.decode()
    seller.post("case_appeal_answer", scene.case, text="It was.")
    assert "It was." in page.get("case", scene.case).content.decode()


def test_a_claim_is_withdrawn_after_being_asked_once(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    assert "given up here" in page.get("case_withdrawal", scene.case).content.decode()
    page.post("case_withdrawal", scene.case, note="It came after all.")
    assert state(scene).outcome == "withdrawn"
    assert "It came after all." in browser(scene.seller).get("case", scene.case).content.decode()
    assert "Nobody’s turn" in page.get("case", scene.case).content.decode()


def test_an_answered_offer_cannot_be_answered_again_and_the_page_says_so(browser, scene):
    scene.opened().offered()
    scene.do(scene.buyer, settlement.reject_offer, "RejectOffer", "o2")
    answer = browser(scene.buyer).post("case_offer_answer", scene.case, "o2", answer="accept")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("case", ()),
        ("case_record", ()),
        ("case_procedure", ()),
        ("case_dossier", ()),
        ("case_withdrawal", ()),
        ("case_offer_new", ()),
    ],
)
def test_somebody_elses_case_is_not_there(browser, scene, people, name, args):
    scene.opened()
    stranger = browser(people("buyer"))
    answer = stranger.get(name, scene.case, *args)
    nowhere = stranger.get(name, NOWHERE, *args)
    assert answer.status_code == nowhere.status_code == 404
    assert told(answer, scene.case) == told(nowhere, NOWHERE)


def told(answer, case_id: str) -> str:
    """A page without its address and its form token."""
    return re.sub(r'value="[^"]*"', "", answer.content.decode().replace(case_id, ""))


def test_acts_in_somebody_elses_case_are_answered_as_if_it_were_not_there(browser, scene, people):
    scene.opened()
    stranger = browser(people("seller"))
    assert stranger.post("case_messages", scene.case, "joint", text="Hello").status_code == 404
    assert stranger.post("case_signature", scene.case).status_code == 404


@pytest.mark.parametrize(
    "path", ["cases/%00/", "cases/nothing/", "orders/%00/", "cases/%F0%9F%98%80/", "inbox/?after=" + "9" * 40]
)
def test_an_address_that_can_be_nobodys_is_told_so(browser, scene, path):
    answer = browser(scene.seller).client.get(f"/{path}")
    assert answer.status_code in (404, 422)
    assert "<h1" in answer.content.decode()


def test_numbers_in_addresses_may_be_anything(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    for written in ("\u00b2", "-1", "9" * 40, "x"):
        assert page.get("case_record", scene.case, query=f"?before={written}").status_code == 200
        assert page.post("notices_read", up_to=written).status_code == 302


def test_an_open_page_reads_itself_again_without_its_frame(browser, scene):
    scene.opened()
    page = browser(scene.buyer).get("case", scene.case, **{"x-live": "1"}).content.decode()
    assert "<html" not in page
    assert 'id="live-turn"' in page and "/live?token=" in page


def test_an_act_says_that_it_was_done(browser, scene):
    scene.opened().agreed()
    page = browser(scene.buyer)
    done = page.post("case_signature", scene.case, follow=True)
    assert "You have signed the agreement." in done.content.decode()


def test_the_record_names_to_whom_a_notice_went_or_says_no_more_than_that_he_takes_part(browser, scene, run_worker):
    scene.opened()
    run_worker()
    keeper = scene.seller.person
    told = browser(scene.operator).get("case_record", scene.case).content.decode()
    assert f"sent to <span data-user-text>{keeper.name}</span>" in told
    unknown = browser(scene.buyer).get("case_record", scene.case).content.decode()
    assert "sent to somebody who takes part" in unknown
    assert keeper.pk not in unknown


def test_a_message_that_leads_off_the_platform_is_warned_of_once_and_goes_when_sent_again(browser, scene):
    scene.opened()
    page = browser(scene.seller)
    warned = page.post("case_messages", scene.case, "joint", text="Cancel it and pay me via PayPal.", key="k1")
    assert warned.status_code == 200
    shown = warned.content.decode()
    assert "Before you send: this leads away from here" in shown
    assert "Cancel it and pay me via PayPal." in shown
    assert [item.kind for item in state(scene).said].count("message") == 0
    sent = page.post(
        "case_messages", scene.case, "joint", text="Cancel it and pay me via PayPal.", key="k1", known="pay_elsewhere "
    )
    assert sent.status_code == 302
    read = browser(scene.buyer).get("case", scene.case).content.decode()
    assert "Careful: this leads away from here" in read
    assert "Money past the platform" in read
