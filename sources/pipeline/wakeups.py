"""Wake-up calls for the workers. The rows are the truth: a message that is lost costs time, never an article."""

import time
from typing import Final

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)

# A broker that is down is logged once, not once for each of ten thousand articles.
QUIET_SECONDS: Final = 30.0
_warned_at: list[float] = []


def wake(article_id: int) -> None:
    """Tell a worker after the commit that this article has work to do."""

    def send() -> None:
        _send("sources.tasks.advance_article", article_id)

    transaction.on_commit(send, robust=True)


def wake_many() -> None:
    """Tell the workers after the commit that there are articles with work to do, however many. The message expires
    after two minutes, so that messages do not pile up while no worker is up; by then another will have come."""

    def send() -> None:
        _send("sources.tasks.sweep", expires=120)

    transaction.on_commit(send, robust=True)


def wake_for_feed(feed_id: int) -> None:
    """Tell a worker after the commit that this feed is due."""

    def send() -> None:
        _send("sources.tasks.poll_feed", feed_id, expires=300)

    transaction.on_commit(send, robust=True)


def wake_for_import(import_id: int) -> None:
    """Tell a worker after the commit that this import has rows to take in."""

    def send() -> None:
        _send("sources.tasks.import_register", import_id, expires=300)

    transaction.on_commit(send, robust=True)


def _send(task: str, *ids: int, expires: float | None = None) -> None:
    """Send one message. A broker that is down is logged and ignored, since rows hold what the message would tell."""
    try:
        current_app.send_task(task, args=ids, expires=expires, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, the sweep finds the row
        _log_unsent(task, ids, error)


def _log_unsent(task: str, ids: tuple[int, ...], error: Exception) -> None:
    """Log a message that was not sent: as a warning, but for debugging only within the quiet time after a warning."""
    now = time.monotonic()
    recent = bool(_warned_at) and now - _warned_at[-1] < QUIET_SECONDS
    if not recent:
        _warned_at[:] = [now]
    (log.debug if recent else log.warning)("worker_not_woken", task=task, ids=ids, error=str(error))
