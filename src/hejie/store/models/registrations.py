"""Products that were registered by their serial numbers."""

from django.db import models

from hejie.store.models.people import Marketplace

SOURCES = ("buyer", "shop", "program")
COVERAGES = ("standard", "extended")


class Registration(models.Model):
    """One thing of a shop's, known by its serial number, and how long its guarantee is.

    mark         what tells the number apart (`aftersales.serials`); the number itself is not kept, only its last signs (tail)
    buyer        whose it is, "" where nobody said; root, line: its order here and its line, "" and 0
    source       who registered it; coverage: standard, or extended by more_months
    months       of guarantee from began_on, 0: without an end that is known; ends_on: the last day, worked out when it is saved
    version      1 when it was registered, one more with each change; whoever changes it names the version that he has read
    """

    id = models.BigAutoField(primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="registrations")
    seller = models.CharField(max_length=64)
    product = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    mark = models.CharField(max_length=64)
    tail = models.CharField(max_length=4)
    buyer = models.CharField(max_length=64, blank=True, default="")
    root = models.CharField(max_length=64, blank=True, default="")
    line = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=16)
    coverage = models.CharField(max_length=16)
    began_on = models.DateField()
    months = models.PositiveSmallIntegerField(default=0)
    more_months = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=64)

    class Meta:
        db_table = "registration"
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "mark"], name="registration_once"),
            models.CheckConstraint(
                condition=(models.Q(ends_on__isnull=True) | models.Q(months__gt=0))
                & (models.Q(ends_on__isnull=False) | models.Q(months=0)),
                name="registration_end",
            ),
            models.CheckConstraint(condition=models.Q(coverage__in=COVERAGES), name="registration_coverage"),
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="registration_source"),
        ]
        indexes = [
            models.Index(fields=["marketplace", "seller", "id"], name="registration_of_seller"),
            models.Index(fields=["marketplace", "buyer", "id"], name="registration_of_buyer"),
            models.Index(fields=["marketplace", "seller", "ends_on"], name="registration_by_end"),
            models.Index(fields=["root", "line"], name="registration_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.seller} …{self.tail}"
