"""What marketplaces have chosen outlives the program's own files, and a process remembers little of it."""

import pytest

from hejie.rulebooks import procedures
from hejie.store import market_procedures
from tests.rulebooks.test_procedures import GOOD


@pytest.mark.django_db
def test_the_memory_of_many_marketplaces_is_bounded(monkeypatch):
    market_procedures.forget()
    monkeypatch.setattr(market_procedures, "_MOST_KNOWN", 3)
    for number in range(5):
        assert market_procedures.in_force(f"market-{number}").id == "procedures/standard"
    assert list(market_procedures._known) == ["market-2", "market-3", "market-4"]
    market_procedures.forget()


def test_what_was_chosen_goes_on_when_the_program_comes_without_it(marketplace, monkeypatch):
    rules = procedures.parse(GOOD)
    kept = {"procedures/standard": procedures._in_force()["procedures/standard"]}
    monkeypatch.setattr(procedures, "_in_force", lambda: {**kept, rules.id: (rules, GOOD)})
    market_procedures.choose(marketplace.pk, rules.id)
    assert market_procedures.chosen(marketplace.pk) == (rules.id, ""), "its newest text counts"
    monkeypatch.setattr(procedures, "_in_force", lambda: kept)
    market_procedures.forget()
    assert market_procedures.in_force(marketplace.pk).digest == rules.digest


def test_a_preset_that_comes_later_by_the_same_name_takes_nobodys_own_away(marketplace, monkeypatch, clock):
    own = procedures.parse(GOOD)
    market_procedures.install(marketplace.pk, own, GOOD, clock.now)
    market_procedures.choose(marketplace.pk, own.id)
    newer = GOOD.replace("version: 2026-1", "version: 2027-1")
    kept = {"procedures/standard": procedures._in_force()["procedures/standard"]}
    monkeypatch.setattr(procedures, "_in_force", lambda: {**kept, own.id: (procedures.parse(newer), newer)})
    market_procedures.forget()
    assert market_procedures.in_force(marketplace.pk).digest == own.digest
