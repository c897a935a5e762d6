"""Which tables there are, and how a value of each column is written so that either database can take it.

Written as JSON: numbers, texts, true and false as they are; moments as ISO 8601 in UTC, days too; JSON columns as their
text; bytes as `{"base64": …}`. Tables without a model are plain SQL of ours, which has numbers, texts and bytes only.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db import connection
from django.utils.dateparse import parse_datetime

# Made anew by migrations and told apart in the manifest; worth nothing on another day; or SQLite's alone.
LEFT_OUT = frozenset({"django_migrations", "hejie_cache", "ledger_gate", "sqlite_sequence"})
# Comes back without its rows: uploads under way, whose parts are not files of a case yet.
EMPTY = frozenset({"upload"})

_KINDS = {
    "BooleanField": "truth", "DateTimeField": "moment", "DateField": "day", "JSONField": "json",
    "GenericIPAddressField": "address",
}  # fmt: skip
_UNKNOWN = frozenset({"TimeField", "DecimalField", "UUIDField", "FloatField", "DurationField"})
_POSTGRESQL = {"json": '"{0}"::text', "address": 'host("{0}")'}


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its kind: plain, truth, moment, day, json or address."""

    name: str
    kind: str

    def selected(self, vendor: str) -> str:
        """How it is asked for."""
        return _POSTGRESQL.get(self.kind, '"{0}"').format(self.name) if vendor == "postgresql" else f'"{self.name}"'


@dataclass(frozen=True, slots=True)
class Table:
    """A table that belongs into a backup, and its columns in their order."""

    name: str
    columns: tuple[Column, ...]


def tables() -> tuple[Table, ...]:
    """All tables of this installation that belong into a backup, by name."""
    kinds = _kinds()
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in LEFT_OUT]
        return tuple(
            Table(name, tuple(Column(column, kinds.get((name, column), "plain")) for column in _columns(cursor, name)))
            for name in sorted(names)
        )


def _columns(cursor: object, name: str) -> list[str]:
    """A table's columns in their order, as the database itself says. Django's reading of SQLite's tables takes their SQL apart
    at each comma and stumbles over `CHECK (helped IN (0, 1))`."""
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} LIMIT 0")
    return [described[0] for described in cursor.description]


def _kinds() -> dict[tuple[str, str], str]:
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            internal = field.get_internal_type()
            assert internal not in _UNKNOWN, f"{model._meta.db_table}.{field.column}: say how a {internal} is backed up"
            found[model._meta.db_table, field.column] = _KINDS.get(internal, "plain")
    return found


def written(kind: str, value: object) -> object:
    """A value from either database as JSON takes it."""
    if value is None:
        return None
    if isinstance(value, bytes | memoryview | bytearray):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    if kind == "truth":
        return bool(value)
    if kind == "day":
        return str(value)
    if kind == "moment":
        moment = value if isinstance(value, datetime) else parse_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value


def read(kind: str, value: object, vendor: str) -> object:
    """A value from a backup as the database takes it."""
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if kind == "moment" and value is not None:
        moment = datetime.fromisoformat(value)
        return moment if vendor == "postgresql" else moment.replace(tzinfo=None).isoformat(" ")
    return value
