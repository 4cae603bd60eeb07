"""A bus over PostgreSQL: LISTEN and NOTIFY, for several processes without a Redis.

A notification is sent on a connection of its own, after the commit: inside the transaction it would halve the number of commits, since
PostgreSQL puts all transactions that notify one behind the other.
"""

from collections.abc import Iterator

import psycopg

from elearn.web.live.across import BusGoneError

CHANNEL = "elearn"
IDLE_SECONDS = 1.0
CHECK_EVERY = 10
"""after so many silent waits the server is asked whether it is still there"""
CONNECTING = {"connect_timeout": 3, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


class PostgresBus:
    """Notifications of the site's own database."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._sending: psycopg.Connection | None = None

    def send(self, text: str) -> None:
        try:
            if self._sending is None or self._sending.closed:
                self._sending = self._connect()
            self._sending.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
        except (psycopg.Error, OSError) as error:
            self.close()
            raise BusGoneError(str(error)) from error

    def listen(self) -> Iterator[str]:
        try:
            with self._connect() as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                yield ""
                silent = 0
                while True:
                    silent += 1
                    for heard in connection.notifies(timeout=IDLE_SECONDS, stop_after=1):
                        silent = 0
                        yield heard.payload
                    yield ""
                    if silent >= CHECK_EVERY:
                        connection.execute("SELECT 1")
                        silent = 0
        except (psycopg.Error, OSError) as error:
            raise BusGoneError(str(error)) from error

    def close(self) -> None:
        if self._sending is not None:
            self._sending.close()
            self._sending = None

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._conninfo, autocommit=True, application_name="elearn waker", **CONNECTING)  # type: ignore[arg-type]
