"""Query tables, written in the same transaction as the entries and rebuilt from them at any time.

Each row is a pure function of a folded state, so live and rebuilt rows are equal by construction; `record.replay`
checks it anyway. Effects (outbox, notices, receipts) are not projections and are never touched here.
"""

from dataclasses import fields
from datetime import datetime
from operator import attrgetter, itemgetter

from hejie.domain.cases import assignments
from hejie.domain.cases.own_streams import KINDS
from hejie.domain.cases.servicing import releasing
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.standing.state import Sanction, StandingState
from hejie.store import (
    after_end,
    gains,
    ledger,
    legal_holds,
    own_rows,
    past_cases,
    product_cases,
    rulebooks,
    seats,
    serial_cases,
    vetting,
)

NEVER = 9_000_000_000_000_000  # sorts after every real moment

CASE_COLUMNS = (
    "root", "id", "marketplace", "order_ref", "seller", "buyer", "claimant", "neutral", "stage", "outcome", "reason",
    "remedy", "amount", "currency", "story_ref", "title_ref", "service",
    "turn_who", "turn_wait", "turn_silence", "due_ms", "risk_ms", "kept_apart", "opened_ms", "closed_ms",
)  # fmt: skip
_MOVING = tuple(
    name
    for name in CASE_COLUMNS
    if name
    not in (
        "root",
        "id",
        "marketplace",
        "order_ref",
        "seller",
        "buyer",
        "currency",
        "story_ref",
        "title_ref",
        "opened_ms",
    )
)
DEADLINE_COLUMNS = (
    "root", "stream", "id", "marketplace", "wait", "who", "until_ms", "remind_ms", "held", "credited", "provisional",
)  # fmt: skip
ORDER_COLUMNS = (
    "root", "marketplace", "external_id", "buyer", "status", "currency", "paid", "ordered_ms", "delivered_ms",
    "digest",
)  # fmt: skip
SANCTION_COLUMNS = (
    "root", "id", "marketplace", "side", "owner", "measure", "does", "status", "why", "appeal", "announced_ms",
    "begins_ms", "ends_ms", "appeal_ms",
)  # fmt: skip
ASSIGNMENT_COLUMNS = (
    "root", "id", "number", "marketplace", "neutral", "buyer", "seller", "given_ms", "left_ms", "why", "ruled_ms", "verdict",
    "appealed",
)  # fmt: skip

_CASE_INSERT = f"INSERT INTO case_row ({', '.join(CASE_COLUMNS)}) VALUES ({', '.join(['%s'] * len(CASE_COLUMNS))})"
_CASE_UPDATE = f"UPDATE case_row SET {', '.join(f'{name} = %s' for name in _MOVING)} WHERE root = %s AND id = %s"
_DEADLINE_PUT = (
    f"INSERT INTO deadline ({', '.join(DEADLINE_COLUMNS)}) VALUES ({', '.join(['%s'] * len(DEADLINE_COLUMNS))}) "
    "ON CONFLICT (root, stream, id) DO UPDATE SET until_ms = excluded.until_ms, remind_ms = excluded.remind_ms, held = excluded.held, "
    "credited = excluded.credited, provisional = excluded.provisional"
)
_ASSIGNMENT_MOVING = ("left_ms", "why", "ruled_ms", "verdict", "appealed")
_ASSIGNMENT_PUT = (
    f"INSERT INTO assignment_row ({', '.join(ASSIGNMENT_COLUMNS)}) VALUES ({', '.join(['%s'] * len(ASSIGNMENT_COLUMNS))}) "
    f"ON CONFLICT (root, id, number) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ASSIGNMENT_MOVING)}"
)
_ORDER_MOVING = ("status", "paid", "delivered_ms", "digest")
_ORDER_INSERT = f"INSERT INTO order_row ({', '.join(ORDER_COLUMNS)}) VALUES ({', '.join(['%s'] * len(ORDER_COLUMNS))})"
_SANCTION_MOVING = ("status", "why", "appeal", "begins_ms", "ends_ms", "appeal_ms")
_SANCTION_PUT = (
    f"INSERT INTO sanction_row ({', '.join(SANCTION_COLUMNS)}) VALUES ({', '.join(['%s'] * len(SANCTION_COLUMNS))}) "
    f"ON CONFLICT (root, id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _SANCTION_MOVING)}"
)
_ORDER_UPDATE = f"UPDATE order_row SET {', '.join(f'{name} = %s' for name in _ORDER_MOVING)} WHERE root = %s"


