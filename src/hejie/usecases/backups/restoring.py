"""Bringing a backup back: into a database beside the live one, there checked from end to end, only then put in place.

The order of things: what the file says of itself, its digests while it is loaded, every chain and seal, query tables
and ledger against the record, every private content against its salted digest. At the first fault nothing has changed.
"""

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection

from hejie.adapters import vault
from hejie.domain.kernel import chain
from hejie.record import replay, sealed_log, sealing, signing
from hejie.record.signing import FormerKey, SigningKeyError
from hejie.store import rulebooks, told
from hejie.store.backup import loading, point
from hejie.store.backup.columns import Table
from hejie.usecases.backups import told_keys
from hejie.usecases.backups.writing import FORMAT, MANIFEST, SECRETS

_PIECE = 1 << 16
_MOST_FAULTS = 10
_LARGEST_MANIFEST = 64 << 20
_CONTENTS_AT_ONCE = 200


class DoesNotHold(Exception):
    """The backup cannot be brought back; the text names what is wrong. Nothing was changed."""


@dataclass(frozen=True)
class PublicKeys:
    """The public keys that the backup's seals were made with."""

    public_key: str
    former_keys: tuple[FormerKey, ...]
    lost_keys: tuple[str, ...] = ()


class Backup:
    """An opened backup file."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
            if self._archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
                raise DoesNotHold(f"{path} is not a backup of Hejie.")
            self.manifest = json.loads(self._archive.read(MANIFEST))
        except (zipfile.BadZipFile, KeyError, ValueError) as fault:
            raise DoesNotHold(f"{path} is not a backup of Hejie, or its end is missing ({fault}).") from fault
        if not isinstance(self.manifest, dict) or (self.manifest.get("format"), self.manifest.get("v")) != (FORMAT, 1):
            raise DoesNotHold(f"{path} is not a backup that this version can read.")

    def __enter__(self) -> "Backup":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def keys(self) -> PublicKeys:
        """The public keys of the installation that was backed up."""
        former = tuple(FormerKey(one["key"], one["successor"]) for one in self.manifest["former_keys"])
        return PublicKeys(self.manifest["public_key"], former, tuple(self.manifest.get("lost_keys", ())))

    def rows_of(self, name: str) -> int:
        """How many rows of a table it holds."""
        return sum(one["rows"] for one in self.manifest["tables"] if one["name"] == name)

    def rows(self, table: dict) -> Iterator[list[object]]:
        """A table's rows; refuses DoesNotHold at the end when they are not those that the manifest states."""
        digest, count = sha256(), 0
        try:
            with self._archive.open(f"tables/{table['name']}.jsonl") as member:
                for line in member:
                    digest.update(line)
                    count += 1
                    yield json.loads(line)
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as fault:
            raise DoesNotHold(f"Table {table['name']} cannot be read from the backup ({fault}).") from fault
        if digest.hexdigest() != table["sha256"] or count != table["rows"]:
            raise DoesNotHold(f"Table {table['name']} is not what the backup says it is.")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, in pieces."""
        try:
            with self._archive.open(name) as member:
                while piece := member.read(_PIECE):
                    yield piece
        except (zipfile.BadZipFile, KeyError, EOFError, OSError) as fault:
            raise DoesNotHold(f"{name} cannot be read from the backup ({fault}).") from fault


def load(backup: Backup) -> int:
    """Load all tables into the connected, empty database; returns the number of rows. Refuses DoesNotHold."""
    try:
        loading.hurry()
        loading.migrate_to(backup.manifest["migrations"])
        count = 0
        with loading.emptied() as tables:
            for stated in backup.manifest["tables"]:
                if stated["name"] not in tables:
                    raise loading.NotOurs(f"It has a table {stated['name']} that this version does not know.")
                count += _load_table(backup, tables[stated["name"]], stated)
        call_command("migrate", interactive=False, verbosity=0)
    except loading.NotOurs as fault:
        raise DoesNotHold(str(fault)) from fault
    except IntegrityError as fault:
        raise DoesNotHold(f"Its tables do not fit together ({fault}).") from fault
    return count


def _load_table(backup: Backup, table: Table, stated: dict) -> int:
    """One table; damage often shows in a value before it does in the digest, which is known at the end alone."""
    try:
        return loading.load(table, stated["columns"], backup.rows(stated))
    except (ValueError, TypeError, OverflowError, DataError, IntegrityError) as fault:
        raise DoesNotHold(f"Table {table.name} cannot be read from the backup ({fault}).") from fault


def prove(backup: Backup, home: Path, *, with_keys: bool) -> told_keys.Closed:
    """Check everything that was loaded against the record itself. Refuses DoesNotHold, naming the first faults.

    with_keys   the backup's keys are to be put in place, too
    Returns     what sides have told alone that neither these keys nor those below the home open; all else was looked at
    """
    closed: told_keys.Closed = []
    report = replay.check()
    faults = list(report.faults) or sealed_log.check(backup.keys) or sealed_log.check_tokens()[0] or rulebooks.faults()
    faults = faults or _content_faults(backup, home, keyrings_of(backup, with_keys=with_keys), closed)
    if faults:
        more = f" (and {len(faults) - _MOST_FAULTS} more)" if len(faults) > _MOST_FAULTS else ""
        raise DoesNotHold("The record in this backup does not hold: " + "; ".join(faults[:_MOST_FAULTS]) + more)
    return closed


def where_it_ends() -> point.Point:
    """Where the record that was loaded ends."""

    def ask(sql: str) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return point.of(ask)


def seal_by_ours(home: Path, now: datetime) -> None:
    """Give up the keys of the backup's seals that those here do not vouch for, and seal everything by ours."""
    try:
        keys = signing.go_on_without(home, sealing.used_keys())
    except SigningKeyError:
        return  # none of them is lost
    sealing.seal_anew(keys, now)


