"""Loading a backup's tables into a database that nobody uses yet.

Triggers sleep meanwhile: the ledger's would move every balance a second time. What was loaded is then compared with the
record (`usecases.backups`), so nothing enters that the triggers would have refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from hejie.store.backup.columns import Table, read, tables

_AT_ONCE = 1000


class NotOurs(Exception):
    """The backup does not fit this program; the text says why."""


def hurry() -> None:
    """Do not wait for the disk at every step: a database that nobody uses yet is simply made again after a crash."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")


def migrate_to(applied: Iterable[tuple[str, str]]) -> None:
    """Bring an empty database to the very migrations that a backup was made under. Refuses NotOurs for unknown ones."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    there = {tuple(one) for one in applied}
    unknown = sorted(there - set(graph.nodes))
    if unknown:
        names = ", ".join(f"{app} {name}" for app, name in unknown[:3])
        raise NotOurs(f"It was made by a newer version of Hejie (it knows {names}). Bring Hejie up to date first.")
    targets = [
        node
        for node in graph.nodes
        if node in there and not any(child.key in there for child in graph.node_map[node].children)
    ]
    executor.migrate(sorted(targets))


@contextmanager
def emptied() -> Iterator[dict[str, Table]]:
    """Empty all tables with their triggers asleep; they are awake again, and keys checked, when the `with` ends."""
    found = {table.name: table for table in tables()}
    if connection.vendor == "sqlite":
        with _sqlite(found):
            yield found
    else:
        with _postgresql(found):
            yield found


@contextmanager
def _sqlite(found: dict[str, Table]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")  # has no effect within a transaction
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for name in found:
            cursor.execute(f'DELETE FROM "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)
        connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _postgresql(found: dict[str, Table]) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in found:
            cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in found))
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in found:
            cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
        there = [model for model in apps.get_models() if model._meta.db_table in found]
        for sql in connection.ops.sequence_reset_sql(no_style(), there):
            cursor.execute(sql)


def load(table: Table, columns: Sequence[str], rows: Iterable[list[object]]) -> int:
    """Insert rows of the written form into an emptied table; returns how many. Refuses NotOurs for a strange column."""
    kinds = {column.name: column.kind for column in table.columns}
    strange = [name for name in columns if name not in kinds]
    if strange:
        raise NotOurs(f"Its table {table.name} has a column {strange[0]} that this version does not know.")
    values = (
        [read(kinds[name], value, connection.vendor) for name, value in zip(columns, row, strict=True)] for row in rows
    )
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _insert(
                cursor, f'INSERT INTO "{table.name}" ({named}) VALUES ({", ".join(["%s"] * len(columns))})', values
            )
        count = 0
        with connection.wrap_database_errors, cursor.copy(f'COPY "{table.name}" ({named}) FROM STDIN') as copy:
            for count, row in enumerate(values, start=1):  # noqa: B007
                copy.write_row(row)
        return count


def _insert(cursor, sql: str, values: Iterator[list[object]]) -> int:
    count, batch = 0, []
    for row in values:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            cursor.executemany(sql, batch)
            count, batch = count + len(batch), []
    if batch:
        cursor.executemany(sql, batch)
    return count + len(batch)
