"""What every file of browser tests begins with."""

import pytest

from tests.support import still_pages


@pytest.fixture(scope="module")
def chromium():
    """One browser for the file."""
    with still_pages.browser() as started:
        yield started
