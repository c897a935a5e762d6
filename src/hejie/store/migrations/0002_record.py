"""The record, its query tables and the ledger, as plain SQL for both databases (see store.record_sql, store.ledger_sql)."""

from django.db import migrations

from hejie.store import ledger_sql, record_sql


def forward(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for statement in [*record_sql.statements(vendor), *ledger_sql.STATEMENTS[vendor]]:
            cursor.execute(statement)


def backward(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for statement in [*ledger_sql.REVERSE[vendor], *record_sql.reverse(vendor)]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_people")]
    operations = [migrations.RunPython(forward, backward)]
