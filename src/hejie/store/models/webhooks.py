"""Outside systems that want to hear of what is written."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Marketplace, new_id


def new_webhook_id() -> str:
    """A fresh id of an endpoint."""
    return new_id("w")


class Webhook(models.Model):
    """An endpoint that is told of every entry about cases and orders of its marketplace.

    owner           name of the integrator that registered it, or "" for the marketplace's operators
    kinds           kinds of entry that it wants; empty means all
    secret          encrypted; old_secret signs too until old_secret_until
    next_leaf       number of the first leaf of the log that has not been looked at for it
    failures        failed calls since the last good one; failing_since: when the first of them was
    rest_until      no call before this moment
    disabled_at     when it was switched off after lasting failure
    last_error      why the last call failed
    """

    id = models.CharField(max_length=16, primary_key=True, default=new_webhook_id)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="webhooks")
    owner = models.CharField(max_length=40, blank=True, default="")
    url = models.TextField()
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    old_secret = models.TextField(blank=True, default="")
    old_secret_until = models.DateTimeField(null=True, blank=True)
    next_leaf = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    rest_until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "webhook"

    def __str__(self) -> str:
        return f"{self.id} {self.url}"
