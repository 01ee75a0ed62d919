"""Articles that end whatever works on them, in every step: given up with the reason, and the next is done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sources.models import Article, ArticleState
from sources.pipeline import leases, submit_text, submit_url
from tests import adversarial
from tests.loopback import answer, running_loopback
from tests.machine import hasty_limits
from tests.services import Worker, wait_for
from tests.sources.pages.hostile_pages import KINDS
from tests.system.deadly import TITLE
from tests.system.launched import processes_of
from tracker.celery import app

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "
DEAR_TEXT = adversarial.KINDS["ranges"](490_000)  # takes five times as long as the limit allows
STEPS = [one for one in ArticleState if one not in (ArticleState.DONE, ArticleState.FAILED)]

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(redis_url: str, var: Path, application: str = "tracker", **environment: str) -> Iterator[Worker]:
    """A real worker of two processes; of it and of what it started nothing is left behind."""
    worker = Worker(redis_url, application=application)
    worker.environment |= {"VAR_DIR": str(var), "ALLOW_PRIVATE_TARGETS": "1", **hasty_limits(), **environment}
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
    wait_for(lambda: processes_of(var) == [], "what the worker started to end", 20)


def come_to_an_end(article: Article) -> Article:
    """The article when nothing is left to do for it; the clock of beat is ours."""

    def over() -> bool:
        app.send_task("sources.tasks.sweep", ignore_result=True)
        wait_for(lambda: True, "a moment")
        article.refresh_from_db()
        return article.state in (ArticleState.DONE, ArticleState.FAILED)

    wait_for(over, "the article to come to an end", 90)
    return article


@pytest.mark.parametrize("state", STEPS)
@pytest.mark.parametrize(
    ("manner", "reason"), [("killed", re.escape(leases.DIED)), ("endless", r"The step took more than [\d.]+ s\.")]
)
def test_a_step_that_ends_its_worker_twice_gives_the_article_up(
    redis_url: str, tmp_path: Path, state: ArticleState, manner: str, reason: str
) -> None:
    with running(redis_url, tmp_path / "var", "tests.system.deadly", DEADLY_STATE=state, DEADLY_MANNER=manner):
        deadly = submit_text(TEXT, title=TITLE).article
        Article.objects.filter(pk=deadly.pk, state=ArticleState.FETCHED).update(state=ArticleState.QUEUED)
        next_one = submit_text(f"{TEXT} Others followed.", title="Brightwater").article
        assert come_to_an_end(next_one).state == ArticleState.DONE
        assert come_to_an_end(deadly).state == ArticleState.FAILED
        assert re.fullmatch(rf"Given up after 2 tries\. {reason}", deadly.last_error)


SHORT_OF_MEMORY = {"TEXT_MEMORY_LIMIT_MB": "16", "TEXT_TIME_LIMIT_SECONDS": "5", "ARTICLE_LEASE_SECONDS": "60"}


# Of memory only a page takes much: reading a text takes less than any limit that can be set.
@pytest.mark.parametrize(
    ("state", "limits", "reason"),
    [
        (ArticleState.QUEUED, {}, r"took more than [\d.]+ s"),
        (ArticleState.FETCHED, {}, r"took more than [\d.]+ s"),
        (ArticleState.QUEUED, SHORT_OF_MEMORY, "took more than 16 MB of memory"),
    ],
)
def test_a_text_that_exhausts_its_child_twice_is_given_up(
    redis_url: str, tmp_path: Path, state: ArticleState, limits: dict[str, str], reason: str
) -> None:
    def page() -> Article:
        return submit_url(
            server.says("/a", answer(KINDS["different paragraphs"](700_000), Content_Type="text/html"))
        ).article

    def text() -> Article:
        return submit_text(DEAR_TEXT).article

    submit: Callable[[], Article] = page if state is ArticleState.QUEUED else text
    with running_loopback() as server, running(redis_url, tmp_path / "var", **limits):
        deadly = submit()
        next_one = submit_text(TEXT, title="Brightwater").article
        assert come_to_an_end(next_one).state == ArticleState.DONE
        assert come_to_an_end(deadly).state == ArticleState.FAILED
        assert re.search(rf"^Given up after 2 tries\. .*({reason})", deadly.last_error)
