"""A database beside the live one, and putting it in the live one's place in a single transaction.

SQLite: a second file, copied into the live one by SQLite's own backup interface, so that processes which have the file
open meet the new content. PostgreSQL: a second schema, which takes the live one's name. What was there before is kept
under another name. Works before Django has been started, and on settings in Django's form.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_SCHEMA = "hejie_restoring"
# What is written beside the live database may be lost in a crash; the commit that puts it in place makes all of it last.
_FAST = "-c synchronous_commit=off -c statement_timeout=0"


def is_used(live: Mapping) -> bool:
    """Whether the live database holds a marketplace already, and so perhaps what somebody would miss."""
    if _is_sqlite(live):
        if not Path(live["NAME"]).exists():
            return False
        with closing(sqlite3.connect(live["NAME"])) as there:
            return _has_rows(there.execute("SELECT count(*) FROM sqlite_master WHERE name = 'marketplace'"), there)
    with _connect(live) as there:
        return _has_rows(there.execute("SELECT count(*) FROM pg_class WHERE oid = to_regclass('marketplace')"), there)


def _has_rows(found, there) -> bool:
    return bool(found.fetchone()[0]) and there.execute("SELECT 1 FROM marketplace LIMIT 1").fetchone() is not None


def begin(live: Mapping, url: str) -> str:
    """Make an empty database beside the live one; returns its address in the form of HEJIE_DATABASE_URL."""
    abandon(live)
    if _is_sqlite(live):
        return "sqlite:///" + quote(str(_beside(live)))
    with _connect(live) as there:
        there.execute(f"CREATE SCHEMA {_SCHEMA}")
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    asked["options"] = f"{asked.get('options', '')} -c search_path={_SCHEMA} {_FAST}".strip()
    return urlunsplit(parts._replace(query=urlencode(asked, quote_via=quote)))


def abandon(live: Mapping) -> None:
    """Remove the database beside the live one, if there is any."""
    if _is_sqlite(live):
        for ending in ("", "-wal", "-shm"):
            Path(f"{_beside(live)}{ending}").unlink(missing_ok=True)
        return
    with _connect(live) as there:
        there.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")


def swap(live: Mapping, stamp: str) -> str:
    """Put the database beside the live one in its place; returns under which name the former one is kept, or "".

    stamp   letters and digits that tell this restore from others
    """
    return _swap_sqlite(live, stamp) if _is_sqlite(live) else _swap_postgresql(live, stamp)


def _swap_sqlite(live: Mapping, stamp: str) -> str:
    path, kept = Path(live["NAME"]), ""
    with closing(sqlite3.connect(path, timeout=60)) as there:
        if is_used(live):
            kept = f"{path}.before-{stamp}"
            Path(kept).touch(mode=0o600)
            with closing(sqlite3.connect(kept)) as former:
                there.backup(former)
        path.chmod(0o600)
        with closing(sqlite3.connect(_beside(live))) as beside:
            beside.backup(there)
    abandon(live)
    return kept


def _swap_postgresql(live: Mapping, stamp: str) -> str:
    with _connect(live) as there:
        schema = there.execute("SELECT current_schema()").fetchone()[0]
        used = is_used(live)
        former = f"hejie_before_{stamp}"
        if there.execute("SELECT to_regclass('entry')").fetchone()[0]:
            there.execute("LOCK TABLE entry IN ACCESS EXCLUSIVE MODE")  # acts under way end first; others wait
        there.execute(f'ALTER SCHEMA "{schema}" RENAME TO {former}')
        there.execute(f'ALTER SCHEMA {_SCHEMA} RENAME TO "{schema}"')
        if not used:
            there.execute(f"DROP SCHEMA {former} CASCADE")
    return f"schema {former}" if used else ""


def connect(live: Mapping):
    """A connection of our own to the live database, to read what stands there."""
    return sqlite3.connect(live["NAME"], timeout=60) if _is_sqlite(live) else _connect(live)


def _is_sqlite(live: Mapping) -> bool:
    return live["ENGINE"].endswith("sqlite3")


def _beside(live: Mapping) -> Path:
    return Path(f"{live['NAME']}.restoring")


def _connect(live: Mapping):
    import psycopg

    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    asked = {name: live[setting] for name, setting in named.items() if live.get(setting)}
    more = {name: value for name, value in live["OPTIONS"].items() if name not in ("options", "pool", "assume_role")}
    return psycopg.connect(**asked, **more)
