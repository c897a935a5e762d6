"""A dossier that a stranger sends in to be checked: within limits, so that no file can tie the program up.

`hejie verify` has no such limits; it runs on the machine of whoever calls it.
"""

import json
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from django.conf import settings

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.verify import Check, verify_dossier
from hejie.record.verify_words import SAYS
from hejie.usecases import dossiers

AT_ONCE = 2
NEWEST = 12
_LARGEST_DIRECTORY = 4 << 20
_LARGEST_TEXT = 16 << 20
_LARGEST_UNPACKED = 1 << 30
_TEXTS = ("manifest.json", "manifest.sig", "entries.jsonl", "withheld.json", "seals.json")
_END = struct.Struct("<4s4H2IH")
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a list shows it; role is the author's."""

    seq: int
    kind: str
    role: str
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a check.

    checks     all that were made, in order; the last is the one that fails, if any
    stream     what the dossier is of, when it was made and for which role; empty where it does not hold
    key        the public key that signed it; ours: whether it is, or was, this installation's
    entries    the newest twelve, newest first; length: how many there are
    """

    checks: tuple[Check, ...]
    stream: str = ""
    made_at: datetime | None = None
    made_for: str = ""
    key: str = ""
    ours: bool = False
    entries: tuple[Entry, ...] = ()
    length: int = 0

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)


def check(file: BinaryIO, key: str | None = None) -> Verdict:
    """Check a dossier and say what it holds. The file is read and nothing is kept.

    key       public key that it must be signed by, 64 hex digits, or None
    Refuses   busy: two are being checked here already
    """
    with _place():
        too_much = _beyond_limits(file)
        if too_much:
            return Verdict((Check("archive", False, SAYS[too_much], code=too_much),))
        file.seek(0)
        checks = tuple(verify_dossier(file, key))
        return _told(file, checks) if all(one.holds for one in checks) else Verdict(checks)


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Refusal("busy")
    try:
        yield
    finally:
        _places.release()


def _beyond_limits(file: BinaryIO) -> str:
    """The code of what is too large to be checked here, found from the directory alone, or ""."""
    size = file.seek(0, 2)
    if size < _END.size:
        return "no_zip"
    file.seek(size - _END.size)
    mark, *_, directory, _begin, _comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\x05\x06":
        return "no_end"
    if directory > _LARGEST_DIRECTORY:
        return "many_members"
    file.seek(0)
    try:
        members = ZipFile(file).infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return ""  # the check itself says what is wrong
    if sum(member.file_size for member in members) > max(_LARGEST_UNPACKED, 2 * settings.DOSSIER_MOST_BYTES):
        return "large"
    if any(member.file_size > _LARGEST_TEXT for member in members if member.filename in _TEXTS):
        return "many_entries"
    return ""


def _told(file: BinaryIO, checks: tuple[Check, ...]) -> Verdict:
    """What a dossier that holds says of itself."""
    file.seek(0)
    with ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        with archive.open("entries.jsonl") as lines:
            newest = deque(lines, NEWEST)
    keys = dossiers.keys()
    return Verdict(
        checks,
        stream=manifest["stream"],
        made_at=clock.parse(manifest["made_at"]),
        made_for=manifest["made_for"],
        key=manifest["public_key"],
        ours=manifest["public_key"] in (keys.public_key, *(former.key for former in keys.former_keys)),
        entries=tuple(_entry(json.loads(line)) for line in reversed(newest)),
        length=manifest["length"],
    )


def _entry(line: dict) -> Entry:
    body = json.loads(line["body"])
    return Entry(line["seq"], body["kind"], body["by"]["role"], clock.parse(body["at"]), line["hash"])
