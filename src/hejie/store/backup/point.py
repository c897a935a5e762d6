"""How far a database goes: what is newest in it, and what a database that it replaces has beyond that.

Asked by plain SQL of any connection to SQLite or PostgreSQL, so that it works beside Django and before it has started.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from hejie.store.backup import swapping

Ask = Callable[[str], list[tuple]]

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Point:
    """Where a record ends.

    entries     how many there are
    newest_ms   when the newest act was done, milliseconds; 0: none
    sealed      entries under the newest seal; 0: none
    sealed_ms   when it was made
    seal        its exact text
    """

    entries: int = 0
    newest_ms: int = 0
    sealed: int = 0
    sealed_ms: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a live database has and the one that replaces it has not.

    entries    how many more entries
    acts       how many acts since the newest of the other; streams: some of those they were written to, newest first
    continues  whether the live record goes on from the other one; False: it is another record
    """

    entries: int
    acts: int
    streams: tuple[str, ...]
    continues: bool


def of(ask: Ask) -> Point:
    """Where the record of a database ends."""
    entries = ask("SELECT count(*) FROM entry")[0][0]
    newest = ask("SELECT coalesce(max(at_ms), 0) FROM receipt")[0][0]
    seals = ask("SELECT size, at_ms, body FROM seal ORDER BY size DESC, at_ms DESC LIMIT 1")
    return Point(entries, newest, *(seals[0] if seals else ()))


def loss(live: Mapping, back: Point) -> Loss | None:
    """What is lost when a database up to this point takes the live one's place; None: nothing is there.

    live   settings in Django's form
    """
    with closing(swapping.connect(live)) as there:

        def ask(sql: str) -> list[tuple]:
            return there.execute(sql).fetchall()

        now = of(ask)
        if not now.entries:
            return None
        acts = ask(f"SELECT count(*) FROM receipt WHERE at_ms > {int(back.newest_ms)}")[0][0]
        streams = ask(
            f"SELECT stream, max(at_ms) AS newest FROM receipt WHERE at_ms > {int(back.newest_ms)} "
            f"GROUP BY stream ORDER BY newest DESC, stream LIMIT {_SHOWN}"
        )
        same = [body for (body,) in ask(f"SELECT body FROM seal WHERE size = {int(back.sealed)}")]
    continues = back.seal in same if back.sealed else not back.entries
    return Loss(now.entries - back.entries, acts, tuple(row[0] for row in streams), continues)
