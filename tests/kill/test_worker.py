"""Workers killed at random instants: what time brought due is done exactly once, no letter is sent twice."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.support import database, made_once

KILLS = 12


@pytest.fixture
def scene(tmp_path):
    """Runs a part of the scene on a database of its own."""
    environment = {**os.environ, "HEJIE_HOME": str(tmp_path), "HEJIE_LOG_LEVEL": "CRITICAL", "HEJIE_SMTP_URL": ""}
    environment["HEJIE_DATABASE_URL"] = url = _database(tmp_path) if database.kind() == "postgres" else ""
    made_once.put_tables_into(tmp_path, url)

    def start(part: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.kill.worker_scene", part]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    def run(part: str):
        process = start(part)
        out, _ = process.communicate(timeout=180)
        assert process.returncode == 0
        return json.loads(out.splitlines()[-1])

    run.start = start
    return run


def _database(tmp_path) -> str:
    import psycopg

    name = f"kill_{os.getpid()}_{tmp_path.name[-12:].replace('-', '_')}"
    with psycopg.connect(database.cluster().url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return database.cluster().url(name)


def test_killed_workers_leave_nothing_undone_and_do_nothing_twice(scene):
    chance = random.Random(20261122)
    disputes = scene("set_up")
    for _ in range(KILLS // 2):
        pair = [scene.start("work") for _ in range(2)]
        for worker in pair:
            assert worker.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.05, 1.2))
        for worker in pair:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            worker.stdout.close()
    found = scene("finish")
    assert found["ok"], found["faults"]
    twice = [letter for letter, count in Counter(found["letters"]).items() if count > 1]
    assert not twice
    unknown = 0
    for case in disputes:
        entries = found["entries"][case]
        defaults = [row["data"]["deadline"] for row in entries if row["kind"] == "DefaultApplied"]
        assert len(defaults) == len(set(defaults)) >= 1
        sent = [row["data"]["notice"] for row in entries if row["kind"] == "NoticeSent"]
        assert len(sent) == len(set(sent)) >= 4
        unknown += sum(row["data"].get("result") == "unknown" for row in entries)
    told = sum(row["kind"] == "NoticeSent" for case in disputes for row in found["entries"][case])
    assert len(found["letters"]) >= told - unknown
    assert unknown <= KILLS
