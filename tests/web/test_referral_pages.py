"""The way to outside bodies as people see it: in three languages, by the side that goes, and by those who only read."""

import io
from zipfile import ZipFile

import pytest

from hejie.record import reader
from hejie.usecases import cases
from hejie.web.wrong_language import other_language_words_of_page

TITLES = {"en": "Go to an outside body", "zh": "转外部机构", "ru": "Обратиться в другую инстанцию"}


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


@pytest.fixture
def page(browser, scene):
    """The buyer's browser, with his case open."""
    scene.opened()
    return browser(scene.buyer)


def keep(page, scene, letter: str = "Dear 12315, please help.", **more):
    """Keep a letter to 12315."""
    return page.post("case_referral_letter", scene.case, body="cn_12315", language="zh", letter=letter, **more)


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_every_page_of_it_speaks_the_readers_language_alone(browser, scene, language):
    scene.opened()
    scene.buyer.person.language = language
    scene.buyer.person.save()
    page = browser(scene.buyer, language=language)
    keep(page, scene)
    page.post("case_referral_result", scene.case, "x1", result="rejected", note="No. 4711")
    for name, query in (
        ("case_referral", ""), ("case_referral", "?buyer_in=DE&seller_in=FR"), ("case_referral", "?buyer_in=UK-SCT"),
        ("case_referral", "?buyer_in="), ("case_referral", "?buyer_in=US-CA&seller_in="), ("case_referral", "?buyer_in=RU"),
        ("case_referral_letter", "?body=cn_12315"), ("case", ""), ("case_record", ""),
    ):  # fmt: skip
        answer = page.get(name, scene.case, query=query)
        assert answer.status_code == 200, (name, query)
        assert other_language_words_of_page(text(answer)) == [], (name, query)
    answer = page.get("case_referral_result", scene.case, "x1")
    assert other_language_words_of_page(text(answer)) == []
    assert TITLES[language] in text(page.get("case_referral", scene.case))


def test_the_case_page_leads_there_at_every_stage(page, browser, scene):
    url = f"/cases/{scene.case}/referral/"
    assert url in text(page.get("case", scene.case))
    scene.do(scene.buyer, cases.withdraw_case, "WithdrawCase")
    for who in (scene.buyer, scene.seller):
        assert url in text(browser(who).get("case", scene.case))
    assert url not in text(browser(scene.operator).get("case", scene.case))


def test_the_bodies_stand_in_order_with_reasons_and_the_last_day_is_drawn(page, scene):
    told = text(page.get("case_referral", scene.case))
    assert told.index('id="cn_12315"') < told.index('id="cn_court"') < told.index('id="cn_arbitration"')
    assert "try this first" in told and "It costs nothing." in told and "only remembered" in told
    assert "Thursday 1" in told.replace("\xa0", " ") and "2029" in told and "plot__svg" in told
    assert "Nobody has said the following" in told
    answered = text(page.get("case_referral", scene.case, query="?buyer_in=DE&seller_in=FR&consumer=yes"))
    assert 'id="eu_ecc"' in answered and "Nobody has said the following" not in answered
    assert "Why not the others" in answered


def test_without_the_buyers_place_it_is_asked_first(page, scene):
    told = text(page.get("case_referral", scene.case, query="?buyer_in="))
    assert "Say first where the buyer lives" in told and "try this first" not in told


def test_an_address_with_nonsense_is_refused_in_words(page, scene):
    answer = page.get("case_referral", scene.case, query="?buyer_in=XX")
    assert answer.status_code == 422 and "We know no place" in text(answer)
    assert page.get("case_referral_letter", scene.case, query="?body=nobody").status_code == 422


def test_the_letter_is_shown_changed_kept_and_sent_on_as_one_file(page, browser, scene):
    shown = text(page.get("case_referral_letter", scene.case, query="?body=cn_12315"))
    assert "致：全国12315平台" in shown and "The shoes are 7 mm too short." in shown
    assert "An:" in text(page.get("case_referral_letter", scene.case, query="?body=eu_ecc&buyer_in=DE"))
    kept = keep(page, scene, follow=True)
    assert "Your letter is on the file" in text(kept) and "Dear 12315, please help." in text(kept)
    assert page.get("case_referral_text", scene.case, "x1").content == b"Dear 12315, please help."
    assert page.get("case_referral_pdf", scene.case, "x1").content.startswith(b"%PDF-")
    bundle = b"".join(browser(scene.seller).get("case_referral_bundle", scene.case, "x1").streaming_content)
    with ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.read("letter.txt") == b"Dear 12315, please help."
    story = text(browser(scene.seller).get("case", scene.case))
    assert "kept a letter to an outside body" in story and "1 letter" in story


def test_a_double_click_keeps_one_letter(page, scene):
    keep(page, scene, key="same")
    keep(page, scene, key="same")
    assert len(reader.case(scene.case).referrals) == 1


def test_an_empty_letter_is_asked_for_again_with_nothing_lost(page, scene):
    answer = keep(page, scene, letter="  ")
    assert answer.status_code == 422 and "Fill this in to go on." in text(answer)
    assert reader.case(scene.case).referrals == ()


def test_what_came_back_is_put_on_the_file_by_who_went_there(page, browser, scene):
    keep(page, scene)
    other = browser(scene.seller)
    assert f"/cases/{scene.case}/referral/x1/result/" not in text(other.get("case_referral", scene.case))
    refused = other.post("case_referral_result", scene.case, "x1", result="accepted")
    assert refused.status_code == 403 and "The other side has turned to this body" in text(refused)
    done = page.post("case_referral_result", scene.case, "x1", result="settled", note="They pay half.", follow=True)
    assert "It was settled there" in text(done) and "They pay half." in text(done)
    assert page.post("case_referral_result", scene.case, "x1").status_code == 422
    assert page.get("case_referral_result", scene.case, "x7").status_code == 404


def test_others_read_where_the_case_has_gone_and_go_nowhere(page, browser, scene, people):
    operator = browser(scene.operator)
    assert "Nobody has gone outside" in text(operator.get("case_referral", scene.case))
    keep(page, scene)
    told = text(operator.get("case_referral", scene.case))
    assert "Dear 12315, please help." in told and "Write the letter" not in told
    assert operator.get("case_referral_letter", scene.case, query="?body=cn_12315").status_code == 404
    assert operator.post("case_referral_result", scene.case, "x1", result="settled").status_code == 404
    assert browser(people("buyer")).get("case_referral", scene.case).status_code == 404


def test_an_operator_can_erase_a_letter(page, browser, scene):
    keep(page, scene)
    told = text(browser(scene.operator).get("case_erasure", scene.case))
    assert "Dear 12315, please help." in told
