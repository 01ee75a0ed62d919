"""Wake-up calls for the workers. The rows are the truth: a message that is lost costs time, never an article."""

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


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
        log.warning("worker_not_woken", task=task, ids=ids, error=str(error))
