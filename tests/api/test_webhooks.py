"""Webhooks: who may have them, what arrives, once for good and never anywhere private."""

import json
from datetime import UTC, datetime
from random import Random

import pytest
from django.core import mail
from django.db import connection
from standardwebhooks import Webhook as StandardWebhook

from hejie.store import outbox
from hejie.store.models import Marketplace, Webhook
from hejie.usecases import webhook_delivery
from tests.support.receiver import Receiver

pytestmark = pytest.mark.django_db


def read(receiver: Receiver) -> list[dict]:
    return [json.loads(body) for _headers, body in receiver.got]


def is_signed(secret: str, headers: dict, body: bytes) -> bool:
    """As the library for receivers signs it (its own check looks at this machine's clock, not at the test's)."""
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    wanted = StandardWebhook(secret).sign(headers["webhook-id"], moment, body.decode())
    return wanted in headers["webhook-signature"].split(" ")


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox WHERE topic = 'webhook' AND done_ms = 0")
        return cursor.fetchone()[0]


def test_every_entry_of_case_and_order_arrives_once_signed_and_without_words(hook, opened, receiver, run_worker, clock):
    run_worker()
    told = read(receiver)
    places = [(one["data"]["stream"], one["data"]["seq"]) for one in told]
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, seq, hash FROM entry WHERE stream LIKE 'case:%' OR stream LIKE 'order:%'")
        rows = {(stream, seq): digest for stream, seq, digest in cursor.fetchall()}
    assert sorted(places) == sorted(rows)
    assert all(one["data"]["hash"] == rows[one["data"]["stream"], one["data"]["seq"]] for one in told)
    assert all(is_signed(hook["secret"], headers, body) for headers, body in receiver.got)
    assert {int(headers["webhook-timestamp"]) for headers, _ in receiver.got} == {int(clock.now.timestamp())}
    case = next(one for one in told if one["type"] == "CaseOpened")
    assert case["data"]["case"] == opened["id"] and case["data"]["order"] == opened["id"][:16]
    assert not any(b"too short" in body or b"Trail" in body for _headers, body in receiver.got)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(told)
    run_worker()
    assert len(receiver.got) == len(told)


def test_private_rooms_are_never_told_of(hook, opened, receiver, run_worker, caller, people):
    staff = caller(people("operator"))
    assert staff.post(f"/cases/{opened['id']}/notes", {"text": "careful"}).status_code == 201
    run_worker()
    assert receiver.got and not any(b"room:" in body for _headers, body in receiver.got)


def test_only_the_kinds_asked_for_and_only_the_own_marketplace(shop, receiver, opened, run_worker, ctx):
    from tests.support.world import make_marketplace

    shop.post("/webhooks", {"url": receiver.url, "kinds": ["CaseOpened"]})
    other = make_marketplace("elsewhere")
    other.settings = {"webhooks_to_private_addresses": True}
    other.save()
    copy = Webhook.objects.get()
    Webhook.objects.create(marketplace=other, url=receiver.url + "&other", secret=copy.secret, next_leaf=0)
    run_worker()
    assert [one["type"] for one in read(receiver)] == ["CaseOpened"]


def test_a_worker_that_dies_after_the_call_repeats_the_same_message(hook, opened, receiver, run_worker, ctx, clock):
    from django.conf import settings

    from hejie.domain.kernel import clock as moments
    from hejie.record import sealing, signing

    sealing.seal_new(signing.open_keys(settings.HOME), clock.now)
    assert webhook_delivery.tell(clock.now) == 1
    assert webhook_delivery.tell(clock.now) == 0
    now_ms = moments.milliseconds(clock.now)
    row = next(one for one in outbox.due(now_ms, 100) if one.topic == "webhook")
    taken = outbox.claim([row], now_ms + 180_000)
    webhook_delivery.deliver(ctx(), taken[0], Random(1))  # and dies before the row is marked
    run_worker()
    clock.move(minutes=4)
    run_worker()
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    first = [body for headers, body in receiver.got if headers["webhook-id"] == ids[0]]
    assert len(first) == 2 and first[0] == first[1]
    assert ids.count(ids[0]) == 2 and len(set(ids)) == len(ids) - 1
    assert waiting() == 0


