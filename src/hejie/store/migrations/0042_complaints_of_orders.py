"""Complaints by the order to which they belong, so that a legal hold on an order finds what it covers."""

from django.db import migrations

_INDEX = "CREATE INDEX complaint_of_order ON complaint_row (order_root) WHERE order_root <> ''"


class Migration(migrations.Migration):
    dependencies = [("store", "0041_kept_apart")]
    operations = [migrations.RunSQL(_INDEX, "DROP INDEX complaint_of_order")]
