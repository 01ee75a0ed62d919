"""Wake-up calls for the workers. The rows are the truth: a message that is lost costs time, never an article."""

import time
from typing import Final

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)

# A broker that is down is told of once, not once for each of ten thousand articles.
QUIET_SECONDS: Final = 30.0
_told_at: list[float] = []


def wake(article_id: int) -> None:
    """After the commit, tells a worker that this article has work to do."""

    def send() -> None:
        _send("sources.tasks.advance_article", article_id)

    transaction.on_commit(send, robust=True)


def wake_many() -> None:
    """After the commit, tells the workers that there are articles with work to do, however many. The message is void
    after two minutes: another will have come by then, and while no worker is up they do not pile up."""

    def send() -> None:
        _send("sources.tasks.sweep", expires=120)

    transaction.on_commit(send, robust=True)


def wake_for_feed(feed_id: int) -> None:
    """After the commit, tells a worker that this feed is due."""

    def send() -> None:
        _send("sources.tasks.poll_feed", feed_id, expires=300)

    transaction.on_commit(send, robust=True)


def _send(task: str, *ids: int, expires: float | None = None) -> None:
    """One message; a broker that is down is logged and swallowed, since what it would tell is saved in rows."""
    try:
        current_app.send_task(task, args=ids, expires=expires, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, the sweep finds the row
        _tell(task, ids, error)


def _tell(task: str, ids: tuple[int, ...], error: Exception) -> None:
    """Logs a message that was not sent: as a warning, and within the quiet time after one for debugging only."""
    now = time.monotonic()
    recent = bool(_told_at) and now - _told_at[-1] < QUIET_SECONDS
    if not recent:
        _told_at[:] = [now]
    (log.debug if recent else log.warning)("worker_not_woken", task=task, ids=ids, error=str(error))
