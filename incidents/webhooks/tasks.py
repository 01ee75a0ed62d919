"""The deliverer's tasks, on the queue `deliveries`, and the mails to owners. They carry no data: the rows do."""

from celery import shared_task

from incidents.webhooks import delivery, notices, retention


@shared_task
def deliver() -> None:
    """Sent after each commit that wrote an event: delivers what is due."""
    delivery.deliver_due()


@shared_task
def sweep() -> None:
    """Sent by beat every few seconds: the same, for retries that have come due and for wake-ups that were lost."""
    delivery.deliver_due()


@shared_task
def tell_owners() -> None:
    """Sent by beat every minute: notices trouble and sends what owners have not been told yet."""
    notices.notice_trouble()
    notices.send_due()


@shared_task
def prune() -> None:
    """Sent by beat once a day: removes old finished deliveries."""
    retention.prune()
