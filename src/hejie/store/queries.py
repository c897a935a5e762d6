"""Reads for lists: plain SQL, keyset paging, a fixed number of statements whatever the size.

Every function takes the actor and narrows by what the gate lets him see in a list; single cases go through
`usecases.reading`, which asks the gate itself.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from django.db import connection

from hejie.domain.cases import access_shop
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.store import charges, told
from hejie.store.projections import CASE_COLUMNS, NEVER, ORDER_COLUMNS

PAGE = 25
AT_RISK, OVERDUE = "at_risk", "overdue"
"""Waits of which so much has run that they are warned of; and those whose silence has not been carried out yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: rows as dictionaries, and the cursors on from and back to it ("" where there is none)."""

    rows: tuple[dict, ...]
    after: str = ""


def cases(actor: Actor, *, sort: str = "due", after: str = "", limit: int = PAGE, **narrow: object) -> Page:
    """Cases that this actor may list, by what runs out first (`due`) or newest first (`opened`).

    after     cursor of the page before; narrow: as `conditions` takes it
    Refuses   bad_cursor and what `conditions` refuses
    """
    where, values = conditions(actor, **narrow)
    column, order, sign = ("due_ms", "ASC", ">") if sort == "due" else ("opened_ms", "DESC", "<")
    return keyset("case_row", CASE_COLUMNS, where, values, column, "id", order, sign, after, limit)


def conditions(
    actor: Actor,
    *,
    stage: str = "",
    state: str = "",
    reason: str = "",
    turn: str = "",
    in_charge: str = "",
    opened: tuple[int, int] | None = None,
    near: tuple[str, int] | None = None,
    apart: bool = False,
) -> tuple[list[str], list]:
    """Conditions and values that narrow `case_row` to what this actor may list, and to what he wants of it.

    state      open, closed or ""; turn: the side whose turn it is; apart: goods of it are kept apart
    in_charge  of a shop's own people: somebody of it, or `charges.NOBODY`; opened: from one moment to before another, in
               milliseconds; near: (AT_RISK or OVERDUE, now in milliseconds)
    Refuses    not_found (who is in charge, asked by others than the shop)
    """
    where, values = case_scope(actor)
    for column, value in (("stage", stage), ("reason", reason), ("turn_who", turn)):
        if value:
            where.append(f"{column} = %s")
            values.append(value)
    if state == "open":
        where.append("closed_ms = 0")
    elif state == "closed":
        where.append("closed_ms > 0")
    if apart:
        where.append("kept_apart > 0")
    for condition, more in _narrowed(actor, in_charge, opened, near):
        where.append(condition)
        values += more
    return where, values


def _narrowed(actor: Actor, in_charge: str, opened: tuple[int, int] | None, near: tuple[str, int] | None) -> list:
    """Conditions with their values: who looks after a case, when it was opened, how close its wait is to its end."""
    found: list[tuple[str, list]] = []
    if in_charge:
        if not access_shop.is_of_shop(actor):
            raise Refusal("not_found")
        found.append(charges.narrowed(actor.marketplace, actor.seller, in_charge))
    if opened:
        found.append(("opened_ms >= %s AND opened_ms < %s", list(opened)))
    if near:
        past = "due_ms <= %s" if near[0] == OVERDUE else "due_ms > %s"
        found.append((f"closed_ms = 0 AND risk_ms <= %s AND {past}", [near[1], near[1]]))
    return found


def heads(rows: Iterable[dict]) -> dict[str, str]:
    """The head hash of each of these cases, by id; one statement."""
    places = [(row["root"], f"case:{row['id']}") for row in rows]
    if not places:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(places))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH newest AS (SELECT root, stream, max(seq) AS seq FROM entry "
            f"WHERE (root, stream) IN (VALUES {marks}) GROUP BY root, stream) "
            "SELECT e.stream, e.hash FROM newest n "
            "JOIN entry e ON e.root = n.root AND e.stream = n.stream AND e.seq = n.seq",
            [value for place in places for value in place],
        )
        return {stream.removeprefix("case:"): digest for stream, digest in cursor.fetchall()}


def case_scope(actor: Actor) -> tuple[list[str], list]:
    """Conditions and values that narrow `case_row` to what this actor may list. Refuses not_found."""
    where, values = ["marketplace = %s"], [actor.marketplace]
    if actor.only_case:
        where, values = [*where, "id = %s"], [*values, actor.only_case]
    if actor.role == "buyer":
        return [*where, "buyer = %s"], [*values, actor.id]
    if actor.role in ("seller", "agent") and actor.seller:
        return [*where, "seller = %s"], [*values, actor.seller]
    if actor.role == "neutral":
        # Said twice, since SQLite takes the indexes of cases with a neutral for nothing less.
        return [*where, "neutral = %s", "neutral <> ''"], [*values, actor.id]
    if actor.role in ("operator", "auditor", "agent", "system"):
        return where, values
    raise Refusal("not_found")


def orders(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page:
    """Orders of a buyer or a shop (all of the marketplace for its staff), newest first."""
    if actor.only_case:
        return Page(())
    if actor.role in ("seller", "agent") and actor.seller:
        return _seller_orders(actor, after, limit)
    where, values = ["marketplace = %s"], [actor.marketplace]
    if actor.role == "buyer":
        where.append("buyer = %s")
        values.append(actor.id)
    elif actor.role not in ("operator", "auditor", "agent", "integrator", "system"):
        raise Refusal("not_found")
    return keyset("order_row", ORDER_COLUMNS, where, values, "ordered_ms", "root", "DESC", "<", after, limit)


def _seller_orders(actor: Actor, after: str, limit: int) -> Page:
    listed = keyset(
        "order_seller", ("root", "ordered_ms"), ["marketplace = %s", "seller = %s"], [actor.marketplace, actor.seller],
        "ordered_ms", "root", "DESC", "<", after, limit,
    )  # fmt: skip
    by_root = rows_by("order_row", ORDER_COLUMNS, "root", [row["root"] for row in listed.rows])
    return Page(tuple(by_root[row["root"]] for row in listed.rows), listed.after)


def rows_by(table: str, columns: tuple[str, ...], key: str, values: list) -> dict:
    """Rows of a table by one column, as a mapping; one statement."""
    if not values:
        return {}
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {key} IN ({marks})", values)
        return {row[columns.index(key)]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}


def keyset(table, columns, where, values, column, tie, order, sign, after, limit) -> Page:
    """One page by keyset over (column, tie): work does not grow with how far one has paged."""
    if after:
        moment, name = _cursor(after)
        where = [*where, f"({column}, {tie}) {sign} (%s, %s)"]
        values = [*values, moment, name]
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {' AND '.join(where)} ORDER BY {column} {order}, {tie} {order} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit + 1])
        found = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    more = len(found) > limit
    rows = tuple(found[:limit])
    return Page(rows, _write_cursor(rows[-1][column], rows[-1][tie]) if more else "")


def _write_cursor(moment: int, name: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([moment, name])).decode().rstrip("=")


def _cursor(after: str) -> tuple[int, str]:
    try:
        moment, name = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, TypeError) as error:
        raise Refusal("bad_cursor") from error
    if type(moment) is not int or not -NEVER <= moment <= NEVER or type(name) is not str or "\x00" in name:
        raise Refusal("bad_cursor")
    return moment, name


def texts(root: str, refs: Iterable[str]) -> dict[str, str]:
    """Private texts of a root by reference; what was erased is absent. One statement."""
    return {ref: bytes(data).decode() for ref, (data, _type) in contents(root, refs).items()}


def contents(root: str, refs: Iterable[str]) -> dict[str, tuple[bytes, str]]:
    """(bytes, type) of the private contents kept in the database, by reference; what has lost its key is absent."""
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ref, salt, data, type FROM content WHERE root = %s AND ref IN ({marks}) AND data IS NOT NULL",
            [root, *wanted],
        )
        rows, ring = cursor.fetchall(), told.Ring(root)
    read = {ref: (ring.text(ref, salt, data), kind) for ref, salt, data, kind in rows}
    return {ref: (data, kind) for ref, (data, kind) in read.items() if data is not None}


def texts_of_rows(rows: Iterable[dict], column: str) -> dict[str, str]:
    """Texts for the references in one column of list rows (over several roots); one statement."""
    wanted = [(row["root"], row[column]) for row in rows if row[column]]
    if not wanted:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ref, data FROM content WHERE (root, ref) IN (VALUES {marks}) AND data IS NOT NULL",
            [value for pair in wanted for value in pair],
        )
        return {ref: bytes(data).decode() for ref, data in cursor.fetchall()}


def notices(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page:
    """A person's own notices, newest first."""
    columns = ("root", "id", "case_id", "kind", "facts", "at_ms", "read_ms", "mail", "head")
    return keyset(
        "notice", columns, ["marketplace = %s", "person = %s"], [actor.marketplace, actor.id], "at_ms", "id", "DESC", "<", after, limit
    )  # fmt: skip


def counts(marketplace: str) -> dict[str, dict[str, int]]:
    """How many cases stand at each stage and ended in each outcome."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, outcome, count(*) FROM case_row WHERE marketplace = %s GROUP BY stage, outcome",
            [marketplace],
        )
        rows = cursor.fetchall()
    stages: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for stage, outcome, number in rows:
        stages[stage] = stages.get(stage, 0) + number
        if outcome:
            outcomes[outcome] = outcomes.get(outcome, 0) + number
    return {"by_stage": stages, "by_outcome": outcomes}


def never(moment: int) -> bool:
    """Whether a due column means that nothing runs."""
    return moment >= NEVER


def entries(root: str, stream: str, after: int, limit: int) -> list[tuple[int, str, str, str]]:
    """(seq, prev, hash, body) of a stream after a seq, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, prev, hash, body FROM entry WHERE root = %s AND stream = %s AND seq > %s ORDER BY seq LIMIT %s",
            [root, stream, after, limit],
        )
        return cursor.fetchall()
