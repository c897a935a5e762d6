"""Less than the rules give is accepted and signed on a page that says what is given up, with a box that nobody has ticked."""

import re

import pytest
from django.urls import reverse

from hejie.record import reader
from hejie.usecases import settlement
from hejie.web.wrong_language import other_language_words_of_page

pytestmark = pytest.mark.django_db
LESS = 19900 - 11940


def box(page: str) -> str:
    return re.search(r"<input[^>]*name=\"waives\"[^>]*>", page)[0]


def test_accepting_below_leads_to_a_page_that_says_the_sum_and_the_rule_and_asks(browser, scene):
    scene.opened().offered()
    buyer = browser(scene.buyer)
    answer = buyer.post("case_offer_answer", scene.case, "o2", answer="accept")
    assert (answer.status_code, answer.url) == (302, reverse("case_acceptance_knowing", args=[scene.case, "o2"]))
    assert not reader.case(scene.case).agreement
    page = buyer.get("case_acceptance_knowing", scene.case, "o2").content.decode()
    assert "You would give up ¥79.60, which is yours by " in page and "Consumer" in page
    assert "You get 60% back (<b>¥119.40</b>)" in page or "¥119.40" in page
    assert "I know that and agree all the same" in page and "checked" not in box(page)
    unticked = buyer.post("case_acceptance_knowing", scene.case, "o2")
    assert unticked.status_code == 422 and not reader.case(scene.case).agreement
    assert "Tick the box" in unticked.content.decode()
    assert buyer.post("case_acceptance_knowing", scene.case, "o2", waives="on").status_code == 302
    assert reader.case(scene.case).offer("o2").waived["minor"] == LESS


def test_what_holds_a_certain_remedy_in_full_is_accepted_at_once(browser, scene):
    scene.opened().offered(19900)
    buyer = browser(scene.buyer)
    assert buyer.post("case_offer_answer", scene.case, "o2", answer="accept").url.endswith("#content")
    assert reader.case(scene.case).agreement


def test_both_sides_read_in_the_story_what_was_given_up_knowingly(browser, scene):
    scene.opened().agreed()
    buyer = browser(scene.buyer).get("case", scene.case).content.decode()
    assert "You said that you know: this is ¥79.60 less than the rules give you." in buyer
    seller = browser(scene.seller).get("case", scene.case).content.decode()
    assert "The buyer knows that this is ¥79.60 less than the rules give." in seller


def test_a_claim_for_less_that_was_accepted_is_signed_on_such_a_page(browser, scene):
    scene.opened(remedy="partial_refund", refund=11940)
    scene.do(scene.seller, settlement.accept_offer, "AcceptOffer", "o1")
    buyer = browser(scene.buyer)
    answer = buyer.post("case_signature", scene.case)
    assert answer.url == reverse("case_signature_knowing", args=[scene.case])
    page = buyer.get("case_signature_knowing", scene.case).content.decode()
    assert "Sign for less than the rules give you?" in page and "¥79.60" in page and "checked" not in box(page)
    assert buyer.post("case_signature_knowing", scene.case).status_code == 422
    assert buyer.post("case_signature_knowing", scene.case, waives="on").status_code == 302
    assert reader.case(scene.case).agreement.signed_by == ("buyer",)


@pytest.mark.parametrize(("language", "words"), [("zh", "我知道，仍然同意"), ("ru", "Я это знаю и всё равно согласен")])
def test_it_asks_in_the_buyers_language(browser, scene, language, words):
    scene.opened().offered()
    scene.buyer.person.language = language
    scene.buyer.person.save()
    answer = browser(scene.buyer, language=language).get("case_acceptance_knowing", scene.case, "o2")
    assert words in answer.content.decode()
    assert other_language_words_of_page(answer.content.decode()) == []


def test_an_offer_that_is_gone_is_told_and_nobody_else_sees_the_page(browser, scene):
    scene.opened().offered()
    scene.do(scene.seller, settlement.withdraw_offer, "WithdrawOffer", "o2")
    gone = browser(scene.buyer).post("case_acceptance_knowing", scene.case, "o2", waives="on")
    assert gone.status_code == 409
    assert browser(scene.buyer).get("case_acceptance_knowing", scene.case, "o9").status_code == 200
    other = browser(scene.operator).post("case_acceptance_knowing", scene.case, "o2", waives="on")
    assert other.status_code in (403, 404, 409)


def test_a_voucher_is_agreed_on_handed_over_and_confirmed_by_page(browser, scene):
    scene.opened().signed(voucher={"minor": 1500, "days": 60}, public_reply=True)
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    page = seller.get("case", scene.case).content.decode()
    assert "Hand over the voucher" in page and "Reply publicly" in page and "¥15.00" in page
    assert "The code of the voucher, and how it is used." in page
    empty = seller.post("case_performance", scene.case, "b1", text="")
    assert empty.status_code == 422 and "Hand over the voucher" in empty.content.decode()
    assert seller.post("case_performance", scene.case, "b1", text="HJ-2201").status_code == 302
    page = buyer.get("case", scene.case).content.decode()
    assert "HJ-2201" in page and "The voucher is here and works" in page
    assert buyer.post("case_confirmation", scene.case, "b1").status_code == 302
    seller.post("case_performance", scene.case, "b2", text="Below the listing.")
    ask = buyer.get("case_dispute", scene.case, "b2").content.decode()
    assert "It counts as broken then" in ask
    assert buyer.post("case_dispute", scene.case, "b2", note="I cannot find it.").status_code == 302
    assert [duty.status for duty in reader.case(scene.case).obligations[:2]] == ["kept", "broken"]
