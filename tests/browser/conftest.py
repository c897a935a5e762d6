"""What every file of browser tests begins with, and the tour through all pages for the files that look at each.

The sample market is made once for a run, and its pages are walked once: each file serves a copy of its own.
"""

import pickle
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.market import Market
from tests.browser.tour import Stop, Tour
from tests.support import made_once, still_pages

_SIZE = 60
# Those that take longest begin first; the second that walks through the market begins when the first has made it.
_LONGEST = ("test_every_page", "test_the_main_way", "test_every_page_wide", "test_settling")
expect.set_options(timeout=60_000)  # how quick pages are is measured elsewhere


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; each stays whole."""
    here = [item for item in items if item.path.parent == Path(__file__).parent]
    if len(here) == len(items):
        items.sort(key=lambda item: _LONGEST.index(item.path.stem) if item.path.stem in _LONGEST else len(_LONGEST))


@pytest.fixture(scope="module")
def chromium():
    """One browser for the file."""
    with still_pages.browser() as started:
        yield started


@pytest.fixture(scope="module")
def sample_market(tmp_path_factory) -> Market:
    """The sample market, served: a copy of the one that the run has made."""
    home = tmp_path_factory.mktemp("market")
    with made_once.once("market") as made:
        if not made.exists():
            new = made.with_suffix(".new")
            new.mkdir(mode=0o700, exist_ok=True)
            Market(new).make(_SIZE)
            new.rename(made)
    market = Market(home)
    shutil.copytree(made, home, dirs_exist_ok=True)
    market.open()
    yield market
    market.end()


@pytest.fixture(scope="module")
def tour(sample_market) -> Tour:
    """Guests of the market, who are signed in and read English."""
    return Tour(sample_market, "en")


@pytest.fixture(scope="module")
def stops(tour) -> list[Stop]:
    """One page of each kind for each role, and cases of all kinds, as the first who went through the market has found them."""
    with made_once.once("stops") as kept:
        if not kept.exists():
            kept.write_bytes(pickle.dumps(list(tour.stops())))
        return pickle.loads(kept.read_bytes())
