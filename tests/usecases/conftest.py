"""What tests of use cases begin with besides the marketplace: a dispute, and a worker at the test's clock."""

import io
from random import Random

import pytest
from PIL import Image

from tests.support.dispute import Disputes
from tests.support.service import Services


@pytest.fixture
def disputes(people, ctx, orders, clock) -> Disputes:
    """Opens cases: `dispute = disputes()`."""
    return Disputes(people, ctx, orders, clock)


@pytest.fixture
def services(people, ctx, marketplace, clock) -> Services:
    """Asks for services: `asked = services()`."""
    return Services(people, ctx, marketplace, clock)


@pytest.fixture
def photo() -> bytes:
    """A photo as a phone makes it."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "olive").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def work(clock):
    """Does all that is due at the test's clock, as a worker does; each call is a new worker."""

    def run() -> int:
        from hejie.usecases.worker import Worker

        worker = Worker(now=lambda: clock.now, random=Random(7))
        total = 0
        while done := worker.work():
            total += done
        worker.seal()
        return total

    return run
