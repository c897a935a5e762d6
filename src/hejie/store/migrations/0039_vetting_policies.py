"""Policies of an operator's own for shops' papers and deposits; and what follows at a shop where its deposit is short."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0038_points")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE vetting_row ADD COLUMN held TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE vetting_row DROP COLUMN held",
        ),
        migrations.CreateModel(
            name="VettingPolicy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("version", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("counts_from", models.DateTimeField()),
                ("for_all", models.BooleanField(default=False)),
                ("again", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=64)),
                ("reached", models.CharField(blank=True, default="", max_length=64)),
                ("done", models.BooleanField(default=False)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vetting_policies",
                        to="store.marketplace",
                    ),
                ),
            ],
            options={
                "db_table": "vetting_policy",
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "number"), name="vetting_policy_once"),
                    models.CheckConstraint(
                        condition=models.Q(("again", False), ("for_all", True), _connector="OR"),
                        name="vetting_again_for_all",
                    ),
                ],
            },
        ),
    ]
