"""Whether the tracker lives and keeps up.

| address    | answers                                                          | 503 when                       |
| ---------- | ---------------------------------------------------------------- | ------------------------------ |
| `/healthz` | `{"status": "ok"}`: the process answers                          | never                          |
| `/readyz`  | whether rows wait; to who may read the metrics, of each queue    | the database is away, or a row |
|            | how many and since when                                          | waits for READY_MAX_AGE_SECONDS |
| `/metrics` | the same and the counts, for Prometheus                          |                                |

They answer whatever Host and scheme they are asked by: a probe knows the address of the process, not its public name.
A worker that is up and does nothing is not well; so it is the rows that are asked, not the processes. A queue is a
function that returns a `Backlog`; `BACKLOGS` names them all.
"""

import datetime as dt
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from incidents.models import Event, Incident
from incidents.webhooks import health as webhooks
from incidents.webhooks import tallies
from sources import health as sources
from sources.models import ArticleState, Coverage, ImportState
from tracker.foundation.access.models import LoginTally

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one queue of rows has to do: how many wait in all, how many of them are due, since when the oldest is."""

    waiting: int
    due: int
    oldest_due_seconds: float


def articles(now: dt.datetime) -> Backlog:
    """The articles that are on their way."""
    state = sources.snapshot(now)
    finished = state.states[ArticleState.DONE] + state.states[ArticleState.FAILED]
    return Backlog(sum(state.states.values()) - finished, state.due, state.oldest_due_seconds)


def deliveries(now: dt.datetime) -> Backlog:
    """The events owed to endpoints that are neither paused nor disabled."""
    state = webhooks.snapshot()
    return Backlog(state.pending, state.due, state.oldest_due_seconds)


def imports(now: dt.datetime) -> Backlog:
    """The imports of registers that are not finished."""
    state = sources.imports_snapshot(now)
    waiting = state.states[ImportState.WAITING] + state.states[ImportState.WORKING]
    return Backlog(waiting, state.due, state.oldest_due_seconds)


BACKLOGS: Final[dict[str, Callable[[dt.datetime], Backlog]]] = {
    "articles": articles,
    "deliveries": deliveries,
    "imports": imports,
}


def current_backlogs() -> dict[str, Backlog]:
    """The backlog of every queue, by its name."""
    now = timezone.now()
    return {name: backlog(now) for name, backlog in BACKLOGS.items()}


def late_queues(backlogs: Mapping[str, Backlog]) -> list[str]:
    """The names of those in which a row has been due for longer than READY_MAX_AGE_SECONDS."""
    return sorted(name for name, each in backlogs.items() if each.oldest_due_seconds > settings.READY_MAX_AGE_SECONDS)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200, or 503 when the database is away or a row has been due for too long. How busy the queues are says something
    about what is hidden, so that the body names them to who may read the metrics only."""
    try:
        backlogs = current_backlogs()
    except DatabaseError:
        log.exception("the database does not answer")
        return JsonResponse({"status": "the database does not answer"}, status=503)
    late = late_queues(backlogs)
    body: dict[str, Any] = {"status": f"late: {', '.join(late)}" if late else "ok"}
    if _may_read_metrics(request):
        body["queues"] = {
            name: {"waiting": each.waiting, "due": each.due, "oldest_due_seconds": round(each.oldest_due_seconds, 1)}
            for name, each in backlogs.items()
        }
        body["failed_imports"] = sources.imports_snapshot().states[ImportState.FAILED]
    return JsonResponse(body, status=503 if late else 200)


