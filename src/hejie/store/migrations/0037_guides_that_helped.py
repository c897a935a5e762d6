"""Orders for which a guide of diagnosis solved it, so that nothing was asked for: one row each, counted when they are read."""

from django.db import migrations

_TABLE = """CREATE TABLE guide_solved (
  root TEXT NOT NULL, guide TEXT NOT NULL, advice TEXT NOT NULL, marketplace TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (root, guide), CHECK (guide <> ''), CHECK (advice <> ''))"""
_COUNTED = "CREATE INDEX guide_solved_by_end ON guide_solved (marketplace, guide, advice)"


class Migration(migrations.Migration):
    dependencies = [("store", "0036_registered_lines")]
    operations = [migrations.RunSQL([_TABLE, _COUNTED], "DROP TABLE guide_solved")]
