"""What neutrals can and may take, and one line for each neutral whom a case has met.

How many cases a neutral has, how often he has met a party and what he has decided is then read straight from an index,
whatever the number of open cases. The lines of cases up to now are written from their record.
"""

import orjson
from django.db import migrations, models
from django.utils.timezone import now

_TABLE = """CREATE TABLE assignment_row (
  root TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, marketplace TEXT NOT NULL, neutral TEXT NOT NULL,
  buyer TEXT NOT NULL, seller TEXT NOT NULL, given_ms BIGINT NOT NULL, left_ms BIGINT NOT NULL, why TEXT NOT NULL,
  ruled_ms BIGINT NOT NULL, verdict TEXT NOT NULL, appealed TEXT NOT NULL, PRIMARY KEY (root, id, number))"""
_INDEXES = {
    "assignment_open": "assignment_row (marketplace, neutral) WHERE left_ms = 0",
    "assignment_year": "assignment_row (marketplace, neutral, given_ms)",
    "assignment_seller": "assignment_row (marketplace, neutral, seller, given_ms)",
    "assignment_buyer": "assignment_row (marketplace, neutral, buyer, given_ms)",
    "assignment_ruled": "assignment_row (marketplace, neutral, ruled_ms) WHERE ruled_ms > 0",
    "membership_neutral": "membership (person_id) WHERE role = 'neutral'",
}
_MET = "stream LIKE 'case:%%' AND body LIKE '%%\"kind\":\"NeutralAssigned\"%%'"


def _fill(apps, editor) -> None:
    """The lines of every case that has met a neutral, a case at a time."""
    from hejie.domain.cases import fold
    from hejie.store import projections

    with editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT root, stream FROM entry WHERE {_MET} ORDER BY root, stream", [])
        for root, stream in cursor.fetchall():
            cursor.execute(
                "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", [root, stream]
            )
            case = None
            for seq, digest, body in cursor.fetchall():
                case = fold.evolve(case, {**orjson.loads(body), "seq": seq, "hash": digest, "stream": stream})
            columns = projections.ASSIGNMENT_COLUMNS
            marks = ", ".join(["%s"] * len(columns))
            for row in projections.assignment_rows(case):
                cursor.execute(f"INSERT INTO assignment_row ({', '.join(columns)}) VALUES ({marks})", row)


class Migration(migrations.Migration):
    dependencies = [("store", "0014_holidays")]
    operations = [
        migrations.CreateModel(
            name="NeutralProfile",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE,
                        primary_key=True,
                        related_name="neutral_profile",
                        serialize=False,
                        to="store.person",
                    ),
                ),
                ("languages", models.CharField(blank=True, default="", max_length=40)),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("categories", models.JSONField(blank=True, default=list)),
                ("most_open", models.PositiveIntegerField(blank=True, null=True)),
                ("away_until", models.DateField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=now)),
            ],
            options={"db_table": "neutral_profile"},
        ),
        migrations.CreateModel(
            name="NeutralConflict",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("party", models.CharField(max_length=16)),
                ("reason", models.CharField(max_length=500)),
                ("declared_at", models.DateTimeField(default=now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="neutral_conflicts", to="store.person"
                    ),
                ),
            ],
            options={"db_table": "neutral_conflict"},
        ),
        migrations.AddConstraint(
            model_name="neutralconflict",
            constraint=models.UniqueConstraint(fields=["person", "party"], name="neutral_conflict_once"),
        ),
        migrations.RunSQL(_TABLE, "DROP TABLE assignment_row"),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {what}", f"DROP INDEX {name}") for name, what in _INDEXES.items()),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
