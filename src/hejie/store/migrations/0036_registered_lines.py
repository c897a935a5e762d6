"""A registered thing names the line of its order too, so that the order's page and a repair find it without its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0035_shop_desk")]

    operations = [
        migrations.AddField("registration", "line", models.PositiveSmallIntegerField(default=0)),
        migrations.AddIndex("registration", models.Index(fields=["root", "line"], name="registration_of_order")),
    ]
