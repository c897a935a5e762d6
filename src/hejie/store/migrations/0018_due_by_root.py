"""What has come due is walked by moment and root: of a hundred thousand that end at one moment, each is looked at once."""

from django.db import migrations

_STATEMENTS = tuple(
    (
        f"DROP INDEX {name}; CREATE INDEX {name} ON deadline ({column}, root)",
        f"DROP INDEX {name}; CREATE INDEX {name} ON deadline ({column})",
    )
    for name, column in (("deadline_due", "until_ms"), ("deadline_remind", "remind_ms"))
)


class Migration(migrations.Migration):
    dependencies = [("store", "0017_experts")]
    operations = [migrations.RunSQL(forward, back) for forward, back in _STATEMENTS]
