"""Verify and rebuild: the record read again from its first entry, in bounded memory.

`verify_all` recomputes every hash and every stream's chain; `check` folds every stream and compares what it says with the
live query tables and ledger; `rebuild` writes the query tables anew. Ledger rows are append-only: they are compared, and
what is missing is inserted, never changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from hejie.domain.cases.world import World
from hejie.domain.kernel import chain
from hejie.record import streams
from hejie.store import ledger, projections

_CHUNK = 2000


@dataclass(slots=True)
class Report:
    """What a check found: numbers of streams and entries read, and every fault as a sentence (empty: all holds)."""

    streams: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Whole:
    """One stream read whole: its folded state and its entries."""

    root: str
    stream: str
    state: object
    entries: tuple[dict, ...]


def read_all(report: Report, root: str = "") -> Iterator[Whole]:
    """Every stream (of one root), hashes and chain checked on the way; a stream that cannot be folded is a fault."""
    rows: list[tuple] = []
    for row in _entry_rows(root):
        if rows and rows[0][:2] != row[:2]:
            yield from _whole(rows, report)
            rows = []
        rows.append(row)
    if rows:
        yield from _whole(rows, report)


def _entry_rows(only_root: str) -> Iterator[tuple]:
    """(root, stream, seq, prev, hash, body) by keyset over the primary key, whole streams in order."""
    last = ("", "", 0)
    where = "root = %s AND " if only_root else ""
    sql = f"SELECT root, stream, seq, prev, hash, body FROM entry WHERE {where}(root, stream, seq) > (%s, %s, %s) ORDER BY root, stream, seq LIMIT {_CHUNK}"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [only_root, *last] if only_root else last)
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1][:3]


def _whole(rows: list[tuple], report: Report) -> Iterator[Whole]:
    root, stream = rows[0][:2]
    report.streams += 1
    prev, state, entries = chain.ZERO, None, []
    for number, (_root, _stream, seq, before, digest, body) in enumerate(rows, start=1):
        report.entries += 1
        if seq != number or before != prev or chain.entry_hash(stream, seq, before, body.encode()) != digest:
            report.faults.append(f"{stream} entry {seq}: the chain does not hold")
            return
        prev = digest
        entry = streams.parsed(stream, seq, digest, body)
        try:
            state = streams.evolve(stream, state, entry)
        except Exception as error:  # a record that cannot be folded is what we look for, whatever the reason
            report.faults.append(f"{stream} entry {seq}: cannot be folded ({error!r})")
            return
        entries.append(entry)
    yield Whole(root, stream, state, tuple(entries))


def verify_all(root: str = "") -> Report:
    """Recompute every entry's hash and every chain."""
    report = Report()
    for _ in read_all(report, root):
        pass
    return report


def check(root: str = "") -> Report:
    """Fold everything and compare with the live tables: case rows, order rows, deadlines, open lines, ledger."""
    report = Report()
    expected: dict[str, set] = {"case_row": set(), "order_row": set(), "deadline": set(), "open_line": set()}
    money: list[tuple[str, dict]] = []
    with transaction.atomic():
        for whole in read_all(report, root):
            _expect(whole, expected)
            if streams.kind_of(whole.stream) in ("order", "purse"):
                money += [(whole.root, entry) for entry in whole.entries]
        for table, rows in expected.items():
            _compare(report, table, rows, _live(table, root))
        report.faults += ledger.differences(money, root)
    return report


_COLUMNS = {
    "case_row": projections.CASE_COLUMNS,
    "order_row": projections.ORDER_COLUMNS,
    "deadline": projections.DEADLINE_COLUMNS,
    "open_line": ("root", "line", "case_id"),
}


def _expect(whole: Whole, expected: dict[str, set]) -> None:
    kind, state = streams.kind_of(whole.stream), whole.state
    if kind == "case":
        expected["case_row"].add(projections.case_row(state))
        if not state.closed:
            expected["open_line"].update((state.root, line, state.id) for line in state.lines)
    elif kind == "order":
        expected["order_row"].add(projections.order_row(state))
    if kind in ("case", "order"):
        expected["deadline"].update(
            projections.deadline_row(whole.root, whole.stream, state.marketplace, row) for row in state.deadlines
        )


def _live(table: str, root: str) -> set:
    where = " WHERE root = %s" if root else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_COLUMNS[table])} FROM {table}{where}", [root] if root else [])
        return set(cursor.fetchall())


def _compare(report: Report, table: str, expected: set, live: set) -> None:
    for row in sorted(expected - live, key=str)[:20]:
        report.faults.append(f"{table}: the record says {row[:3]}, the table does not (or says otherwise)")
    for row in sorted(live - expected, key=str)[:20]:
        report.faults.append(f"{table}: the table says {row[:3]}, the record does not (or says otherwise)")


def rebuild() -> Report:
    """Write the query tables anew from the record, in one transaction; ledger rows that are missing are inserted."""
    report = Report()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("case_row", "order_row", "order_seller", "deadline", "open_line"):
            cursor.execute(f"DELETE FROM {table}")
        for whole in read_all(report):
            kind = streams.kind_of(whole.stream)
            if kind == "room":
                continue
            marketplace = getattr(whole.state, "marketplace", "")
            world = World(whole.root, marketplace, {kind: whole.stream}, **{kind: whole.state})
            projections.project(cursor, world, whole.stream, None, whole.state, [])
            if kind == "case" and whole.state.closed:
                cursor.execute("DELETE FROM open_line WHERE root = %s AND case_id = %s", (whole.root, whole.state.id))
            if kind in ("order", "purse"):
                ledger.insert_missing(cursor, whole.root, whole.entries)
        if report.faults:
            transaction.set_rollback(True)
    return report
