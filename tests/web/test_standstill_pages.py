"""More time, standstills, steps and taking up again by page: offered where they may be, shown to both, in three languages."""

import pytest

from hejie.domain.cases import commands
from hejie.record import reader
from hejie.usecases import cases, evidence, market_procedures, standstill
from tests.domain.procedure import written
from tests.support import own_procedures

pytestmark = pytest.mark.django_db
INTERCEPT = {
    "who": "respondent", "within": {"days": 3}, "silence": "grant_claim",
    "starts": [{"step": "intercepting"}], "ends": [{"step": "intercepted"}],
}  # fmt: skip


def text_of(page, case: str) -> str:
    return page.get("case", case).content.decode()


def test_more_time_is_offered_to_whose_turn_it_is_and_nobody_else(browser, scene):
    scene.opened()
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    assert text_of(seller, scene.case).count("Ask for more time") == 3  # turn, clock, list
    assert "Ask for more time" not in text_of(buyer, scene.case)
    assert buyer.get("case_extension", scene.case, "d1").status_code == 409
    asked = seller.get("case_extension", scene.case, "d1").content.decode()
    assert "Answer the claim" in asked and "It would end on" in asked
    assert seller.post("case_extension", scene.case, "d1", note=" ").status_code == 422
    for _again in range(2):
        answer = seller.post("case_extension", scene.case, "d1", note="Stocktaking until Monday.", key="more")
        assert answer.status_code == 302
    page = text_of(buyer, scene.case)
    assert "made a deadline longer" in page and "Stocktaking until Monday." in page
    assert "It has been made longer once." in page and "Ask for more time" not in text_of(seller, scene.case)


def test_a_joint_standstill_is_shown_to_both_and_agreed_to_with_one_click(browser, scene, clock):
    scene.opened()
    seller, buyer = browser(scene.seller), browser(scene.buyer)
    form = buyer.get("case_pause", scene.case).content.decode()
    assert "Both sides wish it" in form and "30\xa0days" in form and "7 working days in China" in form
    assert buyer.post("case_pause", scene.case, pause="court", reason="").status_code == 422
    buyer.post("case_pause", scene.case, pause="joint", reason="")
    assert "as soon as the other side wishes it too" in text_of(buyer, scene.case)
    page = text_of(seller, scene.case)
    assert "asks that the case stand still" in page and "I wish it too" in page
    clock.move(days=1)
    seller.post("case_pause", scene.case, pause="joint")
    for who in (seller, buyer, browser(scene.operator)):
        page = text_of(who, scene.case)
        assert "The case stands still: Both sides wish it" in page and "until" in page
        assert "2\xa0days left" in page and "9\xa0days left" in page
    assert "Go on" in text_of(seller, scene.case)
    seller.post("case_pause_end", scene.case)
    assert not reader.case(scene.case).paused
    assert "The case goes on." in text_of(buyer, scene.case)


def test_a_neutral_gives_more_time_for_his_question_and_sees_the_standstill_on_his_table(browser, scene):
    scene.opened().mediated()
    scene.do(scene.neutral, cases.ask_question, "AskQuestion", "seller", "How long is the insole?")
    table = browser(scene.neutral)
    (row,) = reader.case(scene.case).waits("question")
    assert "Give more time" in table.get("neutral_table", scene.case).content.decode()
    assert table.post("case_extension", scene.case, row.id, note="The batch is abroad.").status_code == 302
    assert reader.case(scene.case).waits("question")[0].extended
    browser(scene.seller).post("case_pause", scene.case, pause="court", reason="Case 12.")
    page = table.get("neutral_table", scene.case).content.decode()
    assert "The case stands still: A court has been asked" in page and "Go on" in page


def test_who_did_not_ask_for_a_standstill_of_one_side_sees_who_can_end_it(browser, scene):
    scene.opened()
    browser(scene.seller).post("case_pause", scene.case, pause="police", reason="Reported, number 7.")
    assert "Go on" in text_of(browser(scene.seller), scene.case)
    page = text_of(browser(scene.buyer), scene.case)
    assert "<q data-user-text>Reported, number 7.</q>" in page
    assert "can end it before" in page and ">Go on<" not in page
    answer = browser(scene.buyer).post("case_pause_end", scene.case)
    assert answer.status_code == 403 and 'role="alert"' in answer.content.decode()


