"""The workers' doors: each task takes ids, calls one function, and may come twice or not at all."""

from celery import shared_task

from sources import pruning
from sources.importing import work as imports
from sources.pipeline.intake import polling
from sources.pipeline.match.rematching import finish_rematchings, follow_changes, prune_rematchings
from sources.pipeline.runner import TURN_SECONDS, advance, work_off
from sources.pipeline.wakeups import wake_for_feed, wake_many

# A worker that is woken stays up so long before it lets others have a turn; below the task time limit.
SHIFT_SECONDS = 30.0


@shared_task
def advance_article(article_id: int) -> None:
    """Moves one article on as far as it goes in a turn."""
    advance(article_id, turn_seconds=TURN_SECONDS)


@shared_task
def sweep() -> None:
    """Moves on whatever is due: what no message told of, what was put off, what a dead worker left behind; and what
    a person's change of an incident or a party sends back to be matched. Wakes others for imports that are due."""
    follow_changes()
    imports.wake_due()
    if work_off(SHIFT_SECONDS):
        finish_rematchings()
        wake_many()


@shared_task
def import_register(import_id: int) -> None:
    """Takes in rows of an import for a turn."""
    imports.work(import_id)


@shared_task
def poll_feeds() -> None:
    """Wakes a worker for each feed that is due."""
    for feed_id in polling.due_feeds():
        wake_for_feed(feed_id)


@shared_task
def poll_feed(feed_id: int) -> None:
    """Polls one feed."""
    polling.poll(feed_id)


@shared_task
def prune() -> None:
    """Sent by beat once a day: removes old versions of articles on which nothing rests, and what tells of rematchings
    that were done long ago."""
    pruning.prune()
    prune_rematchings()
