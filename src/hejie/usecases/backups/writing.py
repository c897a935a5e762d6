"""Writing a backup while the program runs: all tables at one moment, the files that they name, and if wished the keys.

One ZIP file for both databases, so that a shop that began on SQLite restores it into PostgreSQL:
    tables/<name>.jsonl   a JSON list a line (store.backup.columns says how values are written)
    files/<path>          files of cases, as they were sent
    keys/<name>           the secrets of the installation, only where asked for; without them what sides have told alone is closed
    backup.json           what there is, with SHA-256 of each; written last
"""

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from hejie.adapters import vault
from hejie.domain.kernel import clock
from hejie.record import signing
from hejie.store.backup import point, reading
from hejie.store.backup.columns import Table
from hejie.usecases.backups import told_keys

FORMAT = "hejie-backup"
MANIFEST = "backup.json"
SECRETS = (f"{signing.FOLDER}/{signing.FILE}", "secret.key")
_LINES_AT_ONCE = 500
_PIECE = 1 << 16


@dataclass(slots=True)
class Manifest:
    """What a backup holds.

    migrations     of the database that it was made from
    public_key     of the installation; former_keys: [{"key", "successor"}], oldest first; lost_keys: public keys
    tables         [{"name", "columns", "rows", "sha256"}]; files, keys: [{"name", "sha256", "size"}]
    point          where the record ends: see store.backup.point
    missing_files  paths that the tables name and the vault no longer has, such as what was erased meanwhile
    """

    made_at: str
    vendor: str
    migrations: list[list[str]]
    public_key: str
    former_keys: list[dict[str, str]]
    lost_keys: list[str] = field(default_factory=list)
    tables: list[dict] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)
    keys: list[dict] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)
    point: dict = field(default_factory=dict)
    format: str = FORMAT
    v: int = 1


def write_backup(
    target: Path, home: Path, now: datetime, *, with_keys: bool, step: Callable[[Iterable, int], Iterable] | None = None
) -> Manifest:
    """Write a backup of this installation; the file appears whole, readable by its owner alone, or not at all.

    with_keys   include the signing key, the key of sessions and the keys of what sides have told alone, NOT encrypted
    step        wraps the tables on their way (items, how many), to show progress
    """
    keys = signing.open_keys(home)
    draft = NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False)  # noqa: SIM115  (mode 0600)
    try:
        with draft, reading.frozen() as moment:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                former = [asdict(one) for one in keys.former_keys]
                migrations = [list(one) for one in moment.migrations]
                manifest = Manifest(
                    clock.text(now), moment.vendor, migrations, keys.public_key, former, list(keys.lost_keys)
                )
                manifest.point = asdict(point.of(moment.ask))
                tables = step(moment.tables, len(moment.tables)) if step else moment.tables
                for table in tables:
                    manifest.tables.append(_write_table(archive, moment, table))
                _write_files(archive, moment, manifest)
                if with_keys:
                    manifest.keys = [_write_secret(archive, home, name) for name in SECRETS if (home / name).exists()]
                    manifest.keys += told_keys.write(archive, home)
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            draft.flush()
            os.fsync(draft.fileno())
        os.replace(draft.name, target)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise
    return manifest


def _write_table(archive: zipfile.ZipFile, moment: reading.Moment, table: Table) -> dict:
    digest, count = sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
        for lines in _chunks(moment.rows(table)):
            count += len(lines)
            piece = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in lines).encode()
            digest.update(piece)
            member.write(piece)
    columns = [column.name for column in table.columns]
    return {"name": table.name, "columns": columns, "rows": count, "sha256": digest.hexdigest()}


def _chunks(rows: Iterable[list]) -> Iterator[list[list]]:
    batch: list[list] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _LINES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_files(archive: zipfile.ZipFile, moment: reading.Moment, manifest: Manifest) -> None:
    for path in _paths(moment):
        try:
            opened = vault.open_file(path)
        except FileNotFoundError:
            manifest.missing_files.append(path)
            continue
        with opened, archive.open(f"files/{path}", "w", force_zip64=True) as member:
            manifest.files.append({"name": path, **_copy(opened, member)})


def _paths(moment: reading.Moment) -> Iterator[str]:
    table = next(one for one in moment.tables if one.name == "content")
    place = [column.name for column in table.columns].index("path")
    for row in moment.rows(table):
        if row[place]:
            yield row[place]


def _write_secret(archive: zipfile.ZipFile, home: Path, name: str) -> dict:
    with (home / name).open("rb") as opened, archive.open(f"keys/{name}", "w") as member:
        return {"name": name, **_copy(opened, member)}


def _copy(source, member) -> dict:
    digest, size = sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        member.write(piece)
    return {"sha256": digest.hexdigest(), "size": size}
