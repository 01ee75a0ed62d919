"""The site's tasks. They carry no data: the rows do."""

from celery import shared_task
from django.conf import settings

from incidents import statistics
from incidents.site import letters


@shared_task
def send_letters() -> None:
    """Sent by beat every minute: plans and sends what readers are owed.

    Where the site is off, its links lead nowhere.
    """
    if settings.PUBLIC_SITE:
        letters.plan_due()
        letters.send_due()
        letters.forget()


@shared_task
def work_out_statistics() -> None:
    """Sent by beat every minute: counts anew what is too large to be counted per request."""
    statistics.keep_statistics()
