"""Points that were given, by lot of their buyer's account, as lists read them."""

from django.db import migrations

_TABLES = (
    (
        """CREATE TABLE points_row (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, giver TEXT NOT NULL, buyer TEXT NOT NULL,
  points BIGINT NOT NULL CHECK (points > 0), rest BIGINT NOT NULL CHECK (rest >= 0), minor BIGINT NOT NULL CHECK (minor > 0),
  rest_minor BIGINT NOT NULL CHECK (rest_minor >= 0 AND rest_minor <= minor), currency TEXT NOT NULL, why TEXT NOT NULL,
  case_id TEXT NOT NULL, order_root TEXT NOT NULL, agent TEXT NOT NULL, at_ms BIGINT NOT NULL, until_ms BIGINT NOT NULL,
  ended_ms BIGINT NOT NULL, PRIMARY KEY (root, id))""",
        "DROP TABLE points_row",
    ),
    ("CREATE INDEX points_of_giver ON points_row (marketplace, giver, at_ms, id)", "DROP INDEX points_of_giver"),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0037_guides_that_helped")]
    operations = [migrations.RunSQL(forward, back) for forward, back in _TABLES]
