"""The limit of an act: its own SQL statements, captured once from a real one, sent again raw by psycopg.

What must be new in each repeat (hashes, sequence numbers, keys) is found by comparing the values of two acts that
followed each other, and is made up; everything else stays, so that rows are as long as real ones.
"""

import itertools
import os
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

_HASH = re.compile(r"[0-9a-f]{64}")
_MILLISECONDS = 10**12

Statements = list[tuple[str, tuple]]


@contextmanager
def captured() -> Iterator[Statements]:
    """Every statement that Django's connection carries out meanwhile, with its values."""
    from django.db import connection

    found: Statements = []

    def keep(execute, sql, values, many, context):
        found.append((sql, tuple(values or ())))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(keep):
        yield found


class Replay:
    """Repeats an act as often as asked, each time with fresh values where two acts have differed."""

    def __init__(self, first: Statements, second: Statements, key: tuple[str, str]) -> None:
        """`first` and `second` are two acts of one kind after each other on one stream; `key` their two keys."""
        if [sql for sql, _ in first] != [sql for sql, _ in second]:
            raise RuntimeError("two acts of one kind have sent different statements; they cannot be repeated")
        self._statements = second
        self._key = key[1]
        self._fresh = [
            [number for number, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
            for (_, one), (_, other) in zip(first, second, strict=True)
        ]
        self._count = itertools.count(1)

    def next(self) -> Statements:
        """The statements once more."""
        count = next(self._count)
        hashes: dict[str, str] = {}
        made = []
        for (sql, values), fresh in zip(self._statements, self._fresh, strict=True):
            row = list(values)
            for place in fresh:
                row[place] = self._renewed(row[place], count, hashes)
            made.append((sql, row))
        return made

    def _renewed(self, value: object, count: int, hashes: dict[str, str]) -> object:
        if isinstance(value, int):
            return value if value > _MILLISECONDS else value + count
        if not isinstance(value, str):
            return value
        if _HASH.fullmatch(value):
            return hashes.setdefault(value, secrets.token_hex(32))
        if len(value) > 300:
            return value
        return value.replace(self._key, f"{self._key}.{count}") if self._key in value else _counted(value, count)


def _counted(value: str, count: int) -> str:
    """An id that holds a sequence number (`notice:case:…:12:seller`), moved on."""
    return re.sub(r":(\d+)(?=:|$)", lambda found: f":{int(found.group(1)) + count}", value)


def sender(acts: Sequence[Sequence[Replay]]) -> Callable[[], None]:
    """What sends one of these items after the other, each of some transactions, with nothing around the statements."""
    import psycopg

    connection = psycopg.connect(os.environ["BENCH_DATABASE"])
    cursor = psycopg.ClientCursor(connection)
    turn = itertools.cycle(acts)

    def send() -> None:
        for act in next(turn):
            for sql, values in act.next():
                cursor.execute(sql, values)
                while cursor.description:
                    cursor.fetchall()
                    if not cursor.nextset():
                        break
            connection.commit()

    return send
