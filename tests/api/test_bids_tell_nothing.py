"""Pages and answers are the same to everybody but the side that has sealed, whatever it has sealed or whether."""

import re

import pytest
from django.test import Client

from hejie.usecases import bidding
from hejie.usecases.worker import Worker

pytestmark = pytest.mark.django_db

_TOKENS = re.compile(
    r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|csrf[-_]?token[^>]{0,120}|nonce="[^"]*"|/live[^"\s]*'
)


def browser(who) -> Client:
    """Somebody's browser, signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(who.person)
    session = client.session
    session["role"] = f"{who.actor.role}:{who.shop}" if who.shop else who.actor.role
    session.save()
    return client


def passes(clock) -> None:
    """What a worker does."""
    worker = Worker(now=lambda: clock.now)
    for _ in range(3):
        worker.work()
    worker.seal()


@pytest.mark.parametrize("limit", [8_137, 19_899])
def test_pages_and_answers_are_the_same_to_everybody_else(
    claim, caller, clock, ctx, people, settings, tmp_path, limit
) -> None:
    settings.HOME = tmp_path
    buyer, seller, body = claim
    operator, auditor = people("operator"), people("auditor")
    case = caller(buyer).post("/cases", body).json()["id"]
    assert caller(seller).post(f"/cases/{case}/bidding", {}).status_code == 201
    readers = [(browser(who), caller(who)) for who in (seller, operator, auditor)]

    def seen() -> list[bytes]:
        found = []
        for client, calls in readers:
            for path in ("", "record/", "bids/", "bidding/"):
                answer = client.get(f"/cases/{case}/{path}")
                found.append(f"{answer.status_code} {_TOKENS.sub('', answer.content.decode())}".encode())
            for path in ("", "/record", "/bidding"):
                answer = calls.get(f"/cases/{case}{path}")
                found.append(f"{answer.status_code} ".encode() + answer.content)
        return found

    passes(clock)
    assert (
        caller(seller).post(f"/cases/{case}/bids", {"bidding": "bd1", "minor": 5_000, "currency": "CNY"}).status_code
        == 201
    )
    first = seen()
    bidding.seal(ctx(buyer), case, bidding.Limit("bd1", limit, waives=True), key="seal")
    passes(clock)
    assert seen() == first
