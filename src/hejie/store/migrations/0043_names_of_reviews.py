"""A name for each review that tells nothing of its order, and the list of a shop's reviews by it."""

import orjson
from django.db import migrations

_COLUMN = "ALTER TABLE review_row ADD COLUMN public TEXT NOT NULL DEFAULT ''"
_OLD = "CREATE INDEX review_of_seller ON review_row (marketplace, seller, at_ms, root)"
_LIST = "CREATE INDEX review_of_seller ON review_row (marketplace, seller, at_ms, public)"
_NAME = "CREATE INDEX review_named ON review_row (marketplace, public)"


def _fill(apps, editor) -> None:
    """The names of reviews that are there, from the entries with which they were written; an order at a time."""
    from hejie.domain.orders import reviews

    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT root FROM review_row ORDER BY root")
        for (root,) in cursor.fetchall():
            cursor.execute(
                "SELECT hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", [root, f"order:{root}"]
            )
            for digest, body in cursor.fetchall():
                entry = orjson.loads(body)
                if entry["kind"] == "ReviewWritten":
                    named = [reviews.public_id(digest), root, entry["data"]["review"]]
                    cursor.execute("UPDATE review_row SET public = %s WHERE root = %s AND id = %s", named)


class Migration(migrations.Migration):
    dependencies = [("store", "0042_complaints_of_orders")]
    operations = [
        migrations.RunSQL(_COLUMN, "ALTER TABLE review_row DROP COLUMN public"),
        migrations.RunSQL("DROP INDEX review_of_seller", _OLD),
        migrations.RunSQL(_LIST, "DROP INDEX review_of_seller"),
        migrations.RunSQL(_NAME, "DROP INDEX review_named"),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
