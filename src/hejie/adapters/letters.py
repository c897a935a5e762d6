"""An e-mail file (.eml) as a complaint: who wrote, about what, the words, what was attached, and by which number it is known again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html import unescape

from hejie.domain.kernel.refusal import Refusal

LARGEST = 30 * 1024 * 1024
MOST_ATTACHMENTS = 20
_MOST_PARTS = 1000  # lines that may begin a part; a file of very many costs minutes to take apart
_LONGEST_HEADER = 8000
_TAKEN_APART = re.compile(
    rb"(?im)^(?:from|subject|message-id|content-type|content-disposition|content-transfer-encoding):(?:[^\n]|\n[ \t])*"
)
LONGEST_TEXT = 20_000
_MOST_READ = 2_000_000  # characters of a part that are looked at for words; what is longer is no letter
_BREAKS = frozenset(("br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6"))
_UNSEEN = ("script", "style", "head", "title")
_NAME = re.compile(r"/?[a-z][a-z0-9]*", re.I)


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
    """A letter out of its file, whatever of it is missing, wrong or forged; its own date counts for nothing.

    Refuses   letter_unreadable (no letter, or one without a sender), letter_too_large, letter_empty, complaint_files_many
    """
    if len(content) > LARGEST:
        raise Refusal("letter_too_large", most=LARGEST // 1024**2)
    if _is_endless(content):
        raise Refusal("letter_unreadable")
    try:
        message: EmailMessage = BytesParser(policy=policy.default).parsebytes(content)
        name, address = parseaddr(str(message.get("from", "")))
        subject = " ".join(str(message.get("subject", "")).split())
        message_id = str(message.get("message-id", "")).strip()
        text = _text(message)
        attached = tuple(_attached(message))
    except (LookupError, ValueError, AttributeError, TypeError, AssertionError, MessageError, RecursionError) as fault:
        raise Refusal("letter_unreadable") from fault
    if "@" not in address:
        raise Refusal("letter_unreadable")
    if not text and not subject:
        raise Refusal("letter_empty")
    if len(attached) > MOST_ATTACHMENTS:
        raise Refusal("complaint_files_many", most=MOST_ATTACHMENTS)
    return Letter(name or address, address.lower(), subject, (text or subject)[:LONGEST_TEXT], message_id, attached)


def _is_endless(content: bytes) -> bool:
    """Whether it would take minutes to take apart: the standard library's time grows with the square of a header's length, and
    each of very many parts costs its own."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if lines.count(b"\n--") > _MOST_PARTS:
        return True
    return any(found.end() - found.start() > _LONGEST_HEADER for found in _TAKEN_APART.finditer(lines))


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    said = _decoded(part)[:_MOST_READ]
    if part.get_content_subtype() == "html":
        said = "".join(_words_of(said))
    lines = [line.rstrip() for line in said.replace("\r\n", "\n").replace("\x00", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words_of(html: str) -> Iterator[str]:
    """What a reader would see of a page, read once from left to right: a page full of tags that never end costs no more."""
    at, low = 0, html.lower()
    while at < len(html):
        begin = html.find("<", at)
        yield unescape(html[at : begin if begin >= 0 else len(html)])
        if begin < 0:
            return
        end = html.find("-->", begin) if html.startswith("<!--", begin) else html.find(">", begin)
        found = _NAME.match(html, begin + 1)
        name = found.group().lower() if found else ""
        if name in _UNSEEN:
            end = low.find(f"</{name}", begin)
            end = low.find(">", end) if end >= 0 else -1
        if end < 0:
            return
        if name in _BREAKS:
            yield "\n"
        at = end + (3 if html.startswith("-->", end) else 1)


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
        name = part.get_filename()
        if content is None:  # a letter within a letter
            content = part.get_payload(0).as_bytes() if part.is_multipart() else b""
            name = name or "letter.eml"
        if content:
            yield Attached(name or "attachment", content)
