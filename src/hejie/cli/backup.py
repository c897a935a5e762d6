"""`hejie backup` and `hejie restore`."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from hejie.cli.shell import print_json, progress, start_django, told_database_faults, with_django

_KEYS_WARNING = (
    "The backup holds the signing key, the key of sessions and the keys of what sides have told alone, NOT encrypted. Who "
    "has the file can sign in this installation's name and read all of it: keep it where you would keep the keys themselves."
)
_NO_KEYS_HINT = (
    "The backup does not hold the keys (say --with-keys for that). Keep keys/signing.json, secret.key and the folder told of "
    "{home} somewhere safe as well: without that folder what sides have told alone stays closed after a restore."
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Include the secret keys, not encrypted. Without it they stay here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_django
def backup(file: Path, with_keys: bool, as_json: bool) -> None:
    """Write everything into one file, while the program runs.

    The tables are read as they stood at one moment; the files of cases go with them. The file fits SQLite and
    PostgreSQL alike. It holds names, messages and evidence in clear text and is readable by its owner alone. What sides
    have told the program alone is encrypted in it; the keys come along --with-keys.

    \b
    Example:
      hejie backup /backups/hejie-monday.zip
    """
    from django.conf import settings

    from hejie.usecases.backups.writing import write_backup

    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {file.absolute().parent}.")

    def step(tables: Iterable, length: int) -> Iterable:
        return progress(tables, length=length, label="tables")

    try:
        done = write_backup(file.absolute(), settings.HOME, datetime.now(UTC), with_keys=with_keys, step=step)
    except OSError as fault:
        raise click.ClickException(f"The backup was not made ({fault.strerror}); nothing of it is left.") from None
    facts = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "tables": len(done.tables),
        "rows": sum(table["rows"] for table in done.tables),
        "entries": sum(table["rows"] for table in done.tables if table["name"] == "entry"),
        "files": len(done.files),
        "missing_files": len(done.missing_files),
        "with_keys": bool(done.keys),
        "point": done.point,
    }
    if as_json:
        print_json(facts)
    else:
        click.echo(f"{file}: {facts['entries']} entries, {facts['rows']} rows, {facts['files']} files.")
        click.echo(f"{_point(done.point)} What is written later is not in it.")
        if done.missing_files:
            click.echo(f"{len(done.missing_files)} files are not in the store; run: hejie verify --all", err=True)
    click.echo(_KEYS_WARNING if with_keys else _NO_KEYS_HINT.format(home=settings.HOME), err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--database", metavar="URL", help="Where to, instead of HEJIE_DATABASE_URL.")
@click.option("--with-keys", is_flag=True, help="Put the backup's secret keys in the place of those here.")
@click.option("--lost-keys", is_flag=True, help="Go on without the key of the old seals, because it is lost.")
@click.option("--yes", is_flag=True, help="Do not ask before what is there now is replaced.")
def restore(file: Path, database: str | None, with_keys: bool, lost_keys: bool, yes: bool) -> None:
    """Bring a backup back, after checking that its record holds; the program may go on running meanwhile.

    Everything is loaded beside the live database and checked: digests, chains, seals, books, contents. Only when all
    holds does it replace what is there now, in one transaction; that is kept under another name, which is printed.
    Sealed bids that are open are void after it, and are asked for again.

    \b
    Example:
      hejie restore /backups/hejie-monday.zip
      hejie restore monday.zip --database postgres://hejie@db/hejie
    """
    from hejie.adapters import sealed
    from hejie.conf import environment
    from hejie.store.backup import swapping

    url = database or os.environ.get("HEJIE_DATABASE_URL", "")
    try:
        live = environment.database(url, environment.home())
    except environment.BadSetting as fault:
        raise click.UsageError(str(fault)) from None
    with told_database_faults():
        if swapping.is_used(live) and not yes:
            click.confirm(
                "What is in the database now will be replaced (and kept under another name). Go on?", abort=True
            )
        os.environ["HEJIE_DATABASE_URL"] = swapping.begin(live, url)
    start_django()
    try:
        entries, files, closed, back = _load(file, with_keys, lost_keys)
        _close()
        with told_database_faults():
            lost = _loss(live, back)
            kept = swapping.swap(live, datetime.now(UTC).strftime("%Y%m%d%H%M%S"))
        sealed.void(environment.home())
    finally:
        _close()
        swapping.abandon(live)
    click.echo(f"Restored: {entries} entries, {files} files. All chains, seals, books and contents hold.")
    click.echo(_point(asdict(back)))
    for line in lost:
        click.echo(line)
    if closed:
        click.echo(
            f"{closed} contents that sides told alone (what matters to them, rankings) stay closed: their keys are neither "
            "here nor brought along. Those sides can tell it again."
        )
    if kept:
        click.echo(f"What was there before is kept as {kept}. Remove it when you do not need it any more.")


def _point(back: Mapping) -> str:
    """Where a record ends, as a sentence."""
    if not back["entries"]:
        return "It ends before the first entry."
    seal = (
        f"; the newest seal covers {back['sealed']} of them, of {_moment(back['sealed_ms'])}" if back["sealed"] else ""
    )
    return f"It ends with {back['entries']} entries, the newest act of {_moment(back['newest_ms'])}{seal}."


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _loss(live: Mapping, back) -> list[str]:
    """What the database that is replaced has beyond the backup, in lines; told also where it cannot be looked at."""
    from hejie.store.backup import point

    try:
        lost = point.loss(live, back)
    except Exception as fault:  # a database that is damaged is what one restores over
        return [f"What was newer in the database that was replaced cannot be told: {fault}"]
    if lost is None:
        return []
    if not lost.continues:
        return ["The database that was replaced held another record: it did not go on from this backup."]
    if not lost.acts and lost.entries <= 0:
        return ["Nothing newer stood in the database that was replaced."]
    return [
        f"LOST with the database that was replaced: {lost.entries} entries of {lost.acts} acts after that, the newest in:",
        *(f"  {stream}" for stream in lost.streams),
    ]


def _load(file: Path, with_keys: bool, lost_keys: bool) -> tuple:
    from django.conf import settings

    from hejie.usecases.backups import restoring, told_keys

    try:
        with restoring.Backup(file) as opened, told_database_faults():
            bring_keys = _choose_keys(opened, settings.HOME, with_keys, lost_keys)
            restoring.load(opened)
            closed = restoring.prove(opened, settings.HOME, with_keys=bring_keys)
            back = restoring.where_it_ends()
            files = restoring.bring_files(opened, settings.HOME, with_keys=bring_keys)
            if lost_keys:
                restoring.seal_by_ours(settings.HOME, datetime.now(UTC))
            told_keys.bring(settings.HOME, restoring.keyrings_of(opened, with_keys=bring_keys), closed)
            return opened.rows_of("entry"), files, len(closed), back
    except restoring.DoesNotHold as fault:
        raise click.ClickException(f"{fault} Nothing was changed.") from None


def _choose_keys(opened, home: Path, with_keys: bool, lost_keys: bool) -> bool:
    """Whether the backup's keys are put in place: on a home that has none yet, and where asked for."""
    from hejie.record import signing

    has_keys = bool(opened.manifest["keys"])
    if with_keys and not has_keys:
        raise click.UsageError("This backup holds no keys; it was made without --with-keys.")
    fresh = not (home / signing.FOLDER / signing.FILE).exists()
    if has_keys and (with_keys or fresh):
        return True
    same = not fresh and signing.open_keys(home).public_key == opened.keys.public_key
    if not same and not lost_keys and opened.rows_of("seal"):
        raise click.ClickException(
            f"The seals in this backup were made with another key than that of {home}. Put keys/signing.json and "
            "secret.key of the old installation there, or use a backup made --with-keys, or say --lost-keys."
        )
    return False


def _close() -> None:
    from django.db import connections

    connections.close_all()
