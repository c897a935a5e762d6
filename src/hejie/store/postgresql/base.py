"""The connection to PostgreSQL, which sees without a question to the server whether it has been cut."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, except for how it finds out at the beginning of a request that the server was restarted meanwhile."""

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
