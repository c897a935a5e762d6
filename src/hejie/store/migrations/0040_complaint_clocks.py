"""How long whoever has to act in a complaint has, as marketplaces set it: versions that stay."""

from django.db import migrations

_CREATE = """CREATE TABLE complaint_clocks (
  marketplace TEXT NOT NULL, version INTEGER NOT NULL, calendar TEXT NOT NULL, waits TEXT NOT NULL, saved_ms BIGINT NOT NULL,
  saved_by TEXT NOT NULL, PRIMARY KEY (marketplace, version), CHECK (version > 0))"""


class Migration(migrations.Migration):
    dependencies = [("store", "0039_vetting_policies")]
    operations = [migrations.RunSQL(_CREATE, "DROP TABLE complaint_clocks")]
