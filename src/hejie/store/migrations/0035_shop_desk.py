"""Who of a shop is in charge of a case, and from when on a case is close to its time.

The first is the shop's own arrangement and no part of the record. The second is worked out anew for cases that are open.
"""

import orjson
from django.db import migrations

_CHARGES = """CREATE TABLE case_charge (
  root TEXT NOT NULL, case_id TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL, person TEXT NOT NULL,
  given_by TEXT NOT NULL, since_ms BIGINT NOT NULL, PRIMARY KEY (root, case_id), CHECK (person <> ''), CHECK (seller <> ''))"""
_OF_PERSON = "CREATE INDEX case_charge_person ON case_charge (marketplace, person)"
_OF_BUYER = "CREATE INDEX case_of_both ON case_row (marketplace, buyer, seller, opened_ms)"
_RISK = "ALTER TABLE case_row ADD COLUMN risk_ms BIGINT NOT NULL DEFAULT 9000000000000000"


def _fill(apps, editor) -> None:
    """The mark of each open case, a case at a time."""
    from hejie.domain.cases import fold
    from hejie.store import projections

    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT root, id FROM case_row WHERE closed_ms = 0 AND turn_who <> '' ORDER BY root, id")
        for root, name in cursor.fetchall():
            cursor.execute(
                "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", [root, f"case:{name}"]
            )
            case = None
            for seq, digest, body in cursor.fetchall():
                case = fold.evolve(case, {**orjson.loads(body), "seq": seq, "hash": digest, "stream": f"case:{name}"})
            risk = projections.risk_ms(case.next_deadline())
            cursor.execute("UPDATE case_row SET risk_ms = %s WHERE root = %s AND id = %s", [risk, root, name])


class Migration(migrations.Migration):
    dependencies = [("store", "0034_longer_answers")]
    operations = [
        migrations.RunSQL([_CHARGES, _OF_PERSON], "DROP TABLE case_charge"),
        migrations.RunSQL(_OF_BUYER, "DROP INDEX case_of_both"),
        migrations.RunSQL(_RISK, "ALTER TABLE case_row DROP COLUMN risk_ms"),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
