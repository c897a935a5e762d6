"""What commands share: starting Django, saying what is wrong with the database, bars on a terminal, JSON lines."""

import functools
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

FAILED = 1
WRONG_USE = 2


def with_django(command: Callable) -> Callable:
    """Start Django before the command's body; bad settings are wrong use (2), a database out of reach fails (1)."""

    @functools.wraps(command)
    def run(*args, **kwargs):
        start_django()
        with told_database_faults():
            return command(*args, **kwargs)

    return run


def start_django() -> None:
    """Load settings and models once; a variable that cannot be meant ends the command with its sentence (2)."""
    import django

    from hejie.conf.environment import BadSetting

    try:
        django.setup()
    except BadSetting as fault:
        raise click.UsageError(str(fault)) from None
    except PermissionError as fault:
        raise click.ClickException(
            f"{fault.filename} may not be read or made by this user. Mend its owner or HEJIE_HOME."
        ) from None


@contextmanager
def told_database_faults() -> Iterator[None]:
    """Say in a sentence that the database cannot be reached or has not been set up, instead of a traceback."""
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError, sqlite3.OperationalError, *_psycopg_faults()) as fault:
        first = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        if "no such table" in first or "does not exist" in first:
            raise click.ClickException(f"The database is not set up ({first}). Run `hejie init` first.") from fault
        raise click.ClickException(
            f"The database cannot be used ({first}). Look at HEJIE_DATABASE_URL, and run `hejie doctor`."
        ) from fault


def _psycopg_faults() -> tuple[type[Exception], ...]:
    """Psycopg's own forms of the same faults, where Django does not stand between; without loading it needlessly."""
    found = sys.modules.get("psycopg")
    return (found.OperationalError, found.ProgrammingError) if found else ()


def progress(items: Iterable, *, length: int | None = None, label: str = "") -> Iterator:
    """The items, with a bar on standard error while that is a terminal, and silently anywhere else."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar


def print_json(value: object) -> None:
    """One value on one line of standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
