"""What every act moves (where a stream ends, and when) stands in the record alone and no longer in the query tables.

Most acts move nothing else there, and so write no row of them. Where one does, its page has room for the row as moved:
PostgreSQL then writes it beside the old one and leaves the indexes alone (a heap-only tuple), unless the turn, the
stage or a deadline has moved. Which lists have changed lately is read from the log (`store.changes`).
"""

from django.db import migrations

_GONE = {"case_row": ("changed_ms", "seq", "head"), "order_row": ("seq", "head")}
_ROOMY = {"case_row": 75, "order_row": 80, "deadline": 80, "balance": 80}


def _forward(apps, editor) -> None:
    editor.execute("DROP INDEX case_changed")
    for table, columns in _GONE.items():
        for column in columns:
            editor.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    if editor.connection.vendor == "postgresql":
        for table, fill in _ROOMY.items():
            editor.execute(f"ALTER TABLE {table} SET (fillfactor = {fill})")


class Migration(migrations.Migration):
    dependencies = [("store", "0007_lists_by_turn")]
    operations = [migrations.RunPython(_forward)]
