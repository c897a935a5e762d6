"""Asking somebody in by page, and his own pages: he sees what was chosen for him and can reach nothing else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hejie.record import reader
from hejie.usecases import cases, evidence
from hejie.usecases.people import expert_links
from tests.support.refused import says

pytestmark = pytest.mark.django_db
PRIVATE = ("They are as described.", "secret letter", "7 mm too short", "Lin Yue", "Zhou Min", "Trail shoes")


def text_of(page, case: str) -> str:
    return page.get("case", case).content.decode()


def file(text: str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


@pytest.fixture
def asked(browser, scene):
    """The buyer has asked a laboratory in by page, which may see the first of two pieces: (buyer, seller) as browsers."""
    scene.opened()
    for name in ("sole", "letter"):
        evidence.file_upload(
            scene.ctx(scene.buyer),
            scene.case,
            file(f"secret {name}", name),
            name=name,
            purpose=f"shows {name}",
            key=name,
        )
    scene.do(scene.seller, cases.write_message, "WriteMessage", "They are as described.")
    buyer = browser(scene.buyer)
    answer = buyer.post(
        "case_expert_new", scene.case, who="expert_laboratory", name="Nordic Labs", email="lab@example.net", language="ru",
        question="Does it hold <lead>?", pieces="e1", days="5", fee="",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content
    return buyer, browser(scene.seller)


@pytest.fixture
def lab(asked, scene):
    """The laboratory's browser, in which the link was opened."""
    client = Client(headers={"accept-language": "en"})
    token = expert_links.token_of("harbour", scene.case, "k1")
    assert client.get(reverse("asked_link", args=[token])).status_code == 200
    assert client.post(reverse("asked_link", args=[token])).status_code == 302
    return client


def prove(client, mailoutbox) -> None:
    client.post(reverse("asked_code"), {"send": "1"})
    code = re.search(r"\d{6}", mailoutbox[-1].body)[0]
    assert client.post(reverse("asked_code"), {"code": code}).status_code == 302


def test_the_form_says_what_each_sees_before_anybody_agrees(browser, scene):
    scene.opened()
    form = browser(scene.buyer).get("case_expert_new", scene.case).content.decode()
    for said in ("He sees nothing else of the case", "side sees at once whom you ask", "may object to the person", "no clock is stopped",
                 "The other side does not see it", "You advance it"):  # fmt: skip
        assert said in form
    assert browser(scene.buyer).post("case_expert_new", scene.case, who="x").status_code == 422


def test_the_other_side_sees_at_once_whom_what_and_by_whom_but_not_the_address(asked, scene):
    _buyer, seller = asked
    page = text_of(seller, scene.case)
    assert "Nordic Labs" in page and "Does it hold &lt;lead&gt;?" in page and "He may see: E1." in page
    assert "Object to this person" in page and "Add a question or pieces" in page and "lab@example.net" not in page
    seller.post("case_expert_add", scene.case, "k1", question="And the glue?", texts="claim")
    seller.post("case_expert_objection", scene.case, "k1", note="He is her cousin.")
    page = text_of(seller, scene.case)
    assert "And the glue?" in page and "not decided yet" in page and "Object to this person" not in page


def test_the_marketplace_decides_about_an_objection_while_there_is_no_neutral(asked, browser, scene):
    _buyer, seller = asked
    seller.post("case_expert_objection", scene.case, "k1", note="He is her cousin.")
    operator = browser(scene.operator)
    assert "Grant the objection" in text_of(operator, scene.case) and "Grant the objection" not in text_of(
        seller, scene.case
    )
    operator.post("case_expert_decision", scene.case, "k1", granted="yes")
    assert reader.case(scene.case).askings[0].status == "objected"


def test_he_sees_his_question_and_his_piece_and_not_a_word_more(lab, scene):
    page = lab.get(reverse("asked")).content.decode()
    assert "Does it hold &lt;lead&gt;?" in page and "sole" in page and "shows sole" in page
    assert not [word for word in PRIVATE if word in page] and scene.case not in page
    original = lab.get(reverse("asked_piece", args=["e1"]), follow=True)
    assert b"".join(original.streaming_content) == b"secret sole"
    for piece in ("e2", "e3", "m1"):
        assert lab.get(reverse("asked_piece", args=[piece])).status_code == 404
        assert lab.get(reverse("asked_picture", args=[piece])).status_code == 404


