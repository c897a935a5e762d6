"""Questions, complaints and deals by when something was last said in them, so that retention walks through them page by page."""

from django.db import migrations

_TABLES = ("deal_row", "question_row", "complaint_row")


class Migration(migrations.Migration):
    dependencies = [("store", "0043_names_of_reviews")]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {table.removesuffix('_row')}_by_time ON {table} (marketplace, changed_ms, root)",
            f"DROP INDEX {table.removesuffix('_row')}_by_time",
        )
        for table in _TABLES
    ]
