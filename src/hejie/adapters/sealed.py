"""Where sealed bids lie: encrypted with one key each, below HEJIE_HOME, outside of the database and of every backup.

    sealed/biddings/<commitment>/draw|buyer|seller.key      32 bytes, one key for each
                                 draw|buyer|seller.sealed   nonce and ciphertext, of one size whatever stands in it
    sealed/asked/<commitment>                               the worker is to look whether these two bids meet
    sealed/answers/<digest of a request>                    after an agreement: the first answer to it, for a repeat

All six files are there from the opening on: a bid that is not sealed yet has one of the same size that holds nothing, so that
nobody who lists the folder sees who has sealed. What is acknowledged has reached the disk. Destroying overwrites keys and
ciphertexts before it removes them; on a disk that moves what it overwrites, the key is what must be gone.

Nothing here knows of databases or requests; folder and files are for their owner alone (0700, 0600).
"""

import fcntl
import math
import os
import secrets
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER = "sealed"
SIDES = ("buyer", "seller")
FILES = "file:"
"""What the places of biddings outside of any case (`hejie bid`) are about, with a name of their own."""
KEY_BYTES = 32
_NONCE = 12
_BID = struct.Struct(">B?qq32sI32s128s")
_DRAW = struct.Struct(">32s200s")
_SIZE = 256
_NAME_BYTES = 128
_EMPTY, _SEALED = 0, 1


class Gone(Exception):
    """What was sealed is not there: destroyed, or never brought along (as after a restore)."""


@dataclass(frozen=True, slots=True)
class Bid:
    """What one side has sealed.

    minor    its limit in minor units; at_ms: when it sealed; waives: it takes less than it is guaranteed, knowingly
    request  digest of the request that sealed it, by which a repeat is known; person: who sealed
    seq, head   how far the case's record went then: the first answer, which a repeat gets again
    """

    minor: int
    at_ms: int
    waives: bool
    request: bytes
    person: str
    seq: int = 0
    head: str = "0" * 64

    def __repr__(self) -> str:
        """Nothing of it, wherever it might be printed."""
        return "Bid(…)"


def folder_of(home: Path) -> Path:
    """The folder of all that is sealed."""
    return home / FOLDER


def open_bidding(home: Path, commitment: str, about: str, seed: bytes) -> None:
    """Make the place of a bidding, with its seed and two bids that hold nothing; it has reached the disk then.

    about   at most 200 bytes by which the bidding is found again from its place
    """
    written = about.encode()
    if len(written) > 200:
        raise ValueError("what a bidding is about has at most 200 bytes")
    place = _place(home, commitment)
    private_folder(place.parent)
    private_folder(folder_of(home) / "asked")
    os.mkdir(place, 0o700)
    _put(place, commitment, "draw", _DRAW.pack(seed, written))
    for side in SIDES:
        _put(place, commitment, side, _BID.pack(_EMPTY, False, 0, 0, b"", 0, b"", b""))
    _reach(place)
    _reach(place.parent)


def is_there(home: Path, commitment: str) -> bool:
    """Whether a bidding's place is there with its seed."""
    return (_place(home, commitment) / "draw.key").is_file()


def drawn(home: Path, commitment: str) -> tuple[str, bytes]:
    """(about, seed) of a bidding. Raises Gone."""
    seed, about = _DRAW.unpack_from(_read(home, commitment, "draw"))
    return about.rstrip(b"\0").decode(), seed


def bid(home: Path, commitment: str, side: str) -> Bid | None:
    """What a side has sealed, or None while it has not. Raises Gone."""
    kind, waives, minor, at_ms, request, seq, head, person = _BID.unpack_from(_read(home, commitment, side))
    found = Bid(minor, at_ms, waives, request, person.rstrip(b"\0").decode(), seq, head.hex())
    return found if kind == _SEALED else None


def seal(home: Path, commitment: str, side: str, new: Bid) -> Bid:
    """Seal a bid unless the side has sealed before; returns the one that is sealed now, which has reached the disk.

    Raises Gone where the bidding is over.
    """
    person = new.person.encode()
    if len(person) > _NAME_BYTES:
        raise ValueError("a person's id is too long")
    place = _place(home, commitment)
    with _alone(place / f"{side}.key"):
        known = bid(home, commitment, side)
        if known is not None:
            return known
        head = bytes.fromhex(new.head)
        text = _BID.pack(_SEALED, new.waives, new.minor, new.at_ms, new.request, new.seq, head, person)
        key, path = _key(place, side), place / f"{side}.sealed"
        old = path.stat()
        draft = place / f"{side}.draft"
        with suppress(FileNotFoundError):  # of somebody who was killed while he wrote
            wipe(draft)
        _write(draft, _encrypted(key, commitment, side, text))
        os.utime(draft, ns=(old.st_atime_ns, old.st_mtime_ns))  # the folder's list does not say when, either
        os.replace(draft, path)
        _reach(place)
        return new


def destroy(home: Path, commitment: str) -> None:
    """Destroy a bidding's seed and bids, keys first; nothing happens where they are gone already."""
    _answered(home, commitment)
    place = _place(home, commitment)
    try:
        names = sorted(os.listdir(place), key=lambda name: not name.endswith(".key"))
    except FileNotFoundError:
        return
    for name in names:
        with suppress(FileNotFoundError):
            wipe(place / name)
    with suppress(FileNotFoundError):
        os.rmdir(place)
    _reach(place.parent)