def project(cursor, world: World, stream: str, before: object | None, after: object, entries: list[dict]) -> None:
    """Bring the query tables of one stream from the state before to the state after."""
    kind = stream.partition(":")[0]
    if kind == "case" and before is not None and _of_lists(vars(before)) == _of_lists(vars(after)):
        return  # words and files move nothing that lists show
    if kind == "case":
        _project_case(cursor, before, after)
        past_cases.project(cursor, before, after)
        product_cases.project(cursor, before, after)
        serial_cases.project(cursor, before, after)
        _project_assignments(cursor, before, after)
        seats.project_case(cursor, before, after)
        legal_holds.project(cursor, before, after)
        _project_deadlines(cursor, world.root, stream, world.marketplace, before, after)
    elif kind == "order":
        _project_order(cursor, world, before, after)
        legal_holds.project(cursor, before, after)
        _project_deadlines(cursor, world.root, stream, world.marketplace, before, after)
    elif kind == "standing":
        _project_sanctions(cursor, before, after)
        vetting.project(cursor, before, after)
        _project_deadlines(cursor, world.root, stream, world.marketplace, before, after)
    elif kind in KINDS:
        own_rows.project(cursor, kind, before, after)
        if kind == "complaint":
            legal_holds.project(cursor, before, after)
        _project_deadlines(cursor, world.root, stream, world.marketplace, before, after)
    elif kind == "room":
        seats.project_seat(cursor, before.seat if before is not None else None, after.seat)
        gains.project(cursor, before, after)
    if kind in ("case", "order", "purse"):
        after_end.project(cursor, kind, before, after)
    if kind in ("order", "purse"):
        ledger.project_money(cursor, world.marketplace, world.root, entries)


_SPOKEN = frozenset({"said", "answered", "seq", "head", "changed_at"})
_of_lists = itemgetter(*(one.name for one in fields(CaseState) if one.name not in _SPOKEN))
"""All of a case of which a row could be made; what was said in it, and where its stream ends, stand in none. Where nothing of it
has changed, the very same values are compared, which takes no time."""


def case_row(case: CaseState) -> tuple:
    """The row of `case_row` for a folded case."""
    turn = case.next_deadline()
    values = {
        "root": case.root,
        "id": case.id,
        "marketplace": case.marketplace,
        "order_ref": case.order["external_id"],
        "seller": case.seller,
        "buyer": case.buyer,
        "claimant": case.claimant,
        "neutral": case.neutral,
        "stage": case.stage,
        "outcome": case.outcome,
        "reason": case.reason,
        "remedy": case.remedy,
        "amount": case.paid_minor,
        "currency": case.currency,
        "story_ref": case.story["ref"],
        "title_ref": (case.order["lines"][0].get("title") or {}).get("ref", ""),
        "service": case.service.kind if case.service else "",
        "turn_who": turn.who if turn else "",
        "turn_wait": turn.wait if turn else "",
        "turn_silence": turn.silence if turn else "",
        "due_ms": clock.milliseconds(turn.until) if turn else NEVER,
        "risk_ms": risk_ms(turn),
        "kept_apart": kept_apart(case),
        "opened_ms": _ms(case.opened_at),
        "closed_ms": _ms(case.closed_at),
    }
    return _CASE_VALUES(values)


_CASE_VALUES = itemgetter(*CASE_COLUMNS)


def kept_apart(case: CaseState) -> int:
    """Of how many lines goods are kept apart that may still be let go."""
    return len(releasing.kept_apart(case))


def risk_ms(turn: Deadline | None) -> int:
    """From when on a wait is close to its time: the share of it that it names has run. Never, while it stands still."""
    if turn is None or turn.held:
        return NEVER
    return clock.milliseconds(clock.cut(_mark(turn)))


def _mark(row: Deadline) -> datetime:
    return row.set_at + (row.until - row.set_at) * row.warn / 100


def _project_case(cursor, before: CaseState | None, after: CaseState) -> None:
    row = case_row(after)
    if before is None:
        cursor.execute(_CASE_INSERT, row)
        rulebooks.keep(cursor, after.procedure["id"], after.procedure["digest"])
        if not after.closed:
            _occupy_lines(cursor, after)
        return
    if row == case_row(before):
        return  # words and files move nothing that lists show
    by_name = dict(zip(CASE_COLUMNS, row, strict=True))
    cursor.execute(_CASE_UPDATE, [*(by_name[name] for name in _MOVING), after.root, after.id])
    if after.closed and not before.closed:
        cursor.execute("DELETE FROM open_line WHERE root = %s AND case_id = %s", (after.root, after.id))
    if before.closed and not after.closed:
        _occupy_lines(cursor, after)


def assignment_rows(case: CaseState) -> list[tuple]:
    """The rows of `assignment_row` for a folded case: one for each neutral whom it has met. left_ms: 0 while he has it."""
    return [
        (
            case.root, case.id, line.number, case.marketplace, line.neutral, case.buyer, case.seller, _ms(line.given_at),
            _ms(line.left_at), line.why, _ms(line.ruled_at), line.verdict, line.appealed,
        )
        for line in assignments.lines(case)
    ]  # fmt: skip


