"""Talks at a fixed time by page: proposed in one's own time, answered, moved, called off, written down and confirmed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hejie.domain.cases import appointments as decided
from hejie.domain.kernel import clock as moments
from hejie.record import reader
from hejie.usecases import appointments, cases

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")


def text_of(page, case: str) -> str:
    return page.get("case", case).content.decode()


def local(at) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


@pytest.fixture
def proposed(browser, scene, clock):
    """The buyer has proposed two moments by page: (buyer's browser, seller's browser, the moments in the record's form)."""
    scene.opened()
    buyer, seller = browser(scene.buyer), browser(scene.seller)
    days = [clock.now + timedelta(days=days) for days in (2, 1)]
    answer = buyer.post(
        "case_talk_new", scene.case, moment1=local(days[0]), moment2=local(days[1]), length="45", how="video",
        words="https://meet.example.org/<b>x</b>",
    )  # fmt: skip
    assert answer.status_code == 302
    return buyer, seller, [moments.text(day) for day in sorted(days)]


def test_a_proposal_is_made_in_the_readers_own_time(proposed, scene):
    buyer, seller, both = proposed
    assert reader.case(scene.case).talks[0].proposal.moments == tuple(both)
    page = text_of(seller, scene.case)
    assert "Which of them suit you?" in page and "16:00" in page and "by video" in page and "45" in page
    assert "https://meet.example.org/&lt;b&gt;x" in page and 'href="https://meet' not in page
    own = text_of(buyer, scene.case)
    assert (
        "You propose these moments" in own and "Which of them suit you?" not in own and "Take the proposal back" in own
    )
    assert "Propose a talk at a fixed time" not in own


def test_what_is_filled_in_wrongly_is_shown_again(browser, scene, clock):
    scene.opened()
    page = browser(scene.buyer)
    form = page.get("case_talk_new", scene.case).content.decode()
    assert "Beijing time" in form and "datetime-local" in form and "stops no clock" in form
    assert page.post("case_talk_new", scene.case, moment1="tomorrow", length="30", how="phone").status_code == 422
    for far in ("0001-01-01T00:00", "9999-12-31T23:59"):
        answer = page.post("case_talk_new", scene.case, moment1=far, length="30", how="phone")
        assert answer.status_code == 422 and "Write a day and a time, like" in answer.content.decode()
    past = local(clock.now - timedelta(days=1))
    answer = page.post("case_talk_new", scene.case, moment1=past, length="30", how="phone")
    assert answer.status_code == 422 and past in answer.content.decode() and 'role="alert"' in answer.content.decode()


def test_an_answer_fixes_it_and_the_file_for_the_calendar_is_there(proposed, scene):
    buyer, seller, both = proposed
    assert seller.post("case_talk_answer", scene.case, "t1", moments=both).status_code == 302
    for page in (buyer, seller):
        told = text_of(page, scene.case)
        assert "File for your calendar" in told and "A talk is fixed" in told and "stopped by" in told
    answer = buyer.get("case_talk_calendar", scene.case, "t1")
    assert answer["Content-Type"].startswith("text/calendar") and answer["Content-Disposition"].startswith("attachment")
    assert b"BEGIN:VEVENT" in answer.content and b"meet.example" not in answer.content


def test_none_chosen_is_refused_in_place(proposed, scene):
    _buyer, seller, _both = proposed
    answer = seller.post("case_talk_answer", scene.case, "t1")
    assert answer.status_code == 409 and 'role="alert"' in answer.content.decode()


def test_it_is_moved_and_called_off_with_a_word(proposed, scene, clock):
    buyer, seller, both = proposed
    seller.post("case_talk_answer", scene.case, "t1", moments=both[0])
    later = clock.now + timedelta(days=4)
    seller.post("case_talk_other", scene.case, "t1", moment1=local(later), length="15", how="phone", words="")
    page = text_of(buyer, scene.case)
    assert "fixed" in page and "Which of them suit you?" in page
    buyer.post("case_talk_answer", scene.case, "t1", moments=moments.text(later))
    assert reader.case(scene.case).talks[0].at == moments.text(later)
    assert buyer.get("case_talk_off", scene.case, "t1").status_code == 200
    buyer.post("case_talk_off", scene.case, "t1", note="I am ill.")
    page = text_of(seller, scene.case)
    assert "called off" in page and "<q data-user-text>I am ill.</q>" in page
    assert "Propose a talk at a fixed time" in page


def test_what_came_of_it_is_written_down_contested_and_confirmed(proposed, scene, clock):
    buyer, seller, both = proposed
    seller.post("case_talk_answer", scene.case, "t1", moments=both[0])
    assert "What came of the talk?" not in text_of(buyer, scene.case)
    scene.do(scene.seller, cases.write_message, "WriteMessage", "They are as described.")
    clock.move(days=1)
    buyer.post("case_talk_result", scene.case, "t1", text="Three photos come.")
    page = text_of(seller, scene.case)
    assert (
        "You have not confirmed it." in page
        and "Silence confirms nothing." in page
        and "It is right as it stands" in page
    )
    seller.post("case_talk_wrong", scene.case, "t1", note="Two photos.")
    page = text_of(buyer, scene.case)
    assert "Two photos." in page and "contested" in page and "Write it anew" in page
    buyer.post("case_talk_result", scene.case, "t1", text="Two photos come.")
    seller.post("case_talk_right", scene.case, "t1")
    for page in (
        buyer,
        seller,
    ):
        told = text_of(page, scene.case)
        assert "confirmed by both sides" in told and "replaced by a later text" in told and "Write it anew" not in told


def test_the_neutral_takes_part_at_his_table(browser, scene, clock):
    scene.opened().mediated()
    neutral = browser(scene.neutral)
    assert "Propose a talk at a fixed time" in neutral.get("neutral_table", scene.case).content.decode()
    at = clock.now + timedelta(days=1)
    neutral.post("case_talk_new", scene.case, moment1=local(at), length="30", how="writing", words="")
    for who in (scene.buyer, scene.seller):
        browser(who).post("case_talk_answer", scene.case, "t1", moments=moments.text(at))
    told = neutral.get("neutral_table", scene.case).content.decode()
    assert "in writing, in the joint room" in told and "Call it off" in told


@pytest.mark.parametrize(
    "language, words",
    [("zh", ("哪些时间适合您", "另提时间")), ("ru", ("Что из этого вам подходит", "Предложить другое время"))],
)
def test_a_talk_is_told_in_every_language(browser, scene, clock, language, words):
    scene.opened()
    command = decided.ProposeTalk(scene.case, (moments.text(clock.now + timedelta(days=1)),), 30, "phone")
    appointments.propose(scene.ctx(scene.seller), command, key="p")
    scene.buyer.person.language = language
    scene.buyer.person.save()
    page = text_of(browser(scene.buyer, language=language), scene.case)
    assert all(word in page for word in words)


def test_strangers_find_nothing(proposed, browser, scene, people):
    for who in (people("buyer"), people("seller"), people("neutral")):
        page = browser(who)
        assert page.get("case_talk_calendar", scene.case, "t1").status_code == 404
        assert page.get("case_talk_new", scene.case).status_code == 404
        assert page.post("case_talk_off", scene.case, "t1", note="").status_code == 404


def test_an_operator_finds_what_was_written_of_it_among_what_can_be_erased(proposed, scene, clock):
    from hejie.usecases import reading
    from hejie.web.operator import erasable

    buyer, seller, both = proposed
    seller.post("case_talk_answer", scene.case, "t1", moments=both[0])
    scene.do(scene.seller, cases.write_message, "WriteMessage", "They are as described.")
    clock.move(days=1)
    buyer.post("case_talk_result", scene.case, "t1", text="Three photos come.")
    seller.post("case_talk_wrong", scene.case, "t1", note="Two photos.")
    rows = erasable.of_case(reading.read_case(scene.ctx(scene.operator), scene.case))
    told = {row.id: row.excerpt for row in rows if "t1" in row.id}
    assert told["result t1r1"] == "Three photos come." and told["contested t1r1 seller"] == "Two photos."
    assert told["talk t1"].startswith("https://meet.example.org")
