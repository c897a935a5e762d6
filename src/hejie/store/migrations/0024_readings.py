"""Who has read a piece of evidence, also where he has no account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0023_seal_stamps")]
    operations = [
        migrations.AddField("readinglog", "who", models.CharField(default="", max_length=64)),
        migrations.AlterField(
            "readinglog",
            "person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
