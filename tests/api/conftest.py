"""The API as programs call it: a caller for anybody, with a token of his own, at the test's clock."""

import itertools
import json

import pytest
from django.test import Client

from hejie.conf import context
from hejie.rulebooks import procedures
from hejie.usecases.people import tokens
from tests.support import described
from tests.support.receiver import Receiver

BASE = "/api/v1"


class Caller:
    """Calls the API with one token; posts carry a fresh idempotency key unless one is given. Each answer is held to its description."""

    _keys = itertools.count(1)

    def __init__(self, secret: str, language: str = "en", **headers: str) -> None:
        self._client = Client()
        self._headers = {"authorization": f"Bearer {secret}", "accept-language": language, **headers}

    def get(self, path: str, **headers: str):
        """The answer to a reading call."""
        return self._held("get", path, self._client.get(BASE + path, headers={**self._headers, **headers}))

    def post(self, path: str, body: object = None, key: str = "", **headers: str):
        """The answer to an act."""
        headers = {**self._headers, "idempotency-key": key or f"key-{next(self._keys)}", **headers}
        answer = self._client.post(BASE + path, body or {}, content_type="application/json", headers=headers)
        return self._held("post", path, answer)

    def call(self, method: str, path: str, body: object = None):
        """The answer to a call by any method, with a fresh idempotency key."""
        headers = {**self._headers, "idempotency-key": f"key-{next(self._keys)}"}
        sent = json.dumps(body or {})
        answer = self._client.generic(method.upper(), BASE + path, sent, "application/json", headers=headers)
        return self._held(method, path, answer)

    @staticmethod
    def _held(method: str, path: str, answer):
        described.hold(method, path, answer)
        return answer


@pytest.fixture
def caller(clock, monkeypatch):
    """Makes a caller for somebody: `caller(buyer)`; `scopes` and `integrator` as tokens take them."""
    monkeypatch.setattr(context, "now", lambda: clock.now)

    def make(
        who, scopes: tuple[str, ...] = (), *, integrator: str = "", language: str = "en", **headers: str
    ) -> Caller:
        usual = ("read", "write", "personal") if who.actor.role == "buyer" else ("read", "write", "personal", "staff")
        role = f"{who.actor.role}:{who.shop}" if who.shop else who.actor.role
        made = tokens.create(
            who.person, name="test", scopes=scopes or usual, now=clock.now, second_factor=True, integrator=integrator,
            role="" if integrator or who.actor.role == "buyer" else role,
        )  # fmt: skip
        return Caller(made.secret, language, **headers)

    return make


@pytest.fixture
def claim(people, orders):
    """A buyer, a seller, and the body of a claim about a delivered order of theirs over ¥199.00."""
    buyer, seller = people("buyer"), people("seller")
    body = {
        "order": orders(buyer, seller),
        "lines": [1],
        "reason": "not_as_described",
        "remedy": "refund",
        "package": {"refund": 19900},
        "story": "The shoes are 7 mm too short.",
        "shown": procedures.load("procedures/standard").digest,
    }
    return buyer, seller, body


@pytest.fixture
def receiver():
    """A receiver on this machine."""
    made = Receiver()
    yield made
    made.end()


@pytest.fixture
def operator(caller, people):
    """An operator, with a second factor."""
    return caller(people("operator"))


@pytest.fixture
def shop(caller, people, operator):
    """The shop's program, where the operator lets endpoints lie in private networks."""
    assert operator.post("/webhook-settings", {"private_addresses": True}).status_code == 201
    return caller(people("operator"), ("read", "write", "orders", "webhooks"), integrator="shop")


@pytest.fixture
def hook(shop, receiver) -> dict:
    """The shop's endpoint."""
    answer = shop.post("/webhooks", {"url": receiver.url})
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def opened(caller, claim) -> dict:
    """A case, just opened by its buyer."""
    buyer, _seller, body = claim
    answer = caller(buyer).post("/cases", body)
    assert answer.status_code == 201, answer.content
    return answer.json()
