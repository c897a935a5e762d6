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


class WebhookAttempt(models.Model):
    """One call of an endpoint about one entry, and how it fared; kept for a while and up to a number for each endpoint.

    webhook       the endpoint's id; no foreign key, so that a call on its way never meets one that was just removed
    message       the header `webhook-id`, the same in every attempt
    tries         which attempt at this message it was, from 1, replays included; waiting behind a rest is none
    status        HTTP status, or 0 when there was no answer; error then says why
    took_ms       how long the call took
    next_at       when it will be tried again; empty when it came through or was given up
    """

    id = models.BigAutoField(primary_key=True)
    webhook = models.CharField(max_length=16)
    message = models.CharField(max_length=40)
    root = models.CharField(max_length=120)
    stream = models.CharField(max_length=160)
    seq = models.IntegerField()
    at = models.DateTimeField()
    tries = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField()
    took_ms = models.PositiveIntegerField()
    error = models.CharField(max_length=500, blank=True, default="")
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "webhook_attempt"
        indexes = [
            models.Index(fields=["webhook", "-id"], name="webhook_attempt_newest"),
            models.Index(fields=["webhook", "-id"], condition=~models.Q(error=""), name="webhook_attempt_failed"),
            models.Index(fields=["at"], name="webhook_attempt_age"),
            models.Index(fields=["message"], name="webhook_attempt_message"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.webhook} {self.message} {self.status}"

    @property
    def ok(self) -> bool:
        """Whether the endpoint took the message."""
        return 200 <= self.status < 300
