"""Rows of vouchers and points, of promises that shops and the marketplace have made, of answers after the end and of reviews.

Every row is a function of a folded state, written in the transaction of the entry that it comes from.
"""

from hejie.domain.cases import committing, following
from hejie.domain.escrow.points_commands import buyer_of
from hejie.domain.kernel import clock

VOUCHER = (
    "root", "id", "marketplace", "funder", "buyer", "minor", "rest", "used", "currency", "status", "why", "case_id", "order_root",
    "agent", "digest", "at_ms", "until_ms", "ended_ms",
)  # fmt: skip
POINTS = (
    "root", "id", "marketplace", "giver", "buyer", "points", "rest", "minor", "rest_minor", "currency", "why", "case_id", "order_root",
    "agent", "at_ms", "until_ms", "ended_ms",
)  # fmt: skip
PROMISE = (
    "root", "stream", "id", "marketplace", "seller", "side", "agent", "status", "text_ref", "made_ms", "due_ms", "ended_ms",
)  # fmt: skip
FOLLOW_UP = (
    "root", "id", "side", "marketplace", "seller", "kept", "satisfied", "again", "words_ref", "at_ms",
)  # fmt: skip
REVIEW = (
    "root", "id", "marketplace", "seller", "buyer", "line", "stars", "first_stars", "versions", "hidden", "text_ref", "title_ref",
    "reply_ref", "at_ms", "changed_ms", "public",
)  # fmt: skip
TABLES = {
    "voucher_row": VOUCHER, "points_row": POINTS, "promise_row": PROMISE, "follow_up_row": FOLLOW_UP, "review_row": REVIEW,
}  # fmt: skip
_KEYS = {
    "voucher_row": ("root", "id"),
    "points_row": ("root", "id"),
    "promise_row": ("root", "stream", "id"),
    "follow_up_row": ("root", "id", "side"),
    "review_row": ("root", "id"),
}


def _put(table: str) -> str:
    columns, keys = TABLES[table], _KEYS[table]
    moving = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {moving}"


_PUTS = {table: _put(table) for table in TABLES}


def rows(kind: str, state: object) -> dict[str, list[tuple]]:
    """By table, the rows that a folded stream of a kind (purse, order, case) stands for."""
    if state is None:
        return {}
    if kind == "purse":
        given = [_voucher(state, one) for one in state.book.vouchers.values()]
        return {"voucher_row": given, "points_row": [_points(state, one) for one in state.points.lots.values()]}
    if kind == "order":
        promises = [_promise(state, one) for one in state.promises]
        return {"promise_row": promises, "review_row": [_review(state, one) for one in state.reviews]}
    return {"promise_row": committing.rows(state), "follow_up_row": following.rows(state)} if kind == "case" else {}


def project(cursor, kind: str, before: object, after: object) -> None:
    """Write what a stream's new entries have changed."""
    if kind == "purse" and before is not None and before.book is after.book and before.points is after.points:
        return
    old = rows(kind, before)
    for table, new in rows(kind, after).items():
        known = set(old.get(table, ()))
        for row in new:
            if row not in known:
                cursor.execute(_PUTS[table], row)


def _voucher(purse: object, voucher: object) -> tuple:
    used = voucher.used
    return (
        purse.root, voucher.id, purse.marketplace, purse.owner, voucher.buyer, voucher.minor, voucher.left, used, voucher.currency,
        voucher.status, voucher.why, voucher.case, voucher.order, voucher.agent, voucher.digest, _ms(voucher.at), _ms(voucher.until),
        _ms(voucher.ended_at),
    )  # fmt: skip


def _points(purse: object, lot: object) -> tuple:
    return (
        purse.root, lot.id, purse.marketplace, lot.giver, buyer_of(purse.owner), lot.points, lot.rest, lot.minor, lot.left, lot.currency,
        lot.why, lot.case, lot.order, lot.agent, _ms(lot.at), _ms(lot.until), _ms(lot.ended_at),
    )  # fmt: skip


def _promise(order: object, one: object) -> tuple:
    own = (order.marketplace, one.seller, one.side, one.by, one.status, one.text["ref"])
    return (order.root, f"order:{order.root}", one.id, *own, _ms(one.at), _ms(one.due), _ms(one.ended_at))


def _review(order: object, one: object) -> tuple:
    title = order.line(one.line).title
    return (
        order.root, one.id, order.marketplace, one.seller, order.buyer, one.line, one.now.stars, one.versions[0].stars,
        len(one.versions), " ".join(sorted(one.hidden)), one.now.text["ref"], (title or {}).get("ref", ""),
        (one.reply or {}).get("ref", ""), _ms(one.versions[0].at), _ms(one.now.at), one.public,
    )  # fmt: skip


def _ms(written: str) -> int:
    return clock.milliseconds(clock.parse(written)) if written else 0
