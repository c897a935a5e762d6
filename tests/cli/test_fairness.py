"""`hejie fairness`: figures for people and programs; the exit code says whether anything rings."""

import json
from random import Random

import pytest

from hejie.cli.fairness import fairness
from tests.cli.test_market_procedures import run
from tests.domain.settlement.test_watch import sample
from tests.usecases.test_fairness import plant

pytestmark = pytest.mark.django_db


def test_nothing_rings_where_nothing_is(marketplace):
    done = run(fairness)
    assert done.exit_code == 0 and "0 agreements counted" in done.output and "too few to tell" in done.output
    assert json.loads(run(fairness, "--json").output)["alarms"] == []


@pytest.mark.tampers
def test_an_alarm_ends_it_with_one(marketplace):
    from datetime import UTC, datetime

    plant(marketplace, datetime.now(UTC), sample(Random(1), 400, "ru", -0.6))
    done = run(fairness, "--market", "harbour", "--json")
    told = json.loads(done.output)
    assert done.exit_code == 1 and "buyer:language:ru" in told["alarms"] and told["count"] == 400
    assert "ALARM buyer:language:ru" in run(fairness).output


def test_an_unknown_quarter_or_marketplace_is_refused(marketplace):
    assert run(fairness, "--market", "nowhere").exit_code == 1
    for period in ("1999Q1", "rubbish"):
        done = run(fairness, "--period", period)
        assert done.exit_code == 2 and "there are figures for 20" in done.output
