"""What is made once for a run and shared by all its processes: above all a database with all its tables.

Carrying out all migrations takes seconds, and dozens of installations need nothing but their result. A copy has no keys, no
marketplace, nothing but tables: what else an installation needs it makes itself, as ever.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.support import database

_NAME = "migrated"
_FILE = "hejie.sqlite3"
_PROGRAM = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "from django.db import connection\n"
    "call_command('migrate', interactive=False, verbosity=0)\n"
    "connection.close()\n"
)


@contextmanager
def once(name: str) -> Iterator[Path]:
    """A folder that all processes of a run share, for as long as nobody else is in it; it does not exist before it is filled."""
    base = Path(os.environ["HEJIE_TEST_BASE"])
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield base / name


def put_tables_into(home: Path, url: str) -> None:
    """Let an installation that nobody has begun yet have all its tables. url: of its empty PostgreSQL database, "" on SQLite."""
    with once(_NAME) as made:
        if not made.exists():
            _make(made)
    if url:
        _copy_on_server(urlsplit(url).path.removeprefix("/"))
    else:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(made / _FILE, home / _FILE)


def _make(folder: Path) -> None:
    new = folder.with_suffix(".new")
    new.mkdir(mode=0o700)
    url = ""
    if database.kind() == "postgres":
        url = _server(f"/{_NAME}")
        _execute(f"CREATE DATABASE {_NAME}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEJIE_", "DJANGO_", "PYTEST_"))}
    ours = {"HEJIE_HOME": str(new), "HEJIE_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "hejie.conf.settings"}
    source = {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    subprocess.run([sys.executable, "-c", _PROGRAM], env=kept | ours | source, check=True, timeout=600)
    new.rename(folder)


def _copy_on_server(name: str) -> None:
    _execute(f'DROP DATABASE "{name}"', f'CREATE DATABASE "{name}" TEMPLATE {_NAME}')


def _execute(*statements: str) -> None:
    import psycopg

    with psycopg.connect(_server("/postgres"), autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


def _server(path: str) -> str:
    return urlunsplit(urlsplit(os.environ[database.CLUSTER])._replace(path=path))
