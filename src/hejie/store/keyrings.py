"""Keys of what sides have told alone: below HEJIE_HOME, outside of the database, one file for each order and its cases.

    told/<two digits>/<root>.keys    records of 64 bytes: a content's reference, and the key that opens it

Every content has a key of its own, so that erasing it destroys it also where a copy of its row is left: in a page of the
database's file, in its log, in a backup. A record of zeros is nothing; a reference with a key of zeros says that the key is
gone for good (a backup came back without keys). What is acknowledged has reached the disk. Files are for their owner alone.

Nothing here knows of databases or requests.
"""

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

FOLDER = "told"
KEY_BYTES = 32
_RECORD = 64
_NOTHING = bytes(_RECORD)
_GONE = bytes(KEY_BYTES)
_ENDING = ".keys"


def folder_of(home: Path) -> Path:
    """The folder of all keyrings."""
    return home / FOLDER


def read(home: Path, root: str) -> dict[str, bytes | None]:
    """Keys of a root's contents by reference; None for one that is known to be gone. Empty where there is no keyring."""
    try:
        return parsed(_place(home, root).read_bytes())
    except FileNotFoundError:
        return {}


def parsed(ring: bytes) -> dict[str, bytes | None]:
    """The keys of a keyring's bytes, by reference; a key is worth more than the word that it is gone."""
    found: dict[str, bytes | None] = {}
    for record in _records(ring):
        ref, key = record[:32].hex(), record[32:]
        if key != _GONE:
            found[ref] = key
        else:
            found.setdefault(ref, None)
    return found


def add(home: Path, root: str, keys: Mapping[str, bytes | None]) -> None:
    """Put keys on a root's keyring (None: known to be gone); they have reached the disk then."""
    records = b"".join(bytes.fromhex(ref) + (key or _GONE) for ref, key in keys.items())
    if not records:
        return
    place = _place(home, root)
    _private_folder(place.parent)
    with _alone(place) as handle:
        size = os.fstat(handle).st_size
        whole = size - size % _RECORD  # a record that was torn when the power went is none
        os.ftruncate(handle, whole)
        os.pwrite(handle, records, whole)
        os.fsync(handle)
    if not whole:
        _reach(place.parent)


def destroy(home: Path, root: str, refs: Iterable[str]) -> None:
    """Overwrite the keys of contents where they lie; a keyring without any is removed. Nothing where they are gone already."""
    wanted = {bytes.fromhex(ref) for ref in refs}
    if not wanted:
        return  # what lies in no room has no keys, nor a place for them: a shop's papers
    place = _place(home, root)
    if not place.exists():
        return
    with _alone(place) as handle:
        ring = _whole(handle)
        left = False
        for start in range(0, len(ring), _RECORD):
            record = ring[start : start + _RECORD]
            if record[:32] in wanted or len(record) < _RECORD:
                os.pwrite(handle, bytes(len(record)), start)
            elif record != _NOTHING:
                left = True
        os.fsync(handle)
        if not left:
            os.unlink(place)
            _reach(place.parent)


def merge(home: Path, root: str, ring: bytes) -> None:
    """Put the keys of another keyring of the same root on this one, as far as they are not there."""
    there = read(home, root)
    add(home, root, {ref: key for ref, key in parsed(ring).items() if key is not None and there.get(ref) is None})


def rings(home: Path) -> Iterator[tuple[str, bytes]]:
    """(root, bytes) of every keyring, by root."""
    places = sorted(folder_of(home).glob(f"??/*{_ENDING}"), key=lambda place: place.name)
    for place in places:
        with suppress(FileNotFoundError):
            yield place.name.removesuffix(_ENDING), place.read_bytes()


def open_to_others(home: Path) -> list[Path]:
    """Folders and files of keys that other users of the machine could read."""
    top = folder_of(home)
    wrong = []
    for path in [top, *top.rglob("*")] if top.is_dir() else []:
        with suppress(FileNotFoundError):
            if stat.S_IMODE(path.lstat().st_mode) & 0o077:
                wrong.append(path)
    return wrong


def _place(home: Path, root: str) -> Path:
    if not root.isalnum() or not root.isascii() or len(root) > 64:
        raise ValueError("no root")
    return folder_of(home) / sha256(root.encode()).hexdigest()[:2] / f"{root}{_ENDING}"


def _records(ring: bytes) -> Iterator[bytes]:
    for start in range(0, len(ring) - _RECORD + 1, _RECORD):
        record = ring[start : start + _RECORD]
        if record != _NOTHING:
            yield record


def _private_folder(path: Path) -> None:
    for one in (path.parent, path):
        with suppress(FileExistsError):
            os.mkdir(one, 0o700)
            _reach(one.parent)


@contextmanager
def _alone(place: Path) -> Iterator[int]:
    """The keyring, made where it is not there; nobody else, in this process or another, changes it meanwhile."""
    while True:
        handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle).st_nlink:  # else somebody has removed it while this waited
                yield handle
                return
        finally:
            os.close(handle)


def _whole(handle: int) -> bytes:
    return os.pread(handle, os.fstat(handle).st_size, 0)


def _reach(folder: Path) -> None:
    """What was made or removed in a folder has reached the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
