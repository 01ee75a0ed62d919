"""`ingest`, `reextract` and `demo`, run as a person runs them."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from incidents.ledger import Actor, figures_as_of, review_claim
from incidents.models import Claim, Event, Figure, Incident, Party
from incidents.vocabulary import Decision, FigureStatus, IncidentStatus, Metric, Unit
from sources.demo import SAMPLES, SLUG
from sources.models import Article, ArticleState, Coverage, Story
from sources.pipeline import outdated

pytestmark = pytest.mark.django_db

RECORDS = (Article, Claim, Coverage, Event, Figure, Incident, Party, Story)

LINE = {
    "url": "https://gazette.example/1",
    "publisher": "Gazette",
    "published": "2031-05-05",
    "title": "T",
    "text": "X y",
}


def write(path: Path, *lines: object) -> str:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return str(path)


def known_on(day: str, metric: Metric = Metric.AFFECTED, unit: Unit = Unit.PEOPLE) -> tuple[object, ...]:
    incident = Incident.objects.get(slug=SLUG)
    found = figures_as_of([incident], dt.date.fromisoformat(day))[incident.pk]
    [resolution] = [one for bucket, one in found.items() if (bucket.metric, bucket.unit) == (metric, unit)]
    return resolution.low, resolution.best, resolution.high, resolution.status


def test_the_demo_shows_what_was_known_on_which_day(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_regulators", verbosity=0)
    call_command("demo", "--here")
    assert "8 done, 0 failed" in capsys.readouterr().out
    assert known_on("2018-03-17") == (50_000_000, 50_000_000, None, FigureStatus.PROVISIONAL)
    assert known_on("2018-03-18")[1] == 50_000_000
    assert known_on("2018-04-04") == (30_000_000, 87_000_000, 87_000_000, FigureStatus.DISPUTED)
    assert known_on("2018-10-25")[1:] == (87_000_000, 87_000_000, FigureStatus.DISPUTED)
    assert not Figure.objects.filter(unit=Unit.RECORDS).known().exists(), "people and records are one count"
    assert known_on("2018-04-05", Metric.MARKET_VALUE_LOSS, Unit.MONEY)[:2] == (6_500_000_000_000, 6_500_000_000_000)
    assert known_on("2018-10-25", Metric.FINE, Unit.MONEY)[1] == 50_000_000
    losses = Claim.objects.filter(metric=Metric.MARKET_VALUE_LOSS)
    assert [(claim.value, claim.currency) for claim in losses] == [(6_500_000_000_000, "EUR")]


def test_the_demo_counts_the_syndicated_copy_once_and_leaves_other_matters_alone() -> None:
    call_command("demo", "--here", verbosity=0)
    assert Article.objects.count() == 8
    assert Story.objects.count() == 7
    assert Claim.objects.get(value=50_000_000, speaker_kind="press").stories == 1
    alone = Article.objects.filter(coverage__isnull=True)
    assert [article.publisher.name for article in alone if article.publisher] == ["Quayside News"]


def test_the_demo_shows_a_candidate_for_the_incident_that_nobody_has_opened() -> None:
    call_command("demo", "--here", verbosity=0)
    candidate = Incident.objects.get(status=IncidentStatus.CANDIDATE)
    assert candidate.title == "Larkspur Dental data breach (April 2018)"
    [row] = Coverage.objects.filter(incident=candidate).select_related("article__publisher")
    assert row.article.publisher is not None
    assert row.article.publisher.name == "Clinic Watch"
    assert [claim.value for claim in candidate.claims.all()] == [212_000]


def test_the_demo_twice_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--here", verbosity=0)
    before = [model.objects.count() for model in RECORDS]
    call_command("demo", "--here")
    assert "0 of 8 articles are new" in capsys.readouterr().out
    assert before == [
        model.objects.count() for model in (Article, Claim, Coverage, Event, Figure, Incident, Party, Story)
    ]


def test_another_extractor_that_reads_the_same_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("demo", "--here", verbosity=0)
    curator = User.objects.create_user("mara")
    claim = Claim.objects.get(metric=Metric.MARKET_VALUE_LOSS)
    review_claim(claim.pk, Decision.PIN, reason="Read in the annual report.", actor=Actor.of(curator))
    held, events = list(Figure.objects.order_by("pk").values()), Event.objects.count()
    for module in ("sources.extraction", "sources.pipeline.extract.mention_rows.extraction"):
        monkeypatch.setattr(f"{module}.VERSION", "999.0.0")
    assert outdated().count() == Article.objects.count()
    call_command("reextract", "--outdated", "--here", verbosity=0)
    assert not outdated().exists()
    assert list(Figure.objects.order_by("pk").values()) == held
    assert Event.objects.count() == events
    assert Claim.objects.get(pk=claim.pk).decision == Decision.PIN


def test_the_samples_name_invented_publishers_only() -> None:
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    assert all(row["url"].split("/")[2].endswith(".example") for row in rows)


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        LINE,
        "not json",
        "",
        ["a list"],
        {"text": "only a text"},
        {"url": "mailto:x@gazette.example"},
        {**LINE, "url": "https://gazette.example/2", "published": "yesterday"},
        {**LINE, "url": "https://gazette.example/3", "text": 5},
        {**LINE, "url": "https://gazette.example/4", "publisher": None, "more": 1},
    ]
    with pytest.raises(SystemExit) as stopped:
        call_command("ingest", write(tmp_path / "in.jsonl", *lines), "--here")
    printed = capsys.readouterr()
    assert stopped.value.code == 1
    assert [line.split(":")[0] for line in printed.err.splitlines()] == [f"Line {number}" for number in (2, 4, 6, 7, 8)]
    assert "Lines: 3 new, 0 changed, 0 known, 5 bad." in printed.out
    assert Article.objects.filter(state=ArticleState.DONE).count() == 3


def test_ingesting_twice_is_once_and_a_changed_text_is_a_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ingest", write(tmp_path / "in.jsonl", LINE, LINE))
    call_command("ingest", write(tmp_path / "in.jsonl", {**LINE, "text": "X y z"}))
    printed = capsys.readouterr().out
    assert "1 wait for the workers; --wait waits for them, --here does their work now." in printed
    assert "Lines: 1 new, 0 changed, 1 known, 0 bad." in printed
    assert "Lines: 0 new, 1 changed, 0 known, 0 bad." in printed
    article = Article.objects.get()
    assert article.versions.count() == 2
    assert article.publisher is not None
    assert (article.publisher.name, article.publisher.host) == ("Gazette", "gazette.example")
    assert article.published_on == dt.date(2031, 5, 5)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "no-such-file.jsonl"),
        ("ingest",),
        ("reextract",),
        ("reextract", "--all", "--outdated"),
        ("reextract", "--article", "AR-0000-0000"),
        ("reextract", "--incident", "no-such"),
    ],
)
def test_bad_arguments_are_refused_with_a_sentence(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"\w+ \w+ \w+"):
        call_command(*arguments)


def test_reading_everything_anew_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--here", verbosity=0)
    events, claims = Event.objects.count(), Claim.objects.count()
    call_command("reextract", "--all", "--here")
    assert "8 of 8 articles are to be read" in capsys.readouterr().out
    call_command("reextract", "--incident", SLUG, "--here")
    assert "6 of 6 articles" in capsys.readouterr().out
    assert (Event.objects.count(), Claim.objects.count()) == (events, claims)


def test_the_shared_streams_go_through(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ingest", str(shared_data / "streams" / "input.jsonl"), "--here")
    printed = capsys.readouterr()
    assert "Lines: 79 new, 0 changed, 0 known, 0 bad." in printed.out
    assert "Articles: 79 done, 0 failed." in printed.out
