"""Webhooks."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hejie.store.models.webhooks


class Migration(migrations.Migration):
    dependencies = [("store", "0003_drafts")]
    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=hejie.store.models.webhooks.new_webhook_id,
                        max_length=16,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("owner", models.CharField(blank=True, default="", max_length=40)),
                ("url", models.TextField()),
                ("kinds", models.JSONField(default=list)),
                ("secret", models.TextField()),
                ("old_secret", models.TextField(blank=True, default="")),
                ("old_secret_until", models.DateTimeField(blank=True, null=True)),
                ("next_leaf", models.BigIntegerField()),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("rest_until", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhooks",
                        to="store.marketplace",
                    ),
                ),
            ],
            options={"db_table": "webhook"},
        ),
    ]
