"""How somebody who was asked in comes to his request."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Marketplace


class ExpertLink(models.Model):
    """The signed link of one request to one person who has no account here.

    digest        SHA-256 of the token in the link
    email         where the link and the one-time code go and nowhere else; emptied when the request has ended
    language      in which he is written to, until he chooses another on the page
    code_digest   keyed digest of the open one-time code, empty when none is open
    """

    digest = models.CharField(max_length=64, primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="expert_links")
    case_id = models.CharField(max_length=32)
    asking = models.CharField(max_length=12)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=8)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    codes_counted_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "expert_link"
        constraints = [models.UniqueConstraint(fields=["case_id", "asking"], name="expert_link_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asking}"
