"""The limit of an act: its own SQL statements, captured once from a real one, sent again raw by psycopg.

What must be new in each repeat (hashes, sequence numbers, keys) is found by comparing the values of two acts that
followed each other, and is made up; everything else stays, so that rows are as long as real ones.
"""

import itertools
import os
import re
import secrets
from collections import deque
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
        self._before, self._own = _link(first, second)
        self._last = self._own

    def next(self) -> Statements:
        """The statements once more."""
        count = next(self._count)
        hashes = {self._before: self._last}  # each repeat follows the one before it in the chain
        made = []
        for (sql, values), fresh in zip(self._statements, self._fresh, strict=True):
            row = list(values)
            for place in fresh:
                row[place] = self._renewed(row[place], count, hashes)
            made.append((sql, row))
        self._last = hashes[self._own]
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


def _link(first: Statements, second: Statements) -> tuple[str, str]:
    """(previous hash, hash) of the entry that the second act appends; it follows the first one's."""
    known = {value for _, values in first for value in values if isinstance(value, str) and _HASH.fullmatch(value)}
    for _, values in second:
        for before, own in itertools.pairwise(values):
            if before in known and isinstance(own, str) and _HASH.fullmatch(own) and own not in known:
                return before, own
    raise RuntimeError("the second act does not follow the first")


def _counted(value: str, count: int) -> str:
    """An id that holds a sequence number (`notice:case:…:12:seller`), moved on."""
    return re.sub(r":(\d+)(?=:|$)", lambda found: f":{int(found.group(1)) + count}", value)


def renamed(statements: Statements, old: str, new: str) -> Statements:
    """The statements about another root: every value that holds its name, in keys, ids and bodies alike."""
    return [
        (
            sql.replace(old, new),
            tuple(value.replace(old, new) if isinstance(value, str) and old in value else value for value in values),
        )
        for sql, values in statements
    ]


class Sender:
    """Sends one item after the other, each of some transactions, with nothing around the statements.

    The statements must have been captured in this process, and before.

    make     makes the next item; called before the clock runs
    first    what a made item needs to be there, carried out before the clock runs too
    """

    def __init__(self, make: Callable[[], Sequence[Statements]], first: Callable[[], Statements] | None = None) -> None:
        import psycopg
        from django.db import connection

        self._make, self._first = make, first
        self._ready: deque[Sequence[Statements]] = deque()  # in order: each follows the one before it in its chain
        self._connection = psycopg.connect(os.environ["BENCH_DATABASE"])
        self._cursor = psycopg.ClientCursor(self._connection)
        for plan in connection.plans_made:  # what was captured names the plans of Django's connection
            self._cursor.execute(plan)
        self._connection.commit()

    def before(self, number: int) -> None:
        """Make items until so many are ready."""
        while len(self._ready) < number:
            self._ready.append(self._make())
            if self._first:
                self._send(self._first())

    def __call__(self) -> None:
        if not self._ready:
            raise StopIteration
        for statements in self._ready.popleft():
            self._send(statements)

    def _send(self, statements: Statements) -> None:
        for sql, values in statements:
            self._cursor.execute(sql, values or None)
            while self._cursor.description:
                self._cursor.fetchall()
                if not self._cursor.nextset():
                    break
        self._connection.commit()
