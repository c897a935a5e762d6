"""A shop's and a neutral's lists by whose turn it is, and their closed cases, each straight from an index.

Without them the tabs of an inbox, whose numbers count to a hundred, read all cases of a shop when few of them fit.
Most cases never meet a neutral and stand in none of his.
"""

from django.db import migrations

_INDEXES = {
    "case_seller_turn": "(marketplace, seller, turn_who, due_ms, id) WHERE closed_ms = 0",
    "case_seller_closed": "(marketplace, seller, opened_ms, id) WHERE closed_ms > 0",
    "case_neutral_turn": "(marketplace, neutral, turn_who, due_ms, id) WHERE closed_ms = 0 AND neutral <> ''",
    "case_neutral_closed": "(marketplace, neutral, opened_ms, id) WHERE closed_ms > 0 AND neutral <> ''",
}


class Migration(migrations.Migration):
    dependencies = [("store", "0006_membership_without_shop")]
    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON case_row {what}", f"DROP INDEX {name}")
        for name, what in _INDEXES.items()
    ]
