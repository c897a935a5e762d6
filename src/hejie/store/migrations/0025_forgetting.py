"""Requests for erasure, legal holds as a list, and closed cases in the order in which their time runs out."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hejie.store.models.forgetting

_PLAIN = (
    (
        """CREATE TABLE hold_row (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, since_ms BIGINT NOT NULL, PRIMARY KEY (root, id))""",
        "DROP TABLE hold_row",
    ),
    ("CREATE INDEX hold_newest ON hold_row (marketplace, since_ms, id)", "DROP INDEX hold_newest"),
    (
        "CREATE INDEX case_closed ON case_row (marketplace, closed_ms, id) WHERE closed_ms > 0",
        "DROP INDEX case_closed",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0024_readings")]
    operations = [
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=hejie.store.models.forgetting.new_request_id,
                        max_length=16,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("what", models.CharField(default="all", max_length=8)),
                ("pieces", models.JSONField(blank=True, default=list)),
                ("reason", models.TextField(blank=True, default="")),
                ("law", models.CharField(blank=True, default="", max_length=12)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField()),
                ("status", models.CharField(default="open", max_length=10)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, default="", max_length=64)),
                ("answer", models.TextField(blank=True, default="")),
                ("outcome", models.JSONField(blank=True, default=dict)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="erasure_requests",
                        to="store.marketplace",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="erasure_requests",
                        to="store.person",
                    ),
                ),
            ],
            options={
                "db_table": "erasure_request",
                "indexes": [
                    models.Index(fields=["marketplace", "status", "due_at"], name="erasure_request_due"),
                    models.Index(fields=["left_at"], name="erasure_request_left"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")), fields=("person",), name="erasure_request_one_open"
                    )
                ],
            },
        ),
        *(migrations.RunSQL(forward, back) for forward, back in _PLAIN),
    ]
