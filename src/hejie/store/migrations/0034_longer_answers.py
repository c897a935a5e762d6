"""Requests to be forgotten whose answer was put off, once and with a reason, and of whose day operators were reminded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0033_registrations")]
    operations = [
        migrations.AddField("erasurerequest", "longer_why", models.TextField(blank=True, default="")),
        migrations.AddField("erasurerequest", "longer_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("erasurerequest", "reminded_at", models.DateTimeField(null=True, blank=True)),
    ]
