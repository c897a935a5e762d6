"""Gains of agreements, as the fairness watch reads them: never one by one for anybody, only whole periods to make means of.

The table is written in the transaction of the entry that it comes from, and is a function of the room's folded state.
"""

from django.db import connection

from hejie.domain.cases import gains
from hejie.domain.cases.state import RoomState
from hejie.domain.kernel import clock
from hejie.domain.settlement.watch import Gain

COLUMNS = (
    "root", "id", "offer", "marketplace", "at_ms", "band", "way", "buyer_language", "seller_language", "buyer", "seller",
)  # fmt: skip
MOST = 200_000
"""Agreements of one period that figures are made of, the first of it."""
_PUT = (
    f"INSERT INTO gain_row ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) "
    "ON CONFLICT (root, id, offer) DO NOTHING"
)
_MILLION = 1_000_000


def rows(room: RoomState | None) -> list[tuple]:
    """The rows of `gain_row` for a folded room."""
    if room is None:
        return []
    case = room.stream.split(":")[1]
    return [
        (
            case[:16], case, offer, kept["marketplace"], clock.milliseconds(clock.parse(at)), kept["band"], kept["way"],
            kept["buyer_language"], kept["seller_language"], kept["buyer"], kept["seller"],
        )
        for offer, at, kept in gains.of_room(room)
    ]  # fmt: skip


def project(cursor, before: RoomState | None, after: RoomState) -> None:
    """Bring the gains of a case up to its room of what was reckoned."""
    if not after.stream.endswith(":engine"):
        return
    old = rows(before)
    for row in rows(after):
        if row not in old:
            cursor.execute(_PUT, row)


def of_period(marketplace: str, since_ms: int, until_ms: int) -> list[Gain]:
    """The agreements of a period, without any id, in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT buyer, seller, buyer_language, seller_language, band, way FROM gain_row "
            "WHERE marketplace = %s AND at_ms >= %s AND at_ms < %s ORDER BY at_ms, id LIMIT %s",
            [marketplace, since_ms, until_ms, MOST],
        )
        return [Gain(row[0] / _MILLION, row[1] / _MILLION, *row[2:]) for row in cursor.fetchall()]


def first_ms(marketplace: str) -> int:
    """When the first agreement was kept, in milliseconds; 0 where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at_ms) FROM gain_row WHERE marketplace = %s", [marketplace])
        return cursor.fetchone()[0] or 0
