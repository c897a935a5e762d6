"""An operator announces a holiday by page, over HTTP and by command; both sides see what it did."""

from datetime import timedelta

import pytest

from hejie.record import reader
from hejie.store import holidays

pytestmark = pytest.mark.django_db


def test_an_operator_announces_whole_days_and_sees_what_they_moved(browser, scene, run_worker, marketplace):
    scene.opened()
    marketplace.timezone = "Asia/Shanghai"
    marketplace.save()
    page = browser(scene.operator)
    assert "None has been announced" in page.get("market_holidays").content.decode()
    answer = page.post("market_holiday_new", name="Golden week", first="2026-11-03", last="2026-11-06")
    assert answer.status_code == 302
    (kept,) = holidays.of(marketplace.pk)
    assert kept.ended_ms - kept.started_ms == 4 * 86_400_000
    before = reader.case(scene.case).waits("answer")[0].until
    run_worker()
    assert reader.case(scene.case).waits("answer")[0].until == before + timedelta(days=4)
    listed = page.get("market_holidays").content.decode()
    assert "Golden week" in listed and "2 running deadlines moved" in listed
    assert "days that do not count were announced" in browser(scene.buyer).get("case", scene.case).content.decode()


def test_the_next_free_days_are_offered_and_fill_the_form(browser, scene):
    page = browser(scene.operator)
    assert "The next free days by the calendar" in page.get("market_holidays").content.decode()
    form = page.get("market_holiday_new", query="?first=2026-12-31&last=2027-01-03").content.decode()
    assert 'value="2026-12-31"' in form and "cannot be taken back" in form


def test_what_does_not_fit_is_told_with_what_was_typed(browser, scene):
    page = browser(scene.operator)
    answer = page.post("market_holiday_new", name="Backwards", first="2026-12-10", last="2026-12-01")
    assert answer.status_code == 422 and "Backwards" in answer.content.decode()
    for first, last in (("2026-12-10", "9999-12-31"), ("0001-01-01", "2026-12-10")):
        answer = page.post("market_holiday_new", name="Without end", first=first, last=last)
        assert answer.status_code == 422 and "Without end" in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()
    page.post("market_holiday_new", name="One", first="2026-12-01", last="2026-12-05")
    answer = page.post("market_holiday_new", name="Two", first="2026-12-05", last="2026-12-07")
    assert answer.status_code == 409 and "One" in answer.content.decode()


@pytest.mark.parametrize("who", ["buyer", "seller", "neutral"])
def test_nobody_else_finds_the_page(browser, scene, who):
    assert browser(getattr(scene, who)).get("market_holidays").status_code == 404