def keyrings_of(backup: Backup, *, with_keys: bool) -> dict[str, bytes]:
    """The keyrings in a backup by root, where they are to be put in place. Refuses DoesNotHold."""
    try:
        return told_keys.read(backup) if with_keys else {}
    except (ValueError, KeyError, TypeError) as fault:
        raise DoesNotHold(f"Its keys cannot be read: {fault}.") from fault


def _content_faults(backup: Backup, home: Path, brought: Mapping[str, bytes], closed: told_keys.Closed) -> list[str]:
    missing = set(backup.manifest["missing_files"])
    faults, ring, of = [], None, ""
    for root, ref, salt, data, path in _contents():
        if ring is None or of != root:
            ring, of = told_keys.ring(home, root, brought), root
        try:
            salt, data = ring.open(ref, salt, data)
        except told.Closed:
            closed.append((root, ref))
            continue
        except told.Broken:
            salt = b""
        if path not in missing and not _is_content(backup, ref, salt, data, path):
            faults.append(f"content {ref[:12]}… of {root} is not what the record points at")
    return faults


def _is_content(backup: Backup, ref: str, salt: bytes, data: bytes | None, path: str) -> bool:
    digest = sha256(salt)
    for piece in backup.pieces(f"files/{path}") if path else (data or b"",):
        digest.update(piece)
    return len(salt) == chain.SALT_BYTES and digest.hexdigest() == ref


def _contents() -> Iterator[tuple[str, str, bytes, bytes | None, str]]:
    last = ("", "")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT root, ref, salt, data, path FROM content WHERE (root, ref) > (%s, %s) "
                "ORDER BY root, ref LIMIT %s",
                [*last, _CONTENTS_AT_ONCE],
            )
            rows = cursor.fetchall()
        for root, ref, salt, data, path in rows:
            yield root, ref, bytes(salt), None if data is None else bytes(data), path
        if len(rows) < _CONTENTS_AT_ONCE:
            return
        last = rows[-1][:2]


def bring_files(backup: Backup, home: Path, *, with_keys: bool) -> int:
    """Put the files of cases (and the keys) in their places; returns how many files were put.

    A name says what a file holds. One that is there already and holds anything else is damaged, and makes room for the backup's.
    """
    count = 0
    for stated in backup.manifest["files"]:
        if _holds(stated):
            continue
        vault.remove(stated["name"])
        draft = home / ".restoring"
        with draft.open("wb") as file:
            for piece in backup.pieces(f"files/{stated['name']}"):
                file.write(piece)
        with draft.open("rb") as file:
            default_storage.save(stated["name"], File(file, name=stated["name"]))
        draft.unlink()
        count += 1
    os.sync()
    if with_keys:
        for name in SECRETS:
            if any(one["name"] == name for one in backup.manifest["keys"]):
                _put_secret(home / name, b"".join(backup.pieces(f"keys/{name}")))
    return count


def _holds(stated: dict) -> bool:
    """Whether a file is in its place, byte for byte as the backup has it."""
    digest = sha256()
    try:
        with vault.open_file(stated["name"]) as kept:
            while piece := kept.read(_PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == stated["sha256"]


def _put_secret(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.restoring")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, place)
