# The people of a marketplace, and what the program itself keeps.

import django.db.models.deletion
import django.utils.timezone
import hejie.store.models.people
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CacheRow',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'hejie_cache',
            },
        ),
        migrations.CreateModel(
            name='Marketplace',
            fields=[
                ('slug', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('languages', models.JSONField(default=list)),
                ('currency', models.CharField(default='CNY', max_length=3)),
                ('timezone', models.CharField(default='UTC', max_length=60)),
                ('settings', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'marketplace',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.CharField(default=hejie.store.models.people.new_person_id, max_length=16, primary_key=True, serialize=False)),
                ('login', models.CharField(max_length=300, unique=True)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('name', models.CharField(blank=True, default='', max_length=120)),
                ('language', models.CharField(choices=[('zh', '中文'), ('en', 'English'), ('ru', 'Русский')], default='en', max_length=2)),
                ('timezone', models.CharField(blank=True, default='', max_length=60)),
                ('external_ref', models.CharField(blank=True, default='', max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('address_bounced_at', models.DateTimeField(blank=True, null=True)),
                ('address_reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('marketplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='store.marketplace')),
            ],
            options={
                'db_table': 'person',
            },
        ),
        migrations.CreateModel(
            name='MarketplaceHost',
            fields=[
                ('host', models.CharField(max_length=253, primary_key=True, serialize=False)),
                ('marketplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hosts', to='store.marketplace')),
            ],
            options={
                'db_table': 'marketplace_host',
            },
        ),
        migrations.CreateModel(
            name='ReadingLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=12)),
                ('case_id', models.CharField(max_length=32)),
                ('what', models.CharField(max_length=120)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('marketplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='store.marketplace')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'reading_log',
            },
        ),
        migrations.CreateModel(
            name='Seller',
            fields=[
                ('key', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('id', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('external_ref', models.CharField(blank=True, default='', max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('marketplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sellers', to='store.marketplace')),
            ],
            options={
                'db_table': 'seller',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('buyer', 'buyer'), ('seller', 'seller'), ('agent', 'agent'), ('neutral', 'neutral'), ('operator', 'operator'), ('auditor', 'auditor'), ('integrator', 'integrator')], max_length=12)),
                ('promise_limit_minor', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('seller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='store.seller')),
            ],
            options={
                'db_table': 'membership',
            },
        ),
        migrations.CreateModel(
            name='SentMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marketplace', models.CharField(blank=True, default='', max_length=40)),
                ('recipient', models.CharField(max_length=254)),
                ('sender', models.CharField(max_length=254)),
                ('subject', models.TextField()),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'sent_mail',
                'indexes': [models.Index(fields=['marketplace', '-at', '-id'], name='sent_mail_newest')],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('case_id', models.CharField(max_length=32)),
                ('email', models.EmailField(max_length=254)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(blank=True, default='', max_length=64)),
                ('code_expires_at', models.DateTimeField(blank=True, null=True)),
                ('code_attempts', models.PositiveSmallIntegerField(default=0)),
                ('codes_sent', models.PositiveSmallIntegerField(default=0)),
                ('codes_counted_from', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_links', to=settings.AUTH_USER_MODEL)),
                ('marketplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_links', to='store.marketplace')),
            ],
            options={
                'db_table': 'case_link',
                'indexes': [models.Index(fields=['marketplace', 'case_id'], name='case_link_of_case')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('prefix', models.CharField(max_length=12)),
                ('integrator', models.SlugField(blank=True, default='', max_length=40)),
                ('name', models.CharField(blank=True, default='', max_length=80)),
                ('scopes', models.JSONField(default=list)),
                ('role', models.CharField(blank=True, default='', max_length=12)),
                ('second_factor', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ('marketplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='store.marketplace')),
            ],
            options={
                'db_table': 'api_token',
                'indexes': [models.Index(fields=['person', '-created_at'], name='api_token_of_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('marketplace', 'email'), name='person_email_once'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['marketplace', 'external_ref'], name='person_external'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('external_ref', ''), _negated=True), fields=('marketplace', 'external_ref'), name='person_external_once'),
        ),
        migrations.AddIndex(
            model_name='readinglog',
            index=models.Index(fields=['marketplace', 'case_id', '-id'], name='reading_log_of_case'),
        ),
        migrations.AddIndex(
            model_name='readinglog',
            index=models.Index(fields=['marketplace', '-id'], name='reading_log_newest'),
        ),
        migrations.AddConstraint(
            model_name='seller',
            constraint=models.UniqueConstraint(fields=('marketplace', 'id'), name='seller_once'),
        ),
        migrations.AddIndex(
            model_name='seller',
            index=models.Index(fields=['marketplace', 'external_ref'], name='seller_external'),
        ),
        migrations.AddConstraint(
            model_name='seller',
            constraint=models.UniqueConstraint(condition=models.Q(('external_ref', ''), _negated=True), fields=('marketplace', 'external_ref'), name='seller_external_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('person', 'role', 'seller'), name='membership_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'seller'), _negated=True), ('seller__isnull', False), _connector='OR'), name='membership_seller_has_shop'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('seller', 'agent')), ('seller__isnull', True), _connector='OR'), name='membership_shop_roles'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('promise_limit_minor__gte', 0)), name='membership_promise_not_negative'),
        ),
    ]
