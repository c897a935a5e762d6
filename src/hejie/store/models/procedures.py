"""Procedures that marketplaces have brought along themselves."""

from django.db import models

from hejie.store.models.people import Marketplace


class MarketProcedure(models.Model):
    """One text of a procedure that a marketplace may choose, and no other one may; the text stands in `rulebook`.

    procedure      id that the text says it has; of several with the same id the newest is meant
    digest         the very text
    """

    id = models.BigAutoField(primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="procedures")
    procedure = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    installed_at = models.DateTimeField()

    class Meta:
        db_table = "market_procedure"
        constraints = [models.UniqueConstraint(fields=["marketplace", "digest"], name="market_procedure_once")]

    def __str__(self) -> str:
        return f"{self.marketplace_id} {self.procedure}"
