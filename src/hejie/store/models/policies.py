"""After-sales policies that platforms and shops have published, each version for good."""

from django.db import models

from hejie.store.models.people import Marketplace


class ReturnPolicy(models.Model):
    """One version of a policy; its text stands in `rulebook` under its digest.

    seller         the shop whose it is; "" of the platform itself
    number         1 for its first version
    """

    id = models.BigAutoField(primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="return_policies")
    seller = models.CharField(max_length=64, blank=True, default="")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64)

    class Meta:
        db_table = "return_policy"
        constraints = [models.UniqueConstraint(fields=["marketplace", "seller", "number"], name="return_policy_once")]

    def __str__(self) -> str:
        return f"{self.marketplace_id} {self.seller} {self.number}"
