"""What can be asked of a database to see whether it is in order. Plain SQL; counts and names, nothing personal."""

import re

from django.db import connection

from hejie.store import ledger_sql, record_sql

_TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)")
_SOURCE = "(debit = 'outside' OR substr(debit, 1, 11) = 'from_purse:')"
_MOVED = f"""
  SELECT root, debit AS account, currency,
         CASE WHEN {_SOURCE} OR phase = 'void' THEN amount WHEN phase IN ('single', 'pending') THEN -amount ELSE 0 END AS amount,
         CASE phase WHEN 'pending' THEN amount WHEN 'single' THEN 0 ELSE -amount END AS reserved
    FROM transfer
  UNION ALL
  SELECT root, credit, currency, CASE WHEN phase IN ('single', 'post') THEN amount ELSE 0 END, 0 FROM transfer
  UNION ALL
  SELECT root, account, currency, -amount, -reserved FROM balance
"""  # noqa: E501  (one line a column reads better)


def version() -> str:
    """Name and version of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return f"SQLite {_one(cursor, 'SELECT sqlite_version()')}"
        return f"PostgreSQL {_one(cursor, 'SHOW server_version').split()[0]}"


def durability_faults() -> list[str]:
    """Settings under which an acknowledged act could be lost in a power cut; empty when there are none."""
    wanted = (
        (("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", 2))
        if connection.vendor == "sqlite"
        else (("SHOW fsync", "on"), ("SHOW synchronous_commit", "on"), ("SHOW full_page_writes", "on"))
    )
    with connection.cursor() as cursor:
        found = [(asked, _one(cursor, asked), value) for asked, value in wanted]
    return [f"{asked.split()[1]} is {is_value}" for asked, is_value, value in found if is_value != value]


def missing_triggers() -> list[str]:
    """Triggers that guard record and ledger and are not there, or are switched off."""
    statements = [*record_sql.statements(connection.vendor), *ledger_sql.STATEMENTS[connection.vendor]]
    expected = {name.lower() for statement in statements for name in _TRIGGER.findall(statement)}
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(expected - {row[0].lower() for row in cursor.fetchall()})


def unbalanced(most: int = 5) -> list[str]:
    """Accounts whose balance is not the sum of their transfers, as sentences."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, account, currency, sum(amount), sum(reserved) FROM ({_MOVED}) AS moved "
            "GROUP BY root, account, currency HAVING sum(amount) <> 0 OR sum(reserved) <> 0 LIMIT %s",
            [most],
        )
        return [
            f"{account} of {root} is off by {-amount} {currency}"
            for root, account, currency, amount, _ in cursor.fetchall()
        ]


def overdue(before_ms: int) -> int:
    """Deadlines that ran out before a moment and whose default nobody has carried out."""
    return _count("SELECT count(*) FROM deadline WHERE until_ms < %s AND held = ''", before_ms)


def stuck_effects(before_ms: int) -> tuple[int, int]:
    """Effects (mail, payments, calls) that should have left before a moment: how many, and how many of them failed."""
    waiting = "SELECT count(*) FROM outbox WHERE done_ms = 0 AND at_ms < %s"  # what failed is due again later: it counts all the same
    return _count(f"{waiting} AND (due_ms < %s OR error <> '')", before_ms, before_ms), _count(
        f"{waiting} AND error <> ''", before_ms
    )


def last_error() -> str:
    """What went wrong with the effect that has waited longest, in one line, or ""."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic, error FROM outbox WHERE done_ms = 0 AND error <> '' ORDER BY at_ms LIMIT 1")
        row = cursor.fetchone()
    return f"{row[0]}: {' '.join(row[1].split())[:200]}" if row else ""


def unsealed() -> tuple[int, int]:
    """Entries that no seal covers yet, and when the last seal was made (milliseconds; 0: never)."""
    with connection.cursor() as cursor:
        return _one(cursor, "SELECT count(*) FROM unsealed"), _one(cursor, "SELECT coalesce(max(at_ms), 0) FROM seal")


def kept_paths(most: int) -> list[str]:
    """Where files of cases are said to be kept; at most so many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT path FROM content WHERE path <> '' LIMIT %s", [most])
        return [row[0] for row in cursor.fetchall()]


def _count(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _one(cursor, sql: str):
    cursor.execute(sql)
    return cursor.fetchone()[0]
