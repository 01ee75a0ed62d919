"""What is kept of a version's text, stored with it, and read again where it is missing or of another day."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from incidents.models import Claim, Evidence, Incident
from sources import extraction
from sources.models import Article, ArticleState, ArticleVersion, Coverage
from sources.pipeline import advance, link_coverage, reject_coverage
from sources.pipeline.extract import kept_readings
from sources.pipeline.extract.kept_readings import is_up_to_date, kept_reading
from sources.pipeline.extract.reextraction import rematch
from sources.sandbox import TextKilled
from tests.sources.pipeline.conftest import Tell

pytestmark = pytest.mark.django_db
TEXT = "Brightwater said on Monday that hackers stole data of 900,000 patients."


def version_of(article: Article) -> ArticleVersion:
    version = article.latest_version()
    assert version is not None
    return version


def killed(*_: object, **__: object) -> extraction.KeptReading:
    raise TextKilled("Reading the text took too long.")


def test_it_is_stored_by_the_extract_step_and_read_back_without_the_text(
    incident: Incident, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = tell(TEXT)
    monkeypatch.setattr(kept_readings, "open_to_keep", killed)
    kept = kept_reading(article, version_of(article))
    assert (kept.published, kept.length) == (article.published_on, len(TEXT))
    assert "brightwater" in kept.wording.runs()
    ArticleVersion.objects.update(text="")
    rematch(Article.objects.all())
    assert advance(article.pk) == ArticleState.DONE
    assert Claim.objects.get(incident=incident).value == 900_000


@pytest.mark.parametrize("damage", [{"reading": None}, {"reading": {"length": 5}}, {"extractor_version": "1.15.0"}])
def test_a_version_without_it_is_read_again_before_it_is_matched(
    incident: Incident, tell: Tell, damage: dict[str, object]
) -> None:
    article = tell(TEXT)
    ArticleVersion.objects.update(**damage)
    assert not is_up_to_date(article, version_of(article))
    rematch(Article.objects.all())
    assert advance(article.pk) == ArticleState.DONE
    assert is_up_to_date(article, version_of(article))


def test_another_day_of_publication_has_it_read_again(incident: Incident, tell: Tell) -> None:
    article = tell("Brightwater said that hackers stole data of 900,000 patients on 3 May.")
    first = kept_reading(article, version_of(article)).signs.first_event
    Article.objects.update(published_on=dt.date(2033, 1, 1))
    rematch(Article.objects.all())
    advance(article.pk)
    article.refresh_from_db()
    second = kept_reading(article, version_of(article)).signs.first_event
    assert first is not None
    assert second is not None
    assert (first.day, second.day) == (dt.date(2031, 5, 3), dt.date(2032, 5, 3))


def test_what_a_curator_decides_meanwhile_goes_by_a_reading_made_for_it(
    incident: Incident, tell: Tell, curator: User
) -> None:
    article = tell(TEXT, title="A breach")
    ArticleVersion.objects.update(reading=None, extractor_version="1.15.0")
    reject_coverage(Coverage.objects.get(article=article).pk, user=curator)
    assert not Evidence.objects.filter(claim__incident=incident).exists()
    article.refresh_from_db()
    link_coverage(article, incident, user=curator)
    assert Evidence.objects.get(claim__incident=incident).claim.value == 900_000
    assert version_of(article).reading is None
    assert Article.objects.get(pk=article.pk).state == ArticleState.EXTRACTED
    assert advance(article.pk) == ArticleState.DONE
    assert is_up_to_date(article, version_of(article))


def test_where_that_reading_takes_too_much_only_the_title_is_gone_by(
    incident: Incident, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = tell(TEXT)
    ArticleVersion.objects.update(reading=None)
    monkeypatch.setattr(kept_readings, "open_to_keep", killed)
    kept = kept_reading(article, version_of(article))
    assert {word.normalised for word in kept.wording.words} == {"brightwater", "data", "breach"}
    assert kept.wording.body == ()
