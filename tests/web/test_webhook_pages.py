"""The operator's pages about webhooks: register, look at every call, let it be told again, new secret, removal."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from hejie.store.models import Marketplace, Webhook
from hejie.usecases import worker
from tests.support.receiver import Receiver

LANGUAGES = [("en", "Send again from here"), ("zh", "从此处起重新发送"), ("ru", "Отправить заново отсюда")]


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


def secret(answer) -> str:
    """The secret that a page shows, or ""."""
    found = re.search(r"whsec_[A-Za-z0-9+/=]{44}", text(answer))
    return found.group() if found else ""


@pytest.fixture
def receiver():
    """A receiver on this machine."""
    made = Receiver()
    yield made
    made.end()


@pytest.fixture
def page(browser, scene):
    """The operator's browser, where endpoints may lie on this machine."""
    page = browser(scene.operator)
    page.post("webhooks_private", allowed="yes")
    return page


@pytest.fixture
def hook(page, receiver) -> Webhook:
    """A registered endpoint."""
    assert secret(page.post("webhooks", url=receiver.url, kinds=""))
    return Webhook.objects.get()


def test_private_addresses_are_called_only_when_the_operator_says_so(browser, scene, receiver):
    page = browser(scene.operator)
    refused = page.post("webhooks", url=receiver.url, kinds="")
    assert refused.status_code == 422 and "not public" in text(refused)
    assert "Private addresses may be called" in text(page.post("webhooks_private", allowed="yes", follow=True))
    assert secret(page.post("webhooks", url=receiver.url, kinds="CaseOpened, CaseClosed"))
    assert Webhook.objects.get().kinds == ["CaseOpened", "CaseClosed"]
    page.post("webhooks_private", allowed="no")
    assert Marketplace.objects.get(pk="harbour").settings["webhooks_to_private_addresses"] is False
    assert "is no kind of entry" in text(page.post("webhooks", url=receiver.url, kinds="case_opened"))


def test_every_call_stands_in_the_log_and_can_be_sent_again_from_there(page, hook, scene, receiver, clock):
    receiver.status = 503
    scene.opened()
    worker.run_once(clock.now)
    shown = text(page.get("webhook", hook.pk))
    assert "not taken" in shown and "status 503" in shown and "next try" in shown
    assert "fails" in text(page.get("webhooks"))
    assert "No call has failed" not in text(page.get("webhook", hook.pk, query="?show=failed"))
    receiver.status = 200
    for _ in range(3):
        clock.move(minutes=1)
        worker.run_once(clock.now)
    log = page.get("webhook", hook.pk)
    opened = next(row for row in log.context["rows"] if row["type"] == "CaseOpened" and row["ok"])
    assert reverse("case", args=[scene.case]) in text(log)
    before = len(receiver.got)
    told = page.client.post(opened["again_url"], {"key": "again"}, follow=True)
    assert "The messages are sent again" in text(told)
    worker.run_once(clock.now)
    ids = [headers["webhook-id"] for headers, _body in receiver.got]
    assert len(receiver.got) > before and set(ids[before:]) <= set(ids[:before])
    assert "in order" in text(page.get("webhooks"))


@pytest.mark.parametrize(("language", "words"), LANGUAGES)
def test_the_log_speaks_the_readers_language(browser, people, hook, scene, clock, language, words):
    scene.opened()
    worker.run_once(clock.now)
    reader = browser(people("operator", language=language), language=language)
    assert words in text(reader.get("webhook", hook.pk)) and reader.get("webhooks").status_code == 200


def test_the_log_goes_on_by_key(page, hook, scene, clock, monkeypatch):
    from hejie.usecases import webhooks

    monkeypatch.setattr(webhooks, "PAGE", 2)
    scene.opened()
    worker.run_once(clock.now)
    first = page.get("webhook", hook.pk)
    rest = page.client.get(reverse("webhook", args=[hook.pk]) + first.context["older"])
    assert len(first.context["rows"]) == 2 and rest.context["rows"]


def test_a_new_secret_is_shown_once(page, hook):
    made = secret(page.post("webhook", hook.pk, key="form"))
    assert made and secret(page.post("webhook", hook.pk, key="form")) == made
    assert not secret(page.get("webhook", hook.pk))
    assert Webhook.objects.get().old_secret_until


def test_an_endpoint_is_removed_after_asking_once(page, hook):
    assert "Remove the webhook?" in text(page.get("webhook_removal", hook.pk))
    assert "The webhook is removed" in text(page.post("webhook_removal", hook.pk, follow=True))
    assert not Webhook.objects.exists() and page.get("webhook", hook.pk).status_code == 404


def test_however_many_messages_wait_the_overview_says_once_that_a_program_does_not_take_them(page, hook, scene):
    row = "INSERT INTO outbox (root, id, topic, marketplace, payload, at_ms, due_ms, tries, error) VALUES (%s, %s, %s, %s, '{}', 1, %s, 4, 'no')"
    with connection.cursor() as cursor:
        for number in range(3):
            cursor.execute(row, ["r", f"w{number}", "webhook", hook.marketplace_id, 9_000_000_000_000])
    shown = text(page.get("overview"))
    assert "Something keeps failing" not in shown and reverse("webhooks") in shown
    assert 1 <= shown.count("A program does not take its messages") <= 2, (
        "in the list, and in the turn bar if it is first"
    )


def test_nobody_else_reaches_them(browser, people, hook, scene):
    for who in (scene.buyer, scene.seller, people("auditor"), people("agent")):
        for name, *args in (("webhooks",), ("webhook", hook.pk), ("webhook_removal", hook.pk)):
            assert browser(who).get(name, *args).status_code == 404
    assert browser(scene.operator, second_factor=False).get("webhooks").status_code == 302