def ask(home: Path, commitment: str) -> None:
    """Ask the worker to look at a bidding."""
    folder = private_folder(folder_of(home) / "asked")
    with suppress(FileExistsError):
        _write(folder / _name(commitment), b"")
    _reach(folder)


def asked(home: Path) -> list[str]:
    """Biddings that somebody has asked to be looked at."""
    try:
        return sorted(os.listdir(folder_of(home) / "asked"))
    except FileNotFoundError:
        return []


def answered(home: Path, commitment: str) -> None:
    """The worker is about to look; whoever seals from now on asks again."""
    _answered(home, commitment)


@contextmanager
def looking(home: Path, commitment: str) -> Iterator[None]:
    """Nobody else looks at this bidding meanwhile. Raises Gone."""
    with _alone(_place(home, commitment) / "draw.key"):
        yield


def keep_answer(home: Path, of: Bid, bidding: str) -> None:
    """Keep the first answer to the request that sealed a bid, which holds nothing of the bid, beyond its destruction."""
    folder = private_folder(folder_of(home) / "answers")
    with suppress(FileExistsError):
        _write(folder / of.request.hex(), f"{bidding} {of.seq} {of.head}".encode())


def kept_answer(home: Path, request: bytes) -> tuple[str, int, str] | None:
    """(bidding, seq, head) of the first answer to a request whose bid has come to an agreement, or None."""
    try:
        bidding, seq, head = (folder_of(home) / "answers" / request.hex()).read_text().split()
    except FileNotFoundError:
        return None
    return bidding, int(seq), head


def drop_answers(home: Path, older_than: float) -> None:
    """Drop first answers that were kept before a moment (seconds since 1970)."""
    with suppress(FileNotFoundError):
        for entry in os.scandir(folder_of(home) / "answers"):
            if entry.stat().st_mtime < older_than:
                os.unlink(entry.path)


def void(home: Path) -> None:
    """Destroy all that is sealed for cases, and first answers: the record goes on from a backup. What files opened stays."""
    for commitment, _since in list(biddings(home)):
        with suppress(Gone):
            if drawn(home, commitment)[0].startswith(FILES):
                continue
        destroy(home, commitment)
    drop_answers(home, math.inf)


def biddings(home: Path) -> Iterator[tuple[str, float]]:
    """(commitment, when its place was made or changed, in seconds since 1970) of every bidding whose place is there."""
    try:
        found = sorted(os.scandir(folder_of(home) / "biddings"), key=lambda one: one.name)
    except FileNotFoundError:
        return
    for entry in found:
        with suppress(FileNotFoundError):
            yield entry.name, entry.stat().st_mtime


def open_to_others(home: Path) -> list[Path]:
    """Folders and files of what is sealed that other users of the machine could read."""
    root = folder_of(home)
    found = [root, *root.rglob("*")] if root.is_dir() else []
    wrong = []
    for path in found:
        with suppress(FileNotFoundError):
            if stat.S_IMODE(path.lstat().st_mode) & 0o077:
                wrong.append(path)
    return wrong


def encrypt(key: bytes, about: str, text: bytes) -> bytes:
    """Nonce and ciphertext of a text; `about` must be the same when it is read."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, about.encode())


def decrypt(key: bytes, about: str, sealed: bytes) -> bytes:
    """Counterpart of encrypt. Raises Gone for what this key does not open."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise Gone("it cannot be opened any more") from None


def _place(home: Path, commitment: str) -> Path:
    return folder_of(home) / "biddings" / _name(commitment)


def _name(commitment: str) -> str:
    if len(commitment) != 64 or set(commitment) - set("0123456789abcdef"):
        raise ValueError("no commitment")
    return commitment


def private_folder(path: Path) -> Path:
    """The folder, made for its owner alone where it is not there yet, with the one it stands in."""
    for one in (path.parent, path):
        with suppress(FileExistsError):
            os.mkdir(one, 0o700)
    return path


def _put(place: Path, commitment: str, name: str, text: bytes) -> None:
    key = secrets.token_bytes(KEY_BYTES)
    _write(place / f"{name}.key", key)
    _write(place / f"{name}.sealed", _encrypted(key, commitment, name, text))


def _encrypted(key: bytes, commitment: str, name: str, text: bytes) -> bytes:
    return encrypt(key, f"{commitment}/{name}", text.ljust(_SIZE, b"\0"))


def _key(place: Path, name: str) -> bytes:
    try:
        return (place / f"{name}.key").read_bytes()
    except FileNotFoundError:
        raise Gone("the key is gone") from None


def _read(home: Path, commitment: str, name: str) -> bytes:
    place = _place(home, commitment)
    key = _key(place, name)
    try:
        sealed = (place / f"{name}.sealed").read_bytes()
    except FileNotFoundError:
        raise Gone("what was sealed is gone") from None
    return decrypt(key, f"{commitment}/{name}", sealed)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else, in this process or another, does the same with this file meanwhile. Raises Gone."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise Gone("the key is gone") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    except FileNotFoundError:
        raise Gone("it was destroyed meanwhile") from None
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def wipe(path: Path) -> None:
    """Overwrite a file's bytes where they lie, and remove it."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, secrets.token_bytes(max(1, os.fstat(handle).st_size)))
        os.fsync(handle)
    finally:
        os.close(handle)
    os.unlink(path)


def _answered(home: Path, commitment: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(folder_of(home) / "asked" / _name(commitment))


def _reach(folder: Path) -> None:
    """What was made or renamed in a folder has reached the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
