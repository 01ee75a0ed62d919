"""Many articles at once: a file of JSON lines in, and how far the work on them has come."""

import datetime as dt
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from sources.models import Article, ArticleState
from sources.pipeline import EmptyText, Submission, UnusableUrl, submit_text, submit_url

LONGEST_LINE = 5_000_000  # characters
PATIENCE_SECONDS = 60.0  # without any progress
_IDS_A_QUERY = 500


class BadLine(ValueError):
    """A line that is not an article; the message is a sentence for who wrote it."""


class NoWorker(Exception):
    """Nobody works on the articles; the message says what to do."""


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of every line that is not blank. Bytes that are not UTF-8 become U+FFFD."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def take_in(line: str) -> Submission:
    """The article of one line: an object with url, publisher, published, title and text, of which url or text must be
    there; without a text the page is fetched. Other keys are ignored. Raises BadLine."""
    row = object_of(line)
    text, url = _words(row, "text"), _words(row, "url")
    title, publisher, day = _words(row, "title"), _words(row, "publisher"), _day(row.get("published"))
    try:
        if text:
            return submit_text(text, url=url, title=title, publisher=publisher, published_on=day)
        return submit_url(url, title=title, publisher=publisher, published_on=day)
    except (EmptyText, UnusableUrl) as error:
        raise BadLine(str(error)) from error


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Of the articles asked about: how many are done or failed, are to be tried again later, and are still to do."""

    done: int
    failed: int
    put_off: int
    waiting: int


def progress_of(ids: Sequence[int]) -> BatchProgress:
    """How far these articles have come."""
    now = timezone.now()
    done = failed = put_off = waiting = 0
    for start in range(0, len(ids), _IDS_A_QUERY):
        rows = Article.objects.filter(pk__in=ids[start : start + _IDS_A_QUERY])
        for state, due in rows.values_list("state", "next_attempt_at"):
            done += state == ArticleState.DONE
            failed += state == ArticleState.FAILED
            if state not in (ArticleState.DONE, ArticleState.FAILED):
                put_off += due > now
                waiting += due <= now
    return BatchProgress(done, failed, put_off, waiting)


def wait_for(ids: Sequence[int], *, patience_seconds: float) -> Iterator[BatchProgress]:
    """How far the workers have come, told at every change, until nothing is waiting. Raises NoWorker when nothing has
    moved for so long."""
    last: BatchProgress | None = None
    moved = time.monotonic()
    while last is None or last.waiting:
        now = progress_of(ids)
        if now != last:
            yield now
            last, moved = now, time.monotonic()
        elif time.monotonic() - moved > patience_seconds:
            raise NoWorker(
                f"Nothing has moved for {patience_seconds:.0f} s and {now.waiting} articles wait: start a worker "
                "(celery --app tracker worker --queues default,articles), or do the work in this process with --here."
            )
        else:
            time.sleep(0.2)


def object_of(line: str) -> dict[str, Any]:
    """The JSON object of a line. Raises BadLine."""
    if len(line) > LONGEST_LINE:
        raise BadLine(f"It has {len(line)} characters; at most {LONGEST_LINE} are read.")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"It is not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise BadLine("It is JSON, but not an object.")
    return row


def _words(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f'"{name}" must be a string.')
    return value


def _day(value: object) -> dt.date | None:
    """The day of an ISO 8601 date or instant, an instant in UTC."""
    if value is None or value == "":
        return None
    moment = _moment(value) if isinstance(value, str) else None
    if moment is None:
        raise BadLine('"published" must be a date such as "2018-04-04".')
    return moment.astimezone(dt.UTC).date() if moment.tzinfo else moment.date()


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None
