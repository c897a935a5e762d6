"""Two people of one shop act at once: the second is told so in words, and nothing of either is lost."""

import pytest

from hejie.record import reader
from hejie.usecases import service_settings
from tests.support.service import Services

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def two(browser, people, ctx, marketplace, clock):
    """(request, page of the first, page of the second) of one shop's people."""
    asked = Services(people, ctx, marketplace, clock)()
    colleague = people("agent", shop=asked.seller.shop, name="Second")
    return asked, browser(asked.seller), browser(colleague)


def seen(page, asked, how: str) -> dict:
    """The fields of an answer's form as a page has them when it is opened."""
    part = page.get("case", asked.case).context["service"]
    (form,) = (one["form"] for one in part["first"] if one["form"].step == how)
    return {f"{how}-seen": form.initial.get("seen") or form.fields["seen"].initial}


def test_a_colleague_who_approves_what_was_just_declined_reads_it_first(two):
    asked, first, second = two
    stale = seen(second, asked, "approve")
    declined = {**seen(first, asked, "decline"), "decline-code": "no_fault", "decline-note": "It boils here."}
    assert first.post("case_service_answer", asked.case, "decline", **declined).status_code == 302
    late = second.post("case_service_answer", asked.case, "approve", **stale, **{"approve-note": "Sorry for it."})
    words = late.content.decode()
    assert late.status_code == 409 and "Somebody else of your shop has answered" in words and "Sorry for it." in words
    assert asked.state.service.status == "declined"
    assert 'value="declined"' in words  # the form knows now what its reader does
    fresh = first.post("case_service_answer", asked.case, "approve", **{"approve-seen": "declined"})
    assert fresh.status_code == 302 and asked.state.service.status == "approved"


def test_what_a_colleague_wrote_over_an_answer_stands_on_the_page_to_be_copied(two):
    asked, first, second = two
    stale = seen(second, asked, "decline")
    assert first.post("case_service_answer", asked.case, "approve", **seen(first, asked, "approve")).status_code == 302
    told = {**stale, "decline-code": "other", "decline-note": "A long account of mine."}
    late = second.post("case_service_answer", asked.case, "decline", **told)
    words = late.content.decode()
    assert late.status_code == 409 and "A long account of mine." in words and "It was not sent" in words
    assert asked.state.service.status == "approved"


def test_settings_of_two_colleagues_never_write_over_each_other(two, ctx):
    asked, first, second = two
    form = {"version": "0", "auto": "20", "currency": "CNY", "warn": "50", "held": "D"}
    assert first.post("service_settings", **form).status_code == 302
    late = second.post("service_settings", **{**form, "auto": "90"})
    words = late.content.decode()
    assert late.status_code == 412 and "Somebody else has saved these settings" in words and 'value="90"' in words
    assert service_settings.read(ctx(asked.seller)).auto_minor == 2000
    assert second.post("service_settings", **{**form, "auto": "90", "version": "1"}).status_code == 302
    assert service_settings.read(ctx(asked.seller)).auto_minor == 9000


def test_on_the_page_one_takes_a_case_on_and_the_other_is_told_who_has_it(two):
    asked, first, second = two
    assert first.post("case_charge", asked.case, person="me", seen="").status_code == 302
    late = second.post("case_charge", asked.case, person="me", seen="")
    assert late.status_code == 409 and asked.seller.person.name in late.content.decode()
    listed = second.get("inbox", query="?show=mine&charge=nobody").content.decode()
    assert (
        asked.case not in listed
        and asked.case in second.get("inbox", query="?charge=" + asked.seller.id).content.decode()
    )
    both = second.get("inbox", query=f"?charge={asked.seller.id}&charge=nobody").content.decode()
    assert asked.case not in both
    assert second.get("inbox", query="?since=2026-03-02&until=2026-03-01").status_code == 422
    assert (
        reader.case(asked.case).seq and "Requests: 1 open, 1 in all." in second.get("case", asked.case).content.decode()
    )


def test_an_agent_of_the_marketplace_has_no_shops_desk_in_the_inbox(browser, people):
    page = browser(people("agent"))
    told = page.get("inbox", query="?show=closed&charge=nobody&near=at_risk&until=2026-03-01")
    assert told.status_code == 200 and "charge" not in told.context["filters"].fields
