"""What sellers say of their goods, each version for good."""

from django.db import models

from hejie.store.models.people import Marketplace


class Listing(models.Model):
    """One version of a listing. A version that came later takes the place of it; an order keeps the one of its day.

    seller    the shop; product: its own number of the goods, as its orders name them
    number    1 for the first version
    current   whether no later one has taken its place
    data      title, text, facts, price and address as `usecases.listings` has them
    digest    SHA-256 of the canonical data
    found     how many findings of each kind the check had when it was published
    """

    id = models.BigAutoField(primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="listings")
    seller = models.CharField(max_length=64)
    product = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    category = models.CharField(max_length=80, blank=True, default="")
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    found = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64)

    class Meta:
        db_table = "listing"
        indexes = [models.Index(fields=["marketplace", "seller", "current", "product"], name="listing_current")]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "seller", "product", "number"], name="listing_once"),
            models.UniqueConstraint(
                fields=["marketplace", "seller", "product"],
                condition=models.Q(current=True),
                name="listing_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marketplace_id} {self.seller} {self.product} {self.number}"
