"""A function that lets a transaction go on only if what is remembered still stands there (`store.log.expect`)."""

from django.db import migrations

_EXPECT = """CREATE FUNCTION hejie_expect(stands boolean) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  IF stands IS NOT TRUE THEN RAISE EXCEPTION 'the record has moved on' USING ERRCODE = 'HJ001'; END IF;
END $$"""


def _forward(apps, editor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_EXPECT)


def _backward(apps, editor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION hejie_expect(boolean)")


class Migration(migrations.Migration):
    dependencies = [("store", "0008_less_for_each_act")]
    operations = [migrations.RunPython(_forward, _backward)]
