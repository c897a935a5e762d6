"""Policies that marketplaces and shops have published, each version for good: after the sale, and for shops' papers."""

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


class VettingPolicy(models.Model):
    """One version of what a marketplace asks of its shops; its text stands in `rulebook` under its digest.

    counts_from    for declarations from this moment on
    for_all        whether it counts for shops too that have declared themselves before; again: whether papers that were accepted
                   are to be shown once more, which only a policy for all can ask
    reached, done  the last shop for which it was made to count, and whether all are through
    """

    id = models.BigAutoField(primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="vetting_policies")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    counts_from = models.DateTimeField()
    for_all = models.BooleanField(default=False)
    again = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64)
    reached = models.CharField(max_length=64, blank=True, default="")
    done = models.BooleanField(default=False)

    class Meta:
        db_table = "vetting_policy"
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "number"], name="vetting_policy_once"),
            models.CheckConstraint(
                condition=models.Q(again=False) | models.Q(for_all=True), name="vetting_again_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marketplace_id} {self.number}"
