"""Old versions of articles go after their time, and nothing goes on which something rests."""

import datetime as dt

import pytest
from django.conf import LazySettings
from django.utils import timezone

from incidents.models import Claim, Evidence
from sources.models import Article, ArticleVersion, Mention, TextStanding
from sources.pruning import prune
from sources.tasks import prune as prune_task
from tests.api import fill
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(settings: LazySettings) -> Article:
    """One of three versions that were taken in long ago, of which the second is what its mentions stand in."""
    settings.KEEP_OLD_VERSIONS_DAYS = 30
    row = cover(fill(1))
    have = set(row.versions.values_list("number", flat=True))
    for number in {1, 2, 3} - have:
        ArticleVersion.objects.create(article=row, number=number, text=f"Text {number}", content_hash=f"{number}")
    Mention.objects.filter(version__article=row).delete()
    Evidence.objects.filter(source=row.source_key).delete()
    ArticleVersion.objects.update(fetched_at=timezone.now() - dt.timedelta(days=31))
    return row


def numbers(article: Article) -> list[int]:
    return sorted(article.versions.values_list("number", flat=True))


def test_versions_that_another_has_taken_the_place_of_go_after_their_time(article: Article) -> None:
    ArticleVersion.objects.filter(article=article, number=2).update(fetched_at=timezone.now())
    assert prune() == 1
    assert numbers(article) == [2, 3]
    ArticleVersion.objects.update(fetched_at=timezone.now() - dt.timedelta(days=31))
    prune_task()
    assert numbers(article) == [3]
    assert prune() == 0


def test_all_are_kept_for_ever_unless_it_is_set(article: Article, settings: LazySettings) -> None:
    settings.KEEP_OLD_VERSIONS_DAYS = 0
    assert prune() == 0
    assert numbers(article) == [1, 2, 3]


def test_what_a_claim_quotes_and_what_waits_for_a_curator_stays(article: Article) -> None:
    claim = Claim.objects.latest("pk")
    Evidence.objects.create(claim=claim, source=article.source_key, locator="1:5-9", quote="5", story="story:1")
    ArticleVersion.objects.filter(article=article, number=2).update(standing=TextStanding.WAITING)
    assert prune() == 0
    assert numbers(article) == [1, 2, 3]


def test_a_large_pile_goes_in_portions(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.pruning.PORTION", 1)
    assert prune() == 2
    assert numbers(article) == [3]
