"""Many signed POSTs at once, apart from the database: jobs in, outcomes out.

An event loop in a thread of its own does the waiting; rows are read and written by the caller's thread alone. So a
slow receiver holds up no transaction, and a slow database holds up no answer.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import queue
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog

from incidents.webhooks import schedule
from tracker.foundation.http import AddressPolicy, Client, Lookup, OutboundError, OutboundLimits, Response
from tracker.foundation.http.dns import system_lookup

log = structlog.get_logger(__name__)

CONTENT_TYPE = "application/json"


# Of these there are thousands a second, and a frozen one takes four times as long to make.
@dataclass(slots=True)
class PostJob:
    """One attempt to make. `token` is the lease under which it is made; `number` is 1 for the first attempt.
    `revision` is that of the event when the body was made."""

    delivery_id: int
    endpoint_id: int
    token: str
    number: int
    failing: bool
    url: str
    body: bytes
    headers: dict[str, str]
    event_id: int | None = None
    revision: int = 0


@dataclass(slots=True)
class PostOutcome:
    """What came of a job. `error` is empty for a success, else a code; `status` is None when there was no answer."""

    job: PostJob
    started_at: dt.datetime
    duration_ms: int
    status: int | None = None
    error: str = ""
    detail: str = ""
    answer: bytes = b""
    retry_after: dt.timedelta | None = None

    @property
    def gone(self) -> bool:
        """Whether the receiver asked to be left alone for good (410)."""
        return self.status == 410


class Poster:
    """To be used as `with Poster(...)`; leaving it drops what is still in flight."""

    def __init__(self, policy: AddressPolicy, limits: OutboundLimits, *, lookup: Lookup = system_lookup) -> None:
        self._policy, self._limits, self._lookup = policy, limits, lookup
        self._outcomes: queue.SimpleQueue[PostOutcome] = queue.SimpleQueue()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="webhooks", daemon=True)
        self._tasks: dict[asyncio.Task[PostOutcome], PostJob] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._ready.wait(timeout=0.1):
            if not self._thread.is_alive():
                raise RuntimeError("The thread that posts webhooks did not start; its error is in the log.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def start(self, jobs: Iterable[PostJob]) -> None:
        """Start the jobs; each will have one outcome."""
        self._loop.call_soon_threadsafe(self._begin, list(jobs))

    def finished(self, timeout_seconds: float) -> list[PostOutcome]:
        """The outcomes since the last call; waits for the first of them, but no longer than `timeout_seconds`."""
        found: list[PostOutcome] = []
        try:
            found.append(self._outcomes.get(timeout=timeout_seconds))
            while True:
                found.append(self._outcomes.get_nowait())
        except queue.Empty:
            return found

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        async with Client(self._policy, self._limits, lookup=self._lookup) as self._client:
            self._ready.set()
            await self._stopping.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, jobs: list[PostJob]) -> None:
        for job in jobs:
            task = asyncio.create_task(self._post(job))
            self._tasks[task] = job
            task.add_done_callback(self._settle)

    def _settle(self, task: asyncio.Task[PostOutcome]) -> None:
        job = self._tasks.pop(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self._outcomes.put(task.result())
            return
        # A fault of ours; it must cost this attempt and not the batch.
        log.error("webhook_attempt_broke", delivery=job.delivery_id, exc_info=error)
        now = dt.datetime.now(dt.UTC)
        detail = "The attempt failed on our side; it will be made again."
        self._outcomes.put(PostOutcome(job, started_at=now, duration_ms=0, error="internal_error", detail=detail))

    async def _post(self, job: PostJob) -> PostOutcome:
        started_at, started = dt.datetime.now(dt.UTC), time.monotonic()
        response: Response | None = None
        error, detail = "", ""
        try:
            response = await self._client.post(
                job.url, body=job.body, headers={"content-type": CONTENT_TYPE, **job.headers}
            )
            error, detail = judged(response.status)
        except OutboundError as failure:
            error, detail = failure.code, str(failure)
        return PostOutcome(
            job=job,
            started_at=started_at,
            duration_ms=round((time.monotonic() - started) * 1000),
            status=response.status if response else None,
            error=error,
            detail=detail,
            answer=response.body if response else b"",
            retry_after=_asked_to_wait(response) if response else None,
        )


def judged(status: int) -> tuple[str, str]:
    """(code, sentence) of what is wrong with a status; both empty for 2xx."""
    if 200 <= status < 300:
        return "", ""
    if status == 410:
        return "gone", "The receiver answered 410 Gone: it wants no more events, so the endpoint was disabled."
    if 300 <= status < 400:
        return "redirect", f"The receiver answered {status}, a redirect; give the endpoint the address it leads to."
    return "http_status", f"The receiver answered {status}; it should answer 2xx as soon as it has stored the event."


def _asked_to_wait(response: Response) -> dt.timedelta | None:
    header = response.headers.get("retry-after", "")
    return schedule.retry_after(header, now=dt.datetime.now(dt.UTC)) if header else None
