"""Mail servers with a will of their own, as Django mail backends: `settings.EMAIL_BACKEND = "tests.support.mail.Away"`."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Box


class Killed(BaseException):
    """The process ends here."""


class Away(BaseEmailBackend):
    """Nobody answers."""

    def open(self):
        """Refuse the connection."""
        raise ConnectionRefusedError("nobody there")

    def send_messages(self, messages):
        """Never reached."""
        raise AssertionError


class Breaks(BaseEmailBackend):
    """The line breaks once the text is handed over."""

    def send_messages(self, messages):
        """Break off without a word."""
        raise smtplib.SMTPServerDisconnected("gone")


class KillsAfter(Box):
    """The letter leaves, and in the same moment the worker is killed."""

    def send_messages(self, messages):
        """Send, and die."""
        super().send_messages(messages)
        raise Killed


class Refuses(Box):
    """Some addresses are refused: `Refuses.because = {address: (code, reason)}`."""

    because: dict[str, tuple[int, bytes]] = {}

    def send_messages(self, messages):
        """Refuse or take."""
        for message in messages:
            if message.to[0] in self.because:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: self.because[message.to[0]]})
        return super().send_messages(messages)
