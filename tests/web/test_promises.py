"""Promises by page: out of a message, put to the other side, agreed to, kept with a proof, confirmed or not, in three languages."""

import re
from urllib.parse import urlparse

import pytest
from django.test import Client
from django.urls import reverse

from hejie.record import reader
from hejie.usecases import cases, evidence, promises, settlement
from hejie.usecases.people import links
from tests.web.test_standstill_pages import Upload

pytestmark = pytest.mark.django_db
WORDS = "A voucher of twenty yuan, sent by mail."


def text_of(page, case: str, query: str = "") -> str:
    return page.get("case", case, query=query).content.decode()


def state(scene):
    return reader.case(scene.case)


def propose(scene, who, keeper="seller", days=5, minor=2000, message=""):
    scene.do(who, promises.propose_promise, "ProposePromise", keeper, WORDS, days, message, minor)


def promised(scene, **terms):
    propose(scene, scene.seller, **terms)
    scene.do(scene.buyer, promises.accept_promise, "AcceptPromise", f"p{len(state(scene).promises)}")
    return scene


def said(scene, text=WORDS, who=None):
    scene.do(who or scene.seller, cases.write_message, "WriteMessage", text)
    return scene


def test_a_message_becomes_a_promise_by_either_side_and_the_other_agrees(browser, scene):
    said(scene.opened())
    buyer, seller = browser(scene.buyer), browser(scene.seller)
    for page in (buyer, seller):
        assert "Make this a promise" in text_of(page, scene.case)
    form = buyer.get("case_promise_new", scene.case, query="?message=m1").content.decode()
    assert f"wrote: <q data-user-text>{WORDS}</q>" in form and f"{WORDS}</textarea>" in form
    assert "5 days: until Saturday 7\xa0November" in form and 'value="seller" id="id_keeper_1" checked' in form
    sent = {"keeper": "seller", "text": "A voucher of ¥20 by mail.", "days": "5", "worth": "20"}
    answer = buyer.client.post(
        f"/cases/{scene.case}/promises/?message=m1", {**sent, "key": "once"}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 302
    made = state(scene).promise("p1")
    assert (made.side, made.keeper, made.days, made.minor, made.message) == ("buyer", "seller", 5, 2000, "m1")
    own = text_of(buyer, scene.case)
    assert "You ask for this promise" in own and "Take it back" in own and ">Agree<" not in own
    page = text_of(seller, scene.case)
    assert "asks you for this promise" in page and "A voucher of ¥20 by mail." in page and "Worth ¥20.00." in page
    assert page.count(">Agree<") == page.count('value="decline" aria-describedby="p1-h"') == 1
    assert "If it is not kept: The promise counts as broken, the talks have failed" in page
    assert "Put forward as a promise" in page and "Make this a promise" not in page
    seller.post("case_promise_answer", scene.case, "p1", answer="accept")
    assert state(scene).obligation("b1").promise == "p1"
    page = text_of(seller, scene.case)
    assert "Keep your promise" in page and "so it is binding now" in page and "A voucher of ¥20 by mail." in page
    assert 'href="#b1"' in page


def test_it_is_declined_or_taken_back_with_one_button(browser, scene):
    scene.opened()
    for decliner in (scene.buyer, scene.seller):
        propose(scene, scene.seller)
        number = state(scene).promises[-1].id
        browser(decliner).post("case_promise_answer", scene.case, number, answer="decline")
        assert state(scene).promise(number).status == "declined"
    page = text_of(browser(scene.buyer), scene.case)
    assert "You declined a promise" in page and "took back a promise" in page and ">Agree<" not in page


def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(browser, scene):
    scene.opened()
    page = browser(scene.seller)
    bad = page.post("case_promise_new", scene.case, keeper="seller", text=WORDS, days="400", worth="x")
    told = bad.content.decode()
    assert bad.status_code == 422 and WORDS in told and "Write an amount in figures" in told
    assert page.post("case_promise_new", scene.case, keeper="seller", text=" ", days="5", worth="").status_code == 422
    assert not state(scene).promises


def test_it_is_kept_with_evidence_as_proof_and_confirmed(browser, scene, ctx):
    promised(scene.opened())
    evidence.file_upload(ctx(scene.seller), scene.case, Upload(), name="Code", purpose="x", room="joint", key="e")
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    page = text_of(seller, scene.case)
    assert 'name="evidence" value="e1"' in page and "If it is not done by then: The promise counts as broken" in page
    seller.post("case_performance", scene.case, "b1", text="Sent this morning.", evidence=["e1"])
    assert state(scene).obligation("b1").evidence == ("e1",)
    page = text_of(buyer, scene.case)
    assert "Say whether the promise was kept" in page and "The promise was kept" in page and "It was not kept" in page
    assert (
        "Sent this morning." in page and 'href="#joint-e1"' in page and "If nothing is said by then: It counts" in page
    )
    buyer.post("case_confirmation", scene.case, "b1")
    assert state(scene).obligation("b1").status == "kept"


def test_a_proof_that_is_not_on_the_file_is_refused_and_the_words_stay(browser, scene):
    promised(scene.opened())
    answer = browser(scene.seller).post("case_performance", scene.case, "b1", text="Sent it.", evidence=["e9"])
    assert answer.status_code >= 400 and "Sent it.</textarea>" in answer.content.decode()
    assert state(scene).obligation("b1").status == "open"


def test_the_other_side_says_that_it_was_not_kept_and_why(browser, scene):
    promised(scene.opened())
    scene.do(scene.seller, settlement.report_performance, "ReportPerformance", "b1", "Done.")
    buyer = browser(scene.buyer)
    asked = buyer.get("case_dispute", scene.case, "b1").content.decode()
    assert "It counts as broken then" in asked and "A neutral looks at it" not in asked
    assert buyer.post("case_dispute", scene.case, "b1", note="").status_code == 422
    buyer.post("case_dispute", scene.case, "b1", note="The code was used up.")
    page = text_of(browser(scene.seller), scene.case)
    assert "said that it was not kept" in page and page.count("The code was used up.") == 2
    assert "That it was not kept stays on the file. You can go on talking, make an offer, or ask for a neutral." in page


def test_a_promise_from_before_a_dispute_about_the_terms_stays_among_what_is_due(browser, scene):
    promised(scene.opened(), days=60).signed(refund=19900, goods="return")
    scene.do(scene.buyer, settlement.report_performance, "ReportPerformance", "b2", "SF 1")
    scene.do(scene.seller, settlement.confirm_performance, "ConfirmPerformance", "b2", False, "The box was empty.")
    assert state(scene).obligations_from == 2
    page = text_of(browser(scene.seller), scene.case)
    assert f">{WORDS}" in page or WORDS in page
    assert 'id="b1"' in page and 'id="b2"' not in page and 'id="report-b1"' in page


@pytest.mark.parametrize(
    ("terms", "number", "who", "before", "after"),
    [
        ({"goods": "return"}, "b1", "buyer", "The seller keeps the money; you get no refund.", "Not done"),
        ({"service": "replacement"}, "b1", "seller", "The buyer gets all the money back instead", "Not done"),
        ({"service": "repair"}, "b1", "seller", "The buyer gets all the money back instead", "Not done"),
        ({"service": "redelivery"}, "b1", "seller", "The buyer gets all the money back instead", "Not done"),
        ({"apology": True}, "b1", "seller", "It stays on the file that it was not done.", "Not done"),
        ({"explanation": True}, "b1", "seller", "It stays on the file that it was not done.", "Not done"),
    ],
)
def test_what_follows_is_told_before_it_is_signed_before_it_happens_and_after(
    browser, scene, clock, run_worker, terms, number, who, before, after
):
    owes = getattr(scene, who)
    scene.opened().agreed(refund=5000, **terms)
    assert before in text_of(browser(owes), scene.case)
    for signer in (scene.buyer, scene.seller):
        scene.do(signer, settlement.sign_agreement, "SignAgreement")
    page = text_of(browser(owes), scene.case)
    assert f"If it is not done by then: {before}" in page
    clock.move(days=11)
    run_worker()
    assert state(scene).obligation(number).status == "broken"
    page = text_of(browser(owes), scene.case)
    assert before in page and after in page and "It was due by" in page


@pytest.mark.parametrize("terms", [{"service": "repair"}, {"service": "replacement"}, {"service": "redelivery"}])
def test_a_service_is_reported_with_proof_and_silence_confirms_it(browser, scene, clock, run_worker, terms):
    scene.opened().signed(refund=0, **terms)
    browser(scene.seller).post("case_performance", scene.case, "b1", text="Handed over.")
    page = text_of(browser(scene.buyer), scene.case)
    assert "Handed over." in page and "If nothing is said by then: It counts as done." in page
    clock.move(days=11)
    run_worker()
    assert state(scene).obligation("b1").deemed
    assert "Nobody said otherwise in time" in text_of(browser(scene.buyer), scene.case)


def test_words_that_are_owed_are_read_by_the_other_side(browser, scene):
    scene.opened().signed(refund=5000, apology=True)
    page = text_of(browser(scene.seller), scene.case)
    assert "Your apology, in your own words." in page and "Which of your evidence" not in page
    browser(scene.seller).post("case_performance", scene.case, "b1", text="We measured wrongly and are sorry.")
    assert "We measured wrongly and are sorry." in text_of(browser(scene.buyer), scene.case)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Promises", "offers this promise", "Agree", "Worth ¥20.00.")),
        ("zh", ("承诺", "提出这项承诺", "同意", "价值¥20.00。", "如果没有履行：")),
        ("ru", ("Обещания", "предлагает это обещание", "Согласиться", "Если его не выполнить:")),
    ],
)
def test_it_speaks_the_readers_language(browser, scene, language, words):
    said(scene.opened())
    propose(scene, scene.seller)
    scene.buyer.person.language = language
    scene.buyer.person.save()
    page = text_of(browser(scene.buyer, language=language), scene.case)
    assert all(word in page for word in words)
    promised(scene)
    form = browser(scene.buyer, language=language).get("case_promise_new", scene.case).content.decode()
    for found in (page, form, text_of(browser(scene.buyer, language=language), scene.case)):
        assert language == "en" or "promise" not in re.sub(r"<[^>]+>", " ", found)


