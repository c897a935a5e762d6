"""A marketplace's own procedures, the tier of its sellers, and beside each turn in a list what silence means there.

Until now every case ran under the standard procedure, so what its waits mean fills the new column.
"""

import django.db.models.deletion
from django.db import migrations, models

_SILENCES = {
    "answer": "grant_claim", "reply": "lapse_claim", "offer": "lapse_offer", "settle": "enter_mediation",
    "sign": "lapse_agreement", "assign": "platform_pays", "mediate": "enter_decision", "question": "lapse_question",
    "decide": "replace_neutral", "appeal": "make_final", "appeal_answer": "go_on", "appeal_decide": "replace_neutral",
    "ship_back": "pay_seller", "confirm_return": "count_as_received", "perform": "refund_instead",
    "confirm": "count_as_performed", "pause": "resume",
}  # fmt: skip
_FILL = "UPDATE case_row SET turn_silence = CASE turn_wait {} ELSE '' END".format(
    " ".join(f"WHEN '{wait}' THEN '{silence}'" for wait, silence in _SILENCES.items())
)


class Migration(migrations.Migration):
    dependencies = [("store", "0011_standing")]
    operations = [
        migrations.CreateModel(
            name="MarketProcedure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("procedure", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("installed_at", models.DateTimeField()),
                (
                    "marketplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="procedures", to="store.marketplace"
                    ),
                ),
            ],
            options={"db_table": "market_procedure"},
        ),
        migrations.AddConstraint(
            model_name="marketprocedure",
            constraint=models.UniqueConstraint(fields=("marketplace", "digest"), name="market_procedure_once"),
        ),
        migrations.AddField(
            model_name="seller", name="tier", field=models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.RunSQL(
            "ALTER TABLE case_row ADD COLUMN turn_silence TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE case_row DROP COLUMN turn_silence",
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
