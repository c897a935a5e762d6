"""What a failure of the database means for whoever asked: it is away, it has no room left, or the fault is our own."""

import sqlite3

from django.db import DatabaseError, InterfaceError, OperationalError

AWAY, FULL = "database_away", "database_full"
_NO_ROOM = ("53100", "53000")  # PostgreSQL: disk_full, insufficient_resources
_CANNOT_GROW = "could not extend file"  # said by PostgreSQL under other codes too, as with a quota on files
_SQLITE_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE})


def meaning(fault: BaseException | None) -> str:
    """`database_full`, `database_away`, or "" for what is no failure of the database itself."""
    while fault is not None and not isinstance(fault, DatabaseError | InterfaceError):
        fault = fault.__cause__
    if fault is None:
        return ""
    if _is_full(fault):
        return FULL
    return AWAY if isinstance(fault, OperationalError | InterfaceError) else ""


def _is_full(fault: BaseException) -> bool:
    cause = fault.__cause__ or fault
    if getattr(cause, "sqlite_errorcode", None) in _SQLITE_FULL:
        return True
    return getattr(cause, "sqlstate", None) in _NO_ROOM or _CANNOT_GROW in str(fault)