def test_what_must_be_proved_first_is_asked_for_and_nothing_is_promised_before(browser, scene):
    propose(scene.opened(), scene.seller)
    sent = {"keeper": "seller", "text": WORDS, "days": "5", "worth": ""}
    answer = browser(scene.seller, second_factor=False).post("case_promise_new", scene.case, **sent)
    assert urlparse(answer.url).path == reverse("second_factor") and len(state(scene).promises) == 1
    by_link = Client()
    new = links.issue(scene.buyer.person, scene.case, now=scene.clock.now)
    by_link.post(reverse("case_link", args=[new.token]))
    assert ">Agree<" in by_link.get(reverse("case", args=[scene.case])).content.decode()
    for name, args, data in (
        ("case_promise_answer", ["p1"], {"answer": "accept"}),
        ("case_promise_new", [], {**sent, "keeper": "buyer"}),
    ):
        answer = by_link.post(reverse(name, args=[scene.case, *args]), {**data, "key": name})
        assert urlparse(answer.url).path == reverse("case_link_code")
    assert [one.status for one in state(scene).promises] == ["open"]


def test_nothing_is_offered_where_it_may_not_be(browser, scene):
    said(scene.opened().mediated())
    for who in (scene.neutral, scene.operator):
        page = text_of(browser(who), scene.case)
        assert "Make this a promise" not in page and "Put a promise forward" not in page
        assert browser(who).get("case_promise_new", scene.case).status_code >= 400
    propose(scene, scene.seller)
    page = text_of(browser(scene.neutral), scene.case)
    assert WORDS in page and ">Agree<" not in page and "Waits for the buyer" in page
    scene.do(scene.buyer, cases.withdraw_case, "WithdrawCase")
    assert "Make this a promise" not in text_of(browser(scene.buyer), scene.case)


