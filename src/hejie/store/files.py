"""Contents that are files: their rows point at the vault, their bytes stand there. Plain SQL."""

from dataclasses import dataclass

from django.db import connection

from hejie.store import told


@dataclass(frozen=True, slots=True)
class Content:
    """A private content's row. `data` for what stands in the database, `path` for what stands in the vault."""

    ref: str
    type: str
    size: int
    salt: bytes
    data: bytes | None
    path: str


def content(root: str, ref: str) -> Content | None:
    """The row of one content, or None when there is none (any more), or it cannot be opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, type, size, salt, data, path FROM content WHERE root = %s AND ref = %s", [root, ref]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    try:
        salt, data = told.Ring(root).open(ref, row[3], row[4])
    except (told.Closed, told.Broken):
        return None
    return Content(row[0], row[1], row[2], salt, data, row[5])


def is_named(root: str, path: str) -> bool:
    """Whether any content of this root still points at a path of the vault."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM content WHERE root = %s AND path = %s LIMIT 1", [root, path])
        return cursor.fetchone() is not None
