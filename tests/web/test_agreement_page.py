"""The agreement's own page: before the signatures what is about to be signed, then the signed document; and its PDF."""

import re

from hejie.domain.cases import commands
from hejie.usecases import settlement


def told(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_signing_it_is_what_one_is_about_to_sign(scene, browser):
    scene.opened().agreed(goods="return")
    page = told(browser(scene.buyer).get("case_agreement", scene.case))
    assert "What you are about to sign" in page and "Sign the agreement" in page and "binds nobody" in page
    assert "The buyer sends the goods back within 10 days" in page
    assert "case_agreement" not in page and f"/cases/{scene.case}/agreement/signature/" in page


def test_the_case_page_leads_there(scene, browser):
    scene.opened().agreed()
    page = told(browser(scene.buyer).get("case", scene.case))
    assert f'href="/cases/{scene.case}/agreement/"' in page and "Read the whole of what you are about to sign" in page


def test_its_form_signs_what_was_read_and_nothing_else(scene, browser):
    scene.opened().agreed()
    buyer = browser(scene.buyer)
    page = told(buyer.get("case_agreement", scene.case))
    read = re.search(r'name="document" value="([0-9a-f]{64})"', page)[1]
    refused = buyer.post("case_signature", scene.case, document="0" * 64)
    assert refused.status_code == 409 and "no longer the one that you have read" in refused.content.decode()
    assert buyer.post("case_signature", scene.case, document=read).status_code == 302
    after = told(buyer.get("case_agreement", scene.case))
    assert "not signed by both yet" in after and "Sign the agreement" not in after
    assert "Lin Yue: signed" in after and "not signed yet" in after


def test_once_signed_it_shows_signatures_how_to_check_and_how_it_is_kept(scene, browser):
    scene.opened().signed(apology=True)
    for who in (scene.buyer, scene.seller, scene.operator):
        page = told(browser(who).get("case_agreement", scene.case))
        assert "The agreement, signed by both" in page and "Zhou Min for" in page
        assert len(re.findall(r'<code class="code">[0-9a-f]{64}</code>', page)) == 3
        assert 'href="/verify/"' in page and "not part of what was signed" in page and "apologises" in page
        assert "Sign the agreement" not in page


def test_it_can_be_read_in_a_third_language_which_says_so(scene, browser):
    scene.opened().signed()
    page = told(browser(scene.buyer).get("case_agreement", scene.case, query="?language=zh"))
    assert "仅供阅读" in page and "和解协议" in page and 'lang="zh"' in page
    unknown = told(browser(scene.buyer).get("case_agreement", scene.case, query="?language=xx"))
    assert "Settlement agreement" in unknown


def test_what_people_wrote_is_never_markup(scene, browser):
    scene.opened()
    scene.do(scene.seller, settlement.make_offer, "MakeOffer", {"refund": 19900, "currency": "CNY"})
    from hejie.usecases import cases

    text = "<script>alert(1)</script>\n## Heading\n> quote\n1. clause"
    cases.make_statement(scene.ctx(scene.seller), commands.MakeStatement(scene.case, text), key="s")
    scene.do(scene.buyer, settlement.accept_offer, "AcceptOffer", "o2")
    page = told(browser(scene.buyer).get("case_agreement", scene.case))
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "<p>## Heading</p>" in page


def test_one_that_no_longer_stands_can_still_be_read(scene, browser):
    scene.opened().signed(goods="return")
    buyer, seller = browser(scene.buyer), browser(scene.seller)
    before = told(buyer.get("case_agreement", scene.case))
    scene.do(scene.buyer, settlement.report_performance, "ReportPerformance", "b1", "Sent back.")
    scene.do(scene.seller, settlement.confirm_performance, "ConfirmPerformance", "b1", False, "It never came.")
    for who in (buyer, seller):
        page = told(who.get("case_agreement", scene.case))
        assert "An agreement that no longer stands" in page and "its performance was disputed" in page
        assert "Sign the agreement" not in page and "not part of what was signed" not in page
    prints = re.findall(r'<code class="code">[0-9a-f]{64}</code>', before)
    assert re.findall(r'<code class="code">[0-9a-f]{64}</code>', page) == prints
    assert f'href="/cases/{scene.case}/agreement/"' in told(buyer.get("case", scene.case))
    assert buyer.get("case_agreement", scene.case, query="?ended=2").status_code == 404
    assert buyer.get("case_agreement_pdf", scene.case, query="?ended=1").status_code == 200


def test_the_pdf_is_for_those_who_may_read_the_case(scene, browser, people):
    scene.opened().signed()
    answer = browser(scene.seller).get("case_agreement_pdf", scene.case)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert answer["content-disposition"] == f'inline; filename="agreement-{scene.case}.pdf"'
    stranger = browser(people("buyer"))
    for name in ("case_agreement", "case_agreement_pdf"):
        assert stranger.get(name, scene.case).status_code == 404


def test_there_is_no_page_before_both_have_accepted(scene, browser):
    scene.opened()
    assert browser(scene.buyer).get("case_agreement", scene.case).status_code == 404


def test_who_signs_knowingly_signs_what_he_has_read(scene, browser):
    scene.opened(refund=9900)
    scene.do(scene.seller, settlement.accept_offer, "AcceptOffer", "o1")
    buyer = browser(scene.buyer)
    page = told(buyer.get("case_agreement", scene.case))
    assert "the buyer gives up ¥100.00 of what is due to him with certainty" in page
    read = re.search(r'name="document" value="([0-9a-f]{64})"', page)[1]
    answer = buyer.post("case_signature", scene.case, document=read)
    assert answer.status_code == 302 and answer["location"].endswith(f"/knowing/?document={read}")
    asked = buyer.client.post(answer["location"].replace(read, "0" * 64), {"waives": "on", "key": "k1"})
    assert asked.status_code == 409 and "no longer the one that you have read" in asked.content.decode()
    assert buyer.client.post(answer["location"], {"waives": "on", "key": "k2"}).status_code == 302
    assert "knowing that ¥100.00" in told(buyer.get("case_agreement", scene.case))
