"""Several statements sent in one go.

An act needs a dozen statements. On PostgreSQL, waiting for the answer to each costs more than the work itself, so those
that need nothing of each other travel together, as one text, and come back together; each still sees what the one
before it has done, and takes its own snapshot, and each is carried out by the plan that the connection keeps of it
(`store.postgresql.base`). SQLite is no journey away: there they run one after the other.
"""

from collections.abc import Callable, Iterator, Sequence

from django.db import Error, transaction

Statement = tuple[str, Sequence]
"""SQL with `%s` placeholders, and its values."""

_BEGIN: Statement = ("BEGIN", ())
_COMMIT: Statement = ("COMMIT", ())
_UNPLANNED = (_BEGIN[0], _COMMIT[0])
_MOST_VALUES = 50  # of a text with more, the driver takes the placeholders apart each time anew


def ask(cursor, questions: Sequence[Statement]) -> list[list[tuple]]:
    """The rows of several queries, in their order."""
    if cursor.db.vendor != "postgresql":
        return [cursor.execute(sql, values).fetchall() for sql, values in questions]
    if _takes_begin_along(cursor.db):
        _send(cursor, [_BEGIN, *questions])
        cursor.nextset()
    else:
        _send(cursor, questions)
    answers = [cursor.fetchall()]
    while cursor.nextset():
        answers.append(cursor.fetchall())
    return answers


class Sheaf:
    """Takes statements like a cursor and keeps them until they are sent; what rows they answer nobody reads."""

    def __init__(self, cursor) -> None:
        self.db = cursor.db
        self._cursor = cursor
        self._kept: list[Statement] = []
        self._then: list[Callable[[], object]] = []

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
        if and_commit and goes_alone(self.db):
            self._send_alone(kept)
        elif self.db.vendor == "postgresql":
            whole = and_commit and not self.db.savepoint_ids
            begin = [_BEGIN] if _takes_begin_along(self.db) else []
            _send(self._cursor, [*begin, *kept, _COMMIT] if whole else [*begin, *kept])
        else:
            for sql, values in kept:
                self._cursor.execute(sql, values)

    def once_committed(self, do: Callable[[], object]) -> None:
        """Do something once what was kept stands; never, where it comes to nothing."""
        if goes_alone(self.db):
            self._then.append(do)
        else:
            transaction.on_commit(do)

    def _send_alone(self, kept: list[Statement]) -> None:
        try:
            _send(self._cursor, [_BEGIN, *kept, _COMMIT])
        except Exception:
            try:
                self.db.rollback()
            except Error:
                self.db.close()
            raise
        for do in self._then:
            do()


def goes_alone(database) -> bool:
    """Whether a sheaf that is sent once and for all needs no transaction around it: it begins and ends its own.

    `atomic` would tell the driver twice what it does not need to know, which takes a good part of an act's time.
    """
    return database.vendor == "postgresql" and not database.in_atomic_block


def _takes_begin_along(database) -> bool:
    """Whether a transaction is to begin with the next statement, so that BEGIN may travel with it.

    The driver would send BEGIN on a journey of its own; told that it need not, it leaves the transaction to us until
    `atomic` ends it as ever.
    """
    from psycopg.pq import TransactionStatus  # not for SQLite, whose first page would wait for it

    driver = database.connection
    if database.autocommit or driver.autocommit or driver.isolation_level is not None:
        return False
    if driver.info.transaction_status != TransactionStatus.IDLE:
        return False
    driver.autocommit = True
    return True


def _send(cursor, statements: Sequence[Statement]) -> None:
    plans = cursor.db.planned(sql for sql, _ in statements if sql not in _UNPLANNED)
    parts = list(_parts([(plans.get(sql, sql), values) for sql, values in statements]))
    if len(parts) == 1:
        cursor.execute(*parts[0])
    else:
        with cursor.db.wrap_database_errors:
            text = ";".join([cursor.mogrify(sql, values) for sql, values in parts])
        cursor.execute(text)


def _parts(statements: Sequence[Statement]) -> Iterator[tuple[str, list]]:
    """The statements joined to texts that have at most so many values."""
    if sum([len(values) for _, values in statements]) <= _MOST_VALUES:
        yield ";".join([sql for sql, _ in statements]), [value for _, values in statements for value in values]
        return
    texts: list[str] = []
    bound: list = []
    for sql, values in statements:
        if texts and len(bound) + len(values) > _MOST_VALUES:
            yield ";".join(texts), bound
            texts, bound = [], []
        texts.append(sql)
        bound.extend(values)
    yield ";".join(texts), bound
