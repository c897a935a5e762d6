"""Verify and rebuild: the record read again from its first entry, some roots at a time, so that memory stays flat.

`verify_all` recomputes every hash and every stream's chain; `check` folds every stream and compares what it says with
the live query tables and ledger; `rebuild` writes the query tables anew. Ledger rows are append-only: they are
compared, and what is missing is inserted, never changed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from hejie.domain.cases.own_streams import KINDS
from hejie.domain.cases.world import World
from hejie.domain.kernel import chain
from hejie.record import streams
from hejie.store import (
    after_end,
    gains,
    ledger,
    legal_holds,
    own_rows,
    past_cases,
    product_cases,
    projections,
    seats,
    serial_cases,
    vetting,
)

_CHUNK = 2000
_ROOTS_AT_ONCE = 100
_MOST_FAULTS = 500
_REFERENCE = '{"ref":"'


@dataclass(slots=True)
class Report:
    """What a check found: numbers of streams and entries read, and faults as sentences (none: all holds).

    Of very many faults some hundreds are kept.
    """

    streams: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.faults

    @property
    def full(self) -> bool:
        """Whether there are so many faults that looking on tells nothing new."""
        return len(self.faults) >= _MOST_FAULTS


@dataclass(frozen=True, slots=True)
class Whole:
    """One stream read whole: its folded state and its entries; of each, whether its text names a private content."""

    root: str
    stream: str
    state: object
    entries: tuple[dict, ...]
    citing: tuple[bool, ...]


def roots(only: str = "") -> Iterator[list[str]]:
    """All roots that have entries, in order, a hundred at a time (or the one)."""
    if only:
        yield [only]
        return
    last = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT root FROM entry WHERE root > %s ORDER BY root LIMIT %s", (last, _ROOTS_AT_ONCE)
            )
            some = [row[0] for row in cursor.fetchall()]
        if not some:
            return
        yield some
        last = some[-1]


@contextmanager
def standing_still(some: Sequence[str]) -> Iterator[None]:
    """Let no act on these roots come between reading their entries and reading the tables."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM root_lock WHERE root IN ({_marks(some)}) ORDER BY root FOR UPDATE", some)
        yield


def read_all(report: Report, some: Sequence[str]) -> Iterator[Whole]:
    """Every stream of some roots, hashes and chain checked on the way; a stream that cannot be folded is a fault."""
    rows: list[tuple] = []
    for row in _entry_rows(some):
        if rows and rows[0][:2] != row[:2]:
            yield from _whole(rows, report)
            rows = []
        rows.append(row)
    if rows:
        yield from _whole(rows, report)


def _entry_rows(some: Sequence[str]) -> Iterator[tuple]:
    """(root, stream, seq, prev, hash, body) by keyset over the primary key, whole streams in order."""
    last = ("", "", 0)
    sql = (
        f"SELECT root, stream, seq, prev, hash, body FROM entry WHERE root IN ({_marks(some)}) "
        f"AND (root, stream, seq) > (%s, %s, %s) ORDER BY root, stream, seq LIMIT {_CHUNK}"
    )
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [*some, *last])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1][:3]


def _marks(some: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(some))


def _whole(rows: list[tuple], report: Report) -> Iterator[Whole]:
    root, stream = rows[0][:2]
    report.streams += 1
    prev, state, entries, citing = chain.ZERO, None, [], []
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
        citing.append(_REFERENCE in body)
    yield Whole(root, stream, state, tuple(entries), tuple(citing))


def verify_all(root: str = "") -> Report:
    """Recompute every entry's hash and every chain."""
    report = Report()
    for some in roots(root):
        for _ in read_all(report, some):
            pass
        if report.full:
            break
    return report


def check(root: str = "") -> Report:
    """Fold everything and compare with the live tables: case rows, order rows, deadlines, open lines,
    sanctions, neutrals, ledger."""
    report = Report()
    for some in roots(root):
        with standing_still(some):
            _check_some(report, some)
        if report.full:
            return report
    if not root:
        report.faults += without_entries()
    return report


def _check_some(report: Report, some: Sequence[str]) -> None:
    for _ in compare_some(report, report, report.faults, some):
        pass


def compare_some(chains: Report, tables: Report, money: list[str], some: Sequence[str]) -> Iterator[Whole]:
    """Every stream of some roots, read whole; at the end what the live tables and the ledger say otherwise.

    chains   takes up faults of chains and the numbers; tables, money: what differs
    """
    expected: dict[str, set] = {table: set() for table in _COLUMNS}
    moved: list[tuple[str, dict]] = []
    for whole in read_all(chains, some):
        _expect(whole, expected)
        if streams.kind_of(whole.stream) in ("order", "purse"):
            moved += [(whole.root, entry) for entry in whole.entries]
        yield whole
    for table, rows in expected.items():
        _compare(tables, table, rows, _live(table, some))
    money += ledger.differences(moved, some)


