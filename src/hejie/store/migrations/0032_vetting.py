"""Shops by what their papers wait for: a query table over the streams `standing:…`, keyed by their root like all others."""

from django.db import migrations

_TABLE = """CREATE TABLE vetting_row (
  root TEXT NOT NULL PRIMARY KEY, marketplace TEXT NOT NULL, seller TEXT NOT NULL, kind TEXT NOT NULL,
  waiting INTEGER NOT NULL, oldest_ms BIGINT NOT NULL, checked INTEGER NOT NULL, ends TEXT NOT NULL,
  stopped TEXT NOT NULL, probation INTEGER NOT NULL, longer INTEGER NOT NULL, most TEXT NOT NULL,
  CHECK (waiting >= 0), CHECK (checked IN (0, 1)), CHECK (probation IN (0, 1)), CHECK (longer >= 0))"""
_INDEXES = {
    "vetting_seller": "(marketplace, seller)",
    "vetting_oldest": "(marketplace, oldest_ms, root)",
}


class Migration(migrations.Migration):
    dependencies = [("store", "0031_guidance_and_complaints")]
    operations = [
        migrations.RunSQL(_TABLE, "DROP TABLE vetting_row"),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON vetting_row {what}", f"DROP INDEX {name}")
            for name, what in _INDEXES.items()
        ),
    ]
