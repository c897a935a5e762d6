"""Which database the tests run on, and a home of their own. HEJIE_TEST_DB is `sqlite` (a real file) or `postgres`.

Prepared once for a run, before Django is loaded; processes of pytest-xdist share the server and get a home and a
database each. Nothing is read from or left in the developer's own `var/`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.support.cluster import Cluster

_BASE = "HEJIE_TEST_BASE"
CLUSTER = "HEJIE_TEST_CLUSTER"  # address of the run's PostgreSQL, also in the processes of pytest-xdist
_IDLE_TABLES = ("django_migrations", "django_content_type", "auth_permission")
_AN_HOUR = 3600
_cluster: Cluster | None = None


def kind() -> str:
    """`sqlite` or `postgres`, as the environment asks."""
    asked = os.environ.get("HEJIE_TEST_DB") or "sqlite"
    if asked not in ("sqlite", "postgres"):
        raise RuntimeError(f"HEJIE_TEST_DB is {asked!r}; it may be sqlite or postgres")
    return asked


def prepare() -> None:
    """Choose home and database and start Django on them; the process that began the run removes them at its end."""
    global _cluster
    if _BASE not in os.environ:
        base = tempfile.mkdtemp(prefix="hejie-test-")
        os.environ[_BASE] = base
        os.environ["HEJIE_DATABASE_URL"] = ""
        if kind() == "postgres":
            _cluster = Cluster(durable=os.environ.get("HEJIE_TEST_SYNC") != "off")
            os.environ["HEJIE_DATABASE_URL"] = os.environ[CLUSTER] = _cluster.url("hejie")
        atexit.register(_remove, os.getpid(), base)
    os.environ["HEJIE_HOME"] = str(folder())
    os.environ["DJANGO_SETTINGS_MODULE"] = "hejie.conf.settings"
    import django

    django.setup()
    from django.conf import settings

    assert folder() == settings.HOME, "settings were read before this process had its home"
    _hurry()
    _remember()


def folder(process: str = "") -> Path:
    """The home of this process, or of one that is about to start."""
    home = Path(os.environ[_BASE]) / (process or os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    home.mkdir(mode=0o700, exist_ok=True)
    return home


def cluster() -> Cluster:
    """The run's own server, to be restarted or crashed; only in the process that started it (no `-n`)."""
    assert _cluster, "this process has started no PostgreSQL"
    return _cluster


def use_a_real_file() -> None:
    """Let the SQLite test database be a file, as in production, and not a piece of memory."""
    from django.db import connections

    settings = connections.databases["default"]
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(folder() / "test.sqlite3")


def wipe() -> None:
    """Empty every table, those that refuse it too: what a test has committed must not meet the next one."""
    from django.db import connection

    from hejie.store import rulebooks

    rulebooks.forget()
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in _IDLE_TABLES]
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables) + " CASCADE")
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            _wipe_sqlite(cursor, tables)


def _wipe_sqlite(cursor, tables: list[str]) -> None:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    cursor.execute("PRAGMA foreign_keys = OFF")
    for name, _ in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    for name in tables:
        cursor.execute(f'DELETE FROM "{name}"')
    for _, sql in triggers:
        cursor.execute(sql)
    cursor.execute("PRAGMA foreign_keys = ON")


def _hurry() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _remember() -> None:
    """What this process knows of marketplaces for some seconds it knows for a whole test (`world.forget_all`): how many
    statements an act takes must not hang on how busy the machine is."""
    from django.conf import settings

    from hejie.store import market_law, market_procedures
    from hejie.usecases import addresses, bargain_book

    settings.MARKETPLACE_CACHE_SECONDS = _AN_HOUR
    for one in (addresses, bargain_book, market_law, market_procedures):
        assert one._KNOWN_FOR_SECONDS < _AN_HOUR
        one._KNOWN_FOR_SECONDS = _AN_HOUR


def _remove(owner: int, base: str) -> None:
    if os.getpid() != owner:
        return
    if _cluster:
        _cluster.remove()
    shutil.rmtree(base, ignore_errors=True)
