"""The snapshots' task. It carries no data: the rows do."""

from celery import shared_task

from incidents.snapshots import keeping

# Of a hundred thousand incidents one takes some minutes; one that is cut short leaves nothing behind.
LONGEST_SECONDS = 3_000


@shared_task(soft_time_limit=LONGEST_SECONDS, time_limit=LONGEST_SECONDS + 60)
def keep_snapshots() -> None:
    """Sent by beat every five minutes: makes the nightly snapshot, removes what must not be kept."""
    keeping.keep_snapshots()
