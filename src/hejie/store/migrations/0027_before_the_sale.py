"""Listings by version; deals by who waits for whom; closed cases by what they were about, for what listings do not tell."""

import orjson
import django.db.models.deletion
from django.db import migrations, models

_DEALS = """CREATE TABLE deal_row (
  root TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL, buyer TEXT NOT NULL,
  status TEXT NOT NULL, turn TEXT NOT NULL, title_ref TEXT NOT NULL, total BIGINT NOT NULL, currency TEXT NOT NULL,
  order_root TEXT NOT NULL, due_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL,
  CHECK (total >= 0), CHECK (status IN ('open', 'agreed', 'ordered', 'declined', 'withdrawn', 'lapsed')),
  CHECK ((status = 'ordered') = (order_root <> '')))"""
_PRODUCTS = """CREATE TABLE product_case (
  root TEXT NOT NULL, id TEXT NOT NULL, product TEXT NOT NULL, marketplace TEXT NOT NULL, seller TEXT NOT NULL,
  reason TEXT NOT NULL, story_ref TEXT NOT NULL, closed_ms BIGINT NOT NULL, PRIMARY KEY (root, id, product))"""
_INDEXES = {
    "deal_of_seller": "deal_row (marketplace, seller, changed_ms, root)",
    "deal_of_buyer": "deal_row (marketplace, buyer, changed_ms, root)",
    "deal_of_order": "deal_row (order_root) WHERE order_root <> ''",
    "product_case_newest": "product_case (marketplace, seller, product, closed_ms)",
}


def _fill(apps, editor) -> None:
    """Rows of cases that are closed already, a case at a time."""
    from hejie.domain.cases import fold
    from hejie.store import product_cases

    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT root, id FROM case_row WHERE closed_ms > 0 ORDER BY root, id")
        for root, name in cursor.fetchall():
            cursor.execute(
                "SELECT seq, hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", [root, f"case:{name}"]
            )
            case = None
            for seq, digest, body in cursor.fetchall():
                case = fold.evolve(case, {**orjson.loads(body), "seq": seq, "hash": digest, "stream": f"case:{name}"})
            product_cases.project(cursor, None, case)


class Migration(migrations.Migration):
    dependencies = [("store", "0026_told_alone")]
    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seller", models.CharField(max_length=64)),
                ("product", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("current", models.BooleanField(default=True)),
                ("category", models.CharField(blank=True, default="", max_length=80)),
                ("data", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("found", models.JSONField(blank=True, default=dict)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=64)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="store.marketplace"
                    ),
                ),
            ],
            options={
                "db_table": "listing",
                "indexes": [
                    models.Index(fields=["marketplace", "seller", "current", "product"], name="listing_current")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("marketplace", "seller", "product", "number"), name="listing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)),
                fields=("marketplace", "seller", "product"),
                name="listing_one_current",
            ),
        ),
        migrations.RunSQL(_DEALS, "DROP TABLE deal_row"),
        migrations.RunSQL(_PRODUCTS, "DROP TABLE product_case"),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {what}", f"DROP INDEX {name}") for name, what in _INDEXES.items()),
    ]
