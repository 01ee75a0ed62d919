"""Letters to readers: planned as rows, sent from the rows, by a task that may run twice or not at all.

| step       | what                                                                                                 |
| ---------- | ---------------------------------------------------------------------------------------------------- |
| `plan_due` | a confirmed subscription that is due gets one letter, for the events since the last, and its next day |
| `send_due` | claims a letter by a conditional UPDATE, sends it outside of transactions, and notes that it was taken |
| `forget`   | deletes subscriptions that nobody confirmed, and letters sent long ago                               |

A letter is planned in one transaction with the day of the next, so that each event is in exactly one letter of a
subscription. What a letter says is read when it is sent: what was withdrawn or taken out meanwhile is in none. A mail
server that is away, or a process that died in between, means another try; a mail that came twice so has the same
Message-ID, by which mailboxes know it. The question, which anybody can have sent to any address, says no word of its
sender's.
"""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPException
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from incidents.models import Cadence, Letter, Subscription
from incidents.site.changes import FED_TYPES, PublicChange, public_events
from incidents.site.joined_changes import LOOKED_AT, joined_changes
from incidents.site.kept_pages import last_event
from incidents.site.lists import filters_in_words
from incidents.site.pages import NAME
from incidents.site.queries import matching
from tracker.foundation.rest.problems import Problem
from tracker.foundation.unwanted_characters import without_marks

log = structlog.get_logger(__name__)

AT_ONCE: Final = 200
MOST_CHANGES: Final = 100  # in one letter
CLAIM: Final = dt.timedelta(minutes=5)  # above the time after which a mail server that hangs is given up
MAX_TRIES: Final = 12  # the last some five hours after the first
UNCONFIRMED: Final = dt.timedelta(days=3)
KEPT: Final = dt.timedelta(days=30)


def plan_due() -> int:
    """The number of letters that were planned. Idempotent."""
    now, planned = timezone.now(), 0
    for subscription in list(Subscription.objects.due(now)[:AT_ONCE]):
        planned += _plan(subscription, now)
    return planned


def _plan(subscription: Subscription, now: dt.datetime) -> bool:
    due_at = subscription.next_due_at
    assert due_at is not None  # noqa: S101 - the query says so
    period = Cadence(subscription.cadence).period
    next_due_at = due_at + period * ((now - due_at) // period + 1)
    with transaction.atomic():
        until = last_event()
        rows = Subscription.objects.filter(pk=subscription.pk, next_due_at=due_at, after=subscription.after)
        if not rows.update(after=until, next_due_at=next_due_at) or until <= subscription.after:
            return False
        Letter.objects.create(subscription=subscription, after=subscription.after, until=until)
    return True


def send_due() -> int:
    """The number of letters that a mail server took."""
    sent = 0
    for letter in list(Letter.objects.due(timezone.now()).select_related("subscription")[:AT_ONCE]):
        if not _claim(letter):
            continue
        try:
            mail = mail_of(letter)
            if mail is not None:
                mail.send()
        except (SMTPException, OSError) as error:
            log.warning("letter_not_sent", letter=letter.pk, error=str(error))
            continue
        except Exception:  # whatever one letter brings up: the others go out
            log.exception("letter_not_sent", letter=letter.pk)
            continue
        sent += mail is not None
        Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), next_try_at=None)
    return sent


def _claim(letter: Letter) -> bool:
    """True when it is ours to send; unless that succeeds, it is due again after a while, and longer each time."""
    last = letter.tries + 1 >= MAX_TRIES
    wait = min(CLAIM * 2**letter.tries, dt.timedelta(minutes=30))
    claimed = Letter.objects.filter(pk=letter.pk, sent_at=None, next_try_at=letter.next_try_at).update(
        tries=F("tries") + 1, next_try_at=None if last else timezone.now() + wait
    )
    return bool(claimed)


def forget() -> None:
    """Delete what is kept for nothing: subscriptions that nobody confirmed, and letters sent long ago."""
    now = timezone.now()
    Subscription.objects.forgotten(now, after=UNCONFIRMED).delete()
    Letter.objects.filter(sent_at__lt=now - KEPT).delete()


def changes_in(letter: Letter) -> tuple[list[PublicChange], bool]:
    """The changes that the letter tells of, the oldest first, and whether there are more than it has room for. Reads
    the subscription. Raises Problem for filters that are no longer understood."""
    query = QueryDict(letter.subscription.query)
    events = public_events(FED_TYPES).filter(sequence__gt=letter.after, sequence__lte=letter.until)
    if query:
        events = events.filter(incident__in=matching(query).order_by().values("pk"))
    looked_at = list(events[: MOST_CHANGES * LOOKED_AT + 1])
    found = joined_changes(looked_at)
    more = len(found) > MOST_CHANGES or len(looked_at) > MOST_CHANGES * LOOKED_AT
    return found[:MOST_CHANGES][::-1], more


def mail_of(letter: Letter) -> EmailMessage | None:
    """The e-mail, None where nothing is to be said any more."""
    subscription = letter.subscription
    words = filters_in_words(QueryDict(subscription.query)) or "all incidents"
    context = {
        "site_name": NAME,
        "words": words,
        "subscription": subscription,
        "confirm": settings.PUBLIC_URL + reverse("site:confirm", args=[subscription.confirm_key]),
        "end": end_address(subscription),
        "listed": settings.PUBLIC_URL
        + reverse("site:incidents")
        + (f"?{subscription.query}" if subscription.query else ""),
        "public_url": settings.PUBLIC_URL,
    }
    if letter.until is None:
        if subscription.confirmed_at is not None:
            return None
        return _mail(letter, f"{NAME}: please confirm", "question.txt", context)
    try:
        changes, more = changes_in(letter)
    except Problem as problem:
        log.warning("letter_filters_not_understood", letter=letter.pk, error=str(problem.detail))
        return None
    if not changes:
        return None
    number = f"{len(changes)}{'+' if more else ''} change{'s' if len(changes) > 1 else ''}"
    return _mail(letter, f"{NAME}: {number}", "changes.txt", context | {"changes": changes, "more": more})


def _mail(letter: Letter, subject: str, template: str, context: dict[str, object]) -> EmailMessage:
    """The e-mail with what a mailbox needs to unsubscribe by one press of a button (RFC 8058)."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    headers = {
        "Message-ID": f"<letter-{letter.pk}-{_stamp(letter)}@{host}>",
        "List-Unsubscribe": f"<{end_address(letter.subscription)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"{NAME} <changes.{host}>",
        "Auto-Submitted": "auto-generated",
    }
    body = without_marks(render_to_string(f"site/letters/{template}", context))
    return EmailMessage(subject, body, to=[letter.subscription.email], headers=headers)


def _stamp(letter: Letter) -> str:
    """16 hex digits, the same at each try, from which no key of the subscription follows: mail servers log the id."""
    return salted_hmac("incidents.site.letters", f"{letter.pk} {letter.created_at.isoformat()}").hexdigest()[:16]


def end_address(subscription: Subscription) -> str:
    return settings.PUBLIC_URL + reverse("site:unsubscribe", args=[subscription.end_key])
