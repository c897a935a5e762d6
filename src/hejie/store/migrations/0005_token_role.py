"""A token's role may name a shop (`seller:s…`, 20 characters), which PostgreSQL does not cut off but refuses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0004_webhooks")]
    operations = [
        migrations.AlterField(
            model_name="apitoken", name="role", field=models.CharField(blank=True, default="", max_length=32)
        ),
    ]
