"""Articles through real workers: the demo as a newcomer sees it, and an ingest that everything happens to."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from incidents import ledger
from incidents.ledger import figures_as_of
from incidents.models import Claim, Event, EventType, Evidence, Figure, Incident
from incidents.vocabulary import FigureStatus, Metric, Role, Unit
from sources import batches
from sources.demo import SLUG
from sources.models import Article, ArticleState, Story
from sources.tasks import sweep
from tests.machine import hasty_limits
from tests.services import RedisServer, Worker, wait_for

ARTICLES = 250
COMPANIES = ("Brightwater", "Larkspur", "Northwind", "Tamarack", "Juniper")
DAY = dt.date(2031, 5, 5)

pytestmark = pytest.mark.django_db(transaction=True)


def best_people(day: str) -> tuple[object, ...]:
    incident = Incident.objects.get(slug=SLUG)
    found = figures_as_of([incident], dt.date.fromisoformat(day))[incident.pk]
    [one] = [one for bucket, one in found.items() if (bucket.metric, bucket.unit) == (Metric.AFFECTED, Unit.PEOPLE)]
    return one.low, one.best, one.high, one.status


def test_the_demo_goes_through_a_real_worker(worker: Worker, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_regulators", verbosity=0)
    call_command("demo", "--wait")
    assert "8 done, 0 failed" in capsys.readouterr().out
    assert best_people("2018-03-18")[1:] == (50_000_000, None, FigureStatus.PROVISIONAL)
    assert best_people("2018-04-04") == (30_000_000, 87_000_000, 87_000_000, FigureStatus.DISPUTED)
    assert Story.objects.count() == 7


def test_the_shared_streams_go_through_a_real_worker(
    worker: Worker, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ingest", str(shared_data / "streams" / "input.jsonl"), "--wait")
    assert "Articles: 79 done, 0 failed." in capsys.readouterr().out


def test_waiting_without_a_worker_ends_with_what_to_do(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "PATIENCE_SECONDS", 0.5)
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "Data of 5,000 patients leaked."}), encoding="utf-8")
    with pytest.raises(CommandError, match="start a worker"):
        call_command("ingest", str(tmp_path / "in.jsonl"), "--wait")


@pytest.fixture
def hasty_worker(transactional_db: None, redis_url: str) -> Iterator[Worker]:
    """A worker whose leases run out soon, so that what it held when it was killed is soon taken up again."""
    process = Worker(redis_url, **hasty_limits())
    process.start()
    yield process
    process.stop()


def open_incidents() -> None:
    for name in COMPANIES:
        draft = ledger.IncidentDraft(
            title=f"{name} patient data breach",
            disclosed_on=DAY,
            involvements=[ledger.InvolvementDraft(ledger.known_party(name), Role.CONTROLLER)],
        )
        ledger.open_incident(draft, actor=ledger.SYSTEM)


def write_articles(path: Path) -> None:
    """Every article is a text of its own, about one of the incidents, with one of seven figures."""
    with path.open("w", encoding="utf-8") as lines:
        for number in range(ARTICLES):
            name, figure = COMPANIES[number % len(COMPANIES)], 100_000 + 10_000 * (number % 7)
            own = " ".join(f"Detail{number}x{part} of ward {number * 31 + part}." for part in range(30))
            row = {
                "url": f"https://gazette.example/{number}",
                "publisher": "Gazette",
                "published": (DAY + dt.timedelta(days=number % 20)).isoformat(),
                "title": f"{name} data breach",
                "text": f"{name} said that hackers had stolen data of {figure:,} patients. {own}",
            }
            lines.write(json.dumps(row) + "\n")


def test_killing_the_worker_and_emptying_redis_loses_no_article_and_doubles_none(
    hasty_worker: Worker, redis_server: RedisServer, tmp_path: Path
) -> None:
    open_incidents()
    write_articles(tmp_path / "in.jsonl")
    call_command("ingest", str(tmp_path / "in.jsonl"), verbosity=0)
    wait_for(lambda: Article.objects.filter(state=ArticleState.DONE).count() > ARTICLES // 10, "some articles")
    hasty_worker.kill()
    left = Article.objects.unfinished().count()
    redis_server.flush()
    assert 0 < left < ARTICLES, "the worker was killed in the middle"

    hasty_worker.start()
    sweep.delay()  # as beat does

    def through() -> bool:
        unfinished = Article.objects.unfinished().count()
        if unfinished and unfinished < 5:
            sweep.delay()  # what the killed worker held is due when its lease has run out
        return not unfinished

    wait_for(through, "all articles to be done", 240)
    assert Counter(Article.objects.values_list("state", flat=True)) == {ArticleState.DONE: ARTICLES}
    assert not Article.objects.annotate(count=Count("versions")).exclude(count=1).exists()
    assert Story.objects.count() == ARTICLES
    sources = Counter(Evidence.objects.values_list("source", flat=True))
    assert set(sources.values()) == {1}
    assert len(sources) == ARTICLES
    assert Claim.objects.count() == len(COMPANIES) * 7
    assert sum(Claim.objects.values_list("stories", flat=True)) == ARTICLES
    assert Event.objects.filter(type=EventType.CLAIM_RECORDED).count() == len(COMPANIES) * 7
    assert Event.objects.filter(type=EventType.COVERAGE_LINKED).count() == ARTICLES
    numbers = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Figure.objects.filter(metric=Metric.AFFECTED).count() == len(COMPANIES)
