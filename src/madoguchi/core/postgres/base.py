"""A connection that a thread keeps outlives a restart of PostgreSQL, and must not be used after it.

Django asks `SELECT 1` at each request. A server that ends says so first, and a connection that is cut can be read to its
end: as long as nothing has come that was not asked for, it is as good as when it was used last. Only where something has
come is the server asked.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred or self._has_something_to_say():
            return bool(super().is_usable())
        return True

    def _has_something_to_say(self) -> bool:
        waiting = select.poll()  # the number of a connection may be beyond what select() takes
        waiting.register(self.connection.fileno(), select.POLLIN)
        return bool(waiting.poll(0))