def _project_assignments(cursor, before: CaseState | None, after: CaseState) -> None:
    if not after.assignments:
        return
    old = assignment_rows(before) if before is not None else []
    for row in assignment_rows(after):
        if row not in old:
            cursor.execute(_ASSIGNMENT_PUT, row)


def _occupy_lines(cursor, case: CaseState) -> None:
    for line in case.lines:
        cursor.execute("INSERT INTO open_line (root, line, case_id) VALUES (%s, %s, %s)", (case.root, line, case.id))


def deadline_row(root: str, stream: str, marketplace: str, deadline: Deadline) -> tuple:
    """The row of `deadline` for an open wait; the reminder falls on its half time, or the share that it names, and is gone once sent.

    credited   ids of the holidays that it has got back, each between blanks
    """
    remind = NEVER if deadline.reminded or deadline.held else clock.milliseconds(clock.cut(_mark(deadline)))
    until = NEVER if deadline.held else clock.milliseconds(deadline.until)
    free = [name for name in deadline.credited if name.startswith("holiday-")]
    credited = f" {' '.join(free)} " if free else ""
    first = (root, stream, deadline.id, marketplace, deadline.wait, deadline.who, until, remind, deadline.held)
    return (*first, credited, int(deadline.provisional))


def _project_deadlines(cursor, root: str, stream: str, marketplace: str, before: object | None, after: object) -> None:
    if before is not None and before.deadlines is after.deadlines:
        return
    old = {row.id: row for row in before.deadlines} if before is not None else {}
    new = {row.id: row for row in after.deadlines}
    for gone in old.keys() - new.keys():
        cursor.execute("DELETE FROM deadline WHERE root = %s AND stream = %s AND id = %s", (root, stream, gone))
    for name, row in new.items():
        if old.get(name) != row:
            cursor.execute(_DEADLINE_PUT, deadline_row(root, stream, marketplace, row))


def sanction_row(standing: StandingState, sanction: Sanction) -> tuple:
    """The row of `sanction_row` for a sanction of a folded standing.

    appeal   "", open, or how it was decided; appeal_ms: until when it is to be decided
    """
    appeal, decide = sanction.appeal, standing.waits("sanction_appeal_decide", sanction.id)
    return (
        standing.root,
        sanction.id,
        standing.marketplace,
        standing.side,
        standing.of,
        sanction.measure,
        " ".join(sanction.does),
        sanction.status,
        sanction.why,
        "" if appeal is None else appeal.result or "open",
        clock.milliseconds(sanction.announced_at),
        clock.milliseconds(sanction.begins_at),
        clock.milliseconds(sanction.ends_at) if sanction.ends_at else NEVER,
        clock.milliseconds(decide[0].until) if decide else NEVER,
    )


def _project_sanctions(cursor, before: StandingState | None, after: StandingState) -> None:
    old = {row.id: sanction_row(before, row) for row in before.sanctions} if before is not None else {}
    for sanction in after.sanctions:
        row = sanction_row(after, sanction)
        if old.get(sanction.id) != row:
            cursor.execute(_SANCTION_PUT, row)
    if after.policy and (before is None or before.policy != after.policy):
        rulebooks.keep_policy(cursor, after.policy["id"], after.policy["digest"])


_of_row = attrgetter("status", "paid_minor", "dates", "digest")
"""All of an order that moves in its row; the rest stays as it was placed."""


def order_row(order: object) -> tuple:
    """The row of `order_row` for a folded order."""
    return (
        order.root,
        order.marketplace,
        order.external_id,
        order.buyer,
        order.status,
        order.currency,
        order.paid_minor,
        _ms(order.dates.get("ordered") or ""),
        _ms(order.dates.get("delivered") or ""),
        order.digest,
    )


def _project_order(cursor, world: World, before: object | None, after: object) -> None:
    if before is not None and _of_row(before) == _of_row(after):
        return
    row = order_row(after)
    if before is not None and row == order_row(before):
        return
    if before is not None:
        by_name = dict(zip(ORDER_COLUMNS, row, strict=True))
        cursor.execute(_ORDER_UPDATE, [*(by_name[name] for name in _ORDER_MOVING), after.root])
    else:
        cursor.execute(_ORDER_INSERT, row)
        for seller in sorted(after.sellers()):
            cursor.execute(
                "INSERT INTO order_seller (root, seller, marketplace, ordered_ms) VALUES (%s, %s, %s, %s)",
                (after.root, seller, after.marketplace, _ms(after.dates.get("ordered") or "")),
            )


def _ms(written: str) -> int:
    return clock.milliseconds(clock.parse(written)) if written else 0
