"""Every page of every role on a served market, wide and light: nobody is kept out by its form."""

from tests.browser import looks


def test_wide_and_light_every_page_can_be_used_by_everybody(tour, stops, chromium):
    assert looks.faults(tour, stops, chromium, "en") == {}
