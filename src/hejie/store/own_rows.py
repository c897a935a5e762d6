"""The rows of streams of their own (deals, questions, complaints) in lists: each a function of its folded state, written with
its entries. The rooms of a complaint have none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hejie.domain.kernel.own_stream import OwnStream
from hejie.store import complaint_rows, deal_rows, question_rows


@dataclass(frozen=True, slots=True)
class Table:
    """One table. fixed: how many of its columns, counted from the first, never change."""

    name: str
    columns: tuple[str, ...]
    fixed: int
    row: Callable[[OwnStream], tuple]

    @property
    def put(self) -> str:
        """The statement that brings a row in, or moves one that is there."""
        moving = ", ".join(f"{name} = excluded.{name}" for name in self.columns[self.fixed :])
        marks = ", ".join(["%s"] * len(self.columns))
        into = f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({marks})"
        return f"{into} ON CONFLICT (root) DO UPDATE SET {moving}"


TABLES: Mapping[str, Table] = {
    "deal": Table("deal_row", deal_rows.COLUMNS, 5, deal_rows.row),
    "question": Table("question_row", question_rows.COLUMNS, 9, question_rows.row),
    "complaint": Table("complaint_row", complaint_rows.COLUMNS, 7, complaint_rows.row),
}


def project(cursor, kind: str, before: OwnStream | None, after: OwnStream) -> None:
    """Bring the row from the state before to the state after."""
    table = TABLES.get(kind)
    if table is not None:
        new = table.row(after)
        if before is None or table.row(before) != new:
            cursor.execute(table.put, new)
