"""Panels and their seats as lists and choices see them: who sits where, what is open, and votes of panels that are over.

What was voted is never read here before a panel is decided: every reading of votes goes over `panel_row`, whose state is that of
the case's own record.
"""

from collections.abc import Sequence

from django.db import connection

from hejie.domain.cases.panels import Panel, Seat
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock

PANEL_COLUMNS = ("root", "id", "panel", "marketplace", "status", "drawn_ms", "ended_ms")
SEAT_COLUMNS = (
    "root", "id", "panel", "number", "marketplace", "member", "side", "given_ms", "vote", "share", "voted_ms",
)  # fmt: skip
MOST = 400
"""The newest votes of a period that figures are made of."""

_PUT_PANEL = (
    f"INSERT INTO panel_row ({', '.join(PANEL_COLUMNS)}) VALUES ({', '.join(['%s'] * len(PANEL_COLUMNS))}) "
    "ON CONFLICT (root, id, panel) DO UPDATE SET status = excluded.status, ended_ms = excluded.ended_ms"
)
_PUT_SEAT = (
    f"INSERT INTO seat_row ({', '.join(SEAT_COLUMNS)}) VALUES ({', '.join(['%s'] * len(SEAT_COLUMNS))}) "
    "ON CONFLICT (root, id, panel, number) DO UPDATE SET vote = excluded.vote, share = excluded.share, voted_ms = excluded.voted_ms"
)
_OF_PANEL = "JOIN panel_row p ON p.root = s.root AND p.id = s.id AND p.panel = s.panel"


def panel_rows(case: CaseState) -> list[tuple]:
    """The rows of `panel_row` for a folded case. ended_ms: 0 while it votes."""
    return [_panel_row(case, panel) for panel in case.panels]


def _panel_row(case: CaseState, panel: Panel) -> tuple:
    return (case.root, case.id, panel.id, case.marketplace, panel.status, _ms(panel.at), _ms(panel.ended_at))


def seat_row(seat: Seat) -> tuple:
    """The row of `seat_row` for a seat."""
    vote = seat.vote
    return (
        seat.root, seat.case, seat.panel, seat.number, seat.marketplace, seat.member, seat.group, _ms(seat.at),
        vote.vote if vote else "", vote.share if vote else 0, _ms(seat.voted_at),
    )  # fmt: skip


def project_case(cursor, before: CaseState | None, after: CaseState) -> None:
    """Bring the panels of a case from the state before to the state after."""
    if not after.panels:
        return
    old = panel_rows(before) if before is not None else []
    for row in panel_rows(after):
        if row not in old:
            cursor.execute(_PUT_PANEL, row)


def project_seat(cursor, before: Seat | None, after: Seat | None) -> None:
    """Bring one seat up to its room."""
    if after is not None and after != before:
        cursor.execute(_PUT_SEAT, seat_row(after))


def of_member(root: str, case_id: str, panel: str, member: str) -> int | None:
    """The number of somebody's seat on a panel; None for everybody else."""
    found = _rows(
        "SELECT number FROM seat_row WHERE root = %s AND id = %s AND panel = %s AND member = %s",
        [root, case_id, panel, member],
    )
    return found[0][0] if found else None


def members(root: str, case_id: str) -> list[tuple[str, int, str]]:
    """(panel, seat, person) of all panels that a case has had."""
    return _rows(
        "SELECT panel, number, member FROM seat_row WHERE root = %s AND id = %s ORDER BY panel, number", [root, case_id]
    )


def waiting(marketplace: str, member: str, most: int = 50) -> list[tuple[str, int, int]]:
    """(case, when his seat was given, when he voted or 0) of panels that vote now and in which somebody sits, the earliest first."""
    return _rows(
        f"SELECT s.id, s.given_ms, s.voted_ms FROM seat_row s {_OF_PANEL} WHERE s.marketplace = %s AND s.member = %s "
        "AND p.ended_ms = 0 ORDER BY s.given_ms, s.id LIMIT %s",
        [marketplace, member, most],
    )


def votes(marketplace: str, people: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """(person, group, vote, 1 where the buyer had claimed) of decided panels, the newest 400 of each; of those with a group."""
    one = (
        "SELECT * FROM (SELECT s.member, s.side, s.vote, CASE WHEN c.claimant = 'buyer' THEN 1 ELSE 0 END "
        f"FROM seat_row s {_OF_PANEL} JOIN case_row c ON c.root = s.root AND c.id = s.id WHERE s.marketplace = %s "
        "AND s.member = %s AND s.vote <> '' AND s.side <> 'none' AND p.status = 'decided' "
        f"ORDER BY s.given_ms DESC LIMIT {MOST}) AS of_one"
    )
    values = [value for person in people for value in (marketplace, person)]
    return _rows(" UNION ALL ".join([one] * len(people)), values) if people else []


def _ms(written: str) -> int:
    return clock.milliseconds(clock.parse(written)) if written else 0


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
