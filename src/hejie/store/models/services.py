"""What shops and the marketplace itself have set for after-sales service."""

from django.db import models

from hejie.store.models.people import Marketplace


class ServiceSetting(models.Model):
    """The newest settings of one shop.

    seller      the shop; "" of the marketplace itself
    version     1 when they were first saved, one more each time; whoever saves names the version that he has read
    auto_minor  up to this sum a request is approved without anybody's word; 0: none is
    keep_minor  up to this sum the goods need not come back; 0: they always do
    currency    of both sums, "" where there are none
    reasons     for which the two count; empty: for all
    warn        percent of a clock after which whoever it waits for is reminded
    held        grades of returned goods that are kept apart
    guarantee_months  of guarantee that the shop gives on everything, where neither registration nor order says; 0: unknown
    only_guaranteed   whether its limit counts only for things that are under guarantee
    """

    id = models.BigAutoField(primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="service_settings")
    seller = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField()
    auto_minor = models.BigIntegerField(default=0)
    keep_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    reasons = models.JSONField(default=list, blank=True)
    warn = models.PositiveSmallIntegerField()
    held = models.JSONField(default=list, blank=True)
    guarantee_months = models.PositiveSmallIntegerField(default=0)
    only_guaranteed = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=64)

    class Meta:
        db_table = "service_setting"
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "seller"], name="service_setting_once"),
            models.CheckConstraint(
                condition=models.Q(auto_minor__gte=0, keep_minor__gte=0), name="service_setting_sums"
            ),
            models.CheckConstraint(condition=models.Q(warn__gte=1, warn__lte=99), name="service_setting_warn"),
            models.CheckConstraint(
                condition=models.Q(auto_minor=0, keep_minor=0) | ~models.Q(currency=""), name="service_setting_currency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marketplace_id} {self.seller} {self.version}"
