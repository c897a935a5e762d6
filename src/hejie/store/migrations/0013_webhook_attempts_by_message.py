"""Attempts at one message found without the others, so that they can be counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0012_procedures_by_market")]
    operations = [
        migrations.AddIndex(
            model_name="webhookattempt", index=models.Index(fields=["message"], name="webhook_attempt_message")
        ),
    ]
