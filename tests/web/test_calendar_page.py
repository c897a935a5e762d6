"""One's own page about the calendar: what stands in it, an address shown once, another one, and its end."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hejie.conf.security import WithoutSecrets


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


def shown(answer) -> str:
    """The token of the address that a page shows, or ""."""
    found = re.search(r"/calendar/([A-Za-z0-9_-]{43})\.ics", text(answer))
    return found.group(1) if found else ""


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [("en", "Deadlines in your calendar", "Make the address"), ("zh", "在日历中查看期限", "生成地址"),
     ("ru", "Сроки в вашем календаре", "Создать адрес")],
)  # fmt: skip
def test_the_page_says_what_stands_in_it(browser, people, language, title, button):
    page = browser(people("buyer", language=language), language=language).get("calendar")
    assert page.status_code == 200 and title in text(page) and button in text(page)
    assert "no-store" in page["Cache-Control"]


def test_an_address_is_shown_once_serves_the_deadlines_and_can_be_ended(browser, scene):
    scene.opened()
    page = browser(scene.buyer)
    assert reverse("calendar") in text(page.get("account"))
    made = page.post("calendar", key="form 1")
    token = shown(made)
    assert token and 'name="key"' not in text(made)
    assert shown(page.post("calendar", key="form 1")) == token  # a double press makes one address
    assert not shown(page.get("calendar")) and "Not read yet" in text(page.get("calendar"))
    feed = reverse("calendar_feed", args=[token])
    assert b"BEGIN:VEVENT" in Client().get(feed).content
    other = shown(page.post("calendar", key="form 2"))
    assert other != token and Client().get(feed).status_code == 404
    old = page.post("calendar", key="form 1")
    assert old.status_code == 409 and "has been ended or replaced" in text(old)
    ended = page.post("calendar_end", follow=True)
    assert "The address has ended" in text(ended) and "You have no address yet" in text(ended)
    assert Client().get(reverse("calendar_feed", args=[other])).status_code == 404


def test_staff_prove_a_second_factor_first(browser, people):
    seller = people("seller")
    assert "second factor is needed" in text(browser(seller, second_factor=False).get("calendar"))
    assert shown(browser(seller).post("calendar"))


def test_the_address_stays_out_of_log_lines():
    import logging

    line = logging.LogRecord("x", logging.INFO, "", 0, "GET %s 200", ("/m/harbour/calendar/abc-def_123.ics",), None)
    WithoutSecrets().filter(line)
    assert "abc" not in line.getMessage() and "/calendar/***" in line.getMessage()
