"""Panels: one line for each panel of a case and for each seat of one, and on which side of trade a neutral himself mostly is."""

from django.db import migrations, models

_TABLES = (
    (
        """CREATE TABLE panel_row (
  root TEXT NOT NULL, id TEXT NOT NULL, panel TEXT NOT NULL, marketplace TEXT NOT NULL, status TEXT NOT NULL,
  drawn_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL, PRIMARY KEY (root, id, panel))""",
        "DROP TABLE panel_row",
    ),
    (
        """CREATE TABLE seat_row (
  root TEXT NOT NULL, id TEXT NOT NULL, panel TEXT NOT NULL, number INTEGER NOT NULL, marketplace TEXT NOT NULL,
  member TEXT NOT NULL, side TEXT NOT NULL, given_ms BIGINT NOT NULL, vote TEXT NOT NULL, share INTEGER NOT NULL,
  voted_ms BIGINT NOT NULL, PRIMARY KEY (root, id, panel, number))""",
        "DROP TABLE seat_row",
    ),
    ("CREATE INDEX seat_member ON seat_row (marketplace, member, given_ms)", "DROP INDEX seat_member"),
    ("CREATE INDEX seat_given ON seat_row (marketplace, given_ms)", "DROP INDEX seat_given"),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0018_due_by_root")]
    operations = [
        *(migrations.RunSQL(forward, back) for forward, back in _TABLES),
        migrations.AddField(
            "neutralprofile", "group", models.CharField(blank=True, db_column="trade_side", default="none", max_length=8)
        ),
    ]
