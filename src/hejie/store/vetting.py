"""Shops by their papers: the rows of `vetting_row`, and what placing an order and showing a shop need of them. Plain SQL."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.state import StandingState

NEVER = 9_000_000_000_000_000
COLUMNS = (
    "root", "marketplace", "seller", "kind", "waiting", "oldest_ms", "checked", "ends", "stopped", "held", "probation", "longer",
    "most",
)  # fmt: skip
_MOVING = COLUMNS[3:]
_PUT = (
    f"INSERT INTO vetting_row ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) "
    f"ON CONFLICT (root) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _MOVING)}"
)
_SHOWN = {
    "waiting": "waiting > 0",
    "stopped": "(stopped <> '' OR held <> '')",
    "probation": "probation = 1",
    "all": "1 = 1",
}
SHOWN = tuple(_SHOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """A shop's papers in short. ends: the day on which the first that counts runs out, or None.

    stopped, held  what it may not do for its papers; what follows because its deposit is short (vetting.FOLLOWS)
    longer, most   on probation: hours that its buyers have more; minor units that an order may come to, by currency
    """

    seller: str
    kind: str
    waiting: int
    oldest_ms: int
    checked: bool
    ends: date | None
    stopped: tuple[str, ...]
    held: tuple[str, ...]
    probation: bool
    longer: int
    most: Mapping[str, int]

    def holds(self, on: date) -> bool:
        """Whether all its papers were checked and none of them has run out."""
        return self.checked and (self.ends is None or on <= self.ends)


def rows(state: StandingState) -> list[tuple]:
    """The rows for a folded standing: one for a shop that has declared what it is."""
    vetting = state.vetting
    if vetting is None:
        return []
    waiting = [one for one in vetting.papers if one.status == "filed"]
    checked, ends = vetting.checked_until(date.min)
    on, terms = vetting.probation, vetting.terms
    return [
        (
            state.root, state.marketplace, state.of, vetting.kind, len(waiting),
            clock.milliseconds(clock.parse(waiting[0].filed_at)) if waiting else NEVER, int(checked),
            ends.isoformat() if ends else "", " ".join(vetting.stopped), " ".join(vetting.held), int(on), vetting.longer(),
            json.dumps(dict(terms.most), sort_keys=True) if on else "{}",
        )
    ]  # fmt: skip


def project(cursor, before: StandingState | None, after: StandingState) -> None:
    """Bring the table from the state before to the state after."""
    old = rows(before) if before is not None else []
    for row in rows(after):
        if row not in old:
            cursor.execute(_PUT, row)


def of(marketplace: str, sellers: Iterable[str]) -> dict[str, Row]:
    """Rows by seller, of those that have declared something; one statement."""
    wanted = sorted(set(sellers))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    return {
        one.seller: one
        for one in _read(f"marketplace = %s AND seller IN ({marks})", [marketplace, *wanted], "root", 1000)
    }


def listed(marketplace: str, show: str, after: str = "", most: int = 50) -> tuple[tuple[Row, ...], str]:
    """A page of shops, whose papers have waited longest first, and the place to go on from or "". Refuses bad_cursor."""
    where, values = f"marketplace = %s AND {_SHOWN[show]}", [marketplace]
    if after:
        moment, _, seller = after.partition("~")
        if not (moment.isascii() and moment.isdigit() and int(moment) <= NEVER and seller) or "\x00" in seller:
            raise Refusal("bad_cursor")
        where, values = f"{where} AND (oldest_ms, seller) > (%s, %s)", [*values, int(moment), seller]
    found = _read(where, values, "oldest_ms, seller", most + 1)
    last = found[most - 1] if len(found) > most else None
    return tuple(found[:most]), f"{last.oldest_ms}~{last.seller}" if last else ""


def by_name(marketplace: str, after: str, most: int) -> list[str]:
    """Ids of shops that have declared something, by id, those after the one named."""
    return [one.seller for one in _read("marketplace = %s AND seller > %s", [marketplace, after], "seller", most)]


def _read(where: str, values: list, order: str, most: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS[2:])} FROM vetting_row WHERE {where} ORDER BY {order} LIMIT %s", [*values, most]
        )
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple) -> Row:
    seller, kind, waiting, oldest, checked, ends, stopped, held, probation, longer, most = row
    day = date.fromisoformat(ends) if ends else None
    return Row(
        seller,
        kind,
        waiting,
        oldest,
        bool(checked),
        day,
        tuple(stopped.split()),
        tuple(held.split()),
        bool(probation),
        longer,
        json.loads(most),
    )
