"""Lists and sums of vouchers, promises and reviews. Plain SQL, by keyset."""

from django.db import connection

from hejie.store.after_end import PROMISE, REVIEW, VOUCHER
from hejie.store.queries import Page, keyset


def vouchers_of_buyer(marketplace: str, buyer: str, after: str, most: int) -> Page:
    """A buyer's vouchers, newest first."""
    where = ["marketplace = %s", "buyer = %s"]
    return keyset("voucher_row", VOUCHER, where, [marketplace, buyer], "at_ms", "id", "DESC", "<", after, most)


def vouchers_of_funder(marketplace: str, funder: str, after: str, most: int) -> Page:
    """What a shop (or the marketplace) has given, newest first."""
    where = ["marketplace = %s", "funder = %s"]
    return keyset("voucher_row", VOUCHER, where, [marketplace, funder], "at_ms", "id", "DESC", "<", after, most)


def voucher_by_code(marketplace: str, digest: str) -> dict | None:
    """The voucher whose code now has this digest; None where no code has."""
    found = _some("voucher_row", VOUCHER, "marketplace = %s AND digest = %s AND digest <> ''", [marketplace, digest], 1)
    return found[0] if found else None


def vouchers_about(*, case: str = "", order: str = "") -> list[dict]:
    """Vouchers given about a case or at an order, oldest first."""
    column, value = ("case_id", case) if case else ("order_root", order)
    return _some("voucher_row", VOUCHER, f"{column} = %s AND {column} <> '' ORDER BY at_ms, id", [value], 50)


def redemption(marketplace: str, since_ms: int) -> tuple[int, int, int]:
    """(how many vouchers have ended since then, their faces together, what of it was used), for figures; currencies as they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), COALESCE(SUM(CAST(used AS REAL) / minor), 0), COALESCE(SUM(minor), 0) FROM voucher_row "
            "WHERE marketplace = %s AND ended_ms > %s",
            [marketplace, since_ms],
        )
        count, share, _faces = cursor.fetchone()
        return int(count), round(float(share) * 1_000_000), int(_faces)


def promises_open(marketplace: str, seller: str | None, after: str, most: int) -> Page:
    """Promises that wait to be kept, by what is due first; seller: of one shop, "" of the marketplace, None of all."""
    where, values = ["marketplace = %s", "ended_ms = 0"], [marketplace]
    if seller is not None:
        where, values = [*where, "seller = %s"], [*values, seller]
    return keyset("promise_row", PROMISE, where, values, "due_ms", "root", "ASC", ">", after, most)


def promises_kept(marketplace: str, since_ms: int, seller: str | None = None) -> list[tuple[str, str, int, int, int]]:
    """(seller, agent, kept, broken, open) of promises made since then, those with most broken first, at most 200."""
    where, values = ("AND seller = %s", [seller]) if seller is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seller, agent, SUM(CASE WHEN status = 'kept' THEN 1 ELSE 0 END) AS kept, "
            "SUM(CASE WHEN status = 'broken' THEN 1 ELSE 0 END) AS broken, SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS waiting "
            f"FROM promise_row WHERE marketplace = %s AND made_ms > %s {where} GROUP BY seller, agent "
            "ORDER BY broken DESC, kept DESC, seller, agent LIMIT 200",
            [marketplace, since_ms, *values],
        )
        return [
            (seller, agent, int(kept), int(broken), int(open_))
            for seller, agent, kept, broken, open_ in cursor.fetchall()
        ]


def reviews_of_seller(marketplace: str, seller: str, after: str, most: int) -> Page:
    """A shop's reviews, newest first."""
    where = ["marketplace = %s", "seller = %s"]
    return keyset("review_row", REVIEW, where, [marketplace, seller], "at_ms", "public", "DESC", "<", after, most)


def review_named(marketplace: str, public: str) -> tuple[str, str] | None:
    """(root, its name in the order) of the review that everybody knows under this name; None where there is none."""
    found = _some("review_row", ("root", "id"), "marketplace = %s AND public = %s", [marketplace, public], 1)
    return (found[0]["root"], found[0]["id"]) if found else None


def stars_of_seller(marketplace: str, seller: str) -> dict[int, int]:
    """How many reviews of a shop have how many stars; hidden ones do not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stars, count(*) FROM review_row WHERE marketplace = %s AND seller = %s AND hidden NOT LIKE %s GROUP BY stars",
            [marketplace, seller, "%review%"],
        )
        return {int(stars): int(count) for stars, count in cursor.fetchall()}


def _some(table: str, columns: tuple[str, ...], where: str, values: list, most: int) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where} LIMIT %s", [*values, most])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
