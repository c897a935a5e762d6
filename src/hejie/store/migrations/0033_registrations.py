"""Products registered by their serial numbers, requests by the number they name, and two more settings of shops.

No request has named a number with a mark before this, so nothing has to be filled in.
"""

import django.db.models.deletion
from django.db import migrations, models

_SERIALS = """CREATE TABLE serial_case (
  root TEXT NOT NULL, id TEXT NOT NULL, marketplace TEXT NOT NULL, mark TEXT NOT NULL, opened_ms BIGINT NOT NULL,
  PRIMARY KEY (root, id))"""
_INDEX = "CREATE INDEX serial_case_mark ON serial_case (marketplace, mark, opened_ms)"


class Migration(migrations.Migration):
    dependencies = [("store", "0032_vetting")]
    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seller", models.CharField(max_length=64)),
                ("product", models.CharField(blank=True, default="", max_length=120)),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("mark", models.CharField(max_length=64)),
                ("tail", models.CharField(max_length=4)),
                ("buyer", models.CharField(blank=True, default="", max_length=64)),
                ("root", models.CharField(blank=True, default="", max_length=64)),
                ("source", models.CharField(max_length=16)),
                ("coverage", models.CharField(max_length=16)),
                ("began_on", models.DateField()),
                ("months", models.PositiveSmallIntegerField(default=0)),
                ("more_months", models.PositiveSmallIntegerField(default=0)),
                ("ends_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(max_length=64)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="store.marketplace",
                    ),
                ),
            ],
            options={
                "db_table": "registration",
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "mark"), name="registration_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("months__gt", 0), _connector="OR")
                        & (models.Q(("ends_on__isnull", False)) | models.Q(("months", 0))),
                        name="registration_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("coverage__in", ("standard", "extended"))), name="registration_coverage"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("buyer", "shop", "program"))), name="registration_source"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["marketplace", "seller", "id"], name="registration_of_seller"),
                    models.Index(fields=["marketplace", "buyer", "id"], name="registration_of_buyer"),
                    models.Index(fields=["marketplace", "seller", "ends_on"], name="registration_by_end"),
                ],
            },
        ),
        migrations.AddField("servicesetting", "guarantee_months", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("servicesetting", "only_guaranteed", models.BooleanField(default=False)),
        migrations.RunSQL([_SERIALS, _INDEX], "DROP TABLE serial_case"),
    ]
