"""What is kept of draws for their audit, below HEJIE_HOME: ten at a time, so that none of them can be told from the figures.

    sealed/draws/<marketplace>.key, .pending    draws that do not make up ten yet, encrypted, of one size however many they are
    sealed/draws/<marketplace>.json             counts over all full tens; it changes by a whole ten or not at all

No share is ever written, nor who was earlier: only the tenth that the audit is told (`domain.settlement.draw_audit.told`),
which half of the time is chance, added up at once. Once ten are there, they are added to the counts and their key is
destroyed. Lost files lose nothing but figures.
"""

import fcntl
import json
import os
import secrets
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from hejie.adapters import sealed

TEN = 10
_FORM = 2  # of the counts; those of another form do not count
_NAME = 16
_HEAD = struct.Struct(">Ih10B")


@dataclass(frozen=True, slots=True)
class _Pending:
    """The ten that is filled now.

    batch   its number; tenths: how many draws were told to lie in each; lean: the sum over them
    names   of the draws in it; before: of those in the ten before, which must not be kept once more
    """

    batch: int
    lean: int = 0
    tenths: tuple[int, ...] = (0,) * TEN
    names: tuple[bytes, ...] = ()
    before: tuple[bytes, ...] = ()


def keep(home: Path, marketplace: str, commitment: str, *, tenth: int, lean: int) -> None:
    """Keep what the audit is told of a draw, once however often it is said.

    tenth   0 to 9, from `draw_audit.told`; lean: -9 to 9, from `draw_audit.lean`
    """
    name = sha256(f"hejie/draws/{commitment}".encode()).digest()[:_NAME]
    folder = _folder(home)
    with _alone(folder / f"{_plain(marketplace)}.lock"):
        now = _pending(folder, marketplace)
        if name in now.names or name in now.before:
            return
        tenths = tuple(count + (number == tenth) for number, count in enumerate(now.tenths))
        now = replace(now, lean=now.lean + lean, tenths=tenths, names=tuple(sorted((*now.names, name))))
        if len(now.names) < TEN:
            _write_pending(folder, marketplace, now)
            return
        _write_counts(folder, marketplace, _added(counts(home, marketplace), now))
        _write_pending(folder, marketplace, _Pending(now.batch + 1, before=now.names))


def counts(home: Path, marketplace: str) -> dict:
    """Counts over all full tens: draws, tenths (ten numbers), lean (the sum)."""
    with suppress(FileNotFoundError):
        found = json.loads((_place(home) / f"{_plain(marketplace)}.json").read_text())
        if found.get("v") == _FORM:
            return found
    return {"v": _FORM, "batches": 0, "draws": 0, "tenths": [0] * TEN, "lean": 0}


def _added(known: Mapping, ten: _Pending) -> dict:
    tenths = [count + more for count, more in zip(known["tenths"], ten.tenths, strict=True)]
    return {
        "v": _FORM,
        "batches": ten.batch,
        "draws": known["draws"] + TEN,
        "tenths": tenths,
        "lean": known["lean"] + ten.lean,
    }


def _about(marketplace: str) -> str:
    return f"draws/v{_FORM}/{marketplace}"


def _pending(folder: Path, marketplace: str) -> _Pending:
    done = counts(folder.parent.parent, marketplace)["batches"]
    try:
        key = (folder / f"{_plain(marketplace)}.key").read_bytes()
        text = sealed.decrypt(key, _about(marketplace), (folder / f"{_plain(marketplace)}.pending").read_bytes())
    except (FileNotFoundError, sealed.Gone):
        return _Pending(done + 1)
    batch, lean, *tenths = _HEAD.unpack_from(text)
    names, before = (_names(text, start) for start in (0, TEN))
    if batch <= done:  # these were added before somebody was killed
        return _Pending(done + 1, before=names)
    return _Pending(batch, lean, tuple(tenths), names, before)


def _names(text: bytes, start: int) -> tuple[bytes, ...]:
    at = _HEAD.size + start * _NAME
    slots = [text[at + number * _NAME : at + (number + 1) * _NAME] for number in range(TEN)]
    return tuple(one for one in slots if any(one))


def _write_pending(folder: Path, marketplace: str, now: _Pending) -> None:
    text = _HEAD.pack(now.batch, now.lean, *now.tenths) + _slots(now.names) + _slots(now.before)
    key = secrets.token_bytes(sealed.KEY_BYTES)
    name = _plain(marketplace)
    with suppress(FileNotFoundError):
        sealed.wipe(folder / f"{name}.key")
    _put(folder / f"{name}.pending", sealed.encrypt(key, _about(marketplace), text))
    _put(folder / f"{name}.key", key)


def _slots(names: Sequence[bytes]) -> bytes:
    return b"".join(names).ljust(TEN * _NAME, b"\0")


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
