"""The row of a complaint in lists: a function of its folded state, written with its entries; and lists of them."""

from django.db import connection

from hejie.domain.complaints.state import ComplaintState
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal

PAGE = 30
COLUMNS = (
    "root", "id", "marketplace", "complainant", "against", "whom", "channel", "handler", "status", "satisfied", "escalated", "turn",
    "text_ref", "order_root", "case_id", "due_ms", "received_ms", "changed_ms",
)  # fmt: skip
_MOVING = ("handler", "status", "satisfied", "escalated", "turn", "order_root", "case_id", "due_ms", "changed_ms")
_PUT = (
    f"INSERT INTO complaint_row ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) "
    f"ON CONFLICT (root) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _MOVING)}"
)


def row(state: ComplaintState) -> tuple:
    """The row. changed_ms: of the last thing that is not for the handlers alone, so that a list tells nothing of notes."""
    turn = state.turn
    open_items = [item.at for item in state.items if not item.internal]
    return (
        state.root, state.id, state.marketplace, state.complainant, state.against, state.whom, state.channel, state.handler,
        state.status, state.satisfied, int(state.escalated), turn.who if turn else "", state.text["ref"], state.order, state.case,
        clock.milliseconds(turn.until) if turn else 0, _ms(state.received_at), _ms(open_items[-1] if open_items else state.received_at),
    )  # fmt: skip


def project(cursor, before: ComplaintState | None, after: ComplaintState) -> None:
    """Bring the row from the state before to the state after."""
    new = row(after)
    if before is None or row(before) != new:
        cursor.execute(_PUT, new)


def listed(marketplace: str, *, where: dict[str, str], not_whom: str = "", after: str = "") -> tuple[list[dict], str]:
    """(rows, the newest first; where to go on or ""). where: values by column; not_whom: nothing about this one. Refuses bad_cursor."""
    wanted, args = ["marketplace = %s"], [marketplace]
    for column, value in where.items():
        assert column in COLUMNS
        wanted.append(f"{column} = %s")
        args.append(value)
    if not_whom:
        wanted.append("whom <> %s")
        args.append(not_whom)
    if after:
        changed, dash, root = after.partition("-")
        if not dash or not changed.isdigit() or len(changed) > 15:
            raise Refusal("bad_cursor")
        wanted.append("(changed_ms < %s OR (changed_ms = %s AND root > %s))")
        args += [int(changed), int(changed), root]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM complaint_row WHERE {' AND '.join(wanted)} ORDER BY changed_ms DESC, root LIMIT %s",
            [*args, PAGE + 1],
        )
        rows = [dict(zip(COLUMNS, one, strict=True)) for one in cursor.fetchall()]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last['changed_ms']}-{last['root']}" if last else ""


def streams_of(marketplace: str, person: str, most: int = 1000) -> list[str]:
    """The streams of a person's own complaints."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root FROM complaint_row WHERE marketplace = %s AND complainant = %s ORDER BY received_ms LIMIT %s",
            [marketplace, person, most],
        )
        return [row[0] for row in cursor.fetchall()]


def _ms(at: str) -> int:
    return clock.milliseconds(clock.parse(at))
