"""A role without a shop, too, is given to a person once; SQLite does not count absent shops as equal by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_token_role'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_once',
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('person', 'role', 'seller'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('seller__isnull', True)), fields=('person', 'role'), name='membership_once_without_shop'),
        ),
    ]
