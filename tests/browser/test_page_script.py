"""The page's script: forms are sent once, drafts stay, times tick as the server says, new entries come in quietly."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines

from hejie.web import formatting
from tests.support import still_pages
from tests.support.still_pages import HOST, show

_NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
_PAGE = """{% extends "base.html" %}{% load hejie_ui %}{% block content %}<h1>Page</h1>
<div data-live-url="/stream"></div>
{% component "talk" id="room" label="Room" readers="Both read." messages=items live="/" empty="Nobody wrote." %}
{% component "composer" url="/post" id="say" label="Write" send="Send" %}
<section id="part" data-live-refresh="replace"><p>{{ words }}</p><input id="inside" aria-label="Inside"></section>
<section id="choice" data-live-refresh="replace"><p>{{ words }}</p><form method="post" action="/post" data-keep>
<input type="radio" name="place" value="1" id="first" aria-label="First"></form></section>
{% deadline due %}{% ago past %}{% endblock %}"""


@pytest.fixture
def page(chromium):
    """A fresh page with nothing remembered."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


class _Server:
    """Answers the page; what it holds may change while the page is open."""

    def __init__(self, lang: str = "en", now: datetime = _NOW) -> None:
        self.lang, self.now, self.words = lang, now, "before"
        self.items: list[dict] = []
        self.posts: list[str] = []
        self.reads = 0
        self.stream = "retry: 100\n\n"
        self.stream_status = 200

    def answer(self, route) -> bool:
        """The page at /, a stream at /stream, a post counted at /post."""
        path = route.request.url.removeprefix(HOST)
        if path == "/stream":
            route.fulfill(status=self.stream_status, body=self.stream, content_type="text/event-stream")
            return True
        if path == "/post":
            self.posts.append(route.request.post_data or "")
            route.fulfill(status=204, body="")
            return True
        self.reads += 1
        return show(route, self.html())

    def html(self) -> str:
        """The page as it stands now."""
        template = engines["django"].from_string(_PAGE)
        context = {
            "now": self.now,
            "items": self.items,
            "words": self.words,
            "due": _NOW + timedelta(days=2, hours=7, minutes=30),
            "past": _NOW - timedelta(minutes=3),
        }
        return still_pages.html(template.template, context, self.lang)

    def wrote(self, number: int) -> None:
        """Somebody wrote; the stream says so."""
        self.items.append(
            {"id": f"m{number}", "side": "seller", "name": "Shop", "at": _NOW, "text": f"Message {number}"}
        )
        self.stream = "retry: 100\nevent: changed\ndata: {}\n\n"


def _open(page, server: _Server) -> list[str]:
    complaints = still_pages.serve(page, server.answer)
    page.goto(f"{HOST}/")
    return complaints


def test_nothing_offends_the_content_policy(page):
    complaints = _open(page, _Server())
    page.wait_for_timeout(300)
    assert complaints == []


def test_a_form_pressed_twice_is_sent_once(page):
    server = _Server()
    _open(page, server)
    page.fill("#say", "Hello")
    with page.expect_response(f"{HOST}/post"):
        disabled = page.evaluate("""() => {
            const button = document.querySelector('.composer button'); button.click(); button.click();
            return new Promise((told) => setTimeout(() => told(button.disabled), 50)) }""")
    page.wait_for_timeout(200)
    assert len(server.posts) == 1
    assert "key=" in server.posts[0]
    assert disabled


def test_an_unsent_text_stays_in_its_tab(page):
    server = _Server()
    _open(page, server)
    page.fill("#say", "Half a thought")
    page.reload()
    assert page.input_value("#say") == "Half a thought"
    with page.expect_response(f"{HOST}/post"):
        page.click(".composer button")
    page.goto(f"{HOST}/")
    assert page.input_value("#say") == ""


def test_new_messages_are_appended_and_the_focus_stays(page):
    server = _Server()
    server.wrote(1)
    server.stream = "retry: 100\n\n"
    _open(page, server)
    page.evaluate("document.getElementById('m1').marked = true")
    page.fill("#say", "Writing")
    page.focus("#say")
    server.wrote(2)
    page.wait_for_selector("#m2")
    assert page.evaluate("document.getElementById('m1').marked") is True
    assert page.evaluate("document.activeElement.id") == "say"
    assert page.input_value("#say") == "Writing"
    assert page.locator("#room > article").count() == 2


def test_the_first_message_takes_the_place_of_the_empty_words(page):
    server = _Server()
    _open(page, server)
    assert page.locator("text=Nobody wrote.").count() == 1
    server.wrote(1)
    page.wait_for_selector("#m1")
    assert page.locator("text=Nobody wrote.").count() == 0


def test_a_part_is_not_replaced_under_somebodys_hands(page):
    server = _Server()
    _open(page, server)
    page.focus("#inside")
    server.words = "after"
    server.wrote(1)
    page.wait_for_selector("#m1")
    assert page.inner_text("#part p") == "before"
    server.stream = "retry: 100\n\n"
    page.wait_for_timeout(500)
    page.focus("#say")
    page.wait_for_selector("#part p:text-is('after')")


def test_what_was_chosen_in_a_form_is_not_lost_when_something_happens(page):
    server = _Server()
    _open(page, server)
    page.check("#first")
    page.focus("#say")
    server.words = "after"
    server.wrote(1)
    page.wait_for_selector("#m1")
    page.wait_for_selector("#part >> text=after")
    assert page.is_checked("#first")


def test_without_a_stream_the_page_is_read_every_20_seconds(page):
    page.clock.install(time=_NOW)
    page.clock.pause_at(
        _NOW + timedelta(seconds=1)
    )  # else the time in which a busy machine answers would be counted too
    server = _Server()
    server.stream_status = 500
    with page.expect_response(f"{HOST}/stream"):
        _open(page, server)
    page.wait_for_timeout(200)
    server.wrote(1)
    before = server.reads
    page.clock.run_for(15_000)
    assert server.reads == before
    page.clock.run_for(6_000)
    page.wait_for_selector("#m1")


@pytest.mark.parametrize("lang", ["en", "zh", "ru"])
@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=1, hours=8), timedelta(days=2, hours=7)])
def test_times_tick_to_what_the_server_would_say(page, lang, later):
    page.clock.install(time=datetime(2020, 1, 1, tzinfo=UTC))
    _open(page, _Server(lang))
    page.clock.fast_forward(int(later.total_seconds() * 1000))
    page.clock.run_for(21_000)
    then = _NOW + later + timedelta(seconds=21)
    due, past = _NOW + timedelta(days=2, hours=7, minutes=30), _NOW - timedelta(minutes=3)
    left = page.inner_text("[data-until]").replace("\u00a0", " ")
    assert formatting.span(due - then, lang).replace("\u00a0", " ") in left
    assert page.inner_text("[data-ago]").replace("\u00a0", " ") == formatting.ago(past, then, lang).replace(
        "\u00a0", " "
    )


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_deadline_turns_late_by_itself(page):
    page.clock.install(time=_NOW)
    _open(page, _Server())
    page.clock.fast_forward(int(timedelta(days=2, hours=8).total_seconds() * 1000))
    page.clock.run_for(21_000)
    assert "late" in page.inner_text(".deadline")
    assert page.locator(".deadline--late use").get_attribute("href") == "#i-late"