def test_what_fails_rests_and_comes_later_with_the_same_id(hook, opened, receiver, run_worker, clock, shop):
    receiver.status = 500
    run_worker()
    tried = len(receiver.got)
    assert tried == 1  # the others rest with it
    assert shop.get("/webhooks").json()["webhooks"][0]["last_error"] == "status 500"
    receiver.status = 200
    for _ in range(4):
        clock.move(minutes=1)
        run_worker()
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert waiting() == 0 and len(set(ids)) == len(ids) - 1
    assert shop.get("/webhooks").json()["webhooks"][0]["failing_since"] is None


def test_a_call_later_is_minded(hook, opened, receiver, run_worker, clock):
    receiver.status, receiver.headers = 429, {"retry-after": "600"}
    run_worker()
    clock.move(minutes=9)
    run_worker()
    assert len(receiver.got) == 1


def test_after_three_days_of_failure_it_is_off_and_operators_know(
    hook, opened, receiver, run_worker, clock, shop, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    receiver.status = 503
    run_worker()
    for _ in range(26):
        clock.move(hours=3)
        run_worker()
    one = shop.get("/webhooks").json()["webhooks"][0]
    assert one["disabled_at"] and waiting() == 0
    calls = len(receiver.got)
    letters = [letter for letter in mail.outbox if letter.subject == "A webhook was switched off"]
    assert len(letters) == 2 and all("http://127.0.0.1" in letter.body for letter in letters)  # two operators
    assert hook["secret"] not in letters[0].body and "shop=1" not in letters[0].body
    clock.move(hours=3)
    run_worker()
    assert len(receiver.got) == calls
    refused = shop.post(f"/webhooks/{hook['id']}/replay", {"case": opened["id"]})
    assert refused.json()["code"] == "webhook_is_off"


def test_gone_switches_off_at_once(hook, opened, receiver, run_worker, shop):
    receiver.status = 410
    run_worker()
    assert len(receiver.got) == 1 and shop.get("/webhooks").json()["webhooks"][0]["disabled_at"]


def test_a_new_secret_signs_beside_the_old_one_for_a_day(hook, opened, receiver, run_worker, clock, shop):
    answer = shop.post(f"/webhooks/{hook['id']}/secret", key="turn")
    new = answer.json()["secret"]
    assert answer.status_code == 201 and new != hook["secret"]
    run_worker()
    assert all(is_signed(one, *receiver.got[0]) for one in (hook["secret"], new))
    clock.move(hours=25)
    shop.post(f"/webhooks/{hook['id']}/replay", {"case": opened["id"]})
    run_worker()
    assert is_signed(new, *receiver.got[-1]) and not is_signed(hook["secret"], *receiver.got[-1])
    again = shop.post(f"/webhooks/{hook['id']}/secret", key="turn").json()
    assert again["repeated"] and again["secret"] == new


def test_a_replay_tells_again_from_a_chosen_entry_under_the_same_ids(hook, opened, receiver, run_worker, shop):
    run_worker()
    first = {headers["webhook-id"]: body for headers, body in receiver.got}
    receiver.got.clear()
    asked = {"case": opened["id"], "after": 2}
    queued = shop.post(f"/webhooks/{hook['id']}/replay", asked, key="again").json()
    assert shop.post(f"/webhooks/{hook['id']}/replay", asked, key="again").json() == {**queued, "repeated": True}
    assert shop.post(f"/webhooks/{hook['id']}/replay", {**asked, "after": 1}, key="again").status_code == 422
    run_worker()
    assert len(receiver.got) == queued["queued"] > 0 and queued["next"] is None
    assert all(one["data"]["seq"] > 2 and one["data"]["case"] == opened["id"] for one in read(receiver))
    assert all(first[headers["webhook-id"]] == body for headers, body in receiver.got)
    strange = shop.post(f"/webhooks/{hook['id']}/replay", {"order": "a" * 16})
    both = shop.post(f"/webhooks/{hook['id']}/replay", {"order": "a" * 16, "case": "b"})
    assert (strange.status_code, both.json()["code"]) == (404, "webhook_replay_of_what")


def test_registering_is_repeatable_and_the_secret_is_shown_once_and_kept_encrypted(shop, receiver):
    first = shop.post("/webhooks", {"url": receiver.url}, key="a").json()
    again = shop.post("/webhooks", {"url": receiver.url}, key="a").json()
    assert again == {**first, "repeated": True} and Webhook.objects.count() == 1
    assert shop.post("/webhooks", {"url": receiver.url + "x"}, key="a").status_code == 422
    assert "secret" not in shop.get("/webhooks").json()["webhooks"][0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhook UNION ALL SELECT result FROM receipt WHERE root LIKE 'webhooks:%'")
        assert not any(first["secret"] in kept or first["secret"][6:] in kept for (kept,) in cursor.fetchall())
    assert shop._client.delete(f"/api/v1/webhooks/{first['id']}", headers=shop._headers).status_code == 204
    assert shop._client.delete(f"/api/v1/webhooks/{first['id']}", headers=shop._headers).status_code == 404


def test_private_addresses_are_refused_unless_the_operator_allows_them(
    caller, people, operator, receiver, opened, run_worker
):
    shop = caller(people("operator"), ("read", "webhooks"), integrator="shop")
    for url in (receiver.url, "http://[::1]:1/", "http://10.1.2.3/", "https://169.254.169.254/latest/"):
        assert shop.post("/webhooks", {"url": url}).json()["code"] == "webhook_address_private"
    assert shop.post("/webhooks", {"url": "ftp://a.example.org"}).json()["code"] == "webhook_url_not_usable"
    assert shop.post("/webhook-settings", {"private_addresses": True}).status_code in (403, 404)
    operator.post("/webhook-settings", {"private_addresses": True})
    assert shop.post("/webhooks", {"url": receiver.url}).status_code == 201
    operator.post("/webhook-settings", {"private_addresses": False})
    run_worker()
    assert receiver.got == []  # every call looks again
    assert "not public" in shop.get("/webhooks").json()["webhooks"][0]["last_error"]
    assert Marketplace.objects.get(pk="harbour").settings["webhooks_to_private_addresses"] is False


def test_who_may_have_webhooks(caller, people, hook, shop, operator):
    body = {"url": "https://shop.example.org/hook"}
    unscoped = caller(people("operator"), ("read", "write"), integrator="desk")
    assert unscoped.post("/webhooks", body).json()["code"] == "scope_missing"
    assert caller(people("buyer")).post("/webhooks", body).status_code == 404
    assert caller(people("seller")).post("/webhooks", body).status_code == 404
    assert shop.post("/webhooks", body, **{"on-behalf-of": f"buyer:{people('buyer').id}"}).status_code == 404
    other = caller(people("operator"), ("webhooks",), integrator="other")
    assert other.get("/webhooks").json()["webhooks"] == []
    assert other.post(f"/webhooks/{hook['id']}/secret").status_code == 404
    assert [one["owner"] for one in operator.get("/webhooks").json()["webhooks"]] == ["shop"]
    assert operator.post("/webhooks", body).status_code == 201


def test_what_is_held_is_shown_line_by_line(caller, opened, claim):
    buyer, seller, body = claim
    found = caller(buyer).get(f"/orders/{body['order']}/holds").json()
    assert [(row["line"], row["held"], row["free"], row["open_case"]) for row in found["holds"]] == [
        (1, 19900, 19900, opened["id"])
    ]
    assert caller(seller).get(f"/orders/{body['order']}/holds").json() == found
