"""Thirty kill -9 under eight writers: what was promised is there once, nothing is done twice, nothing half."""

import pytest

from tests.kill.rounds import Harbour, as_json, look, play
from tests.support import database, made_once

KILLS = 30


@pytest.fixture
def harbour(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    own = Harbour(home)
    made_once.put_tables_into(own.home, own.url)
    return own


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


def test_the_reckoning_itself_sees_what_is_missing_and_what_is_there_twice(harbour):
    assert not play(harbour, None, kills=1, seed=1).faults
    harbour.python(
        "from django.db import connection\n"
        "from hejie.store.models import SentMail\n"
        "letter = SentMail.objects.first()\n"
        "SentMail.objects.create(recipient=letter.recipient, subject=letter.subject, text=letter.text, at=letter.at)\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(\"DELETE FROM receipt WHERE key LIKE '%:api:w0-1'\")\n"
        'cursor.execute("UPDATE content SET data = salt WHERE root IN (SELECT root FROM content LIMIT 1)")\n'
        "cursor.execute(\"UPDATE notice SET mail = 'sending' WHERE id IN (SELECT id FROM notice LIMIT 1)\")\n"
    )
    found = "\n".join(look(harbour)["faults"])
    for word in ("0 receipts", "belongs to 0 acts", "times in the contents", "2 letters to", "has no end"):
        assert word in found, found
