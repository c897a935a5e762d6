"""Where files of cases are kept: in Django's file storage, under the salted name by which the record points at them.

Bytes come in through a file of our own on disk, so that hash, size and kind are known before anything is kept and no
upload ever stands in memory. What is kept is exactly what was sent; nothing is renamed, repaired or opened. Where the
storage is a disk, that file becomes the kept one without being copied.
"""

import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from hejie.domain.kernel.refusal import Refusal

PIECE = 1 << 18
_MEGABYTE = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageAway(OSError):
    """The storage that stands elsewhere did not answer, or refused to."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that has come in and is not kept yet. `ref` = SHA-256 (salt || content), `size` in bytes.

    path   where it lies on this machine meanwhile; gone once it was kept
    """

    ref: str
    salt: bytes
    size: int
    file: BinaryIO
    path: str = ""

    def pieces(self) -> Iterator[bytes]:
        """The content from its beginning."""
        self.file.seek(0)
        while piece := self.file.read(PIECE):
            yield piece

    def reference(self, salt: bytes) -> str:
        """What its reference would be under another salt."""
        digest = sha256(salt)
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()


@contextmanager
def take(pieces: Iterable[bytes], *, salt: bytes, most: int) -> Iterator[Held]:
    """Take an upload in, piece by piece; it is gone at the end of the `with` unless it was kept.

    most      greatest size in bytes; reading stops at the first byte above it
    Refuses   file_too_large, file_empty
    """
    with own_file() as file:
        digest, size = sha256(salt), 0
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise too_large(most)
            digest.update(piece)
            file.write(piece)
        if not size:
            raise Refusal("file_empty")
        file.flush()
        yield Held(digest.hexdigest(), salt, size, file, file.name)


@contextmanager
def hold(path: str, *, salt: bytes, most: int, beside: Callable[[Held], object]) -> Iterator[tuple[Held, object]]:
    """The same for what lies on this disk as a whole already; its one way off this place is to be kept.

    beside    looks at the content while its digest is reckoned on another core, and gives the second of the pair
    Refuses   file_too_large, file_empty, and what `beside` refuses
    """
    size = os.stat(path).st_size
    if size > most:
        raise too_large(most)
    if not size:
        raise Refusal("file_empty")
    with open(path, "rb") as file, open(path, "rb") as again, ThreadPoolExecutor(1) as other:
        reckoned = other.submit(Held("", salt, size, again).reference, salt)
        found = beside(Held("", salt, size, file, path))
        yield Held(reckoned.result(), salt, size, file, path), found


def too_large(most: int) -> Refusal:
    """The refusal of more than `most` bytes, which it names in megabytes."""
    return Refusal("file_too_large", most=most // _MEGABYTE)


def path_of(root: str, ref: str) -> str:
    """Where a file of this root is kept; spread over folders."""
    return f"{root[:2]}/{root}/{ref}"


def keep(root: str, held: Held) -> str:
    """Keep a file for good and say where; it has reached the disk when this returns."""
    path = path_of(root, held.ref)
    put(path, Movable(held.file, held.size, held.path))
    return path


def put(path: str, file: File, *, synced: bool = True) -> None:
    """Keep a file under this very path. OSError, and nothing of it stays, where there is no room or one is there.

    synced    whether it has reached the disk when this returns
    """
    try:
        kept = default_storage.save(path, file)
    except OSError:
        with suppress(OSError):
            default_storage.delete(path)  # a full disk must not stay full of halves
        raise
    if kept != path:
        default_storage.delete(kept)
        raise FileExistsError(f"something is kept at {path} already")
    if synced:
        _reach_disk(path)


def open_file(path: str) -> File:
    """Open a kept file for reading. FileNotFoundError where it is gone."""
    return default_storage.open(path, "rb")


def remove(path: str) -> None:
    """Remove a kept file; nothing happens where it is gone already."""
    default_storage.delete(path)


def is_kept(path: str) -> bool:
    """Whether there is a file at a path."""
    return default_storage.exists(path)


def place_of(path: str) -> str:
    """Where a kept file lies on this machine; "" where the storage is elsewhere."""
    try:
        return default_storage.path(path)
    except NotImplementedError:
        return ""


def is_full(fault: OSError) -> bool:
    """Whether a file could not be written because there is no room for it."""
    return fault.errno in _FULL


def clear_incoming(older_than: float) -> int:
    """Remove what a kill has left of uploads that were coming in, seconds old; says how many files."""
    count, before = 0, time.time() - older_than
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


@contextmanager
def own_file() -> Iterator[BinaryIO]:
    """A file beside the kept ones, so that it can become one of them by its name alone; else it is gone at the end."""
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(dir=folder, prefix="in-", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


class Movable(File):
    """What has come in, as a storage takes it: one on this disk moves it from its path, any other reads it."""

    def __init__(self, file: BinaryIO, size: int, path: str = "") -> None:
        file.seek(0)
        super().__init__(file, name=os.path.basename(path))
        self.size = size
        if path:
            self.temporary_file_path = lambda: path

    def close(self) -> None:
        """Whoever opened it closes it: it may be read once more after it was kept."""


def _reach_disk(path: str) -> None:
    """An acknowledged file must survive a power cut; storages that are not on this machine see to it themselves."""
    place = place_of(path)
    for name in (place, os.path.dirname(place)) if place else ():
        handle = os.open(name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
