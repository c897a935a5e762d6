"""Own data and forgetting by page: taken along, asked for, decided; holds and retention as operators see them."""

import io
import zipfile
from datetime import timedelta

import pytest

from hejie.record import reader
from hejie.store.models import ErasureRequest, Person
from hejie.usecases import complaint_intake, retention

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_a_buyer_takes_his_data_along(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    assert "Download my data" in text(page.get("my_data"))
    assert "The case is not over." in text(page.get("my_data"))
    answer = page.get("my_data_file")
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert f"cases/{scene.case}/case-{scene.case}.jsonl" in found.namelist()


def test_a_request_goes_its_way_from_the_page_of_ones_data_to_the_answer(browser, scene, run_worker):
    scene.opened()
    page, desk = browser(scene.buyer), browser(scene.operator)
    asked = page.get("my_data_forget")
    assert "Your account goes with it" in text(asked) and "This cannot be undone" in text(asked)
    assert page.post("my_data_forget", what="pieces", reason="").status_code == 422
    assert page.post("my_data_forget", what="all", reason="I have left").status_code == 302
    (row,) = ErasureRequest.objects.all()
    run_worker()
    assert "It is answered by" in text(page.get("my_data"))
    assert "Answer a request to be forgotten" in text(desk.get("overview"))
    listed = text(desk.get("erasure_requests"))
    assert str(row.person) in listed
    one = text(desk.get("erasure_request", row.pk))
    assert "I have left" in one and "The case is not over." in one and "What stays, and why" in one
    assert desk.post("erasure_request", row.pk, why="").status_code == 422
    assert desk.post("erasure_request", row.pk, why="Your case is open.").status_code == 302
    run_worker()
    assert "Your case is open." in text(page.get("my_data"))
    assert "Your data is not erased" in text(page.get("notices"))
    assert desk.post("erasure_request_grant", row.pk).status_code == 409


def test_an_operator_puts_the_answer_off_and_the_person_reads_why(browser, scene, run_worker):
    scene.opened()
    page, desk = browser(scene.buyer), browser(scene.operator)
    page.post("my_data_forget", what="all", reason="")
    (row,) = ErasureRequest.objects.all()
    assert "Put the answer off" not in text(desk.get("erasure_request", row.pk))  # of China no law makes it longer
    ErasureRequest.objects.update(law="eu")
    assert "59 days" in text(desk.get("erasure_request", row.pk))
    assert desk.post("erasure_request_later", row.pk, why="").status_code == 422
    assert desk.post("erasure_request_later", row.pk, why="Forty cases.").status_code == 302
    run_worker()
    assert "Forty cases." in text(page.get("my_data")) and "takes longer" in text(page.get("notices"))
    assert "Put the answer off" not in text(desk.get("erasure_request", row.pk))


def test_an_operator_grants_and_the_person_is_gone(browser, scene, run_worker):
    scene.opened()
    browser(scene.buyer).post("my_data_forget", what="all", reason="")
    (row,) = ErasureRequest.objects.all()
    desk = browser(scene.operator)
    assert desk.post("erasure_request_grant", row.pk).status_code == 302
    run_worker()
    person = Person.objects.get(pk=scene.buyer.id)
    assert (person.email, person.is_active) == ("", False)
    told = text(desk.get("erasure_request", row.pk))
    assert "What came of it" in told and "The case is not over." in told
    assert desk.get("case", scene.case).status_code == 200
    assert browser(scene.seller).get("case", scene.case).status_code == 200
    assert desk.get("person", person.pk).status_code == 200


def test_a_request_can_be_taken_back(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    page.post("my_data_forget", what="all", reason="")
    (row,) = ErasureRequest.objects.all()
    assert page.post("my_data_forget", what="all", reason="").status_code == 409
    assert page.post("my_data_take_back", row.pk).status_code == 302
    assert "taken back" in text(page.get("my_data"))


def test_single_pieces_can_be_named(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    found = text(page.get("my_data_forget"))
    ref = reader.case(scene.case).story["ref"]
    assert ref in found
    assert page.post("my_data_forget", what="pieces", pieces=[ref], reason="").status_code == 302
    (row,) = ErasureRequest.objects.all()
    assert row.what == "pieces" and row.pieces[0]["case"] == scene.case
    assert scene.case in text(browser(scene.operator).get("erasure_request", row.pk))


def test_a_legal_hold_is_set_and_lifted_and_both_sides_read_it(browser, scene, run_worker):
    scene.opened()
    desk = browser(scene.operator)
    assert "Put it under a legal hold" in text(desk.get("case", scene.case))
    assert desk.post("case_hold", scene.case, why="The court of Harbour asks.").status_code == 302
    run_worker()
    for who in (scene.buyer, scene.seller):
        told = text(browser(who).get("case", scene.case))
        assert "Under a legal hold" in told and "The court of Harbour asks." in told
        assert "The case is under a legal hold" in text(browser(who).get("notices"))
    assert "nothing of it is erased" in text(desk.get("case_erasure", scene.case))
    assert desk.post("case_erasure", scene.case, what=["story"], more="", why="request", note="").status_code == 409
    assert scene.case in text(desk.get("retention"))
    assert "Lift the legal hold" in text(desk.get("case_hold", scene.case))
    assert desk.post("case_hold", scene.case, why="The file came back.").status_code == 302
    assert reader.case(scene.case).held is None
    assert "Under a legal hold" not in text(browser(scene.buyer).get("case", scene.case))


def test_an_order_is_put_under_a_legal_hold_and_its_people_read_it(browser, scene, run_worker):
    desk, buyer = browser(scene.operator), browser(scene.buyer)
    assert buyer.get("order_hold", scene.root).status_code == 404
    assert "Put the order under a legal hold" in text(desk.get("order_hold", scene.root))
    assert desk.post("order_hold", scene.root, why="").status_code == 422
    assert desk.post("order_hold", scene.root, why="The court of Harbour asks.").status_code == 302
    run_worker()
    told = text(buyer.get("order", scene.root))
    assert "Under a legal hold" in told and "The court of Harbour asks." in told and "Lift the legal hold" not in told
    assert "An order is under a legal hold" in text(buyer.get("notices"))
    assert reader.order(scene.root).external_id in text(desk.get("retention"))
    assert desk.post("order_hold", scene.root, why="The file came back.").status_code == 302
    assert "Under a legal hold" not in text(buyer.get("order", scene.root))


def test_how_long_cases_are_kept_is_shown_and_can_be_made_longer(browser, scene, ctx):
    desk = browser(scene.operator)
    told = text(desk.get("retention"))
    assert "3 years" in told and "art. 31" in told and "Ours:" in told
    assert desk.post("retention", years="2").status_code == 422
    assert desk.post("retention", years="6").status_code == 302
    assert retention.own(ctx(scene.operator)).whole == 6
    assert "6 years" in text(desk.get("retention"))


@pytest.mark.parametrize("name", ["erasure_requests", "retention"])
@pytest.mark.parametrize("who", ["buyer", "seller", "neutral"])
def test_nobody_else_finds_the_pages(browser, scene, who, name):
    assert browser(getattr(scene, who)).get(name).status_code == 404


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_pages_are_there_in_other_languages(browser, scene, language):
    scene.opened()
    Person.objects.filter(pk__in=[scene.buyer.id, scene.operator.id]).update(language=language)
    page, desk = browser(scene.buyer), browser(scene.operator)
    assert page.get("my_data").status_code == page.get("my_data_forget").status_code == 200
    assert desk.get("retention").status_code == desk.get("erasure_requests").status_code == 200


def test_due_requests_are_kept_to_the_time_of_the_law(browser, scene):
    scene.opened()
    browser(scene.buyer).post("my_data_forget", what="all", reason="")
    (row,) = ErasureRequest.objects.all()
    assert row.due_at - row.asked_at == timedelta(days=15)


def test_the_story_says_why_something_was_erased(browser, scene):
    scene.opened()
    desk = browser(scene.operator)
    assert (
        desk.post("case_erasure", scene.case, what=["story"], more="", why="court", note="Order 4").status_code == 302
    )
    told = text(browser(scene.buyer).get("case", scene.case))
    assert "because a court or an authority ordered it" in told


@pytest.mark.once
def test_a_complaint_is_held_on_its_page_and_that_of_an_order_shows_its_orders_hold(browser, scene, ctx):
    told = {"whom": "", "role": "platform", "text": "Nobody answers."}
    one, other = (
        complaint_intake.complain(ctx(scene.buyer), against="service", **told, order=root, key=root or "c").created[
            "complaint"
        ]
        for root in ("", scene.root)
    )
    desk, buyer = browser(scene.operator), browser(scene.buyer)
    assert "Put it under a legal hold" in text(desk.get("complaint", one))
    assert buyer.get("complaint_hold", one).status_code == 404
    assert desk.post("complaint_hold", one, why="").status_code == 422
    assert desk.post("complaint_hold", one, why="The court of Harbour asks.").status_code == 302
    assert desk.post("order_hold", scene.root, why="It asks for more.").status_code == 302
    seen = text(buyer.get("complaint", one))
    assert "Under a legal hold" in seen and "The court of Harbour asks." in seen and "Lift the legal hold" not in seen
    assert "Its order is under a legal hold" in text(buyer.get("complaint", other))
    listed = text(desk.get("retention"))
    assert f"Complaint {one}" in listed and "keeps with it: 1 question, complaint or deal" in listed
    assert desk.post("complaint_hold", one, why="The file came back.").status_code == 302
    assert "Under a legal hold" not in text(buyer.get("complaint", one))