def test_of_a_private_room_nothing_gets_into_a_promise(browser, scene, ctx):
    scene.opened().mediated()
    secret = "Between us: I would take half."
    for _twice in range(2):
        scene.do(scene.buyer, cases.write_message, "WriteMessage", secret, "buyer")
    evidence.file_upload(ctx(scene.buyer), scene.case, Upload(), name="Bank", purpose="x", room="buyer", key="e")
    assert "Make this a promise" not in text_of(browser(scene.buyer), scene.case, "?room=buyer")
    for who in (scene.buyer, scene.seller):
        form = browser(who).get("case_promise_new", scene.case, query="?message=m2").content.decode()
        assert secret not in form
    propose(scene, scene.buyer, keeper="buyer")
    scene.do(scene.seller, promises.accept_promise, "AcceptPromise", "p1")
    assert 'name="evidence"' not in text_of(browser(scene.buyer), scene.case)
    answer = browser(scene.buyer).post("case_performance", scene.case, "b1", text="Done.", evidence=["e1"])
    assert answer.status_code >= 400 and state(scene).obligation("b1").status == "open"


def test_an_operator_can_erase_what_was_promised_what_was_written_of_it_and_why_it_was_denied(browser, scene):
    promised(scene.opened())
    scene.do(scene.seller, settlement.report_performance, "ReportPerformance", "b1", "Mailed to Harbour Street 7.")
    scene.do(scene.buyer, settlement.confirm_performance, "ConfirmPerformance", "b1", False, "I moved to Hill Road 3.")
    page = browser(scene.operator)
    told = page.get("case_erasure", scene.case).content.decode()
    texts = (WORDS, "Mailed to Harbour Street 7.", "I moved to Hill Road 3.")
    assert all(text in told for text in texts)
    names = ["promise p1", "proof b1", "denial b1"]
    page.post("case_erasure", scene.case, what=names, more="", why="request")
    for who in (scene.buyer, scene.seller, scene.operator):
        found = text_of(browser(who), scene.case)
        assert not any(text in found for text in texts) and "(erased)" in found
