"""What a process remembers of the choices of marketplaces is little."""

import pytest

from hejie.store import market_procedures


@pytest.mark.django_db
def test_the_memory_of_many_marketplaces_is_bounded(monkeypatch):
    market_procedures.forget()
    monkeypatch.setattr(market_procedures, "_MOST_KNOWN", 3)
    for number in range(5):
        assert market_procedures.in_force(f"market-{number}").id == "procedures/standard"
    assert list(market_procedures._known) == ["market-2", "market-3", "market-4"]
    market_procedures.forget()
