"""Time that an operator announces not to count, and beside each open deadline what has been given back for it.

`credited` names holidays alone (a deadline's outages stand in its entries), so what is there needs no filling; `provisional`
tells ends that rest on days that no official calendar covered yet.
"""

from django.db import migrations

_TABLE = """CREATE TABLE holiday (
  id TEXT PRIMARY KEY, marketplace TEXT NOT NULL, name TEXT NOT NULL, started_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL,
  announced_ms BIGINT NOT NULL, announced_by TEXT NOT NULL, credited_ms BIGINT NOT NULL DEFAULT 0)"""
_STATEMENTS = (
    (_TABLE, "DROP TABLE holiday"),
    ("CREATE INDEX holiday_of ON holiday (marketplace, started_ms)", "DROP INDEX holiday_of"),
    ("ALTER TABLE deadline ADD COLUMN credited TEXT NOT NULL DEFAULT ''", "ALTER TABLE deadline DROP COLUMN credited"),
    (
        "ALTER TABLE deadline ADD COLUMN provisional SMALLINT NOT NULL DEFAULT 0",
        "ALTER TABLE deadline DROP COLUMN provisional",
    ),
    (
        "CREATE INDEX deadline_provisional ON deadline (root, stream) WHERE provisional = 1",
        "DROP INDEX deadline_provisional",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0013_webhook_attempts_by_message")]
    operations = [migrations.RunSQL(forward, back) for forward, back in _STATEMENTS]
