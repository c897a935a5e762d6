"""The connection to PostgreSQL: it sees without a question whether it has been cut, and keeps the plans of statements."""

import select
from collections.abc import Iterable

from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from hejie.domain.kernel.refusal import Refusal

_MOST_PLANS = 400
_MOST_VALUES = 120  # of one plan; statements with more are as rare as they are long


class _Faults(DatabaseErrorWrapper):
    """Django's; but a sign that no text of PostgreSQL can hold is the sender's fault, wherever it came from."""

    def __exit__(self, kind, fault, trace) -> None:
        """Raise the fault as Django's or, for a zero byte, as a refusal."""
        if kind is not None and issubclass(kind, self.wrapper.Database.DataError) and "NUL (0x00)" in str(fault):
            raise Refusal("zero_byte") from fault
        super().__exit__(kind, fault, trace)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, except for two things that would cost an act as much as its work, and one that no text can hold."""

    @cached_property
    def wrap_database_errors(self) -> _Faults:
        """Around every call of the driver."""
        return _Faults(self)

    def get_new_connection(self, conn_params: dict) -> object:
        """A new connection; it has no plans yet."""
        self._plans: dict[str, str] = {}
        self.plans_made: list[str] = []
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether the lasting connection still stands.

        Nothing may have come from the server while nothing was asked. Where something did (its end, mostly), the
        server is asked, as Django does each time; that question would cost every request as much as its work.
        """
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not waiting.poll(0) or super().is_usable()

    def planned(self, statements: Iterable[str]) -> dict[str, str]:
        """For each statement (SQL with `%s` placeholders) the text that carries out its plan, placeholders as before.

        The server parses and plans a statement anew each time that it comes as text, which takes longer than the work
        itself. So each gets a PREPARE the first time, all new ones in one journey, and an EXECUTE from then on. Names
        are never used twice, so that a PREPARE that was cut off can do no harm. A statement with very many values, and
        what comes after very many plans, stays as it is: no statement of an act is meant.
        """
        made, new = {}, []
        for sql in statements:
            text = self._plans.get(sql)
            if text is None:
                values = sql.count("%s")
                if values > _MOST_VALUES or len(self._plans) + len(new) >= _MOST_PLANS:
                    text = sql
                else:
                    name = f"hejie_{len(self.plans_made)}"
                    marks = f"({', '.join(['%s'] * values)})" if values else ""
                    self.plans_made.append(f"PREPARE {name} AS {_numbered(sql)}")
                    text = f"EXECUTE {name}{marks}"
                    new.append((sql, text))
            made[sql] = text
        if new:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(";".join(self.plans_made[-len(new) :]))
            self._plans.update(new)
        return made


def _numbered(sql: str) -> str:
    first, *rest = sql.split("%s")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
