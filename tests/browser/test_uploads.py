"""A large film from a page: in parts with a bar, on after a broken line and after a reload, filed once, or stopped."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Scene, barriers, served, sign_in

_MEGABYTE = 1 << 20
_FILM = b"\0\0\0\x18ftypisom" + b"\0" * (20 * _MEGABYTE)


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """Made once for the file."""
    with served(tmp_path_factory.mktemp("uploads"), 1) as made:
        yield made


@pytest.fixture(scope="module")
def case(scene: Scene) -> str:
    """The buyer's case."""
    return scene.play("opened", scene.orders[0])


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> str:
    """20 MB that begin as a film does."""
    path = tmp_path_factory.mktemp("film") / "unboxing.mp4"
    path.write_bytes(_FILM)
    return str(path)


@pytest.fixture(scope="module")
def known(chromium: Browser, scene: Scene) -> dict:
    """The buyer's sign-in."""
    context = chromium.new_context(base_url=scene.market.address, locale="en")
    page = context.new_page()
    sign_in(page, "buyer@example.org")
    held = context.storage_state()
    context.close()
    return held


@pytest.fixture
def page(chromium: Browser, scene: Scene, known: dict, case: str) -> Page:
    """The buyer's page of the case, with the form for evidence filled but for its file."""
    context = chromium.new_context(base_url=scene.market.address, storage_state=known)
    context.set_default_timeout(60_000)
    opened = context.new_page()
    _fill(opened, case)
    yield opened
    context.close()


def _fill(page: Page, case: str) -> None:
    page.goto(f"/cases/{case}/")
    page.click("summary:text-is('Add evidence')")
    page.fill("#file [name=name]", "unboxing")
    page.fill("#file [name=purpose]", "that it was open")


def _parts(page: Page) -> list[int]:
    """Where each part begins that the page sends from now on."""
    begun: list[int] = []
    page.on(
        "request",
        lambda asked: begun.append(int(asked.headers["upload-offset"])) if asked.method == "PATCH" else None,
    )
    return begun


def test_a_film_goes_on_after_a_broken_line_and_is_filed_once(page: Page, film: str, scene: Scene, case: str):
    begun, broken, mended = _parts(page), [], []

    def break_until_it_was_seen(route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0" and not mended:
            broken.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*", break_until_it_was_seen)
    page.set_input_files("#file [name=file]", film)
    page.click("#file form button:text-is('File it')")
    expect(page.locator(".upload [role=status]")).to_contain_text("line is broken")
    assert barriers(page) == []
    mended.append(1)
    expect(page.locator(".messages")).to_contain_text("on the file", timeout=60_000)
    assert begun == [0, *[8 * _MEGABYTE] * (len(broken) + 1), 16 * _MEGABYTE]
    assert scene.play("count", case, "EvidenceFiled") == 1
    expect(page.locator("#evidence .evidence")).to_contain_text("unboxing")


def test_after_a_reload_the_same_file_goes_on_where_it_was(page: Page, film: str, case: str):
    page.route("**/uploads/*", lambda route: _let_only_the_first_part(route))
    page.set_input_files("#file [name=file]", film)
    page.click("#file form button:text-is('File it')")
    expect(page.locator(".upload [role=status]")).to_contain_text("line is broken")
    _fill(page, case)
    page.unroute("**/uploads/*")  # not before: the page that is left would go on by itself
    begun = _parts(page)
    page.set_input_files("#file [name=file]", film)
    page.click("#file form button:text-is('File it')")
    expect(page.locator(".messages")).to_contain_text("which you had filed before", timeout=60_000)
    assert begun == [8 * _MEGABYTE, 16 * _MEGABYTE]


def _let_only_the_first_part(route) -> None:
    if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
        route.abort("connectionreset")
    else:
        route.continue_()


def test_an_upload_can_be_stopped_and_nothing_of_it_stays(page: Page, film: str, scene: Scene, case: str):
    before = scene.play("count", case, "EvidenceFiled")
    page.route("**/uploads/*", _let_only_the_first_part)
    page.set_input_files("#file [name=file]", film)
    page.click("#file form button:text-is('File it')")
    with page.expect_request(lambda asked: asked.method == "DELETE"):
        page.click("button:text-is('Stop sending')")
    expect(page.locator("#file form button:text-is('File it')")).to_be_enabled()
    expect(page.locator(".upload progress")).to_have_count(0)
    folder = scene.market.home / "files" / "uploads"
    give_up = time.monotonic() + 60
    while [path for path in folder.rglob("*") if path.is_file()] and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert scene.play("count", case, "EvidenceFiled") == before


def test_a_small_file_goes_with_its_form(page: Page):
    begun = _parts(page)
    page.set_input_files("#file [name=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"})
    page.click("#file form button:text-is('File it')")
    expect(page.locator(".messages")).to_contain_text("on the file")
    assert begun == []