def test_every_page_of_the_case_is_closed_to_him(lab, scene):
    case = scene.case
    for name, args in (
        ("case", [case]), ("case_record", [case]), ("case_dossier", [case]), ("case_procedure", [case]), ("case_referral", [case]),
        ("case_evidence_file", [case, "joint", "e1"]), ("case_evidence_picture", [case, "joint", "e1"]), ("my_cases", []),
        ("my_orders", []), ("inbox", []), ("notices", []), ("order", [scene.root]), ("table", []), ("all_cases", []),
    ):  # fmt: skip
        answer = lab.get(reverse(name, args=args))
        assert answer.status_code in (302, 401, 403, 404), name
        body = answer.content.decode() if not answer.streaming else ""
        assert not [word for word in PRIVATE if word in body], name
    for path in (f"/cases/{case}", f"/cases/{case}/record", f"/cases/{case}/dossier", "/cases"):
        assert lab.get(f"/api/v1{path}").status_code in (401, 404)


def test_he_answers_with_a_file_once_he_has_proved_that_it_is_he(lab, asked, scene, mailoutbox):
    _buyer, seller = asked
    sent = {"key": "answer", "text": "12 mg of lead.", "files": [file("Report", "report.txt")]}
    assert lab.post(reverse("asked_answer"), sent).url == reverse("asked_code")
    assert not reader.case(scene.case).askings[0].answer
    assert "Get the code" in lab.get(reverse("asked")).content.decode()
    assert (
        "Send the answer" not in lab.get(reverse("asked")).content.decode()
    )  # nothing typed is lost on the way to the code
    prove(lab, mailoutbox)
    assert "Send the answer" in lab.get(reverse("asked")).content.decode()
    assert lab.post(reverse("asked_answer"), {"key": "empty", "text": " "}).status_code == 422
    sent["files"] = [file("Report", "report.txt")]
    assert lab.post(reverse("asked_answer"), sent).status_code == 302
    page = text_of(seller, scene.case)
    assert "12 mg of lead." in page and "E3" in page and "E4" in page and "Nordic Labs" in page
    assert "Your answer is on the file" in lab.get(reverse("asked")).content.decode()


def test_a_fee_is_quoted_and_agreed_to_by_page(lab, asked, scene, mailoutbox):
    buyer, seller = asked
    prove(lab, mailoutbox)
    unread = lab.post(reverse("asked_quote"), {"key": "q", "fee": "much"})
    assert says("amount_malformed", unread, amount="much", currency="CNY")
    lab.post(reverse("asked_quote"), {"key": "q2", "fee": "30.00"})
    assert "¥30.00" in text_of(seller, scene.case) and "Agree to the fee" not in text_of(seller, scene.case)
    assert "owed even if the answer does not help you" in text_of(buyer, scene.case)
    buyer.post("case_expert_quote", scene.case, "k1", minor="3000")
    buyer.post("case_expert_fee", scene.case, "k1", note="Transfer 77", evidence="e2")
    assert "advanced by" in text_of(seller, scene.case) and "Transfer 77" in text_of(seller, scene.case)


def test_he_declines(lab, scene, mailoutbox):
    assert lab.post(reverse("asked_decline"), {"key": "d"}).url == reverse("asked_code")
    prove(lab, mailoutbox)
    assert lab.post(reverse("asked_decline"), {"key": "d", "text": "No time."}).status_code == 200
    assert reader.case(scene.case).askings[0].status == "declined"
    assert lab.get(reverse("asked")).status_code == 404


def test_a_request_that_has_ended_opens_nothing_any_more(lab, asked, scene):
    buyer, _seller = asked
    buyer.post("case_expert_back", scene.case, "k1")
    assert lab.get(reverse("asked")).status_code == 404
    assert lab.get(reverse("asked_piece", args=["e1"])).status_code == 404
    assert Client().get(reverse("asked")).status_code == 404
    assert Client().get(reverse("asked_link", args=["0" * 64])).status_code == 404


@pytest.mark.parametrize("language, words", [("zh", "您可以查看的材料"), ("ru", "Что вам показано")])
def test_his_page_speaks_his_language(lab, scene, language, words):
    page = lab.get(reverse("asked"), headers={"accept-language": language}).content.decode()
    assert words in page


def test_an_operator_finds_what_was_written_of_it_among_what_can_be_erased(asked, browser, scene):
    from hejie.usecases import reading
    from hejie.web.operator import erasable

    _buyer, seller = asked
    seller.post("case_expert_objection", scene.case, "k1", note="He is her cousin.")
    rows = erasable.of_case(reading.read_case(scene.ctx(scene.operator), scene.case))
    told = {row.excerpt for row in rows if row.id.startswith("asked k1")}
    assert told == {"Nordic Labs", "Does it hold <lead>?", "He is her cousin."}
