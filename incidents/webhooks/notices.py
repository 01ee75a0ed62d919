"""The owner hears of trouble before it is too late, by e-mail: rows first, mails from the rows.

| notice                  | when                                                            | once for each        |
| ----------------------- | --------------------------------------------------------------- | -------------------- |
| failing                 | four attempts in a row failed, over the time in which one       | run of failures      |
|                         | delivery makes its first four (35 min)                          |                      |
| half_way, ...           | it has failed for 50, 70, 90% of the time after which it is     | run of failures      |
|                         | disabled                                                        |                      |
| recovered               | an attempt succeeded after the owner had heard of failures      | run of failures      |
| exhausted               | a delivery used up its attempts                                 | day (UTC)            |
| disabled                | the endpoint was disabled                                       | end                  |

`notice_trouble` finds all but the last in the rows of endpoints and deliveries, whenever it runs and however often; a
unique constraint lets each be written once. `send_due` claims a notice by a conditional UPDATE, sends the mail outside
of any transaction, and writes down that it was taken; a mail server that is away, or a process that died in between,
means another try later. So a mail may come twice, and does not get lost.
"""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPException
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import TruncDate
from django.utils import timezone

from incidents.webhooks import schedule
from incidents.webhooks.models import Attempt, Delivery, Endpoint, Notice, NoticeKind

log = structlog.get_logger(__name__)

FAILURES = 4
FAILING_AFTER: Final = dt.timedelta(seconds=sum(schedule.DELAYS_SECONDS[:FAILURES]))
ON_THE_WAY: Final = {NoticeKind.HALF_WAY: 0.5, NoticeKind.MOST_OF_THE_WAY: 0.7, NoticeKind.ALMOST_DISABLED: 0.9}
MAILS_AT_ONCE = 100
# A claimed notice is somebody else's after this time, so a mail server that hangs must have been given up by then.
CLAIM = dt.timedelta(minutes=5)
MAX_TRIES = 12  # the last some five hours after the first
MOMENT = "%Y-%m-%d %H:%M UTC"

SUBJECTS: Final = {
    NoticeKind.FAILING: "is failing",
    NoticeKind.RECOVERED: "works again",
    NoticeKind.EXHAUSTED: "has missed deliveries",
    NoticeKind.HALF_WAY: "is half way to being disabled",
    NoticeKind.MOST_OF_THE_WAY: "is 70% of the way to being disabled",
    NoticeKind.ALMOST_DISABLED: "is about to be disabled",
    NoticeKind.DISABLED: "was disabled",
}
ADVICE: Final = {
    NoticeKind.FAILING: "Nothing is lost yet: each delivery is tried ten times over three days.",
    NoticeKind.RECOVERED: "What was due meanwhile is being delivered now; there is nothing to do.",
    NoticeKind.EXHAUSTED: "Send what was given up again with replay-failed, or read it from the list of events.",
    NoticeKind.HALF_WAY: "Repair the receiver, or pause the endpoint: while it is paused its deliveries wait.",
    NoticeKind.MOST_OF_THE_WAY: "Repair the receiver, or pause the endpoint: while it is paused its deliveries wait.",
    NoticeKind.ALMOST_DISABLED: "Repair the receiver, or pause the endpoint now: a paused one is not disabled.",
    NoticeKind.DISABLED: "Resume it when the receiver is well, and read what it missed from the list of events.",
}


