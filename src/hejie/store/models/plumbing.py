"""Tables that serve the program itself: counted attempts, and mail of an installation without a mail server."""

from django.db import models


class CacheRow(models.Model):
    """A row of Django's database cache, where failed sign-ins are counted over all processes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "hejie_cache"


class SentMail(models.Model):
    """A letter that would have gone to a mail server, kept to be read on the mail page.

    marketplace   its slug, or "" for mail of the installation
    links         not kept apart: they stand in the text
    """

    marketplace = models.CharField(max_length=40, blank=True, default="")
    recipient = models.CharField(max_length=254)
    sender = models.CharField(max_length=254)
    subject = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "sent_mail"
        indexes = [models.Index(fields=["marketplace", "-at", "-id"], name="sent_mail_newest")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
