"""The deliverer's tasks, on the queue `deliveries`. They carry no data: the rows say what is to do."""

from celery import shared_task

from incidents.webhooks import delivery, retention


@shared_task(queue="deliveries")
def deliver() -> None:
    """Sent after each commit that wrote an event: delivers what is due."""
    delivery.deliver_due()


@shared_task(queue="deliveries")
def sweep() -> None:
    """Sent by beat every few seconds: the same, for retries that have come due and for wake-ups that were lost."""
    delivery.deliver_due()


@shared_task(queue="deliveries")
def prune() -> None:
    """Sent by beat once a day: removes old finished deliveries."""
    retention.prune()
