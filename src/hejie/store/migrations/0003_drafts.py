"""Drafts of decisions."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_record")]
    operations = [
        migrations.CreateModel(
            name="DecisionDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_id", models.CharField(max_length=32)),
                ("number", models.PositiveIntegerField(default=0)),
                ("data", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "decision_draft",
                "constraints": [models.UniqueConstraint(fields=["case_id", "person"], name="decision_draft_once")],
            },
        ),
    ]
