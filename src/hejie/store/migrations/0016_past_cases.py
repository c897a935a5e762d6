"""One line for each closed case, by which a neutral sees how cases like his ended. Cases closed before are written from the record."""

import orjson
from django.db import migrations

_TABLE = """CREATE TABLE past_case (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, reason TEXT NOT NULL, remedy TEXT NOT NULL,
  claimant TEXT NOT NULL, category TEXT NOT NULL, currency TEXT NOT NULL, amount BIGINT NOT NULL, awarded BIGINT NOT NULL,
  outcome TEXT NOT NULL, found TEXT NOT NULL, buyer TEXT NOT NULL, seller TEXT NOT NULL, closed_ms BIGINT NOT NULL,
  PRIMARY KEY (root, id))"""
_INDEX = "CREATE INDEX past_case_reason ON past_case (marketplace, reason, closed_ms, id)"


def _fill(apps, editor) -> None:
    """The lines of cases that are closed, a case at a time."""
    from hejie.domain.cases import fold
    from hejie.store import past_cases

    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT root, id FROM case_row WHERE closed_ms > 0 ORDER BY root, id")
        for root, name in cursor.fetchall():
            cursor.execute(
                "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", [root, f"case:{name}"]
            )
            case = None
            for seq, digest, body in cursor.fetchall():
                case = fold.evolve(case, {**orjson.loads(body), "seq": seq, "hash": digest, "stream": f"case:{name}"})
            past_cases.project(cursor, None, case)


class Migration(migrations.Migration):
    dependencies = [("store", "0015_neutrals")]
    operations = [
        migrations.RunSQL(_TABLE, "DROP TABLE past_case"),
        migrations.RunSQL(_INDEX, migrations.RunSQL.noop),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
