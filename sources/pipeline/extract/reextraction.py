"""Reading articles anew: after the extractor's version was raised, or on demand. What a person decided stays."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from incidents.models import Incident
from sources import extraction
from sources.models import Article, ArticleState, ArticleVersion, Coverage, CoverageState, Rematching
from sources.pipeline.leases import afresh
from sources.pipeline.wakeups import wake_many


def reextract(articles: QuerySet[Article]) -> int:
    """Have the workers read these articles anew, but for those already under way. Returns how many that are."""
    states = [ArticleState.DONE, ArticleState.FAILED]
    return send_back(articles.filter(state__in=states, versions__isnull=False), ArticleState.FETCHED)


def rematch(articles: QuerySet[Article], rematching: Rematching | None = None) -> int:
    """Have the workers match these articles anew, without reading them again; the rematching is told how far they are.
    Returns how many that are."""
    return send_back(articles.filter(state=ArticleState.DONE), ArticleState.EXTRACTED, rematching=rematching)


def send_back(articles: QuerySet[Article], state: ArticleState, **values: object) -> int:
    """Have these articles worked on again from the state, with these values of columns. Returns how many that are."""
    count = Article.objects.filter(pk__in=articles.order_by().values("pk")).update(
        **afresh(state), worked_at=timezone.now(), reworked=True, **values
    )
    if count:
        wake_many()
    return count


def outdated() -> QuerySet[Article]:
    """The articles whose latest version was last read by another version of the extractor, or by none."""
    latest = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    return (
        Article.objects.annotate(latest=Subquery(latest))
        .filter(versions__pk=F("latest"))
        .exclude(versions__extractor_version=extraction.VERSION)
    )


def covering(incident: Incident) -> QuerySet[Article]:
    """The articles that are confirmed to cover the incident or one merged into it."""
    rows = Coverage.objects.of(incident).filter(state=CoverageState.CONFIRMED)
    return Article.objects.filter(pk__in=rows.order_by().values("article"))
