"""Several statements sent in one go.

An act needs a dozen statements. On PostgreSQL, waiting for the answer to each costs more than the work itself, so those
that need nothing of each other travel together, as one text, and come back together; each still sees what the one
before it has done, and takes its own snapshot. SQLite is no journey away: there they run one after the other.
"""

from collections.abc import Sequence

from django.db import connection

Statement = tuple[str, Sequence]
"""SQL with `%s` placeholders, and its values."""


def ask(cursor, questions: Sequence[Statement]) -> list[list[tuple]]:
    """The rows of several queries, in their order."""
    if connection.vendor != "postgresql":
        return [cursor.execute(sql, values).fetchall() for sql, values in questions]
    _send(cursor, questions)
    answers = [cursor.fetchall()]
    while cursor.nextset():
        answers.append(cursor.fetchall())
    return answers


class Sheaf:
    """Takes statements like a cursor and keeps them until they are sent; none of them may be one that answers rows."""

    def __init__(self, cursor) -> None:
        self._cursor = cursor
        self._kept: list[Statement] = []

    def execute(self, sql: str, values: Sequence = ()) -> None:
        """Keep one more statement."""
        self._kept.append((sql, values))

    def send(self, *, and_commit: bool = False) -> None:
        """Carry out all that was kept, in order.

        and_commit   nothing else follows in this transaction, so COMMIT may travel along; `atomic` then finds nothing
                     left to commit. Within a larger transaction, which is not ours to end, it does not.
        """
        kept, self._kept = self._kept, []
        if not kept:
            return
        if connection.vendor == "postgresql":
            whole = and_commit and not connection.savepoint_ids
            _send(self._cursor, [*kept, _COMMIT] if whole else kept)
            return
        for sql, values in kept:
            self._cursor.execute(sql, values)


_COMMIT: Statement = ("COMMIT", ())


def _send(cursor, statements: Sequence[Statement]) -> None:
    cursor.execute(";".join([sql for sql, _ in statements]), [value for _, values in statements for value in values])
