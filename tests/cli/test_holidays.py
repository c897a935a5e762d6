"""Holidays by command, in the marketplace's time zone."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from hejie.cli.main import hejie

pytestmark = pytest.mark.django_db


def test_days_are_announced_and_listed_by_command(marketplace):
    marketplace.timezone = "Asia/Shanghai"
    marketplace.save()
    runner = CliRunner()
    year = datetime.now(UTC).year + 1  # a command goes by the clock of the machine
    words = ["market", "holiday", "Spring Festival", "--from", f"{year}-02-05", "--to", f"{year}-02-11"]
    done = runner.invoke(hejie, words)
    assert done.exit_code == 0, done.output
    assert runner.invoke(hejie, words).output == done.output
    row = json.loads(runner.invoke(hejie, ["market", "holidays", "--json"]).output)
    assert (row["id"], row["moved"]) == (done.output.strip(), 0)
    assert (row["from"], row["to"]) == (f"{year}-02-04T16:00:00.000Z", f"{year}-02-11T16:00:00.000Z")