def _may_read_metrics(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return bool(settings.DEBUG)
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics in Prometheus' text format; asks for METRICS_TOKEN, without which they are for development only."""
    if not _may_read_metrics(request):
        if settings.METRICS_TOKEN:
            return HttpResponse("Send METRICS_TOKEN as a bearer token.\n", status=401, content_type="text/plain")
        return HttpResponse("Set METRICS_TOKEN to switch the metrics on.\n", status=404, content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(RowsCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


VIEWS: Final = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


class HealthMiddleware:
    """Answers the three addresses before anything looks at the Host or redirects to https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the view of one of the three addresses, or of what comes next."""
        view = VIEWS.get(request.path_info)
        return self.get_response(request) if view is None else view(request)


class RowsCollector:
    """Metrics counted in the database when asked for: the same from every process, and right after a restart."""

    def collect(self) -> Iterator[Metric]:
        """One gauge for each thing that is counted."""
        backlogs = current_backlogs()
        for field, meaning in (
            ("waiting", "Rows that are not finished."),
            ("due", "Rows whose time has come and that nobody holds."),
            ("oldest_due_seconds", "For how long the oldest due row has been due."),
        ):
            name = (
                "tracker_queue_oldest_due_seconds" if field == "oldest_due_seconds" else f"tracker_queue_{field}_rows"
            )
            yield _gauge(name, meaning, "queue", {queue: getattr(each, field) for queue, each in backlogs.items()})
        intake = sources.snapshot()
        yield _gauge("tracker_articles", "Articles by state.", "state", intake.states)
        yield _gauge(
            "tracker_articles_unread", "Articles in which nothing was read, by the reason.", "reason", intake.unread
        )
        yield _gauge(
            "tracker_articles_for_review",
            "Articles with figures read in a language of few words, all of them for review.",
            "language",
            intake.for_review,
        )
        yield _gauge("tracker_incidents", "Incidents by status.", "status", _counted(Incident.objects.all(), "status"))
        yield _gauge("tracker_coverage", "Coverage by state.", "state", _counted(Coverage.objects.all(), "state"))
        yield from _feed_gauges()
        yield from _import_gauges()
        yield from _webhook_gauges()
        logins = dict(LoginTally.objects.values_list("outcome", "count"))
        yield _counter(
            "tracker_logins", "Passwords and codes of second factors by what came of them.", "outcome", logins
        )
        last = Event.objects.aggregate(last=Max("sequence"))["last"]
        yield GaugeMetricFamily("tracker_last_event_sequence", "Sequence number of the latest event.", value=last or 0)


def _feed_gauges() -> Iterator[Metric]:
    """Each feed by its id: its address may hold what is secret."""
    states = sources.feed_states()
    yield _gauge("tracker_feeds", "Feeds by health.", "health", sources.feeds_by_health(states))
    for name, meaning, column in (
        ("failures", "Polls failed in a row.", "failures"),
        ("last_good_poll_timestamp_seconds", "When a poll last succeeded, 0 for never.", "last_good_poll"),
        ("next_poll_timestamp_seconds", "When it is polled next, 0 for never.", "next_poll"),
    ):
        values = {str(state.feed): float(getattr(state, column)) for state in states}
        yield _gauge(f"tracker_feed_{name}", meaning, "feed", values)
    items = GaugeMetricFamily(
        "tracker_feed_items", "Items when the feed was last read, by what became of them.", labels=["feed", "outcome"]
    )
    for state in states:
        for outcome, count in state.items.items():
            items.add_metric([str(state.feed), outcome], count)
    yield items


def _import_gauges() -> Iterator[Metric]:
    state = sources.imports_snapshot()
    yield _gauge("tracker_imports", "Imports of registers by state.", "state", state.states)
    rows = GaugeMetricFamily(
        "tracker_import_rows", "Rows of registers by what became of them.", labels=["register", "outcome"]
    )
    for (register, outcome), number in sorted(state.rows.items()):
        rows.add_metric([register, outcome], number)
    yield rows


def _webhook_gauges() -> Iterator[Metric]:
    state = webhooks.snapshot()
    endpoints = {
        "active": state.endpoints_active,
        "failing": state.endpoints_failing,
        "disabled": state.endpoints_disabled,
    }
    yield _gauge("tracker_webhook_endpoints", "Endpoints by state; failing ones are active too.", "state", endpoints)
    yield GaugeMetricFamily("tracker_webhook_events_waiting", "Events not fanned out yet.", value=state.events_waiting)
    yield GaugeMetricFamily("tracker_webhook_deliveries_in_flight", "Attempts under way.", value=state.in_flight)
    yield GaugeMetricFamily("tracker_webhook_deliveries_failed", "Deliveries given up and kept.", value=state.failed)
    attempts = HistogramMetricFamily(
        "tracker_webhook_attempt_seconds", "Attempts by outcome, and how long they took.", labels=["outcome"]
    )
    for each in tallies.histograms():
        buckets = [("+Inf" if bound is None else str(bound / 1000), count) for bound, count in each.buckets]
        attempts.add_metric(["delivered" if each.delivered else "failed"], buckets, each.total_ms / 1000)
    yield attempts


def _counted(rows: QuerySet[Any], field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(count=Count("pk")))


def _counter(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(name, meaning, labels=[label])
    for value in sorted(values):
        family.add_metric([value], values[value])
    return family


def _gauge(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for value in sorted(values):
        family.add_metric([value], values[value])
    return family
