"""Chats and letters as programs save them, as messages that can be read: WhatsApp, WeChat and Taobao texts, mail.

Nothing is worked out: a moment stays as it is written, a name as well. What fits no known form stays a text.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

MOST = 2000
"""Messages that are shown of one chat."""
_HEAD = 300
_DATE = r"\d{1,4}[./年-]\d{1,2}[./月-]\d{1,4}日?"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f]?[AaPp]\.?[\s\u202f]?[Mm]\.?)?"
_AT = rf"(?P<at>{_DATE},?[\s\u202f]+(?:[上下中]午[\s]?)?{_TIME})"
# Each begins a message; `by` is absent in what the program itself says.
_BEGINS = tuple(
    re.compile(form)
    for form in (
        rf"^\u200e?\[{_AT}\]\s*(?P<by>[^:：\n]{{1,80}})[:：]\s?(?P<text>.*)$",  # WhatsApp on iOS, our own
        rf"^\u200e?\[{_AT}\]\s*(?P<text>.+)$",
        r"^\[(?P<at>)\] (?P<by>[^:：\n]{1,120})[:：]\s?(?P<text>.*)$",  # our own, where nobody says when
        rf"^{_AT}\s+[-–—]\s+(?P<by>[^:：\n]{{1,80}})[:：]\s?(?P<text>.*)$",  # WhatsApp on Android
        rf"^{_AT}\s+[-–—]\s+(?P<text>.+)$",
        rf"^{_AT}\s+(?P<by>[^:：\n]{{1,60}})[:：]\s?(?P<text>.*)$",
        rf"^(?P<by>\S[^:：\n]{{0,59}}?)\s*[(（]{_AT}[)）]\s*[:：]?\s*(?P<text>.*)$",  # Taobao
        rf"^(?P<by>\S[^:：\n]{{0,59}}?)\s+{_AT}\s*[:：]?$",  # WeChat, the words below
        rf"^{_AT}\s+(?P<by>\S[^:：\n]{{0,59}})$",
    )
)
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n", re.ASCII)
_FROM = re.compile(rb"^from:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: who wrote it ("" : the program), when, as it is written there, and what."""

    by: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A saved mail: its heads as they are written, its plain words, and the names of what was attached."""

    sender: str
    to: str
    at: str
    subject: str
    text: str
    attached: tuple[str, ...]


def letter(content: bytes) -> Letter | None:
    """What is saved as a mail; None for anything else."""
    begin = content[:20_000].replace(b"\r\n", b"\n")
    heads = _MAIL.match(begin)
    if not heads or not _FROM.search(heads.group()):
        return None
    mail = message_from_bytes(content, policy=policy.default)
    names = tuple(part.get_filename() or "" for part in mail.iter_attachments()) if mail.is_multipart() else ()
    return Letter(
        _head(mail, "From"), _head(mail, "To"), _head(mail, "Date"), _head(mail, "Subject"), _plain(mail),
        tuple(name for name in names if name),
    )  # fmt: skip


def messages(text: str) -> tuple[Message, ...]:
    """The messages of a chat in order; none where the text is no chat that we know. Lines before the first are left out."""
    found: list[list] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        begun = _begins(line)
        if begun:
            found.append([begun[0], begun[1], [begun[2]] if begun[2] else []])
        elif found:
            found[-1][2].append(line)
    return tuple(Message(by, at, "\n".join(lines).strip()) for by, at, lines in found)


def _begins(line: str) -> tuple[str, str, str] | None:
    """(by, at, first words) of a line with which a message begins."""
    for form in _BEGINS:
        if not (match := form.match(line[:_HEAD])):
            continue
        parts = match.groupdict()
        return (parts.get("by") or "").strip(), parts["at"].strip(), (parts.get("text") or "") + line[_HEAD:]
    return None


def _head(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name, ""))[:500]
    except (ValueError, IndexError, AttributeError):  # what the package's parsers of odd heads raise
        return ""


def _plain(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    if body is None:
        return ""
    try:
        return body.get_content().strip()
    except (LookupError, ValueError):  # a character set that nobody knows
        return (body.get_payload(decode=True) or b"").decode("utf-8", "replace").strip()
