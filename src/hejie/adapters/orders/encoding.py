"""Which encoding a file is written in: decided on the whole file, or refused with a reason.

UTF-8 and UTF-16 decide themselves. The two old eight-bit worlds of our users, GB18030 (with GBK and GB2312) and
Windows-1251, hold hardly a byte that could not be either, so they are told apart by what the text would then say:
Chinese is written with the 3,755 everyday characters, Russian with lower-case letters of which every third is о, е, а
or и. A text that reads well under neither, or under both, is refused: a wrong guess would put words into people's
mouths that they never wrote.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from io import BufferedIOBase

from hejie.adapters.orders.bad_rows import FileFault, guarded

CHUNK = 1 << 20
SAMPLE_BYTES = 1 << 18
FEW_LINES_IN_A_HUNDRED = 5
_LEAST_EVIDENCE = 12

_EVERYDAY_LEAD = range(0xB0, 0xD8)
_SECOND_HALF_LEAD = range(0xC9, 0xD8)
_PUNCTUATION_LEAD = (0xA1, 0xA3)
_WELL_FORMED = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")
_BROKEN = re.compile("[\udc80-\udcff]")
_RUSSIAN_WORD = re.compile("[А-Яа-яЁё]+")
_MIXED_WORD = re.compile("[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")


def detect(open_binary: Callable[[], BufferedIOBase]) -> str:
    """The name of the codec to read the file with.

    open_binary   opens the (already unpacked) bytes from their start; they are read once, to the end
    Refuses       FileFault: empty_file, not_text, encoding_undecided, truncated_gzip, broken_gzip
    """
    with open_binary() as stream:
        head = guarded(lambda: stream.read1(CHUNK), 0)
        if not head:
            raise FileFault("empty_file")
        marked = _by_mark(head)
        if marked is not None:
            return marked
        if head[:4] in (b"PK\x03\x04", b"%PDF", b"SQLi", b"\xd0\xcf\x11\xe0"):
            raise FileFault("not_text")
        return _eight_bit(stream, head)


def _read(stream: BufferedIOBase) -> bytes:
    """The next piece; a broken archive ends here, and the reading that follows reports it with its line."""
    try:
        return guarded(lambda: stream.read1(CHUNK), 0)
    except FileFault:
        return b""


def _by_mark(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and even < odd / 8:
        return "utf-16-le"
    if even > len(sample) * 0.3 and odd < even / 8:
        return "utf-16-be"
    return None


def _eight_bit(stream: BufferedIOBase, head: bytes) -> str:
    """UTF-8 where nearly all of the file is; otherwise what the other bytes speak for."""
    utf8, chinese = _Strict("utf-8"), _Strict("gb18030")
    evidence, lines, bad_lines, good_signs = bytearray(), 0, 0, 0
    chunk = head
    while chunk:
        lines += chunk.count(b"\n")
        if not chunk.isascii():
            chinese.feed(chunk)
            if not utf8.feed(chunk):
                seen = chunk.decode("utf-8", "surrogateescape")
                good_signs += len(_WELL_FORMED.findall(seen))
                bad_lines += sum(1 for line in seen.split("\n") if _BROKEN.search(line))
            if len(evidence) < SAMPLE_BYTES:
                evidence += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii()) + b"\n"
        chunk = _read(stream)
    if utf8.valid:
        return "utf-8"
    if good_signs > 20 * bad_lines:
        return "utf-8"
    found = [name for name, speaks in (("gb18030", chinese.valid and _reads_chinese(evidence)),
                                       ("cp1251", _reads_russian(evidence))) if speaks]  # fmt: skip
    if len(found) == 1:
        return found[0]
    if bad_lines * 100 <= FEW_LINES_IN_A_HUNDRED * max(lines, 1):
        return "utf-8"
    raise FileFault("encoding_undecided")


class _Strict:
    """Whether a stream of pieces is valid in an encoding; a sequence cut by the end of a piece is waited for."""

    def __init__(self, name: str) -> None:
        self._decoder = codecs.getincrementaldecoder(name)("strict")
        self.valid = True

    def feed(self, piece: bytes) -> bool:
        """Take the next piece; False where it is not valid."""
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError:
            self._decoder.reset()
            self.valid = False
            return False
        return True


def _reads_chinese(evidence: bytes | bytearray) -> bool:
    everyday = second_half = other = 0
    for character in bytes(evidence).decode("gb18030", "ignore"):
        if character <= "\x7f":
            continue
        code = character.encode("gb18030")
        if len(code) == 2 and code[1] >= 0xA1 and code[0] in _EVERYDAY_LEAD:
            everyday += 1
            second_half += code[0] in _SECOND_HALF_LEAD
        elif not (len(code) == 2 and code[0] in _PUNCTUATION_LEAD):
            other += 1
    enough = 2 * (everyday + other) >= _LEAST_EVIDENCE
    # Korean in EUC-KR would fill only the first half of the everyday characters.
    return enough and everyday >= 0.9 * (everyday + other) and second_half >= 0.15 * everyday


def _reads_russian(evidence: bytes | bytearray) -> bool:
    text = bytes(evidence).decode("cp1251", "replace")
    words = _RUSSIAN_WORD.findall(text)
    letters = "".join(words)
    if len(letters) < _LEAST_EVIDENCE or "\ufffd" in text:
        return False
    others = sum(1 for character in text if character > "\x7f") - len(letters)
    well_formed = sum(len(word) for word in words if word[1:].islower() or len(word) == 1 or word.isupper())
    common = sum(letters.lower().count(letter) for letter in "оеаи")
    return (
        others <= 0.15 * len(letters)
        and well_formed >= 0.9 * len(letters)
        and common >= 0.22 * len(letters)
        and len(_MIXED_WORD.findall(text)) <= 0.02 * len(letters)
    )
