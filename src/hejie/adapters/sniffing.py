"""What a file is, decided by its content alone; its name and what the browser says of it count for nothing.

Three answers. A kind that we know and can show or name (pictures, PDF, film, sound, plain text).
`application/octet-stream` for everything that is not dangerous by itself and that nobody here opens: it can only be
downloaded. A refusal for what runs or acts when opened (programs, scripts with an interpreter line, HTML, SVG and other
XML, archives with programs in them) and for files that are two kinds at once.
"""

import codecs
import re
import struct
import zipfile
from collections.abc import Iterator

import puremagic

from hejie.adapters.vault import PIECE, Held
from hejie.domain.kernel.refusal import Refusal

OTHER = "application/octet-stream"
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_HEAD = 4096
_LONG = ("video/", "audio/")
_END = 1 << 20
_LONGEST_LIST = 8 << 20  # of names in an archive, some hundred thousand of them
_ZIP_END = 65_557  # the longest that a ZIP's closing record can be, its comment included

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic", b"avif": "image/avif",
    b"M4A ": "audio/mp4", b"qt  ": "video/quicktime",
}  # fmt: skip
_ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic",
    "image/avif": ".avif", "application/pdf": ".pdf", "audio/ogg": ".ogg", "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a", "audio/wav": ".wav", "video/webm": ".webm", "video/mp4": ".mp4",
    "video/quicktime": ".mov", "text/plain": ".txt",
}  # fmt: skip
_PROGRAMS = (
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa\xce", "program"),
    (b"\xfe\xed\xfa\xcf", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"dex\n", "Android program"),
    (b"#!", "script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "Windows shortcut"),
    (b"!<arch>", "package"),
    (b"\xed\xab\xee\xdb", "package"),
)
_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")  # class id inside Windows installer files
_MARKUP_START = re.compile(
    rb"<(!doctype|html|head|body|svg|script|iframe|object|embed|meta|link|\?xml|\?php|!--|%|x?xsl)|mime-version:.*multipart/related",
    re.IGNORECASE | re.DOTALL,
)
# What follows `<svg` counts too: by themselves these four characters stand in one of a thousand large photos by chance.
_MARKUP_ANYWHERE = re.compile(
    rb"<(script|html|iframe|\?php|!doctype\s+html)[\s>/]|<svg(>\s{0,20}<|[\s/]+[a-z]{2})", re.IGNORECASE
)
_PROGRAM_NAMES = re.compile(
    r"\.(exe|dll|scr|com|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|class|dex|apk|app|sh|reg|cpl|pif|html?|svg|xhtml)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of(held: Held) -> str:
    """The media type under which a file is kept.

    Refuses   file_kind_refused (facts: kind), file_two_kinds
    """
    held.file.seek(0)
    head = held.file.read(_HEAD)
    _refuse_programs(head)
    kind = _known_kind(head)
    if kind:
        _refuse_two_kinds(held, kind, head)
        return kind
    if zipfile.is_zipfile(held.file):
        return _archive(held)
    stripped = head.removeprefix(codecs.BOM_UTF8).lstrip()
    wide = _narrowed(head)
    if _MARKUP_START.match(stripped) or _MARKUP_START.match(wide):
        raise Refusal("file_kind_refused", kind="HTML, SVG, XML")
    if _is_text(held):
        return OTHER if _found(held, _MARKUP_ANYWHERE) else "text/plain"
    if _found(held, _MARKUP_ANYWHERE):
        raise Refusal("file_two_kinds")
    _refuse_by_guess(head)
    if _holds(held, _INSTALLER):
        raise Refusal("file_kind_refused", kind="Windows installer")
    return OTHER


def extension_of(kind: str) -> str:
    """The ending that a download of this kind gets; ".bin" for what is only a download."""
    return _ENDINGS.get(kind, ".bin")


def is_program_name(name: str) -> bool:
    """Whether a file name ends like something that runs when opened."""
    return _PROGRAM_NAMES.search(name) is not None


def _refuse_programs(head: bytes) -> None:
    if head.startswith(b"MZ") and b"\0" in head[:64]:  # plain text may begin with these two letters
        raise Refusal("file_kind_refused", kind="Windows program")
    for start, name in _PROGRAMS:
        if head.startswith(start):
            raise Refusal("file_kind_refused", kind=name)


def _known_kind(head: bytes) -> str:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    return ""


def _refuse_two_kinds(held: Held, kind: str, head: bytes) -> None:
    """A picture that is a web page, a PDF or an archive as well is nothing that an honest camera makes."""
    if kind == "application/pdf":
        inside = False
    elif kind.startswith(_LONG):
        inside = b"%PDF-" in head[:1024] or any(_MARKUP_ANYWHERE.search(piece) for piece in _ends(held))
    else:
        inside = b"%PDF-" in head[:1024] or _found(held, _MARKUP_ANYWHERE)
    if inside or _ends_as_archive(held):
        raise Refusal("file_two_kinds")


def _ends(held: Held) -> Iterator[bytes]:
    """The beginning and the end of a film or a sound: in a gigabyte of it every short word stands somewhere by chance."""
    for start in (0, max(0, held.size - _END)):
        held.file.seek(start)
        yield held.file.read(_END)


def _ends_as_archive(held: Held) -> bool:
    """Whether the file closes with a ZIP's end record whose comment reaches exactly to the end."""
    start = max(0, held.size - _ZIP_END)
    held.file.seek(start)
    tail = held.file.read(_ZIP_END)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= 22 and struct.unpack_from("<H", tail, at + 20)[0] == len(tail) - at - 22:
            return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _archive(held: Held) -> str:
    """An archive is a download and nothing more; with a program or page in it, it is refused. It is never unpacked."""
    if _lists_too_much(held):
        raise Refusal("file_kind_refused", kind="archive with too many files in it")
    try:
        with zipfile.ZipFile(held.file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, UnicodeDecodeError, ValueError, struct.error):
        return OTHER
    held.file.seek(0)
    if held.file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise Refusal("file_two_kinds")
    if any(_PROGRAM_NAMES.search(name) or name.endswith("vbaProject.bin") for name in names):
        raise Refusal("file_kind_refused", kind="archive with a program in it")
    return OTHER


def _lists_too_much(held: Held) -> bool:
    """Whether an archive's list of names would fill the memory, or says its length in a form that small ones never need."""
    held.file.seek(max(0, held.size - _ZIP_END))
    tail = held.file.read(_ZIP_END)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return True
    (length,) = struct.unpack_from("<L", tail, at + 12)
    return length > _LONGEST_LIST or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07")


def _narrowed(head: bytes) -> bytes:
    """The beginning of UTF-16 text as ASCII, so that a web page is known in that form too."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return head.decode("utf-16", errors="ignore").encode("ascii", errors="ignore").lstrip()
    return b""


def _refuse_by_guess(head: bytes) -> None:
    """What the table of known signatures calls a program, even if ours does not."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return
    for guess in guesses[:1]:
        if _PROGRAM_NAMES.search(f"x{guess.extension}") and guess.confidence >= 0.8:
            raise Refusal("file_kind_refused", kind=guess.name or guess.extension)


def _is_text(held: Held) -> bool:
    """Whether it is UTF-8 all through, without control characters."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for piece in held.pieces():
            if _CONTROLS.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _found(held: Held, pattern: re.Pattern) -> bool:
    return any(pattern.search(piece) for piece in _overlapping(held))


def _holds(held: Held, needle: bytes) -> bool:
    return any(needle in piece for piece in _overlapping(held))


def _overlapping(held: Held) -> Iterator[bytes]:
    """The content in pieces that share a seam, so that nothing hides across it."""
    seam = b""
    held.file.seek(0)
    while piece := held.file.read(PIECE * 16):
        yield seam + piece
        seam = piece[-64:]
