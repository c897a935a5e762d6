"""The keys of what sides have told alone, on their way into a backup `--with-keys` and back.

    keys/told.jsonl   a JSON object a line: {"root", "keys"}, the keyring's bytes in base64

Without them such contents come back closed: their rows are there, the record is whole, nobody can read them.
"""

import base64
import json
import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Protocol

from hejie.store import keyrings, told

NAME = "told.jsonl"
Closed = list[tuple[str, str]]
"""Root and reference of contents whose key is not to be had."""


class Opened(Protocol):
    """A backup, as far as keys are read from it."""

    manifest: dict

    def pieces(self, name: str) -> Iterable[bytes]:
        """The bytes of a member, in pieces."""


def write(archive: zipfile.ZipFile, home: Path) -> list[dict]:
    """Put the keyrings of this installation into a backup; what the manifest says of them, nothing where there is none."""
    digest, size = sha256(), 0
    if not keyrings.folder_of(home).is_dir():
        return []
    with archive.open(f"keys/{NAME}", "w", force_zip64=True) as member:
        for root, ring in keyrings.rings(home):
            line = json.dumps({"root": root, "keys": base64.b64encode(ring).decode()}).encode() + b"\n"
            digest.update(line)
            size += len(line)
            member.write(line)
    return [{"name": NAME, "sha256": digest.hexdigest(), "size": size}]


def read(backup: Opened) -> dict[str, bytes]:
    """The keyrings in a backup by root. Raises ValueError where they are not what it says of them."""
    stated = next((one for one in backup.manifest["keys"] if one["name"] == NAME), None)
    if stated is None:
        return {}
    text = b"".join(backup.pieces(f"keys/{NAME}"))
    if sha256(text).hexdigest() != stated["sha256"]:
        raise ValueError("the keys of what sides have told alone are not what the backup says they are")
    rows = (json.loads(line) for line in text.splitlines())
    return {row["root"]: base64.b64decode(row["keys"]) for row in rows}


def ring(home: Path, root: str, brought: Mapping[str, bytes]) -> told.Ring:
    """What opens contents of a root once these keyrings stand beside those below the home."""

    def keys() -> dict[str, bytes | None]:
        own, more = keyrings.read(home, root), keyrings.parsed(brought.get(root, b""))
        return own | {ref: key for ref, key in more.items() if key is not None and own.get(ref) is None}

    return told.Ring(root, keys)


def bring(home: Path, brought: Mapping[str, bytes], closed: Closed) -> None:
    """Put keyrings beside those that are there, and write down of which contents the key is gone."""
    for root, own in brought.items():
        keyrings.merge(home, root, own)
    for root, some in groupby(sorted(closed), key=lambda place: place[0]):
        there = keyrings.read(home, root)
        keyrings.add(home, root, {ref: None for _root, ref in some if ref not in there})
