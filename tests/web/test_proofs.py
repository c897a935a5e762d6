"""What must be proved first: the page leads to the proof and back, and nothing is done before."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client
from django.urls import reverse

from hejie.usecases import reading
from hejie.usecases.people import links
from tests.support.refused import says


@pytest.fixture
def by_link(browser, scene, clock):
    """The buyer's browser after opening the link to his case."""
    scene.opened().offered()
    new = links.issue(scene.buyer.person, scene.case, now=clock.now)
    client = Client()
    client.post(reverse("case_link", args=[new.token]))
    return client


def test_a_seller_without_a_second_factor_is_led_to_it_and_back(browser, scene):
    scene.opened()
    page = browser(scene.seller, second_factor=False)
    here = f"http://testserver{reverse('case', args=[scene.case])}"
    answer = page.client.post(
        reverse("case_offer_answer", args=[scene.case, "o1"]),
        {"answer": "accept", "key": "k"},
        headers={"referer": here},
    )
    led = urlparse(answer.url)
    assert led.path == reverse("second_factor") and parse_qs(led.query)["next"] == [f"{here}#unsent"]
    assert not reading.read_case(scene.ctx(scene.buyer), scene.case).case.agreement


def test_who_came_by_a_link_reads_and_writes_but_proves_himself_before_accepting(by_link, scene):
    page = by_link.get(reverse("case", args=[scene.case]))
    assert page.status_code == 200 and "Accept the seller’s offer" in page.content.decode()
    written = by_link.post(
        reverse("case_messages", args=[scene.case, "joint"]), {"text": "I will think about it.", "key": "m"}
    )
    assert written.status_code == 302
    answer = by_link.post(reverse("case_offer_answer", args=[scene.case, "o2"]), {"answer": "accept", "key": "a"})
    assert urlparse(answer.url).path == reverse("case_link_code")


def test_a_link_opens_its_one_case_and_no_list(by_link, scene):
    assert by_link.get("/").url == reverse("case", args=[scene.case])
    assert not by_link.get(reverse("my_orders")).context["rows"]


def test_a_form_without_its_key_is_refused_in_words(browser, scene):
    scene.opened()
    client = browser(scene.seller).client
    for key in ({}, {"key": ""}, {"key": "k" * 500}):
        answer = client.post(reverse("case_messages", args=[scene.case, "joint"]), {"text": "Hello"} | key)
        assert says("form_without_key", answer) and "Hello" in answer.content.decode()


def test_another_act_under_the_same_key_is_refused(browser, scene):
    scene.opened()
    page = browser(scene.seller)
    page.post("case_messages", scene.case, "joint", text="One", key="same")
    assert page.post("case_messages", scene.case, "joint", text="Two", key="same").status_code == 422
