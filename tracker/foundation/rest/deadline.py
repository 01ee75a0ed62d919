"""How long one request may keep the database at work.

| part                  | what holds it                                                                          |
| --------------------- | -------------------------------------------------------------------------------------- |
| one statement         | PostgreSQL: `statement_timeout`, set to what is left of the request's time; SQLite: its |
|                       | progress handler. Both end the work in the database, not only the wait for it          |
| the whole request     | the time of all its statements is added up; none begins once it is spent               |
| a stream's cursor     | PostgreSQL fills a held cursor at its commit, which no `statement_timeout` covers: a    |
|                       | timer cancels it                                                                       |
| what is half written  | the statement fails like any other, so that its transaction is rolled back             |

Only what runs inside `bounded` is held to it, so workers and commands are not; afterwards the connection is as before.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Final

from django.db import DatabaseError, OperationalError, connections

INSTRUCTIONS: Final = 20_000  # of SQLite between two looks at the clock: about a millisecond
GRACE_SECONDS: Final = 1.0  # for what is written after the end: the session, the answer kept for a key
SHRUNK: Final = 0.8  # below this part of what the server was told, it is told anew
# They end or undo what was begun, and must go through when the time is over.
CLEANING: Final = ("ROLLBACK", "RELEASE SAVEPOINT")
WAITING: Final = "BEGIN"  # for SQLite's one writer, for as long as the connection's own timeout says
QUERY_CANCELED: Final = "57014"  # PostgreSQL's SQLSTATE, for its statement_timeout and for our timer alike


class DeadlineExceeded(OperationalError):
    """The request has used up its time in the database."""


class Deadline:
    """The time in the database that one request has, and what is left of it."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.struck = False
        self.streams = False
        self.brief = False
        self._graced = False
        self._limited: dict[
            str, tuple[Any, float]
        ] = {}  # alias -> the driver's connection, what it was told in seconds
        self._until = 0.0  # by the clock, for the statement under way

    def extend_for_stream(self, seconds: float) -> None:
        """Give the request this much more, for an answer that is read from the database as it is sent."""
        self.left += seconds
        self.streams = True

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """What `execute` gives; Django calls this around each statement. Raises DeadlineExceeded."""
        connection = context["connection"]
        if self.brief or _passes(sql, connection.vendor):
            return execute(sql, params, many, context)
        if self.left <= 0:
            raise self._exceeded()
        self._tell(connection)
        begun = time.monotonic()
        try:
            with self._cancelling(connection):
                result = execute(sql, params, many, context)
        except OperationalError as error:
            self.left -= time.monotonic() - begun
            if self.is_cause_of(error):
                raise self._exceeded() from error
            raise
        self.left -= time.monotonic() - begun
        return result

    def _exceeded(self) -> DeadlineExceeded:
        self.struck = True
        if not self._graced:
            self._graced, self.left = True, GRACE_SECONDS
        return DeadlineExceeded("The request has used up its time in the database.")

    def is_cause_of(self, error: BaseException) -> bool:
        """Whether the database gave this error because the time was over."""
        if isinstance(error, DeadlineExceeded):
            return True
        # What is not asked through Django, as the end of a cursor, fails with the driver's own error.
        cancelled = QUERY_CANCELED in (getattr(one, "sqlstate", "") for one in (error, error.__cause__))
        self.struck = self.struck or cancelled
        return cancelled or (self.struck and str(error.__cause__) == "interrupted")

    def refresh(self) -> None:
        """Say that rows are about to be fetched, which no statement announces."""
        self._until = time.monotonic() + self.left

    def release(self) -> None:
        """Leave the connection as it was found."""
        limited, self._limited = self._limited, {}
        for alias, (raw, _) in limited.items():
            if raw is connections[alias].connection:
                self._unlimit(connections[alias], raw)

    def _unlimit(self, connection: Any, raw: Any) -> None:
        if connection.vendor == "sqlite":
            raw.set_progress_handler(None, 0)
            return
        try:
            with connection.wrap_database_errors:
                if not _failed(raw):
                    raw.execute("RESET statement_timeout")
        except DatabaseError:
            connection.close()  # the next request opens another

    def _tell(self, connection: Any) -> None:
        raw, limited = connection.connection, self._limited.get(connection.alias)
        self.refresh()
        if connection.vendor == "sqlite":
            if limited is None or limited[0] is not raw:
                raw.set_progress_handler(self._over, INSTRUCTIONS)
                self._limited[connection.alias] = (raw, self.left)
            return
        if _failed(raw):
            return
        # What is set inside a transaction is unset by its rollback: it is set anew for each statement there.
        known = limited is not None and limited[0] is raw and not connection.in_atomic_block
        if known and limited is not None and self.left >= limited[1] * SHRUNK:
            return
        with connection.wrap_database_errors:
            raw.execute(f"SET statement_timeout = {max(1, int(self.left * 1000))}")
        self._limited[connection.alias] = (raw, self.left)

    def _over(self) -> int:
        if time.monotonic() < self._until:
            return 0
        self.struck = True
        return 1

    @contextmanager
    def _cancelling(self, connection: Any) -> Iterator[None]:
        if not self.streams or connection.vendor != "postgresql":
            yield
            return
        raw, sent = connection.connection, threading.Event()

        def cancel() -> None:
            sent.set()
            raw.cancel_safe()

        timer = threading.Timer(self.left, cancel)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            if sent.is_set():
                _take_late_cancel(connection, raw)


def _passes(sql: Any, vendor: str) -> bool:
    """Whether the statement is let through whatever the time."""
    return isinstance(sql, str) and (sql.startswith(CLEANING) or (vendor == "sqlite" and sql.startswith(WAITING)))


def _take_late_cancel(connection: Any, raw: Any) -> None:
    """Ask for nothing, so that a cancel that came when its statement was over strikes no other."""
    if not _failed(raw):
        with suppress(connection.Database.Error):
            raw.execute("SELECT 1")


def _failed(raw: Any) -> bool:
    """Whether the transaction has failed, so that the server takes nothing but its end."""
    return bool(raw.info.transaction_status.name in {"INERROR", "UNKNOWN"})


_present = threading.local()


def current() -> Deadline | None:
    """The deadline of the request under way in this thread."""
    return getattr(_present, "deadline", None)


@contextmanager
def bounded(deadline: Deadline) -> Iterator[Deadline]:
    """Hold all that this thread asks of the database to the deadline."""
    before = current()
    _present.deadline = deadline
    try:
        with ExitStack() as held:
            for alias in connections:
                held.enter_context(connections[alias].execute_wrapper(deadline))
            yield deadline
    finally:
        _present.deadline = before
        deadline.release()


@contextmanager
def brief() -> Iterator[None]:
    """Ask for one row by its key: telling the database how long that may take costs more than it."""
    held = current()
    if held is None:
        yield
        return
    held.brief = True
    try:
        yield
    finally:
        held.brief = False


def caused(error: BaseException) -> bool:
    """Whether the request's time in the database led to this error."""
    deadline = current()
    return isinstance(error, DeadlineExceeded) or (deadline is not None and deadline.is_cause_of(error))
