"""Structured logs: JSON in production, aligned text in development, and the request's id in every line.

Whoever wrote a line, secrets are taken out of it last (tracker.foundation.access.redaction).

A request's id comes from its `X-Request-ID` header, or is drawn; it goes back in the answer, and travels with each
Celery message, so that the lines of a task carry the id of the request that caused it.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

import structlog
from celery import signals
from django.http import HttpRequest, HttpResponse

from tracker.foundation.access.redaction import redact_rendered

# What may come from outside: anything else would let a caller write into the logs.
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")
QUIET_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})

Processor = Callable[[Any, str, Any], Any]

shared_processors: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def logging_settings(*, level: str, form: str) -> dict[str, Any]:
    """The `logging` configuration that writes everything from `level` up to stderr, as `form` says: json or console."""
    structlog.configure(
        processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor]
    if form == "json":
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        last = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, redact_rendered],
                "foreign_pre_chain": shared_processors,
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django adds handlers of its own to these two; everything goes through the root instead.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # The same goes for gunicorn.
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            # A line for every task received and done is noise: the rows tell it.
            "celery.worker.strategy": {"level": max(level, "WARNING", key=logging.getLevelName)},
            # It warns that the address of a Unix socket has no host.
            "kombu.connection": {"level": "ERROR"},
            "celery.beat": {"level": max(level, "WARNING", key=logging.getLevelName)},
            "celery.app.trace": {"level": max(level, "WARNING", key=logging.getLevelName)},
        },
    }


class RequestIdMiddleware:
    """Gives each request its id, and writes one line about it when it is answered."""

    # Not django-structlog's: it logs the query string, the user agent and any id that a caller gives, in two lines.

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("tracker.requests")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to `request`, with its id in the `X-Request-ID` header."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            started = time.perf_counter()
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            if request.path not in QUIET_PATHS:
                self.log.info(
                    "request",
                    method=request.method,
                    path=request.path,
                    status=response.status_code,
                    milliseconds=round((time.perf_counter() - started) * 1000, 1),
                )
        return response


@signals.setup_logging.connect
def keep_the_logging_of_the_settings(**_kwargs: Any) -> None:
    """Keep Celery from setting up logging of its own, as it does when nobody answers this signal."""


@signals.before_task_publish.connect
def send_request_id_along(headers: dict[str, Any], **_kwargs: Any) -> None:
    """Put the id of the request, or of the task, that sends the message into its headers."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id is not None:
        headers["request_id"] = request_id


@signals.task_prerun.connect
def take_request_id_up(task_id: str, task: Any, **_kwargs: Any) -> None:
    """Put this task's name, its id, and the id of the request behind it on the lines that it logs from here on."""
    request_id = getattr(task.request, "request_id", None) or task_id
    structlog.contextvars.bind_contextvars(request_id=request_id, task=task.name, task_id=task_id)


@signals.task_postrun.connect
def let_request_id_go(**_kwargs: Any) -> None:
    """Forget what belonged to this task, before the next one in this process starts."""
    structlog.contextvars.unbind_contextvars("request_id", "task", "task_id")
