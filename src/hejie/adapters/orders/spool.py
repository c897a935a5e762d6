"""Facts on disk, sorted by order: so that a million rows in any sequence, over several files, need little memory.

The spool is a temporary SQLite file that vanishes with the reading; nothing in it outlives the import.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from hejie.adapters.orders.bad_rows import BadRow
from hejie.adapters.orders.facts import FAULT, Fact

BATCH = 2_000


class Stored(NamedTuple):
    """A fact as the spool returns it: `body` is the JSON text, so that equal facts are equal bytes."""

    order: str
    kind: int
    key: str
    file: str
    line: int
    body: bytes

    def values(self) -> dict[str, Any]:
        """The body's values; moments as ISO text."""
        return orjson.loads(self.body)


class Spool:
    """Takes facts and bad rows, gives them back in order. Use as a context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hejie-orders-")
        self._database = sqlite3.connect(Path(self._folder.name) / "spool", isolation_level=None)
        for statement in _SET_UP:
            self._database.execute(statement)
        self._facts: list[tuple] = []
        self._bad: list[tuple] = []
        self._files: list[str] = []

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._folder.cleanup()

    def begin_file(self, name: str) -> None:
        """What is added from here on stands in this file."""
        self._files.append(name)

    def add(self, line: int, fact: Fact) -> None:
        """Keep one fact."""
        body = orjson.dumps(fact.body)
        self._facts.append((fact.order, fact.kind, fact.key, len(self._files) - 1, line, body))
        if len(self._facts) >= BATCH:
            self._flush()

    def add_fault(self, line: int, order: str) -> None:
        """Remember that a row about this order could not be read."""
        self.add(line, Fact(FAULT, order, "", {}))

    def add_bad(self, bad: BadRow) -> None:
        """Keep one bad row."""
        self._bad.append((bad.file, bad.line, bad.code, bad.order, bad.column, bad.value))
        if len(self._bad) >= BATCH:
            self._flush()

    def count(self) -> int:
        """How many different orders are named."""
        self._flush()
        found = self._database.execute("SELECT count(DISTINCT external) FROM fact WHERE kind < ?", (FAULT,))
        return found.fetchone()[0]

    def bad_rows(self) -> Iterator[BadRow]:
        """The bad rows in the sequence in which they were met."""
        self._flush()
        yield from (BadRow(*row) for row in self._database.execute("SELECT * FROM bad ORDER BY rowid"))

    def orders(self) -> Iterator[tuple[str, list[Stored]]]:
        """Each order's id with its facts, by id; within it by kind, key, and the sequence in which they were met."""
        self._flush()
        found = self._database.execute("SELECT * FROM fact ORDER BY external, kind, key, file, line")
        files = self._files
        rows = (Stored(row[0], row[1], row[2], files[row[3]], row[4], row[5]) for row in found)
        for order, facts in groupby(rows, key=itemgetter(0)):
            yield order, list(facts)

    def _flush(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", self._facts)
        self._database.executemany("INSERT INTO bad VALUES (?, ?, ?, ?, ?, ?)", self._bad)
        self._database.execute("COMMIT")
        self._facts.clear()
        self._bad.clear()


_SET_UP = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -32768",
    "PRAGMA temp_store = FILE",
    "CREATE TABLE fact (external TEXT, kind INTEGER, key TEXT, file INTEGER, line INTEGER, body BLOB)",
    "CREATE TABLE bad (file TEXT, line INTEGER, code TEXT, external TEXT, col TEXT, value TEXT)",
)
