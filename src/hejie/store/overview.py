"""Figures of a whole marketplace, for whoever runs it: each is one statement, and lists are cut off at a number.

Everything is read from the query tables and narrowed to one marketplace (what belongs to the installation alone, such
as the seals, is said so).
"""

from dataclasses import dataclass

from django.db import connection

from hejie.domain.aftersales.service import SERVED
from hejie.store.projections import NEVER

_MOST_RESERVED = 2_000


@dataclass(frozen=True, slots=True)
class Route:
    """How many cases stand or ended so. `heard`: a neutral was there."""

    stage: str
    outcome: str
    heard: bool
    cases: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """An effect that has failed at least three times and is still to be carried out."""

    root: str
    topic: str
    tries: int
    error: str
    at_ms: int


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


_SERVED = ", ".join(f"'{name}'" for name in SERVED)
_NEVER_DISPUTED = (
    f"service <> '' AND (stage = 'service' OR outcome IN ({_SERVED}, 'lapsed', 'withdrawn')) AND neutral = ''"
)


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests for service opened since a moment: done, open, ended without result, and those that became disputes."""

    done: int
    open: int
    ended: int
    disputed: int

    @property
    def all(self) -> int:
        """How many there were."""
        return self.done + self.open + self.ended + self.disputed


def requests(marketplace: str, since_ms: int) -> Requests:
    """Requests for service opened since a moment, by what came of them."""
    (row,) = _rows(
        f"SELECT COALESCE(SUM(CASE WHEN outcome IN ({_SERVED}) THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN stage = 'service' THEN 1 ELSE 0 END), 0), "
        f"COALESCE(SUM(CASE WHEN {_NEVER_DISPUTED} THEN 1 ELSE 0 END), 0), count(*) FROM case_row "
        "WHERE marketplace = %s AND opened_ms >= %s AND service <> ''",
        [marketplace, since_ms],
    )
    done, waiting, quiet, asked = (int(number) for number in row)
    return Requests(done, waiting, quiet - done - waiting, asked - quiet)


def routes(marketplace: str, since_ms: int) -> list[Route]:
    """Disputes opened since a moment, by where they stand or how they ended; requests for service that became none are left out."""
    found = _rows(
        "SELECT stage, outcome, CASE WHEN neutral <> '' THEN 1 ELSE 0 END AS heard, count(*) FROM case_row "
        f"WHERE marketplace = %s AND opened_ms >= %s AND NOT ({_NEVER_DISPUTED}) GROUP BY stage, outcome, heard",
        [marketplace, since_ms],
    )
    return [Route(stage, outcome, bool(heard), cases) for stage, outcome, heard, cases in found]


def causes(marketplace: str, since_ms: int) -> list[tuple[str, int]]:
    """(reason, cases opened since a moment), the most frequent first."""
    return _rows(
        "SELECT reason, count(*) AS cases FROM case_row WHERE marketplace = %s AND opened_ms >= %s "
        "GROUP BY reason ORDER BY cases DESC, reason",
        [marketplace, since_ms],
    )


def busiest_shops(marketplace: str, since_ms: int, most: int = 5) -> list[tuple[str, int, int, int]]:
    """(shop, cases opened since a moment, those in which it stayed silent, those decided against it), most cases first."""
    return _rows(
        "SELECT seller, count(*) AS cases, SUM(CASE WHEN outcome = 'defaulted_seller' THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN outcome = 'decided_buyer' THEN 1 ELSE 0 END) FROM case_row "
        "WHERE marketplace = %s AND opened_ms >= %s GROUP BY seller ORDER BY cases DESC, seller LIMIT %s",
        [marketplace, since_ms, most],
    )


def clocks(marketplace: str, now_ms: int, soon_ms: int) -> tuple[int, int, int]:
    """(clocks of cases that run, those that run out before `soon_ms`, those whose time is over)."""
    found = _rows(
        "SELECT count(*), COALESCE(SUM(CASE WHEN until_ms <= %s THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN until_ms <= %s THEN 1 ELSE 0 END), 0) FROM deadline "
        "WHERE marketplace = %s AND until_ms < %s AND stream LIKE 'case:%%'",
        [soon_ms, now_ms, marketplace, NEVER],
    )
    return tuple(int(number) for number in found[0])


def waiting_for_neutral(marketplace: str, most: int = 20) -> list[tuple[str, int]]:
    """(case, until when) of cases that wait for a neutral, the shortest time first."""
    found = _rows(
        "SELECT stream, until_ms FROM deadline WHERE marketplace = %s AND wait = 'assign' ORDER BY until_ms LIMIT %s",
        [marketplace, most],
    )
    return [(stream.removeprefix("case:"), until) for stream, until in found]


def held(marketplace: str, most: int = 50) -> list[tuple[str, str, str]]:
    """(case, wait, side) of clocks that stand still because nobody can reach that side."""
    found = _rows(
        "SELECT stream, wait, who FROM deadline WHERE marketplace = %s AND until_ms = %s AND held = 'unreachable' "
        "ORDER BY stream LIMIT %s",
        [marketplace, NEVER, most],
    )
    return [(stream.removeprefix("case:"), wait, who) for stream, wait, who in found]


def roots_with_refused_payments(marketplace: str, most: int = 50) -> list[str]:
    """Orders with reserved money in whose record a payment was once refused; whether it still is, the order's state says."""
    body = 'body LIKE \'%%"kind":"TransferFailed"%%\''
    found = _rows(
        f"SELECT root FROM entry WHERE {body} AND (root, stream) IN "
        "(SELECT root, 'order:' || root FROM (SELECT DISTINCT root FROM balance WHERE marketplace = %s AND reserved > 0 "
        "ORDER BY root LIMIT %s) AS reserved) GROUP BY root ORDER BY root LIMIT %s",
        [marketplace, _MOST_RESERVED, most],
    )
    return [root for (root,) in found]


