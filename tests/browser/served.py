"""A served marketplace of its own for a file of tests in which people act, and the check that a page can be used by everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import axe_core_python
from playwright.sync_api import Page, expect

from tests.browser.market import PASSWORD, Market, code_of

_A_MINUTE = 60_000
_AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
_RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).join(' | '))"""


@dataclass
class Scene:
    """A served marketplace with delivered orders, one for each test."""

    market: Market
    orders: list[str]

    def play(self, name: str, *given: object) -> object:
        """Call a function of `tests.browser.scene` within the marketplace."""
        call = f"scene.{name}(*{list(given)!r})"
        return self.market.python(f"from tests.browser import scene\nprint(json.dumps({call}))")


@contextmanager
def served(home: Path, orders: int) -> Iterator[Scene]:
    """A marketplace below `home` with so many delivered orders, served until the end."""
    made = Scene(Market(home), [])
    made.market.set_up()
    made.orders = made.play("make", orders)["orders"]
    made.market.serve(port=made.market.port)
    yield made
    made.market.end()


def sign_in(page: Page, email: str, secret: str = "") -> None:
    """Sign in by hand. secret: of the second factor, where somebody has one."""
    page.set_default_timeout(_A_MINUTE)
    page.goto("/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    if secret:
        page.wait_for_selector("[name=code]")
        page.fill("[name=code]", code_of(secret))
        page.press("[name=code]", "Enter")
    expect(page.locator(".masthead__person")).to_be_visible()


def barriers(page: Page) -> list[str]:
    """What axe finds wrong on a page as it stands."""
    page.evaluate(_AXE)
    return page.evaluate(_RUN_AXE)
