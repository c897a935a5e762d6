"""The log of calls to webhooks, secret addresses of calendars, and the marketplace's own deadlines found without the rest."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


_PLATFORM = "CREATE INDEX deadline_platform ON deadline (marketplace, until_ms) WHERE who = 'platform'"


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0009_expect'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_read_at', models.DateTimeField(blank=True, null=True)),
                ('reads', models.PositiveIntegerField(default=0)),
                ('reads_from', models.DateTimeField(blank=True, null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_address', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'calendar_address',
            },
        ),
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('webhook', models.CharField(max_length=16)),
                ('message', models.CharField(max_length=40)),
                ('root', models.CharField(max_length=120)),
                ('stream', models.CharField(max_length=160)),
                ('seq', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField()),
                ('status', models.PositiveSmallIntegerField()),
                ('took_ms', models.PositiveIntegerField()),
                ('error', models.CharField(blank=True, default='', max_length=500)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'webhook_attempt',
                'indexes': [models.Index(fields=['webhook', '-id'], name='webhook_attempt_newest'), models.Index(condition=models.Q(('error', ''), _negated=True), fields=['webhook', '-id'], name='webhook_attempt_failed'), models.Index(fields=['at'], name='webhook_attempt_age')],
            },
        ),
        migrations.RunSQL(_PLATFORM, "DROP INDEX deadline_platform"),
    ]
