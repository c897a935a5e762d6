"""Webhook signatures against the published vectors, one of our own, and the library that receivers use."""

import json
import time
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hejie.adapters import webhook_signatures
from tests.support.rules import real_data

OWN_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="  # the bytes 0 to 31
OWN = "v1,h4wwdJwMt79PlR5AyGtjBpObyuhAVyVinEzFDPS2Z2M="


def receive(vector: dict, tolerance: int) -> bool:
    """What a receiver does: look for a signature of ours among those in the header, mind the clock."""
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    try:
        name, moment = headers["webhook-id"], int(headers["webhook-timestamp"])
        given = headers["webhook-signature"].split(" ")
    except (KeyError, ValueError):
        return False
    wanted = webhook_signatures.sign(vector["secret"], name, moment, vector["payload"].encode())
    return wanted in given and abs(vector["now"] - moment) <= tolerance


def test_signatures_are_those_of_the_published_vectors():
    file = real_data("external/standard_webhooks") / "vectors.json"
    found = json.loads(file.read_text("utf-8"))
    assert len(found["vectors"]) > 20
    for vector in found["vectors"]:
        if vector["expect"] == "error":
            with pytest.raises(ValueError):
                webhook_signatures.sign(vector["secret"], "m", 1, b"")
        else:
            assert receive(vector, found["tolerance_seconds"]) == (vector["expect"] == "valid"), vector["id"]


def test_a_known_signature():
    assert webhook_signatures.sign(OWN_SECRET, "msg_a", 1_700_000_000, b'{"type":"CaseOpened"}') == OWN


def test_two_secrets_sign_beside_each_other_and_a_new_one_is_long_enough():
    first, second = webhook_signatures.new_secret(), webhook_signatures.new_secret()
    made = webhook_signatures.headers([first, second], "msg_a", 1, b"x")
    assert made["webhook-signature"].split(" ") == [
        webhook_signatures.sign(one, "msg_a", 1, b"x") for one in (first, second)
    ]
    assert first != second and first.startswith("whsec_") and len(first) == 6 + 44


def test_the_library_for_receivers_verifies_what_we_sign():
    body, now = '{"type":"CaseOpened","data":{"order_ref":"118-2204"}}', int(time.time())
    first, second = webhook_signatures.new_secret(), webhook_signatures.new_secret()
    made = webhook_signatures.headers([first, second], "msg_a", now, body.encode())
    for secret in (first, second):  # while a secret changes, a receiver with either of them is content
        assert Webhook(secret).verify(body, made) == json.loads(body)
    with pytest.raises(WebhookVerificationError):
        Webhook(webhook_signatures.new_secret()).verify(body, made)
    with pytest.raises(WebhookVerificationError):
        Webhook(first).verify(body.replace("2204", "2205"), made)
    with pytest.raises(WebhookVerificationError):
        Webhook(first).verify(body, webhook_signatures.headers([first], "msg_a", now - 301, body.encode()))


def test_what_the_library_signs_is_what_we_sign():
    body, moment = '{"type":"MessageWritten","data":{"text":"已签收"}}', datetime(2026, 11, 2, 8, tzinfo=UTC)
    theirs = Webhook(OWN_SECRET).sign("msg_b", moment, body)
    assert theirs == webhook_signatures.sign(OWN_SECRET, "msg_b", int(moment.timestamp()), body.encode())
