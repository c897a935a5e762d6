"""The row of a question to a shop in lists: a function of its folded state, written with its entries; and lists of them."""

from django.db import connection

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions.state import QuestionState

PAGE = 30
COLUMNS = (
    "root", "id", "marketplace", "seller", "buyer", "about", "order_root", "line", "product", "status", "turn", "text_ref",
    "in_time", "due_ms", "asked_ms", "changed_ms",
)  # fmt: skip
_MOVING = ("status", "turn", "in_time", "due_ms", "changed_ms")
_PUT = (
    f"INSERT INTO question_row ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) "
    f"ON CONFLICT (root) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _MOVING)}"
)


def row(state: QuestionState) -> tuple:
    """The row. turn: buyer, seller or ""; in_time: -1 while nobody has answered; changed_ms: when something was last said."""
    turn = state.turn
    asked = state.said[0]
    return (
        state.root, state.id, state.marketplace, state.seller, state.buyer, state.about, state.order, state.line,
        state.product, state.status, _turn(state), asked.text["ref"], -1 if state.in_time is None else int(state.in_time),
        clock.milliseconds(turn.until) if turn else 0, _ms(state.asked_at), _ms(state.said[-1].at),
    )  # fmt: skip


def _ms(at: str) -> int:
    return clock.milliseconds(clock.parse(at))


def _turn(state: QuestionState) -> str:
    """Whose it is: the side that is waited for; a shop that was late still owes its answer."""
    if state.turn:
        return state.turn.who
    return "seller" if state.status in ("open", "late") else ""


def project(cursor, before: QuestionState | None, after: QuestionState) -> None:
    """Bring the row from the state before to the state after."""
    new = row(after)
    if before is None or row(before) != new:
        cursor.execute(_PUT, new)


def listed(
    marketplace: str, *, buyer: str = "", seller: str = "", turn: str = "", after: str = ""
) -> tuple[list[dict], str]:
    """(rows of a buyer or a shop, the newest first; where to go on or ""). turn: only those that wait for this side. Refuses bad_cursor."""
    where, args = ["marketplace = %s"], [marketplace]
    for column, value in (("buyer", buyer), ("seller", seller), ("turn", turn)):
        if value:
            where.append(f"{column} = %s")
            args.append(value)
    if after:
        changed, dash, root = after.partition("-")
        if not dash or not changed.isdigit() or len(changed) > 15:
            raise Refusal("bad_cursor")
        where.append("(changed_ms < %s OR (changed_ms = %s AND root > %s))")
        args += [int(changed), int(changed), root]
    rows = _rows(f"WHERE {' AND '.join(where)} ORDER BY changed_ms DESC, root LIMIT %s", [*args, PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last['changed_ms']}-{last['root']}" if last else ""


def of_order(marketplace: str, order: str, buyer: str, products: list[str], most: int = 50) -> list[dict]:
    """Questions about an order, and those that its buyer asked about the same goods before."""
    goods, args = "", [marketplace, buyer, order]
    if products:
        goods = f" OR (order_root = '' AND product IN ({', '.join(['%s'] * len(products))}))"
        args += products
    return _rows(
        f"WHERE marketplace = %s AND buyer = %s AND (order_root = %s{goods}) ORDER BY asked_ms LIMIT %s", [*args, most]
    )


def streams_of(marketplace: str, buyer: str, most: int = 1000) -> list[str]:
    """The streams of a buyer's questions."""
    return [
        row["root"]
        for row in _rows("WHERE marketplace = %s AND buyer = %s ORDER BY asked_ms LIMIT %s", [marketplace, buyer, most])
    ]


def figures(marketplace: str, seller: str) -> tuple[int, int, int]:
    """(questions, answered in time, not in time or not yet) of a shop."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN in_time = 1 THEN 1 ELSE 0 END), 0), "
            "COALESCE(SUM(CASE WHEN in_time = 0 OR status = 'late' THEN 1 ELSE 0 END), 0) "
            "FROM question_row WHERE marketplace = %s AND seller = %s",
            [marketplace, seller],
        )
        return tuple(int(one) for one in cursor.fetchone())


def hours(marketplace: str, seller: str, usual: int) -> int:
    """Within how many hours a shop answers: as it has set, else as the marketplace has, else as usual."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seller, hours FROM answer_time WHERE marketplace = %s AND seller IN (%s, '')", [marketplace, seller]
        )
        found = dict(cursor.fetchall())
    most = found.get("", usual)
    return min(found.get(seller, most), most) if seller else most


def set_hours(marketplace: str, seller: str, hours_: int) -> None:
    """Keep it. seller "": for the marketplace; no shop may take longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO answer_time (marketplace, seller, hours) VALUES (%s, %s, %s) "
            "ON CONFLICT (marketplace, seller) DO UPDATE SET hours = excluded.hours",
            [marketplace, seller, hours_],
        )


def _rows(rest: str, args: list) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM question_row {rest}", args)
        return [dict(zip(COLUMNS, one, strict=True)) for one in cursor.fetchall()]
