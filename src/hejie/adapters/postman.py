"""Sends one letter after the other over Django's mail backend, and says exactly what became of each.

SMTP cannot say whether a letter left when the line breaks after its text was handed over. Such a letter is `unknown`
and is never sent again by itself; everything else is either certainly sent or certainly not.
"""

import re
import smtplib
import time
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

SENT, RETRY, BOUNCED, UNKNOWN = "sent", "retry", "bounced", "unknown"
MARKETPLACE_HEADER = "X-Hejie-Marketplace"
_WRONG_ADDRESS = re.compile(rb"\b5\.(1\.(0|1|2|3|6|10)|2\.1)\b")
_ANY_REASON = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
_KNOWN_FOR_SECONDS = 1.0
_WRONG_ADDRESS_CODES = (550, 551, 553)


class Postman:
    """One connection to the mail server, opened when first needed; after a failure it rests for a round."""

    def __init__(self) -> None:
        self._connection = None
        self._away = ""
        self._book: dict[object, tuple[float, object]] = {}

    def look_up(self, whom: object, ask: Callable[[], object]) -> object:
        """To whom a letter goes, asked for once a second at most: what belongs to one round goes to the same few people."""
        until, found = self._book.get(whom, (0.0, None))
        if time.monotonic() > until:
            found = ask()
            self._book[whom] = (time.monotonic() + _KNOWN_FOR_SECONDS, found)
        return found

    def forget(self) -> None:
        """Look everybody up anew."""
        self._book.clear()

    def send(self, message: EmailMessage) -> tuple[str, str]:
        """Send a letter to one address. Returns (sent, retry, bounced or unknown; why)."""
        if self._away:
            return RETRY, self._away
        try:
            self._open()
        except (OSError, smtplib.SMTPException) as fault:
            self._away = f"mail server: {fault}"
            self._drop()
            return RETRY, self._away
        return self._hand_over(message)

    def close(self) -> None:
        """End the connection; forget that the server was away, and whom was looked up."""
        self._away = ""
        self.forget()
        self._drop()

    def _open(self) -> None:
        if self._connection is None:
            self._connection = get_connection()
        else:
            self._drop_if_dead()
        self._connection.open()

    def _drop_if_dead(self) -> None:
        """A connection that the server has closed meanwhile must not look like a letter that may have left."""
        line = getattr(self._connection, "connection", None)
        if line is None or not hasattr(line, "noop"):
            return
        try:
            alive = line.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            alive = False
        if not alive:
            self._drop()
            self._connection = get_connection()

    def _hand_over(self, message: EmailMessage) -> tuple[str, str]:
        try:
            sent = self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refused:
            self._drop()
            code, reason = next(iter(refused.recipients.values()))
            return (BOUNCED if is_wrong_address(code, reason) else RETRY), f"{code} {_text(reason)}"
        except smtplib.SMTPResponseException as refused:  # a plain no from the server: nothing was taken
            self._drop()
            return RETRY, f"{refused.smtp_code} {_text(refused.smtp_error)}"
        except (smtplib.SMTPServerDisconnected, OSError) as fault:
            self._drop()
            return UNKNOWN, f"the line broke: {fault}"
        except smtplib.SMTPException as fault:
            self._drop()
            return RETRY, str(fault)
        return (SENT, "") if sent else (RETRY, "the backend took no letter")

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                return


def compose(
    *, to: str, subject: str, text: str, sender_name: str, marketplace: str, key: str, reply_to: str = ""
) -> EmailMessage:
    """A letter to one address. `key` makes its Message-ID, so that any mail program can tell a repeat.

    reply_to   where answers go; empty means to the sender
    """
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>",
        "Auto-Submitted": "auto-generated",
        MARKETPLACE_HEADER: marketplace,
    }
    one_line = " ".join(subject.split())
    answers = [reply_to] if reply_to else None
    return EmailMessage(one_line, text, formataddr((sender_name, address)), [to], headers=headers, reply_to=answers)


def is_wrong_address(code: int, reason: bytes | str) -> bool:
    """Whether a refusal says that this address does not exist (and not that we may not send, or not now).

    Enhanced status codes (RFC 3463) decide where the server gives one.
    """
    told = reason if isinstance(reason, bytes) else reason.encode()
    if code < 500:
        return False
    if _ANY_REASON.search(told):
        return bool(_WRONG_ADDRESS.search(told))
    return code in _WRONG_ADDRESS_CODES and not re.search(rb"relay|denied|policy|spam|block|auth", told, re.IGNORECASE)


def _text(reason: bytes | str) -> str:
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
