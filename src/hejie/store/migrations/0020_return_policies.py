"""After-sales policies of platforms and shops, by version."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0019_panels")]
    operations = [
        migrations.CreateModel(
            name="ReturnPolicy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seller", models.CharField(blank=True, default="", max_length=64)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=64)),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="return_policies",
                        to="store.marketplace",
                    ),
                ),
            ],
            options={"db_table": "return_policy"},
        ),
        migrations.AddConstraint(
            model_name="returnpolicy",
            constraint=models.UniqueConstraint(
                fields=("marketplace", "seller", "number"), name="return_policy_once"
            ),
        ),
    ]
