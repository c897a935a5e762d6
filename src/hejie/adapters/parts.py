"""Uploads that come in parts: each part is kept in the file storage as it came, until all are there and become one file.

A part is whatever one request brought before it ended or its line broke. Nothing is ever overwritten: a part that
nobody counts, because its process died, lies beside the others until its upload is removed.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage

from hejie.adapters import vault
from hejie.adapters.vault import PIECE

FOLDER = "uploads"
_AT_ONCE = 1 << 30


def receive(upload: str, offset: int, read: Callable[[int], bytes], most: int) -> tuple[str, int]:
    """Keep what a request brings from `offset` on: (name of the part, its bytes); ("", 0) where nothing came.

    read   gives at most so many bytes of the request; OSError or b"" where its line has broken or it has ended
    most   how many bytes are missing; more are not read
    """
    with vault.own_file() as file:
        size = _copy(read, file, most)
        file.flush()
        if not size:
            return "", 0
        name = f"{offset:016d}-{secrets.token_hex(4)}"
        # Not synced: a power cut costs the sender this upload, which is no evidence before it is filed, and no more.
        vault.put(_path(upload, name), vault.Movable(file, size, file.name), synced=False)
    return name, size


class PartsLost(Exception):
    """Parts of an upload are not there any more: after a power cut, or in an installation brought back from a backup."""


@contextmanager
def whole(upload: str, names: Iterable[str], size: int) -> Iterator[str]:
    """The parts as one file of so many bytes on this disk, by its path; gone at the end of the `with`. PartsLost."""
    with vault.own_file() as file:
        try:
            _join([_path(upload, name) for name in names], file)
        except FileNotFoundError as fault:
            raise PartsLost from fault
        if os.stat(file.name).st_size != size:
            raise PartsLost
        yield file.name


def _join(paths: list[str], file: BinaryIO) -> None:
    if len(paths) == 1 and _linked(vault.place_of(paths[0]), file.name):
        return
    for path in paths:
        with vault.open_file(path) as part:
            _append(part, vault.place_of(path), file)
    file.flush()


def remove(upload: str) -> None:
    """Remove all parts of an upload, also those that nobody has counted."""
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(f"{FOLDER}/{upload}")[1]:
            vault.remove(_path(upload, name))
    place = vault.place_of(f"{FOLDER}/{upload}")
    if place:
        with suppress(OSError):
            os.rmdir(place)


def _path(upload: str, name: str) -> str:
    return f"{FOLDER}/{upload}/{name}"


def _copy(read: Callable[[int], bytes], file: BinaryIO, most: int) -> int:
    size = 0
    while size < most:
        try:
            piece = read(min(PIECE, most - size))
        except OSError:
            break  # what has come is kept; the rest comes with the next request
        if not piece:
            break
        file.write(piece)
        size += len(piece)
    return size


def _append(part: File, place: str, file: BinaryIO) -> None:
    """Add a part to a file; from disk to disk within the kernel, where it can do so."""
    if place:
        with suppress(OSError), open(place, "rb") as source:
            while os.copy_file_range(source.fileno(), file.fileno(), _AT_ONCE):
                pass
            return
        part.seek(0)
        file.seek(0, os.SEEK_END)
    shutil.copyfileobj(part, file, PIECE)


def _linked(place: str, name: str) -> bool:
    """Give a part that is the whole a second name, so that nothing has to be copied. False where that cannot be."""
    if not place:
        return False
    draft = f"{name}.link"
    try:
        os.link(place, draft)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    os.replace(draft, name)
    return True
