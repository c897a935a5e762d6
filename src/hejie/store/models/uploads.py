"""Uploads that come in parts, until they are whole."""

from django.db import models
from django.utils.timezone import now

from hejie.store.models.people import Marketplace


class Upload(models.Model):
    """One upload on its way; its parts stand in the file storage under `uploads/<id>/`.

    actor      id of whoever uploads; nobody else may go on with it or see it
    room       room of the case that it is meant for; name, purpose, proves and how as they will be filed
    size       bytes that are announced; received: bytes that are kept
    key        idempotency key under which it will be filed
    """

    id = models.CharField(max_length=40, primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, related_name="uploads")
    actor = models.CharField(max_length=64)
    case_id = models.CharField(max_length=32)
    room = models.CharField(max_length=40)
    about = models.JSONField(default=dict)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "upload"
        indexes = [models.Index(fields=["expires_at"], name="upload_age")]
        constraints = [models.CheckConstraint(condition=models.Q(received__gte=0, size__gt=0), name="upload_sizes")]

    def __str__(self) -> str:
        return f"{self.id} {self.received} of {self.size}"
