import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.models import Attempt, AttemptTally
from incidents.webhooks.retention import prune
from incidents.webhooks.tallies import histograms, tally
from tests.incidents.webhooks.conftest import pass_time
from tests.loopback import answer

pytestmark = pytest.mark.django_db


def tried(milliseconds, error=""):
    return Attempt(duration_ms=milliseconds, error=error)


def test_attempts_are_counted_by_outcome_and_duration():
    tally([tried(10), tried(50), tried(51), tried(19_999, "total_timeout"), tried(60_000)])
    tally([tried(240)])
    delivered, failed = histograms()
    assert dict(delivered.buckets) == {
        50: 2, 100: 3, 250: 4, 500: 4, 1000: 4, 2500: 4, 5000: 4, 10_000: 4, 20_000: 4, None: 5,
    }  # fmt: skip
    assert delivered.total_ms == 10 + 50 + 51 + 60_000 + 240
    assert dict(failed.buckets)[10_000] == 0
    assert dict(failed.buckets)[20_000] == dict(failed.buckets)[None] == 1


def test_nothing_tried_is_nothing_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        tally([])
    assert [each.buckets[-1] for each in histograms()] == [(None, 0), (None, 0)]


def test_metrics_tell_successes_failures_and_latency_and_never_fall(subscribe, tell, loopback, settings):
    settings.METRICS_TOKEN = "m" * 20

    def metric(name):
        answer = Client().get("/metrics", headers={"Authorization": "Bearer " + "m" * 20})
        lines = answer.content.decode().splitlines()
        return {line.partition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)}

    subscribe(loopback.says("/hook", answer(status="500 Oops")))
    tell()
    deliver_due()
    loopback.says("/hook", answer())
    pass_time(seconds=6)
    deliver_due()
    counts = metric("tracker_webhook_attempt_seconds_count")
    assert set(counts.values()) == {1.0}
    assert len(counts) == 2
    buckets = metric("tracker_webhook_attempt_seconds_bucket")
    assert buckets['tracker_webhook_attempt_seconds_bucket{le="+Inf",outcome="delivered"}'] == 1.0
    assert metric("tracker_webhook_attempt_seconds_sum")
    Attempt.objects.all().delete()
    prune()
    assert metric("tracker_webhook_attempt_seconds_count") == counts


@pytest.mark.django_db(transaction=True)
def test_deliverers_at_the_same_time_lose_no_count():
    start = threading.Barrier(4)

    def one():
        try:
            start.wait()
            for _ in range(10):
                with transaction.atomic():
                    tally([tried(10), tried(700), tried(700, "http_status")])
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(AttemptTally.objects.values_list("count", flat=True)) == [40, 40, 40]
