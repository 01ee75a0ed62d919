import datetime as dt

import pytest
from django.utils import timezone

from incidents.webhooks.endpoint_health import endpoint_health
from incidents.webhooks.models import Attempt, Delivery, DeliveryState

pytestmark = pytest.mark.django_db


@pytest.fixture
def tried(subscribe):
    """Writes one attempt of the endpoint, so long ago; and the endpoint."""
    endpoint = subscribe()
    delivery = Delivery.objects.create(endpoint=endpoint, state=DeliveryState.DELIVERED, finished_at=timezone.now())

    def write(*, milliseconds=10, status=200, error="", delivery=delivery, **ago):
        moment = timezone.now() - dt.timedelta(**ago)
        Attempt.objects.create(
            delivery=delivery, number=1, started_at=moment, duration_ms=milliseconds, status=status, error=error
        )

    return endpoint, write


def test_an_endpoint_without_attempts_has_neither_rate_nor_latency(subscribe):
    health = endpoint_health(subscribe())
    assert (health.succeeded, health.failed, health.success_rate) == (0, 0, None)
    assert health.latency_ms == {"p50": None, "p95": None, "p99": None}
    assert len(health.by_hour) == 24


def test_percentiles_are_by_nearest_rank_of_what_was_answered(tried):
    endpoint, write = tried
    for milliseconds in range(1, 101):
        write(milliseconds=milliseconds)
    write(milliseconds=20_000, status=None, error="total_timeout")
    health = endpoint_health(endpoint)
    assert health.latency_ms == {"p50": 50, "p95": 95, "p99": 99}
    assert (health.succeeded, health.failed) == (100, 1)
    assert health.success_rate == 0.9901


def test_one_attempt_is_every_percentile(tried):
    endpoint, write = tried
    write(milliseconds=7)
    assert set(endpoint_health(endpoint).latency_ms.values()) == {7}


def test_only_the_hours_asked_for_and_only_its_own_attempts_count(tried, subscribe):
    endpoint, write = tried
    write(hours=2)
    write(hours=2, status=500, error="http_status")
    write(hours=30)
    other = Delivery.objects.create(endpoint=subscribe(), state=DeliveryState.DELIVERED, finished_at=timezone.now())
    write(delivery=other)
    health = endpoint_health(endpoint)
    assert (health.succeeded, health.failed, health.success_rate) == (1, 1, 0.5)
    assert [(hour.succeeded, hour.failed) for hour in health.by_hour[-3:]] == [(1, 1), (0, 0), (0, 0)]
    assert endpoint_health(endpoint, hours=1).success_rate is None
    longer = endpoint_health(endpoint, hours=31)
    assert (longer.succeeded, len(longer.by_hour)) == (2, 31)
    assert longer.by_hour[0].at == health.by_hour[-1].at - dt.timedelta(hours=30)


def test_what_waits_and_what_was_given_up_is_counted(tried):
    endpoint, _ = tried
    early = timezone.now() - dt.timedelta(hours=5)
    for moment in (early, timezone.now()):
        Delivery.objects.create(endpoint=endpoint, next_attempt_at=timezone.now(), created_at=moment)
    Delivery.objects.create(endpoint=endpoint, state=DeliveryState.FAILED, finished_at=timezone.now())
    health = endpoint_health(endpoint)
    assert (health.pending, health.given_up, health.oldest_pending_at) == (2, 1, early)


def test_it_costs_the_same_queries_however_many_attempts(tried, django_assert_num_queries):
    endpoint, write = tried
    for _ in range(50):
        write()
    with django_assert_num_queries(6):
        endpoint_health(endpoint)