def notice_trouble() -> int:
    """The number of notices that were new. Idempotent."""
    now = timezone.now()
    found = [*_failing(now), *_recovered(), *_exhausted(now)]
    known = set(Notice.objects.filter(endpoint__in={each.endpoint_id for each in found}).values_list(*_KEY))
    new = [each for each in found if (each.endpoint_id, each.kind, each.occasion) not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


_KEY = ("endpoint_id", "kind", "occasion")


def note_disabled(endpoint: Endpoint, *, reason: str) -> None:
    """Note that the owner is to be told. Call it in the transaction that disables the endpoint."""
    assert endpoint.state_changed_at is not None  # noqa: S101 - for the programmer
    occasion = endpoint.state_changed_at.isoformat()
    Notice.objects.create(endpoint=endpoint, kind=NoticeKind.DISABLED, occasion=occasion, sentence=reason[:300])


def _failing(now: dt.datetime) -> list[Notice]:
    found = []
    rows = Endpoint.objects.active().filter(
        consecutive_failures__gte=FAILURES, failing_since__lte=now - FAILING_AFTER, owner__is_active=True
    )
    for endpoint in rows:
        since = endpoint.failing_since
        assert since is not None  # noqa: S101 - the query says so
        end = since + schedule.DISABLED_AFTER
        kinds = [NoticeKind.FAILING]
        kinds += [kind for kind, share in ON_THE_WAY.items() if now - since >= schedule.DISABLED_AFTER * share]
        sentence = (
            f"Every attempt since {since:{MOMENT}} has failed; if that goes on, it is disabled on {end:{MOMENT}}."
        )
        found += [Notice(endpoint=endpoint, kind=kind, occasion=since.isoformat(), sentence=sentence) for kind in kinds]
    return found


def _recovered() -> list[Notice]:
    later = Notice.objects.filter(
        endpoint=OuterRef("endpoint"), kind__in=[NoticeKind.RECOVERED, NoticeKind.DISABLED], pk__gt=OuterRef("pk")
    )
    rows = (
        Notice.objects.of(NoticeKind.FAILING)
        .filter(endpoint__succeeded_at__gt=F("created_at"))
        .exclude(Exists(later))
        .select_related("endpoint")
    )
    return [
        Notice(
            endpoint=row.endpoint,
            kind=NoticeKind.RECOVERED,
            occasion=row.occasion,
            sentence=f"An attempt succeeded on {row.endpoint.succeeded_at:{MOMENT}}.",
        )
        for row in rows
    ]


def _exhausted(now: dt.datetime) -> list[Notice]:
    """Of yesterday and today: what is older has been told, or nobody ran for a day and it is in the log."""
    rows = (
        Delivery.objects.failed()
        .filter(finished_at__gte=now - dt.timedelta(days=1), endpoint__owner__is_active=True)
        .order_by()
        .values("endpoint_id", day=TruncDate("finished_at", tzinfo=dt.UTC))
        .annotate(count=Count("pk"))
    )
    return [
        Notice(
            endpoint_id=row["endpoint_id"],
            kind=NoticeKind.EXHAUSTED,
            occasion=row["day"].isoformat(),
            sentence=f"On {row['day']} deliveries were given up after ten attempts: {row['count']} so far.",
        )
        for row in rows
    ]


def send_due() -> int:
    """The number of mails that a mail server took."""
    sent = 0
    for notice in list(Notice.objects.due(timezone.now()).select_related("endpoint__owner")[:MAILS_AT_ONCE]):
        if not _claim(notice):
            continue
        if not notice.endpoint.owner.email:
            log.warning("webhook_notice_without_address", endpoint=notice.endpoint.reference, kind=notice.kind)
            Notice.objects.filter(pk=notice.pk).update(next_try_at=None)
            continue
        try:
            mail_of(notice).send()
        except (SMTPException, OSError) as error:
            log.warning("webhook_notice_not_sent", endpoint=notice.endpoint.reference, error=str(error))
            continue
        Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), next_try_at=None)
        sent += 1
    return sent


def _claim(notice: Notice) -> bool:
    """True when it is ours to send; unless that succeeds, it is due again after a while, and longer each time."""
    last = notice.tries + 1 >= MAX_TRIES
    wait = min(CLAIM * 2**notice.tries, dt.timedelta(minutes=30))
    claimed = Notice.objects.filter(pk=notice.pk, sent_at=None, next_try_at=notice.next_try_at).update(
        tries=F("tries") + 1, next_try_at=None if last else timezone.now() + wait
    )
    return bool(claimed)


def mail_of(notice: Notice) -> EmailMessage:
    """The mail: what happened, the last attempt, what to do, and where."""
    endpoint = notice.endpoint
    name = " ".join(str(endpoint).split())  # a line break would end the header
    last = Attempt.objects.filter(delivery__endpoint=endpoint).order_by("-pk").first()
    lines = [
        f"Your webhook endpoint {endpoint.reference} ({name}) {SUBJECTS[NoticeKind(notice.kind)]}.",
        notice.sentence,
        f"Address: {endpoint.url}",
    ]
    if last is not None and last.error and notice.kind != NoticeKind.RECOVERED:
        lines.append(f"The last attempt, on {last.started_at:{MOMENT}}: {last.detail or last.error}")
    places = {
        "The endpoint": f"webhooks/endpoints/{endpoint.reference}",
        "Its deliveries": f"webhooks/deliveries?endpoint={endpoint.reference}",
        "The list of events": "events",
    }
    lines.append(ADVICE[NoticeKind(notice.kind)])
    lines.append("\n".join(f"{what}: {settings.PUBLIC_URL}/api/v1/{path}" for what, path in places.items()))
    subject = f"Webhook endpoint {name} {SUBJECTS[NoticeKind(notice.kind)]}"
    return EmailMessage(subject, "\n\n".join(lines) + "\n", to=[endpoint.owner.email])
