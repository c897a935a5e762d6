"""Reading every table as it stood at one moment, while others go on writing.

SQLite: a read transaction of a connection of its own (in WAL mode it hinders no writer). PostgreSQL: a read-only
REPEATABLE READ transaction. Neither sees what is committed after it began.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection

from hejie.store.backup.columns import EMPTY, Column, Table, tables, written

_AT_ONCE = 2000
_DJANGO_ONLY = ("cursor_factory", "context", "client_encoding", "prepare_threshold", "isolation_level")


@dataclass(frozen=True)
class Moment:
    """All tables as they stood at one moment; usable within `frozen`."""

    vendor: str
    tables: tuple[Table, ...]
    migrations: tuple[tuple[str, str], ...]
    _connection: object

    def ask(self, sql: str) -> list[tuple]:
        """What a question without values has for an answer at this moment."""
        return self._connection.execute(sql).fetchall()

    def rows(self, table: Table) -> Iterator[list[object]]:
        """The rows of a table in the written form; none of one whose rows are worth nothing without what lies elsewhere."""
        if table.name in EMPTY:
            return
        kinds = [column.kind for column in table.columns]
        for row in self._select(table):
            yield [written(kind, value) for kind, value in zip(kinds, row, strict=True)]

    def _select(self, table: Table) -> Iterator[tuple]:
        asked = ", ".join(column.selected(self.vendor) for column in table.columns)
        sql = f'SELECT {asked} FROM "{table.name}"'
        if self.vendor == "sqlite":
            yield from self._connection.execute(sql)
            return
        with self._connection.cursor(name="backup") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(sql)
            yield from cursor


@contextmanager
def frozen() -> Iterator[Moment]:
    """The database as it stands now, until the end of the `with`."""
    found = tables()
    with _sqlite() if connection.vendor == "sqlite" else _postgresql() as frozen_connection:
        cursor = frozen_connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = tuple((app, name) for app, name in cursor.fetchall())
        yield Moment(connection.vendor, found, migrations, frozen_connection)


@contextmanager
def _sqlite() -> Iterator[sqlite3.Connection]:
    path = quote(str(connection.settings_dict["NAME"]))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        yield reader


@contextmanager
def _postgresql():
    reader = connect_alone()
    with closing(reader):
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reader.execute("SET LOCAL statement_timeout = 0")
        reader.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield reader


def connect_alone():
    """A connection of psycopg's own to the configured PostgreSQL, beside Django's."""
    import psycopg

    asked = {name: value for name, value in connection.get_connection_params().items() if name not in _DJANGO_ONLY}
    return psycopg.connect(**asked)


__all__ = ["Column", "Moment", "Table", "connect_alone", "frozen"]
