"""Where files of cases are kept: in Django's file storage, under the salted name by which the record points at them.

Bytes come in through a file of our own on disk, so that hash, size and kind are known before anything is kept and no
upload ever stands in memory. What is kept is exactly what was sent; nothing is renamed, repaired or opened.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage

from hejie.domain.kernel.refusal import Refusal

PIECE = 1 << 16
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Held:
    """A file that has come in and is not kept yet. `ref` = SHA-256 (salt || content), `size` in bytes."""

    ref: str
    salt: bytes
    size: int
    file: BinaryIO

    def pieces(self) -> Iterator[bytes]:
        """The content from its beginning."""
        self.file.seek(0)
        while piece := self.file.read(PIECE):
            yield piece


@contextmanager
def take(pieces: Iterable[bytes], *, salt: bytes, most: int) -> Iterator[Held]:
    """Take an upload in, piece by piece; it is gone at the end of the `with` unless it was kept.

    most      greatest size in bytes; reading stops at the first byte above it
    Refuses   file_too_large, file_empty
    """
    with tempfile.TemporaryFile(prefix="hejie-upload-") as file:
        digest, size = sha256(salt), 0
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise Refusal("file_too_large", most=most // _MEGABYTE)
            digest.update(piece)
            file.write(piece)
        if not size:
            raise Refusal("file_empty")
        yield Held(digest.hexdigest(), salt, size, file)


def path_of(root: str, ref: str) -> str:
    """Where a file of this root is kept; spread over folders."""
    return f"{root[:2]}/{root}/{ref}"


def keep(root: str, held: Held) -> str:
    """Keep a file for good and say where; it has reached the disk when this returns."""
    path = path_of(root, held.ref)
    held.file.seek(0)
    try:
        kept = default_storage.save(path, File(held.file, name=held.ref))
    except OSError:
        default_storage.delete(path)  # a full disk must not stay full of halves
        raise
    if kept != path:
        default_storage.delete(kept)
        raise FileExistsError(f"something is kept at {path} already")
    _reach_disk(path)
    return path


def open_file(path: str) -> File:
    """Open a kept file for reading. FileNotFoundError where it is gone."""
    return default_storage.open(path, "rb")


def remove(path: str) -> None:
    """Remove a kept file; nothing happens where it is gone already."""
    default_storage.delete(path)


def is_kept(path: str) -> bool:
    """Whether there is a file at a path."""
    return default_storage.exists(path)


def _reach_disk(path: str) -> None:
    """An acknowledged file must survive a power cut; storages that are not on this machine see to it themselves."""
    try:
        place = default_storage.path(path)
    except NotImplementedError:
        return
    for name in (place, os.path.dirname(place)):
        handle = os.open(name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
