"""What sides have told alone is encrypted where it stands; see `hejie.store.told`.

On PostgreSQL old pages hold it in clear until they are written over; `VACUUM FULL content, receipt` clears them at once.
"""

from django.db import migrations

from hejie.store import told


def _forward(apps, schema_editor):
    told.seal_what_stands()


class Migration(migrations.Migration):
    atomic = False  # so that what is written over on SQLite leaves its log as well
    dependencies = [("store", "0025_forgetting")]
    operations = [migrations.RunPython(_forward, migrations.RunPython.noop)]
