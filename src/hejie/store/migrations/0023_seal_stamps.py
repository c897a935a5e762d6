"""What comes of asking for time stamps; and a seal by another key over as many entries, after a key was lost."""

from django.db import migrations

from hejie.store import record_sql

_NEW = (
    "tries INTEGER NOT NULL DEFAULT 0",
    "error TEXT NOT NULL DEFAULT ''",
    "due_ms BIGINT NOT NULL DEFAULT 0",
    "digest TEXT NOT NULL DEFAULT ''",
)
_SEAL = """CREATE TABLE seal_anew (
  size BIGINT NOT NULL CHECK (size > 0), body TEXT NOT NULL, public_key TEXT NOT NULL, signature TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY ({key}))"""
_COLUMNS = "size, body, public_key, signature, at_ms"


def _forward(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for column in _NEW:
            cursor.execute(f"ALTER TABLE seal_token ADD COLUMN {column}")
        cursor.execute("CREATE INDEX seal_token_due ON seal_token (due_ms) WHERE digest = ''")
        _key(cursor, schema_editor.connection.vendor, "size, public_key")


def _backward(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        _key(cursor, schema_editor.connection.vendor, "size")
        cursor.execute("DROP INDEX seal_token_due")
        for column in _NEW:
            cursor.execute(f"ALTER TABLE seal_token DROP COLUMN {column.split()[0]}")


def _key(cursor, vendor: str, key: str) -> None:
    if vendor == "postgresql":
        cursor.execute("ALTER TABLE seal DROP CONSTRAINT seal_pkey")
        cursor.execute(f"ALTER TABLE seal ADD PRIMARY KEY ({key})")
        return
    cursor.execute(_SEAL.format(key=key))
    cursor.execute(f"INSERT INTO seal_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM seal")
    cursor.execute("DROP TABLE seal")
    cursor.execute("ALTER TABLE seal_anew RENAME TO seal")
    for statement in record_sql.append_only_triggers("seal"):
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("store", "0022_evidence")]
    operations = [migrations.RunPython(_forward, _backward)]
