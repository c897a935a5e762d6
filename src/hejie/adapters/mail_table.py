"""Mail without a mail server: letters are kept in a table, and the mail page shows them."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from hejie.store.models import SentMail

MARKETPLACE_HEADER = "X-Hejie-Marketplace"


class TableBackend(BaseEmailBackend):
    """Django's mail backend that stores every letter, one row for each recipient."""

    def send_messages(self, email_messages: Sequence) -> int:
        """Keep the letters; returns how many there were."""
        now = timezone.now()
        for message in email_messages:
            for recipient in message.recipients():
                SentMail.objects.create(
                    marketplace=message.extra_headers.get(MARKETPLACE_HEADER, ""),
                    recipient=recipient,
                    sender=message.from_email,
                    subject=message.subject,
                    text=message.body,
                    at=now,
                )
        return len(email_messages)
