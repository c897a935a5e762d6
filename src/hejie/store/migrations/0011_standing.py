"""Sanctions by what they wait for: a query table over the streams `standing:…`, keyed by their root like all others."""

from django.db import migrations

_TABLE = """CREATE TABLE sanction_row (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, side TEXT NOT NULL, owner TEXT NOT NULL,
  measure TEXT NOT NULL, does TEXT NOT NULL, status TEXT NOT NULL, why TEXT NOT NULL, appeal TEXT NOT NULL,
  announced_ms BIGINT NOT NULL, begins_ms BIGINT NOT NULL, ends_ms BIGINT NOT NULL, appeal_ms BIGINT NOT NULL,
  PRIMARY KEY (root, id))"""
_INDEXES = {
    "sanction_status": "(marketplace, status, announced_ms, root, id)",
    "sanction_measure": "(marketplace, status, side, measure, announced_ms, root, id)",
    "sanction_appeal": "(marketplace, appeal_ms, root, id) WHERE appeal = 'open'",
}


class Migration(migrations.Migration):
    dependencies = [("store", "0010_webhook_log_and_calendars")]
    operations = [
        migrations.RunSQL(_TABLE, "DROP TABLE sanction_row"),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON sanction_row {what}", f"DROP INDEX {name}")
            for name, what in _INDEXES.items()
        ),
    ]
