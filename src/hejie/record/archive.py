"""Read a ZIP file that may be hostile: nothing is written to disk, nothing unpacked beyond what was promised.

Stricter than the library on one point: every byte of the file must belong to a member or to the directory. Otherwise
two programs could read two different dossiers out of one file.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hejie.record.verify_words import SAYS

PIECE = 1 << 16

_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_BEHIND = 0x8
_IN_ZIP64 = 0xFFFFFFFF
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_UNREADABLE = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
    MemoryError,
)


class Failed(Exception):
    """A check that does not hold: what was checked (an entry, a file, a seal), and what is wrong with it.

    code, facts   what is wrong, as `verify_words.SAYS` names it; detail: the same in words
    """

    def __init__(self, subject: str, code: str, **facts: object) -> None:
        detail = SAYS[code].format(**facts)
        super().__init__(f"{subject}: {detail}")
        self.subject = subject
        self.code, self.facts = code, facts
        self.detail = detail


class Archive:
    """The members of a ZIP file, by name; made by opening, which refuses (Failed) any that is not plain."""

    def __init__(self, file: BinaryIO) -> None:
        with _reading("archive"):
            self._zip = ZipFile(file)
            members = self._zip.infolist()
        self.names: tuple[str, ...] = tuple(member.filename for member in members)
        self._members = {member.filename: member for member in members}
        for member in members:
            _require_plain(member)
        if len(self._members) < len(members):
            raise Failed(Counter(self.names).most_common(1)[0][0], "twice")
        with _reading("archive"):
            _require_no_other_bytes(file, self._zip.start_dir, members)

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """A member's bytes piece by piece; Failed as soon as they are not exactly size."""
        if self._members[name].file_size != size:
            raise Failed(name, "unpacks", size=self._members[name].file_size, wanted=size)
        left = size
        with _reading(name), self._zip.open(self._members[name]) as opened:
            while piece := opened.read(min(PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise Failed(name, "unpacks_more", most=size)
                yield piece
        if left:
            raise Failed(name, "bytes", size=size - left, wanted=size)

    def whole(self, name: str, size: int) -> bytes:
        """A member's bytes, exactly size."""
        return b"".join(self.pieces(name, size))

    def up_to(self, name: str, most: int) -> bytes:
        """A member's bytes, where only the most that is allowed is known beforehand."""
        size = self._members[name].file_size
        if size > most:
            raise Failed(name, "unpacks_more", most=most)
        return self.whole(name, size)

    def lines(self, name: str, size: int) -> Iterator[bytes]:
        """A member's lines without their LF; Failed when the last one has none."""
        unended: list[bytes] = []
        for piece in self.pieces(name, size):
            first, *others = piece.split(b"\n")
            unended.append(first)
            if others:
                yield b"".join(unended)
                yield from others[:-1]
                unended = [others[-1]]
        if any(unended):
            raise Failed(name, "unended")


@contextmanager
def _reading(subject: str) -> Iterator[None]:
    """Whatever the library raises on a broken file is one thing to us: it cannot be read."""
    try:
        yield
    except Failed:
        raise
    except _UNREADABLE as error:
        raise Failed(subject, "unreadable", told=str(error) or type(error).__name__) from error


def _require_plain(member: ZipInfo) -> None:
    name = member.filename
    if member.orig_filename != name:
        raise Failed(name, "name_not_plain")
    if not name or name.endswith("/") or member.external_attr & 0x10 or (member.external_attr >> 28) not in (0, 0o10):
        raise Failed(name, "not_plain")
    if member.flag_bits & _ENCRYPTED:
        raise Failed(name, "encrypted")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Failed(name, "method", method=member.compress_type)


def _require_no_other_bytes(file: BinaryIO, directory: int, members: list[ZipInfo]) -> None:
    """Walk the members in the order of the file: each begins where the one before ends, the directory likewise."""
    expected = (0,)
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset not in expected:
            raise Failed(member.filename, "gap")
        expected = _ends(file, member)
    if directory not in expected or _end_of_directory(file, directory, len(members)) != file.seek(0, 2):
        raise Failed("archive", "other_bytes")


def _ends(file: BinaryIO, member: ZipInfo) -> tuple[int, ...]:
    """Where a member may end, after holding its own header against the directory's words on it."""
    file.seek(member.header_offset)
    header = _LOCAL.unpack(file.read(_LOCAL.size))
    signature, _, flags, method, _, _, digest, packed, unpacked, name_bytes, extra_bytes = header
    if signature != b"PK\x03\x04" or flags & _ENCRYPTED or method != member.compress_type:
        raise Failed(member.filename, "header")
    end = member.header_offset + _LOCAL.size + name_bytes + extra_bytes + member.compress_size
    if flags & _SIZES_BEHIND:
        return tuple(end + trailer for trailer in (12, 16, 20, 24))
    if (
        digest != member.CRC
        or packed not in (member.compress_size, _IN_ZIP64)
        or unpacked not in (member.file_size, _IN_ZIP64)
    ):
        raise Failed(member.filename, "header")
    return (end,)


def _end_of_directory(file: BinaryIO, begin: int, members: int) -> int:
    """Where the file must end by its own directory; an archive comment is refused as bytes of no member."""
    end = file.seek(-_END.size, 2)
    signature, disk, first, here, total, size, _, comment = _END.unpack(file.read(_END.size))
    behind = _END.size
    if end >= _LOCATOR.size + _END_64.size:
        file.seek(end - _LOCATOR.size)
        if _LOCATOR.unpack(file.read(_LOCATOR.size))[0] == b"PK\x06\x07":
            file.seek(end - _LOCATOR.size - _END_64.size)
            _, _, _, _, disk, first, here, total, size, _ = _END_64.unpack(file.read(_END_64.size))
            behind += _LOCATOR.size + _END_64.size
    if signature != b"PK\x05\x06" or comment:
        raise Failed("archive", "no_end")
    if disk or first or not here == total == members:
        raise Failed("archive", "miscounted")
    return begin + size + behind