_COLUMNS = {
    "case_row": projections.CASE_COLUMNS,
    "order_row": projections.ORDER_COLUMNS,
    "deadline": projections.DEADLINE_COLUMNS,
    "open_line": ("root", "line", "case_id"),
    "sanction_row": projections.SANCTION_COLUMNS,
    "past_case": past_cases.COLUMNS,
    "assignment_row": projections.ASSIGNMENT_COLUMNS,
    "panel_row": seats.PANEL_COLUMNS,
    "seat_row": seats.SEAT_COLUMNS,
    "gain_row": gains.COLUMNS,
    "hold_row": legal_holds.COLUMNS,
    **after_end.TABLES,
    **{table.name: table.columns for table in own_rows.TABLES.values()},
    "product_case": product_cases.COLUMNS,
    "serial_case": serial_cases.COLUMNS,
    "vetting_row": vetting.COLUMNS,
}


def _expect(whole: Whole, expected: dict[str, set]) -> None:
    kind, state = streams.kind_of(whole.stream), whole.state
    for table, rows in after_end.rows(kind, state).items():
        expected[table].update(rows)
    if kind == "case":
        expected["case_row"].add(projections.case_row(state))
        expected["past_case"].update(row for row in (past_cases.row(state),) if row)
        expected["product_case"].update(product_cases.rows(state))
        expected["serial_case"].update(serial_cases.rows(state))
        expected["assignment_row"].update(projections.assignment_rows(state))
        expected["panel_row"].update(seats.panel_rows(state))
        expected["hold_row"].update(legal_holds.rows(state))
        if not state.closed:
            expected["open_line"].update((state.root, line, state.id) for line in state.lines)
    elif kind == "order":
        expected["order_row"].add(projections.order_row(state))
        expected["hold_row"].update(legal_holds.rows(state))
    elif kind == "room":
        if state.seat is not None:
            expected["seat_row"].add(seats.seat_row(state.seat))
        expected["gain_row"].update(gains.rows(state))
    elif kind in own_rows.TABLES:
        expected[own_rows.TABLES[kind].name].add(own_rows.TABLES[kind].row(state))
        if kind == "complaint":
            expected["hold_row"].update(legal_holds.rows(state))
    elif kind == "standing":
        expected["sanction_row"].update(projections.sanction_row(state, row) for row in state.sanctions)
        expected["vetting_row"].update(vetting.rows(state))
    if kind in ("case", "order", "standing", *KINDS):
        expected["deadline"].update(
            projections.deadline_row(whole.root, whole.stream, state.marketplace, row) for row in state.deadlines
        )


def _live(table: str, some: Sequence[str]) -> set:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_COLUMNS[table])} FROM {table} WHERE root IN ({_marks(some)})", some)
        return set(cursor.fetchall())


def _compare(report: Report, table: str, expected: set, live: set) -> None:
    for row in sorted(expected - live, key=str)[:20]:
        report.faults.append(f"{table}: the record says {row[:3]}, the table does not (or says otherwise)")
    for row in sorted(live - expected, key=str)[:20]:
        report.faults.append(f"{table}: the table says {row[:3]}, the record does not (or says otherwise)")


def without_entries() -> list[str]:
    """Rows of roots of which the record knows nothing at all."""
    faults = []
    for table in (*_COLUMNS, "transfer", "balance", "debt"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT t.root FROM {table} t "
                "WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.root = t.root) LIMIT 20"
            )
            faults += [f"{table}: the table knows {row[0]}, the record does not" for row in cursor.fetchall()]
    return faults


def rebuild() -> Report:
    """Write the query tables anew from the record, in one transaction; ledger rows that are missing are inserted.

    No act goes on meanwhile.
    """
    report = Report()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE root_lock IN EXCLUSIVE MODE")
        for table in (
            "case_row",
            "order_row",
            "order_seller",
            "deadline",
            "open_line",
            "sanction_row",
            "past_case",
            "assignment_row",
            "panel_row",
            "seat_row",
            "gain_row",
            "hold_row",
            *after_end.TABLES,
            *(table.name for table in own_rows.TABLES.values()),
            "product_case",
            "serial_case",
            "vetting_row",
        ):
            cursor.execute(f"DELETE FROM {table}")
        for some in roots():
            for whole in read_all(report, some):
                _write(cursor, whole)
        if report.faults:
            transaction.set_rollback(True)
    return report


def _write(cursor, whole: Whole) -> None:
    kind = streams.kind_of(whole.stream)
    if kind == "room":
        seats.project_seat(cursor, None, whole.state.seat)
        gains.project(cursor, None, whole.state)
        return
    marketplace = getattr(whole.state, "marketplace", "")
    world = World(whole.root, marketplace, {kind: whole.stream}, **{kind: whole.state})
    projections.project(cursor, world, whole.stream, None, whole.state, [])
    if kind in ("order", "purse"):
        ledger.insert_missing(cursor, whole.root, whole.entries)
