"""What an act moves in a case's row stands in no index, and each page of the tables has room for the row as moved.

PostgreSQL then writes the new row beside the old one and leaves the indexes alone (a heap-only tuple), unless the turn,
the stage or a deadline has moved. Which lists have changed lately is read from the log now, not from `changed_ms`.
"""

from django.db import migrations

_ROOMY = {"case_row": 75, "order_row": 80, "deadline": 80, "balance": 80}


def _room(percent: str):
    def change(apps, editor) -> None:
        if editor.connection.vendor == "postgresql":
            for table, fill in _ROOMY.items():
                setting = f"SET (fillfactor = {fill})" if percent else "RESET (fillfactor)"
                editor.execute(f"ALTER TABLE {table} {setting}")

    return change


class Migration(migrations.Migration):
    dependencies = [("store", "0007_lists_by_turn")]
    operations = [
        migrations.RunSQL("DROP INDEX case_changed", "CREATE INDEX case_changed ON case_row (changed_ms)"),
        migrations.RunPython(_room("less"), _room("")),
    ]
