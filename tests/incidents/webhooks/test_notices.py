"""What owners hear of endpoints in trouble: each once, from the rows, by e-mail."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from incidents.webhooks import notices, schedule
from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import disable_endpoint, pause_endpoint, resume_endpoint
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointState, Notice, NoticeKind
from incidents.webhooks.retention import prune
from tests.accounts import give
from tests.incidents.webhooks.conftest import pass_time
from tests.loopback import answer
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db):
    user = User.objects.create_user("subscriber", email="desk@newsroom.example")
    return give(user, TokenScope.WEBHOOKS)


def kinds(endpoint):
    return list(endpoint.notices.order_by("pk").values_list("kind", flat=True))


def failing_for(endpoint, *, failures=4, **duration):
    since = timezone.now() - dt.timedelta(**duration)
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=since, consecutive_failures=failures)


def test_the_owner_hears_of_it_after_the_fourth_failed_attempt_and_again_when_it_works(subscribe, tell, loopback):
    endpoint = subscribe(loopback.says("/hook", answer(b"oops", status="500 Oops")))
    tell()
    for attempt in range(4):
        deliver_due()
        notices.notice_trouble()
        assert kinds(endpoint) == (["failing"] if attempt == 3 else []), f"after attempt {attempt + 1}"
        pass_time(seconds=schedule.DELAYS_SECONDS[attempt + 1] * 1.1 + 1)
    assert notices.send_due() == 1
    [mailed] = mail.outbox
    assert mailed.to == ["desk@newsroom.example"]
    assert "is failing" in mailed.subject
    assert endpoint.url in mailed.body
    assert "The receiver answered 500" in mailed.body
    loopback.says("/hook", answer())
    assert deliver_due().delivered == 1
    assert notices.notice_trouble() == 1
    assert notices.send_due() == 1
    assert "works again" in mail.outbox[1].subject


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.01, []),
        (0.1, ["failing"]),
        (2.4, ["failing"]),
        (2.6, ["failing", "half_way"]),
        (3.6, ["failing", "half_way", "most_of_the_way"]),
        (4.6, ["failing", "half_way", "most_of_the_way", "almost_disabled"]),
    ],
)
def test_the_owner_hears_how_far_it_is_to_being_disabled(subscribe, days, expected):
    endpoint = subscribe()
    failing_for(endpoint, days=days)
    notices.notice_trouble()
    assert kinds(endpoint) == expected


def test_each_is_told_once_however_often_it_is_looked_for(subscribe):
    endpoint = subscribe()
    failing_for(endpoint, days=3)
    assert [notices.notice_trouble() for _ in range(3)] == [2, 0, 0]
    assert [notices.send_due() for _ in range(3)] == [2, 0, 0]
    assert len(mail.outbox) == 2
    assert kinds(endpoint) == ["failing", "half_way"]


def test_a_new_run_of_failures_is_told_anew(subscribe):
    endpoint = subscribe()
    failing_for(endpoint, days=1)
    notices.notice_trouble()
    Endpoint.objects.update(succeeded_at=timezone.now(), failing_since=None, consecutive_failures=0)
    notices.notice_trouble()
    failing_for(endpoint, hours=2)
    notices.notice_trouble()
    notices.notice_trouble()
    assert kinds(endpoint) == ["failing", "recovered", "failing"]


def test_a_short_failure_is_no_news(subscribe):
    endpoint = subscribe()
    failing_for(endpoint, minutes=20, failures=50)
    failing_for(subscribe(), days=1, failures=3)
    assert notices.notice_trouble() == 0
    Endpoint.objects.filter(pk=endpoint.pk).update(succeeded_at=timezone.now(), failing_since=None)
    assert notices.notice_trouble() == 0, "who heard of no failure hears of no recovery"


def test_one_that_is_paused_is_left_in_peace_and_resuming_it_is_no_recovery(subscribe):
    endpoint = subscribe()
    failing_for(endpoint, days=1)
    notices.notice_trouble()
    pause_endpoint(endpoint)
    failing_for(endpoint, days=4)
    assert notices.notice_trouble() == 0
    resume_endpoint(endpoint)
    assert notices.notice_trouble() == 0
    assert kinds(endpoint) == ["failing"]


def test_what_was_given_up_is_told_once_a_day(subscribe, tell, loopback):
    endpoint = subscribe(loopback.says("/hook", answer(status="500 Oops")))
    tell()
    deliver_due()
    Delivery.objects.update(attempts=schedule.MAX_ATTEMPTS - 1)
    pass_time(days=1)
    deliver_due()
    assert Delivery.objects.get().state == DeliveryState.FAILED
    notices.notice_trouble()
    notices.notice_trouble()
    exhausted = Notice.objects.of(NoticeKind.EXHAUSTED).get()
    assert exhausted.occasion == Delivery.objects.get().finished_at.astimezone(dt.UTC).date().isoformat()
    assert exhausted.endpoint == endpoint
    assert "1 so far" in exhausted.sentence


def test_the_end_is_told_whatever_ended_it(subscribe, tell, loopback):
    gone = subscribe(loopback.says("/gone", answer(status="410 Gone")))
    tell()
    deliver_due()
    late = subscribe(loopback.says("/late", answer(status="500 Oops")))
    failing_for(late, days=5, minutes=1)
    tell()
    deliver_due()
    for endpoint, sentence in ((gone, "410 Gone"), (late, "Every attempt since")):
        endpoint.refresh_from_db()
        assert endpoint.state == EndpointState.DISABLED
        assert sentence in endpoint.notices.get(kind=NoticeKind.DISABLED).sentence
    notices.send_due()
    assert sorted(message.subject.rsplit(" ", 2)[1] for message in mail.outbox) == ["was", "was"]


def test_disabling_twice_is_told_twice_and_the_same_end_once(subscribe):
    endpoint = subscribe()
    for _ in range(2):
        disable_endpoint(endpoint, reason="410")
        disable_endpoint(endpoint, reason="410")
        resume_endpoint(endpoint)
    assert kinds(endpoint) == ["disabled", "disabled"]


def test_after_the_end_no_recovery_is_told(subscribe):
    endpoint = subscribe()
    failing_for(endpoint, days=1)
    notices.notice_trouble()
    disable_endpoint(endpoint, reason="The receiver answered 410 Gone.")
    resume_endpoint(endpoint)
    Endpoint.objects.update(succeeded_at=timezone.now())
    assert notices.notice_trouble() == 0


def test_an_owner_without_an_address_costs_nothing_and_is_logged(subscribe, caplog):
    User.objects.update(email="")
    endpoint = subscribe()
    failing_for(endpoint, days=1)
    notices.notice_trouble()
    assert [notices.send_due(), notices.send_due()] == [0, 0]
    assert mail.outbox == []
    assert "webhook_notice_without_address" in caplog.text


def test_a_line_break_in_the_name_does_not_break_the_mail(subscribe):
    endpoint = subscribe(description="Night desk\nBcc: everybody@example.com")
    failing_for(endpoint, days=1)
    notices.notice_trouble()
    notices.send_due()
    assert mail.outbox[0].subject == "Webhook endpoint Night desk Bcc: everybody@example.com is failing"
    assert mail.outbox[0].bcc == []


def test_old_notices_are_pruned_with_the_deliveries(subscribe):
    failing_for(subscribe(), days=1)
    notices.notice_trouble()
    prune()
    assert Notice.objects.count() == 1
    Notice.objects.update(created_at=timezone.now() - dt.timedelta(days=91))
    prune()
    assert not Notice.objects.exists()
    assert not Attempt.objects.exists()
