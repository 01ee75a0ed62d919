"""Twenty hostile articles are under way, and an ordinary one comes."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sources.models import Article, ArticleState
from sources.pipeline import submit_text, submit_url
from tests.loopback import Loopback, answer, running_loopback
from tests.services import Worker, wait_for
from tests.sources.pages.hostile_pages import KINDS
from tests.system.launched import processes_of
from tracker.celery import app

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "
PAGES = ("paragraphs never closed", "cells of one row", "attributes of one element", "definitions", "line breaks")
HOSTILE = 20
# What it took is told as a property of the test. A build machine is shared with others; without turns and lanes the
# ordinary article waits for all of the hostile ones to come to an end.
PATIENCE_SECONDS = 60


@pytest.fixture
def server() -> Iterator[Loopback]:
    with running_loopback() as loopback:
        yield loopback


def submit_hostile(server: Loopback, number: int) -> Article:
    """A page of 2 MB that is hard to clean, or a text that takes longer to read than any report."""
    if number % 2:
        kind = PAGES[number // 2 % len(PAGES)]
        body = KINDS[kind](2_000_000) + f"<!-- {number} -->".encode()
        return submit_url(server.says(f"/{number}", answer(body, Content_Type="text/html"))).article
    figures = "".join(f"Firm {number}-{one} lost data of {one},000 customers and was fined. " for one in range(9_000))
    return submit_text(figures[:499_000]).article


@pytest.mark.counts_seconds
@pytest.mark.django_db(transaction=True)
def test_an_ordinary_article_does_not_wait_for_twenty_hostile_ones(
    redis_url: str, tmp_path: Path, server: Loopback, record_property: Callable[[str, object], None]
) -> None:
    var = tmp_path / "var"
    worker = Worker(redis_url, VAR_DIR=str(var), ALLOW_PRIVATE_TARGETS="1")
    worker.start()
    try:
        hostile = [submit_hostile(server, number) for number in range(HOSTILE)]
        began = time.monotonic()
        ordinary = submit_text(TEXT, title="Brightwater").article
        wait_for(
            lambda: Article.objects.filter(pk=ordinary.pk, state=ArticleState.DONE).exists(),
            "the ordinary article to be read",
            PATIENCE_SECONDS,
        )
        record_property("ordinary_article_seconds", round(time.monotonic() - began, 2))
        rows = Article.objects.filter(pk__in=[one.pk for one in hostile])
        ends = (ArticleState.DONE, ArticleState.FAILED)

        def all_ended() -> bool:
            app.send_task("sources.tasks.sweep", ignore_result=True)
            time.sleep(0.5)
            return rows.filter(state__in=ends).count() == HOSTILE

        wait_for(all_ended, "the hostile ones to come to an end", 150)
        record_property("hostile_articles_seconds", round(time.monotonic() - began, 2))
        assert all(row.last_error for row in rows if row.state == ArticleState.FAILED)
        assert not worker.process_ended()
    finally:
        worker.stop()
    wait_for(lambda: processes_of(var) == [], "what the worker started to end", 20)
