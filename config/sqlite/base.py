"""SQLite lets one write at a time. Django's backend as it is, but whoever waits has a fair chance at every turn.

SQLite's own waiting asks ever more rarely, so that under load newcomers overtake and somebody waits for many seconds, in
the end for an error. Here it gives up after a few hundredths of a second and starts anew, as often as needed.
"""

import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base

ROUND_MS = 30  # SQLite asks after 1, 2, 5, 10, 15 ms ...: the rounds stay dense
GIVE_UP_AFTER = 20.0  # seconds


class PatientCursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        """A busy database has done nothing of the statement, so it is safe to ask again."""
        until = time.monotonic() + GIVE_UP_AFTER
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.execute(f"PRAGMA busy_timeout={ROUND_MS}")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=PatientCursor)
