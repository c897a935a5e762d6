"""What agreements were worth to both sides beyond having none, for means over many: one line for each."""

from django.db import migrations

_TABLES = (
    (
        """CREATE TABLE gain_row (
  root TEXT NOT NULL, id TEXT NOT NULL, offer TEXT NOT NULL, marketplace TEXT NOT NULL, at_ms BIGINT NOT NULL,
  band TEXT NOT NULL, way TEXT NOT NULL, buyer_language TEXT NOT NULL, seller_language TEXT NOT NULL,
  buyer BIGINT NOT NULL, seller BIGINT NOT NULL, PRIMARY KEY (root, id, offer))""",
        "DROP TABLE gain_row",
    ),
    ("CREATE INDEX gain_at ON gain_row (marketplace, at_ms, id)", "DROP INDEX gain_at"),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0020_return_policies")]
    operations = [migrations.RunSQL(forward, back) for forward, back in _TABLES]
