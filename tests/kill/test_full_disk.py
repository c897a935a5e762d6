"""A disk without room under a running server: acts are refused in a sentence, nothing is half written, and after room
was made everything goes on, in the same processes.

No disk is really filled: the kernel lets the processes that write the database's files make them no longer than they
are (RLIMIT_FSIZE), which anybody may ask of his own processes, and takes the limit away again.
"""

import http.client
import json
import random
import resource
import subprocess
import threading
from pathlib import Path

import pytest

from tests.kill.crew import Crew, family
from tests.kill.rounds import Harbour, reckon
from tests.kill.writers import Tally, Writer
from tests.support import database, made_once

_BIG = 18_000  # characters of a message: more than fits into what is left of a page
_FILLER_BYTES = 20 * 1024 * 1024  # above the 16 MiB of a piece of PostgreSQL's journal, which must not be limited


class Disk:
    """The limit on files of those who write the database."""

    def __init__(self, own: Harbour, crew: Crew) -> None:
        self.own, self.crew = own, crew
        if database.kind() == "postgres":
            self._fill()

    def is_full(self) -> None:
        """From now on no file may grow."""
        self._limit(self._longest())

    def has_room(self) -> None:
        """Everything may grow again."""
        self._limit(resource.RLIM_INFINITY)

    def _writing(self) -> list[int]:
        if database.kind() == "postgres":
            return family(database.cluster().process.pid)
        return [pid for process in (self.crew.web, *self.crew.workers) for pid in family(process.pid)]

    def _limit(self, most: int) -> None:
        """Done as the user whom the processes belong to, since root in a container may be nobody's root."""
        length = "unlimited" if most == resource.RLIM_INFINITY else str(most)
        owner = database.cluster().as_user() if database.kind() == "postgres" else {}
        for pid in self._writing():
            command = ["prlimit", "--pid", str(pid), f"--fsize={length}:unlimited"]
            done = subprocess.run(command, capture_output=True, **owner)
            assert done.returncode == 0 or not Path(f"/proc/{pid}").exists(), done.stderr

    def _longest(self) -> int:
        if database.kind() == "postgres":
            return Path(self._file()).stat().st_size
        return max(path.stat().st_size for path in self.own.home.glob("hejie.sqlite3*"))

    def _fill(self) -> None:
        """Make the file of contents longer than a piece of the journal."""
        import psycopg

        with psycopg.connect(self.own.url, autocommit=True) as server:
            server.execute(
                "INSERT INTO content (root, ref, type, size, salt, data) SELECT 'filler', n::text, 'x/y', 0, '', "
                "(SELECT string_agg(sha256((n * 4096 + i)::text::bytea), '') FROM generate_series(1, 2048) i) "
                "FROM generate_series(1, %s) n",
                [_FILLER_BYTES // 65536],
            )
            server.execute("CHECKPOINT")

    def _file(self) -> str:
        """The file in which PostgreSQL keeps long contents."""
        import psycopg

        with psycopg.connect(self.own.url, autocommit=True) as server:
            found = server.execute(
                "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(reltoastrelid) "
                "FROM pg_class WHERE relname = 'content'"
            ).fetchone()
        return found[0]


@pytest.fixture
def harbour(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    own = Harbour(home)
    made_once.put_tables_into(own.home, own.url)
    return own


@pytest.fixture
def writer(harbour):
    """A buyer and his seller at a running server; `writer.crew` is the server."""
    market = harbour.market(writers=1)
    crew = Crew(harbour, None, random.Random(1))
    crew.wait_until_it_answers()
    found = Writer(0, market, crew.address, Tally(), threading.Event())
    found.crew = crew
    yield found
    crew.end()


def long_words(number: int) -> str:
    """Words that no compression makes shorter."""
    return f"{number} " + random.Random(number).randbytes(_BIG // 2).hex()


def attempt(writer: Writer, case: str, number: int) -> tuple[int, dict]:
    """One message, sent once."""
    line = http.client.HTTPConnection(*writer.address, timeout=60)
    headers = {"Authorization": f"Bearer {writer.pair['buyer']['token']}", "Idempotency-Key": f"long-{number}"}
    line.request("POST", f"/api/v1/cases/{case}/messages", json.dumps({"text": long_words(number)}), headers)
    answer = line.getresponse()
    found = answer.status, json.loads(answer.read())
    line.close()
    return found


def counts(own: Harbour) -> list:
    """How many rows each table of the record holds."""
    return own.python(
        "from django.db import connection\n"
        "tables = ('entry', 'receipt', 'content', 'unsealed', 'outbox', 'deadline', 'transfer', 'case_row')\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(' UNION ALL '.join(f'SELECT count(*) FROM {table}' for table in tables))\n"
        "print(json.dumps(cursor.fetchall()))"
    )


def test_without_room_acts_are_refused_whole_and_with_room_they_go_on(harbour, writer):
    crew, case = writer.crew, writer.open_a_case("full")
    assert attempt(writer, case, 0)[0] == 201
    while crew.workers:  # what they still write would only blur the count
        worker = crew.workers.pop()
        worker.terminate()
        worker.wait()
    disk = Disk(harbour, crew)
    disk.is_full()
    done, refused = 0, []
    for number in range(1, 400):
        status, answer = attempt(writer, case, number)
        if status == 201:
            done += 1
            continue
        refused.append((number, status, answer))
        if len(refused) == 3:
            break
    assert [(status, answer["code"]) for _, status, answer in refused] == [(503, "database_full")] * 3
    assert all(answer["title"] and answer["why"] and answer["do"] for _, _, answer in refused)
    before = counts(harbour)
    assert attempt(writer, case, refused[0][0])[0] == 503
    assert counts(harbour) == before
    disk.has_room()
    for number, _, _ in refused:
        status, answer = attempt(writer, case, number)
        assert (status, answer["repeated"]) == (201, False)
    status, answer = attempt(writer, case, refused[0][0])
    assert (status, answer["repeated"]) == (201, True)
    crew.tend()
    crew.end()
    story = reckon(harbour, [writer])
    assert not story["faults"]
