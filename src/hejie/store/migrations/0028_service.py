"""What shops have set for after-sales service, and the kind of service beside each case in lists.

No case began as a service before this, so nothing has to be filled in.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0027_before_the_sale")]
    operations = [
        migrations.CreateModel(
            name="ServiceSetting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seller", models.CharField(blank=True, default="", max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("auto_minor", models.BigIntegerField(default=0)),
                ("keep_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("warn", models.PositiveSmallIntegerField()),
                ("held", models.JSONField(blank=True, default=list)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(max_length=64)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_settings",
                        to="store.marketplace",
                    ),
                ),
            ],
            options={
                "db_table": "service_setting",
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "seller"), name="service_setting_once"),
                    models.CheckConstraint(
                        condition=models.Q(("auto_minor__gte", 0), ("keep_minor__gte", 0)), name="service_setting_sums"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("warn__gte", 1), ("warn__lte", 99)), name="service_setting_warn"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("auto_minor", 0), ("keep_minor", 0)),
                            models.Q(("currency", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="service_setting_currency",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE case_row ADD COLUMN service TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE case_row DROP COLUMN service",
        ),
    ]
