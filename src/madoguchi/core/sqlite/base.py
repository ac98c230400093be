"""SQLite has one writer at a time. Who finds another at work looks again every millisecond.

SQLite's own waiting doubles its pauses up to a tenth of a second, while a booking holds the lock for five milliseconds:
on the morning on which a month opens most of the time would be slept away, and whoever waits longest is asked last.
"""

import sqlite3
import time

from django.db.backends.sqlite3 import base

PAUSE_SECONDS = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        patience: float = self.get_connection_params()["timeout"]
        until = time.monotonic() + patience
        with self.wrap_database_errors:
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                while not self._begun(is_last=time.monotonic() > until):
                    time.sleep(PAUSE_SECONDS)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _begun(self, *, is_last: bool) -> bool:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if is_last or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True
