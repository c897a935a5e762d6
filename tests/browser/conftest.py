"""What every file of browser tests begins with, and the tour through all pages for the files that look at each."""

import pytest

from tests.browser.market import market_of
from tests.browser.tour import Stop, Tour
from tests.support import still_pages

_SIZE = 60


@pytest.fixture(scope="module")
def chromium():
    """One browser for the file."""
    with still_pages.browser() as started:
        yield started


@pytest.fixture(scope="module")
def tour(tmp_path_factory) -> Tour:
    """A market, served, with guests who are signed in."""
    market = market_of(tmp_path_factory.mktemp("market"), _SIZE)
    yield Tour(market)
    market.end()


@pytest.fixture(scope="module")
def stops(tour) -> list[Stop]:
    """One page of each kind for each role, and cases of all kinds."""
    return list(tour.stops())
