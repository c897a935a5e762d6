"""Uploads in parts, traces by which pieces of evidence are compared, and time stamps over seals."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

_TRACE = """CREATE TABLE trace (
  marketplace TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, root TEXT NOT NULL, case_id TEXT NOT NULL,
  ref TEXT NOT NULL, value TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (marketplace, kind, key, root, ref))"""
_TOKEN = {
    "sqlite": """CREATE TABLE seal_token (
  size BIGINT NOT NULL, authority TEXT NOT NULL, token BLOB NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (size, authority))""",
    "postgresql": """CREATE TABLE seal_token (
  size BIGINT NOT NULL, authority TEXT NOT NULL, token BYTEA NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (size, authority))""",
}


def _forward(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_TRACE)
        cursor.execute("CREATE INDEX trace_of_content ON trace (root, ref)")
        cursor.execute(_TOKEN[schema_editor.connection.vendor])


def _backward(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP TABLE seal_token")
        cursor.execute("DROP TABLE trace")


class Migration(migrations.Migration):
    dependencies = [("store", "0021_gains")]
    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("actor", models.CharField(max_length=64)),
                ("case_id", models.CharField(max_length=32)),
                ("room", models.CharField(max_length=40)),
                ("about", models.JSONField(default=dict)),
                ("size", models.BigIntegerField()),
                ("received", models.BigIntegerField(default=0)),
                ("key", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="store.marketplace"
                    ),
                ),
            ],
            options={
                "db_table": "upload",
                "indexes": [models.Index(fields=["expires_at"], name="upload_age")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(received__gte=0, size__gt=0), name="upload_sizes")
                ],
            },
        ),
        migrations.RunPython(_forward, _backward),
    ]
