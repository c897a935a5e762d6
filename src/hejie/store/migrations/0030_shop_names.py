"""By which names shops' own systems call orders that are here: of the order, of its payments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0029_after_the_end")]
    operations = [
        migrations.RunSQL(
            """CREATE TABLE shop_name (
  marketplace TEXT NOT NULL, system TEXT NOT NULL, shop TEXT NOT NULL, name TEXT NOT NULL, root TEXT NOT NULL,
  PRIMARY KEY (marketplace, system, shop, name))""",
            "DROP TABLE shop_name",
        )
    ]