def stuck_effects(marketplace: str, most: int = 20) -> list[Stuck]:
    """Effects that keep failing, the longest waiting first; messages to programs are one, however many wait."""
    found = _rows(
        "SELECT min(root), min(topic), max(tries), CASE min(topic) WHEN 'webhook' THEN '' ELSE min(error) END, min(at_ms) "
        "FROM outbox WHERE done_ms = 0 AND marketplace = %s AND tries >= 3 AND error <> '' "
        "GROUP BY CASE topic WHEN 'webhook' THEN topic ELSE root || ' ' || id END ORDER BY 5 LIMIT %s",
        [marketplace, most],
    )
    return [Stuck(*row) for row in found]


def overdue_effects(marketplace: str, before_ms: int) -> int:
    """How many effects were due before a moment and are not carried out."""
    found = _rows(
        "SELECT count(*) FROM outbox WHERE done_ms = 0 AND marketplace = %s AND due_ms <= %s AND tries < 3",
        [marketplace, before_ms],
    )
    return found[0][0]


def sealing() -> tuple[int, int, int]:
    """(entries under the newest seal, when it was made, entries not sealed yet, counted up to 10,000); of the installation."""
    last = _rows("SELECT size, at_ms FROM seal ORDER BY size DESC LIMIT 1", [])
    waiting = _rows("SELECT count(*) FROM (SELECT 1 FROM unsealed LIMIT 10000) AS waiting", [])
    size, at_ms = last[0] if last else (0, 0)
    return size, at_ms, waiting[0][0]


def seals(most: int = 10) -> list[tuple[int, str, str, int]]:
    """(size, signed text, public key, when) of the newest seals of the installation."""
    return _rows("SELECT size, body, public_key, at_ms FROM seal ORDER BY size DESC LIMIT %s", [most])


def case_by_number(marketplace: str, number: str) -> str:
    """The case whose short number (the last part of its id) this is, or "". Looks through the marketplace's cases."""
    found = _rows(
        "SELECT id FROM case_row WHERE marketplace = %s AND substr(id, 18) = %s LIMIT 1", [marketplace, number.lower()]
    )
    return found[0][0] if found else ""


def roots(marketplace: str, after: str, most: int) -> list[str]:
    """Roots (orders and purses) of a marketplace by keyset, for checking its record piece by piece."""
    found = _rows(
        "SELECT root FROM root_lock WHERE marketplace = %s AND root > %s ORDER BY root LIMIT %s",
        [marketplace, after, most],
    )
    return [root for (root,) in found]
