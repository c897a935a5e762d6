"""Texts of rulebooks that cases have pinned, kept in the database so that a case outlives a changed file."""

from functools import lru_cache

from django.db import connection

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.rulebooks import procedures


def keep(cursor, rulebook: str, digest: str) -> None:
    """Keep the text in force when a case pins it; once for each digest."""
    if procedures.load(rulebook).digest == digest:
        cursor.execute(
            "INSERT INTO rulebook (digest, id, text) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING",
            (digest, rulebook, procedures.text(rulebook)),
        )


def procedure(rulebook: str, digest: str = "") -> Procedure:
    """The procedure in force, or with a digest the text that was pinned, from file or database. Refuses procedure_unknown."""
    try:
        return procedures.load(rulebook, digest)
    except Refusal:
        if not digest:
            raise
    return _kept(rulebook, digest)


@lru_cache(maxsize=256)
def _kept(rulebook: str, digest: str) -> Procedure:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM rulebook WHERE digest = %s AND id = %s", (digest, rulebook))
        row = cursor.fetchone()
    if row is None:
        raise Refusal("procedure_unknown", procedure=rulebook, digest=digest)
    return procedures.parse(row[0])
