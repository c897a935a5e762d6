"""Thirty kill -9 under eight writers: what was promised is there once, nothing is done twice, nothing half."""

import pytest

from tests.kill.rounds import Harbour, as_json, play
from tests.support import database

KILLS = 30


@pytest.fixture
def harbour(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Harbour(home)


def test_after_thirty_kills_at_random_instants_every_promise_is_kept_exactly_once(harbour, capsys):
    cluster = database.cluster() if database.kind() == "postgres" else None
    story = play(harbour, cluster, kills=KILLS, seed=20261122)
    with capsys.disabled():
        print("\n" + as_json(story))
    assert not story.faults
    assert sum(story.kills.values()) >= KILLS
    assert len(story.kills) >= 4
    assert story.reckoning["acknowledged"] >= KILLS * 6
    assert story.reckoning["retried"] >= KILLS
