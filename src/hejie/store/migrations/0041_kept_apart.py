"""Cases whose goods came back and are kept apart, so that a shop finds them when the request is long over."""

import orjson
from django.db import migrations

_COLUMN = "ALTER TABLE case_row ADD COLUMN kept_apart INTEGER NOT NULL DEFAULT 0"
_INDEX = "CREATE INDEX case_kept_apart ON case_row (marketplace, seller, opened_ms, id) WHERE kept_apart > 0"


def _fill(apps, editor) -> None:
    """How many lines of each request are kept apart, a case at a time."""
    from hejie.domain.cases import fold
    from hejie.store import projections

    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT root, id FROM case_row WHERE service <> '' ORDER BY root, id")
        for root, name in cursor.fetchall():
            cursor.execute(
                "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", [root, f"case:{name}"]
            )
            case = None
            for seq, digest, body in cursor.fetchall():
                case = fold.evolve(case, {**orjson.loads(body), "seq": seq, "hash": digest, "stream": f"case:{name}"})
            if count := projections.kept_apart(case):
                cursor.execute("UPDATE case_row SET kept_apart = %s WHERE root = %s AND id = %s", [count, root, name])


class Migration(migrations.Migration):
    dependencies = [("store", "0040_complaint_clocks")]
    operations = [
        migrations.RunSQL(_COLUMN, "ALTER TABLE case_row DROP COLUMN kept_apart"),
        migrations.RunSQL(_INDEX, "DROP INDEX case_kept_apart"),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
