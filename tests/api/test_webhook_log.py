"""The log of calls to an endpoint: every attempt, as the API shows it, and telling again from one of them."""

from datetime import timedelta

import pytest

from hejie.store import webhook_log
from hejie.store.models import WebhookAttempt

pytestmark = pytest.mark.django_db


def listed(shop, hook, query: str = "") -> dict:
    answer = shop.get(f"/webhooks/{hook['id']}/deliveries{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_every_attempt_is_logged_with_its_time_answer_length_and_next_try(
    hook, opened, receiver, run_worker, clock, shop
):
    receiver.status = 503
    run_worker()
    (failed,) = listed(shop, hook)["deliveries"]
    assert (failed["ok"], failed["status"], failed["error"], failed["tries"]) == (False, 503, "status 503", 1)
    assert failed["at"].startswith(f"{clock.now:%Y-%m-%dT%H:%M}") and failed["next_at"] > failed["at"]
    assert type(failed["took_ms"]) is int and failed["message"].startswith("msg_")
    receiver.status = 200
    for _ in range(4):
        clock.move(minutes=1)
        run_worker()
    rows = listed(shop, hook)["deliveries"]
    again = [row for row in rows if row["message"] == failed["message"]]
    assert [(row["ok"], row["tries"], row["next_at"]) for row in again] == [
        (True, 2, None), (False, 1, failed["next_at"]),
    ]  # fmt: skip
    assert {row["tries"] for row in rows if row["message"] != failed["message"]} == {1}  # they only waited behind it
    assert len(rows) == len(receiver.got)
    assert {row["case"] for row in rows if "case" in row} == {opened["id"]}
    assert listed(shop, hook, "?failed=true")["deliveries"] == [failed]


def test_no_answer_at_all_is_logged_with_its_cause(hook, opened, receiver, run_worker, shop):
    receiver.end()
    run_worker()
    (row,) = listed(shop, hook)["deliveries"]
    assert row["status"] is None and "refused" in row["error"].lower()


def test_the_log_goes_on_by_key_and_a_wrong_cursor_is_told(hook, opened, run_worker, shop):
    run_worker()
    everything = [row["id"] for row in listed(shop, hook)["deliveries"]]
    found, cursor = [], ""
    while True:
        page = listed(shop, hook, f"?limit=2&cursor={cursor}")
        found += [row["id"] for row in page["deliveries"]]
        if not (cursor := page["next"]):
            break
    assert found == everything == sorted(everything, reverse=True) and len(found) > 4
    assert shop.get(f"/webhooks/{hook['id']}/deliveries?cursor=abc").json()["code"] == "bad_cursor"


def test_who_does_not_look_after_an_endpoint_reads_no_log_of_it(hook, caller, people, operator):
    other = caller(people("operator"), ("webhooks",), integrator="other")
    assert other.get(f"/webhooks/{hook['id']}/deliveries").status_code == 404
    assert caller(people("buyer")).get(f"/webhooks/{hook['id']}/deliveries").status_code == 404
    assert operator.get(f"/webhooks/{hook['id']}/deliveries").status_code == 200


def test_the_log_is_bounded_in_number_and_age(hook, clock, shop, monkeypatch):
    monkeypatch.setattr(webhook_log, "MOST", 3)
    old = clock.now - webhook_log.KEPT_FOR - timedelta(minutes=1)
    plain = {"root": "r", "stream": "case:r-x", "seq": 1, "tries": 1, "status": 200, "took_ms": 5}
    WebhookAttempt.objects.create(webhook=hook["id"], message="msg_old", at=old, **plain)
    WebhookAttempt.objects.create(webhook="w-gone", message="msg_old", at=old, **plain)
    for number in range(6):
        WebhookAttempt.objects.create(webhook=hook["id"], message=f"msg_{number}", at=clock.now, **plain)
    assert [row["message"] for row in listed(shop, hook)["deliveries"]] == [f"msg_{n}" for n in (5, 4, 3, 2, 1, 0)]
    webhook_log._shorten(hook["id"], clock.now)
    left = WebhookAttempt.objects.order_by("id").values_list("message", flat=True)
    assert list(left) == ["msg_3", "msg_4", "msg_5"]


def test_removing_an_endpoint_removes_its_log(hook, opened, run_worker, shop):
    run_worker()
    assert WebhookAttempt.objects.exists()
    shop.call("delete", f"/webhooks/{hook['id']}")
    assert not WebhookAttempt.objects.exists()
