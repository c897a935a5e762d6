"""An e-mail file (.eml) as a complaint: who wrote, about what, the words, what was attached, and by which number it is known again."""

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html import unescape

from hejie.domain.kernel.refusal import Refusal

LARGEST = 30 * 1024 * 1024
MOST_ATTACHMENTS = 20
LONGEST_TEXT = 20_000
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Attached:
    """One thing that came with a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. message_id: as it names itself, "" where it does not."""

    sender: str
    address: str
    subject: str
    text: str
    message_id: str
    attached: tuple[Attached, ...]


def read(content: bytes) -> Letter:
    """A letter out of its file. Refuses letter_unreadable (no letter, or one without a sender), letter_too_large, letter_empty,
    complaint_files_many."""
    if len(content) > LARGEST:
        raise Refusal("letter_too_large", most=LARGEST)
    try:
        message: EmailMessage = BytesParser(policy=policy.default).parsebytes(content)
        name, address = parseaddr(str(message.get("from", "")))
        subject = " ".join(str(message.get("subject", "")).split())
        message_id = str(message.get("message-id", "")).strip()
        text = _text(message)
        attached = tuple(_attached(message))
    except (LookupError, ValueError, AttributeError, TypeError, IndexError) as fault:
        raise Refusal("letter_unreadable") from fault
    if "@" not in address:
        raise Refusal("letter_unreadable")
    if not text and not subject:
        raise Refusal("letter_empty")
    if len(attached) > MOST_ATTACHMENTS:
        raise Refusal("complaint_files_many", most=MOST_ATTACHMENTS)
    return Letter(name or address, address.lower(), subject, (text or subject)[:LONGEST_TEXT], message_id, attached)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    said = _decoded(part)
    if part.get_content_subtype() == "html":
        said = unescape(_TAG.sub("", _BREAKS.sub("\n", _TAGS.sub("", said))))
    lines = [line.rstrip() for line in said.replace("\r\n", "\n").replace("\x00", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(part: EmailMessage) -> str:
    """The words of a part; where it names a wrong or unknown charset, those that people use are tried."""
    raw = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "gb18030", "windows-1251"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _attached(message: EmailMessage):
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if content is None:  # a letter within a letter
            content = part.get_payload(0).as_bytes() if part.is_multipart() else b""
        if content:
            yield Attached(part.get_filename() or "attachment", content)
