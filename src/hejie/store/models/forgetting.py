"""What people ask to be forgotten, and what was answered."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Marketplace, Person, new_id


def new_request_id() -> str:
    """A fresh id of a request."""
    return new_id("q")


class ErasureRequest(models.Model):
    """Somebody's wish that his data go. The person's row stays, without anything that names him, so this stays too.

    what        `all` (the whole person) or `pieces`
    pieces      for `pieces`: [{"case", "refs", "label"}]; emptied of labels once decided
    reason      his own words; emptied once it is granted
    law         name of the law in rulebooks/retention after which `due_at` was counted
    longer_why  why the answer was put off, told to the person; longer_at: when that was, at most once
    reminded_at when operators were reminded of its day; empty: not yet
    status      open, granted, refused, withdrawn
    answer      what he is told, for a refusal its reason
    outcome     what went and what stays, as counts and codes
    left_at     when the program looks again at what could not go yet; empty: nothing is left
    """

    id = models.CharField(max_length=16, primary_key=True, default=new_request_id)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="erasure_requests")
    person = models.ForeignKey(Person, models.CASCADE, related_name="erasure_requests")
    what = models.CharField(max_length=8, default="all")
    pieces = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True, default="")
    law = models.CharField(max_length=12, blank=True, default="")
    asked_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    longer_why = models.TextField(blank=True, default="")
    longer_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, default="open")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    outcome = models.JSONField(default=dict, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "erasure_request"
        indexes = [
            models.Index(fields=["marketplace", "status", "due_at"], name="erasure_request_due"),
            models.Index(fields=["left_at"], name="erasure_request_left"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(status="open"), name="erasure_request_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.person_id} {self.what} {self.status}"
