"""What tests of the record begin with besides the marketplace: a dispute, and the installation's own keys."""

import pytest
from django.conf import settings

from hejie.record.signing import open_keys
from tests.support.dispute import Disputes


@pytest.fixture
def disputes(people, ctx, orders, clock) -> Disputes:
    """Opens cases: `dispute = disputes()`."""
    return Disputes(people, ctx, orders, clock)


@pytest.fixture
def keys():
    """The signing keys of the test's home."""
    return open_keys(settings.HOME)
