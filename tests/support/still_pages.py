"""Pages shown to a browser without a server: what a test renders, with our own static files and content policy."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template import RequestContext, Template
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, Route, sync_playwright

HOST = "http://hejie.test"
_POLICY = "; ".join(["default-src 'none'", *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect"))])
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium of this machine."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        try:
            yield started
        finally:
            started.close()


def html(template: str | Template, context: dict[str, object], lang: str = "en", zone: str = "Asia/Shanghai") -> str:
    """A template, by name or compiled, as the product renders it, in one language and time zone."""
    found = get_template(template).template if isinstance(template, str) else template
    still = override_settings(ROOT_URLCONF="tests.support.still_urls")
    with translation.override(lang), timezone.override(zone), still:
        return found.render(RequestContext(RequestFactory().get("/"), context))


def serve(page: Page, answer: Callable[[Route], bool]) -> list[str]:
    """Answer what the page asks for: static files from the source, all else by `answer`, which says whether it did.

    Returns the list to which the browser's complaints are added: blocked by the policy, errors of scripts.
    """
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def route(asked: Route) -> None:
        path = asked.request.url.removeprefix(HOST).split("?")[0].split("#")[0]
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if found:
            kind = _TYPES.get(Path(found).suffix, "application/octet-stream")
            asked.fulfill(body=Path(found).read_bytes(), content_type=kind)
        elif not answer(asked):
            asked.fulfill(status=404, body="")

    page.route("**/*", route)
    return complaints


def show(route: Route, body: str) -> bool:
    """Answer with a page under our content policy."""
    route.fulfill(body=body, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _POLICY})
    return True