def test_steps_of_the_procedure_are_buttons_with_a_note_and_own_waits_are_called_by_its_words(browser, scene, ctx):
    words = {"waits": {"intercept": "Say whether the parcel came back"}, "steps": {}}
    words["steps"] = {"intercepting": "I am calling the parcel back", "intercepted": "The parcel is back"}
    text = written.text(
        id="procedures/harbour",
        waits={"intercept": INTERCEPT},
        steps={name: {"by": ["respondent"], "stages": ["negotiation"]} for name in words["steps"]},
    )
    for own in ("intercept", "intercepting", "intercepted"):
        group = "waits" if own == "intercept" else "steps"
        text = text.replace(f"      {own}: {own}\n", f"      {own}: {words[group][own]}\n")
    shown = own_procedures.put(ctx(scene.operator), text)
    market_procedures.choose(ctx(scene.operator), shown.id)
    receipts = cases.open_cases(
        ctx(scene.buyer), root=scene.root, lines=(1,), reason="not_received", remedy="refund",
        package={"refund": 19900, "currency": "CNY"}, story="Nothing came.", shown=shown.digest, key="own",
    )  # fmt: skip
    scene.case = receipts[0].created["case"]
    page = browser(scene.seller)
    assert "I am calling the parcel back" in text_of(page, scene.case)
    assert "I am calling the parcel back" not in text_of(browser(scene.buyer), scene.case)
    page.post("case_steps", scene.case, step="intercepting", text="Waybill 12")
    for who in (scene.buyer, scene.seller, scene.operator):
        told = text_of(browser(who), scene.case)
        assert "Say whether the parcel came back" in told and "intercept<" not in told
    assert "Say whether the parcel came back" in page.get("case_procedure", scene.case).content.decode()
    scene.do(scene.seller, cases.write_message, "WriteMessage", "It is on its way back.")
    assert "Say whether the parcel came back" in page.get("inbox").content.decode()
    again = page.post("case_steps", scene.case, step="intercepting", text="")
    assert again.status_code == 409


def test_a_closed_case_is_taken_up_again_by_page(browser, scene, clock, ctx):
    scene.opened()
    scene.do(scene.buyer, cases.withdraw_case, "WithdrawCase")
    page = browser(scene.buyer)
    assert "First add the new evidence" in text_of(page, scene.case)
    clock.move(hours=2)
    evidence.file_upload(ctx(scene.buyer), scene.case, Upload(), name="Report", purpose="Lead", room="joint", key="e")
    assert "Take the case up again" in text_of(page, scene.case)
    form = page.get("case_reopening", scene.case).content.decode()
    assert "E1" in form and "Report" in form
    assert page.post("case_reopening", scene.case, reason="It changes all.").status_code == 422
    page.post("case_reopening", scene.case, evidence="e1", reason="It changes all.")
    assert reader.case(scene.case).stage == "decision"
    assert "took the case up again" in text_of(browser(scene.seller), scene.case)
    assert "Closed, and not for good" not in text_of(browser(scene.seller), scene.case)


def test_an_end_that_no_calendar_reaches_yet_is_called_provisional(browser, scene, ctx):
    text = written.text(id="procedures/long", waits={"answer": {"within": {"business_days": 300}}})
    shown = own_procedures.put(ctx(scene.operator), text)
    market_procedures.choose(ctx(scene.operator), shown.id)
    receipts = cases.open_cases(
        ctx(scene.buyer), root=scene.root, lines=(1,), reason="late", remedy="refund",
        package={"refund": 19900, "currency": "CNY"}, story="Late.", shown=shown.digest, key="long",
    )  # fmt: skip
    scene.case = receipts[0].created["case"]
    assert text_of(browser(scene.seller), scene.case).count("Provisional: no official calendar") == 2


@pytest.mark.parametrize(
    "language, words", [("zh", ("案件已暂停", "还剩")), ("ru", ("Обращение приостановлено", "осталось"))]
)
def test_a_standstill_is_told_in_every_language(browser, scene, language, words):
    scene.opened()
    for who in (scene.buyer, scene.seller):
        standstill.ask_pause(scene.ctx(who), commands.AskPause(scene.case, "joint"), key=scene.key())
    scene.buyer.person.language = language
    scene.buyer.person.save()
    page = text_of(browser(scene.buyer, language=language), scene.case)
    assert all(word in page for word in words)


class Upload:
    """A small text, as a form sends one."""

    name, size, content_type = "report.txt", 11, "text/plain"

    def chunks(self):
        """Its bytes."""
        yield b"Lead: 12 mg"
