"""Announced time that does not count, by marketplace, and which open deadlines have not got it back yet. Plain SQL."""

from dataclasses import dataclass

from django.db import connection, transaction

from hejie.store.models import Marketplace

PREFIX = "holiday-"
_COLUMNS = "id, marketplace, name, started_ms, ended_ms, announced_ms, announced_by, credited_ms"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A stretch of time in which no deadline of a marketplace runs.

    id             begins with `holiday-`; names it in the record
    name           in the operator's words
    credited_ms    when every deadline had it back that could ever get it; 0 before
    """

    id: str
    marketplace: str
    name: str
    started_ms: int
    ended_ms: int
    announced_ms: int
    announced_by: str
    credited_ms: int = 0


def add(holiday: Holiday) -> Holiday:
    """Keep it, unless the marketplace has one already that shares time with it: then that one is returned."""
    values = [getattr(holiday, name) for name in _COLUMNS.split(", ")]
    with transaction.atomic(), connection.cursor() as cursor:
        Marketplace.objects.select_for_update().get(pk=holiday.marketplace)
        cursor.execute(
            f"SELECT {_COLUMNS} FROM holiday WHERE marketplace = %s AND started_ms < %s AND ended_ms > %s "
            "ORDER BY started_ms LIMIT 1",
            [holiday.marketplace, holiday.ended_ms, holiday.started_ms],
        )
        if known := cursor.fetchone():
            return Holiday(*known)
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(f"INSERT INTO holiday ({_COLUMNS}) VALUES ({marks})", values)
        return holiday


def of(marketplace: str, newest: int = 100) -> list[Holiday]:
    """Those of a marketplace, the latest first."""
    return _read("WHERE marketplace = %s ORDER BY started_ms DESC LIMIT %s", [marketplace, newest])


def uncredited() -> list[Holiday]:
    """Those of all marketplaces that some deadline may still have to get back, the earliest first."""
    return _read("WHERE credited_ms = 0 ORDER BY started_ms, id", [])


def credited(holiday: str, now_ms: int) -> None:
    """It is over, and every deadline has got it back."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE holiday SET credited_ms = %s WHERE id = %s AND credited_ms = 0", [now_ms, holiday])


def owed(holiday: Holiday, after: tuple[str, str], most: int) -> list[tuple[str, str, str]]:
    """(root, stream, first deadline) of streams in which an open deadline runs over it and has not got it back, in order.

    How long a sanction lasts is no deadline.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root, stream, MIN(id) FROM deadline WHERE (root, stream) > (%s, %s) AND marketplace = %s "
            "AND until_ms > %s AND credited NOT LIKE %s AND wait <> 'sanction_ends' "
            "GROUP BY root, stream ORDER BY root, stream LIMIT %s",
            [*after, holiday.marketplace, holiday.started_ms, f"% {holiday.id} %", most],
        )
        return [tuple(row) for row in cursor.fetchall()]


def moved(marketplace: str, holidays: list[str]) -> dict[str, int]:
    """How many deadlines that run now have got each of these back."""
    found = {}
    with connection.cursor() as cursor:
        for holiday in holidays:
            cursor.execute(
                "SELECT count(*) FROM deadline WHERE marketplace = %s AND credited LIKE %s",
                [marketplace, f"% {holiday} %"],
            )
            found[holiday] = cursor.fetchone()[0]
    return found


def _read(where: str, values: list) -> list[Holiday]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM holiday {where}", values)
        return [Holiday(*row) for row in cursor.fetchall()]
