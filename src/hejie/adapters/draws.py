"""What is kept of draws for their audit, below HEJIE_HOME: ten at a time, so that none of them can be told from the figures.

    sealed/draws/<marketplace>.key, .pending    draws that do not make up ten yet, encrypted, of one size however many they are
    sealed/draws/<marketplace>.json             counts over all full tens; it changes by a whole ten or not at all

Once ten are there, they are added to the counts and their key is destroyed. Lost files lose nothing but figures.
"""

import fcntl
import json
import os
import secrets
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hejie.adapters import sealed

TEN = 10
_SLOT = struct.Struct(">16sHBB")
_HEAD = struct.Struct(">IB")
_SIDES = ("", "buyer", "seller")
_SIZE = _HEAD.size + 2 * TEN * _SLOT.size


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw. share: the buyer's of the overlap, in whole thousandths; earlier: buyer, seller or ""; tenth: in which
    tenth of its own distribution the share lies, 0 to 9."""

    id: bytes
    share: int
    earlier: str
    tenth: int


def keep(home: Path, marketplace: str, commitment: str, *, share: float, earlier: str, tenth: int) -> None:
    """Keep a draw for the audit, once however often it is said."""
    name = sha256(f"hejie/draws/{commitment}".encode()).digest()[:16]
    new = Drawn(name, round(share * 1000), earlier, tenth)
    folder = _folder(home)
    with _alone(folder / f"{_plain(marketplace)}.lock"):
        batch, pending, before = _pending(folder, marketplace)
        if any(one.id == name for one in (*pending, *before)):
            return
        pending = [*pending, new]
        if len(pending) < TEN:
            _write_pending(folder, marketplace, batch, pending, before)
            return
        _write_counts(folder, marketplace, _added(counts(home, marketplace), batch, pending))
        _write_pending(folder, marketplace, batch + 1, [], pending)


def counts(home: Path, marketplace: str) -> dict:
    """Counts over all full tens: draws, tenths (ten numbers), and by who was earlier n, sum and squares (of thousandths)."""
    try:
        return json.loads((_place(home) / f"{_plain(marketplace)}.json").read_text())
    except FileNotFoundError:
        return {
            "v": 1, "batches": 0, "draws": 0, "tenths": [0] * 10,
            "earlier": {side or "same": {"n": 0, "sum": 0, "squares": 0} for side in _SIDES},
        }  # fmt: skip


def _added(known: Mapping, batch: int, ten: list[Drawn]) -> dict:
    found = json.loads(json.dumps(known))
    found["batches"], found["draws"] = batch, found["draws"] + len(ten)
    for one in ten:
        found["tenths"][one.tenth] += 1
        row = found["earlier"][one.earlier or "same"]
        row["n"], row["sum"] = row["n"] + 1, row["sum"] + one.share
        row["squares"] += one.share * one.share
    return found


def _pending(folder: Path, marketplace: str) -> tuple[int, list[Drawn], list[Drawn]]:
    """(number of the ten that is filled now, its draws, those of the ten before, which must not be kept once more)."""
    done = counts(folder.parent.parent, marketplace)["batches"]
    try:
        key = (folder / f"{_plain(marketplace)}.key").read_bytes()
        text = sealed.decrypt(key, f"draws/{marketplace}", (folder / f"{_plain(marketplace)}.pending").read_bytes())
    except (FileNotFoundError, sealed.Gone):
        return done + 1, [], []
    batch, count = _HEAD.unpack_from(text)
    slots = [_SLOT.unpack_from(text, _HEAD.size + number * _SLOT.size) for number in range(2 * TEN)]
    rows = [Drawn(name, share, _SIDES[side], tenth) for name, share, side, tenth in slots]
    pending, before = rows[:count], [one for one in rows[TEN:] if any(one.id)]
    return (batch, pending, before) if batch > done else (done + 1, [], pending)


def _write_pending(folder: Path, marketplace: str, batch: int, pending: list[Drawn], before: list[Drawn]) -> None:
    text = bytearray(_SIZE)
    _HEAD.pack_into(text, 0, batch, len(pending))
    for start, rows in ((0, pending), (TEN, before)):
        for number, one in enumerate(rows, start):
            row = (one.id, one.share, _SIDES.index(one.earlier), one.tenth)
            _SLOT.pack_into(text, _HEAD.size + number * _SLOT.size, *row)
    key = secrets.token_bytes(sealed.KEY_BYTES)
    name = _plain(marketplace)
    with suppress(FileNotFoundError):
        sealed.wipe(folder / f"{name}.key")
    _put(folder / f"{name}.pending", sealed.encrypt(key, f"draws/{marketplace}", bytes(text)))
    _put(folder / f"{name}.key", key)


def _write_counts(folder: Path, marketplace: str, found: Mapping) -> None:
    _put(folder / f"{_plain(marketplace)}.json", json.dumps(found).encode())


def _put(path: Path, content: bytes) -> None:
    """The file whole or as it was."""
    draft = path.with_name(f"{path.name}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(draft, path)


def _place(home: Path) -> Path:
    return sealed.folder_of(home) / "draws"


def _folder(home: Path) -> Path:
    return sealed.private_folder(_place(home))


def _plain(marketplace: str) -> str:
    return marketplace if marketplace.replace("-", "").isalnum() else sha256(marketplace.encode()).hexdigest()[:24]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
