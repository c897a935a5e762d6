"""What auditors and agents see, and the mail page."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from hejie.adapters.mail_table import TableBackend
from hejie.store.models import SentMail


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


def test_an_auditor_sees_who_has_read_which_case(browser, scene, people):
    scene.opened()
    browser(scene.operator).get("case", scene.case)
    auditor = browser(people("auditor"))
    told = text(auditor.get("readings"))
    assert "Olga" in told and "the page" in told
    only = auditor.get("readings", query=f"?case={scene.case}")
    assert len(only.context["rows"]) == 1
    assert text(auditor.get("readings", query="?case=nothing")).count("Nobody has read") == 1


def test_readings_go_on_by_key(browser, scene, people, monkeypatch, django_assert_max_num_queries):
    from hejie.usecases import auditing

    monkeypatch.setattr(auditing, "PAGE", 3)
    scene.opened()
    reads = browser(scene.operator)
    for _number in range(4):
        reads.get("case", scene.case)
    auditor = browser(people("auditor"))
    first = auditor.get("readings")
    assert len(first.context["rows"]) == 3
    with django_assert_max_num_queries(8):
        rest = auditor.client.get(reverse("readings") + first.context["older"])
    assert len(rest.context["rows"]) == 1 and not rest.context["older"]


def test_an_auditor_reads_cases_and_changes_nothing(browser, scene, people):
    scene.opened()
    auditor = browser(people("auditor"))
    assert "The goods are not as described" in text(auditor.get("all_cases"))
    assert "Who has read this case" in text(auditor.get("case", scene.case))
    assert "Check it now" in text(auditor.get("record"))
    assert auditor.post("case_messages", scene.case, "internal", text="x").status_code == 409


def test_an_agent_of_the_marketplace_has_a_desk_and_the_internal_room(browser, scene, people):
    scene.opened()
    agent = browser(people("agent"))
    assert "The goods are not as described" in text(agent.get("desk"))
    agent.post("case_messages", scene.case, "internal", text="Called the carrier.")
    assert "Called the carrier." in text(agent.get("case", scene.case, query="?room=internal"))
    assert "Called the carrier." not in text(browser(scene.seller).get("case", scene.case, query="?room=internal"))


def test_an_agent_of_a_shop_goes_to_its_inbox(browser, scene, people):
    agent = people("agent", shop=scene.seller.shop)
    assert browser(agent).get("desk").url.endswith("/inbox/")
    assert browser(agent).get("all_cases").status_code == 404


@pytest.fixture
def letters(settings, marketplace):
    """Letters lie in the table; one is the marketplace's, one another's."""
    settings.EMAIL_BACKEND = "hejie.adapters.mail_table.TableBackend"
    settings.OPEN_MAIL = False
    for market, subject in ((marketplace.pk, "Your case"), ("hill", "Their case")):
        letter = EmailMessage(
            subject, "Open http://localhost/l/abc/ <b>now</b>", "from@example.org", ["to@example.org"]
        )
        letter.extra_headers["X-Hejie-Marketplace"] = market
        TableBackend().send_messages([letter])
    return {row.subject: row.pk for row in SentMail.objects.all()}


def test_letters_are_the_operators_to_read_and_only_his_own_marketplaces(browser, scene, letters):
    page = browser(scene.operator)
    listed = text(page.get("mail"))
    assert "Your case" in listed and "Their case" not in listed
    one = text(page.get("mail_letter", letters["Your case"]))
    assert 'href="http://localhost/l/abc/"' in one and "<b>now" not in one
    assert page.get("mail_letter", letters["Their case"]).status_code == 404
    assert "Your case" not in text(page.get("mail", query="?to=nobody"))


@pytest.mark.parametrize("role", ["buyer", "seller", "neutral"])
def test_nobody_else_reads_letters(browser, scene, letters, role):
    assert browser(getattr(scene, role)).get("mail").status_code == 404
    assert Client().get(reverse("mail_letter", args=[letters["Your case"]])).status_code == 404


def test_with_open_mail_a_stranger_finds_his_letter(browser, scene, letters, settings, django_assert_max_num_queries):
    settings.OPEN_MAIL = True
    with django_assert_max_num_queries(4):
        assert "Your case" in text(Client().get(reverse("mail")))
    assert "Their case" not in text(Client().get(reverse("mail")))


def test_with_a_mail_server_there_is_no_mail_page(browser, scene, letters, settings):
    settings.OPEN_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert browser(scene.operator).get("mail").status_code == 404
