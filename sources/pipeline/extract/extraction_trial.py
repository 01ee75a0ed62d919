"""A trial reading that is rolled back: which figures the present extractor would move, before `reextract` is run."""

from collections.abc import Iterator

from django.db import transaction

from incidents.ledger.policy_trial import Move, held_figures, moves
from incidents.models import Incident
from sources.models import Article
from sources.pipeline.extract.kept_readings import strangers_to
from sources.pipeline.extract.mention_rows import read_version, store_mentions
from sources.pipeline.extract.reextraction import covering, outdated
from sources.pipeline.extract.stage_mention_rows import read_stage_mentions, store_stage_mentions
from sources.pipeline.record.recording import record_article


def moved_by_extractor(incident: Incident) -> list[Move]:
    """The incident's figures that reading its outdated coverage anew would move.

    The reading is done, compared, and rolled back: no row changes, and nobody is told. Articles are not matched anew.
    """
    articles = covering(incident).filter(pk__in=outdated().values("pk")).order_by("pk")
    if not articles.exists():
        return []
    with transaction.atomic():
        before = held_figures([incident])[incident.pk]
        for article in articles.select_related("publisher"):
            _read_anew(article)
        found = list(moves(incident, before, held_figures([incident])[incident.pk]))
        transaction.set_rollback(True)
    return found


def incidents_to_read_anew() -> Iterator[Incident]:
    """The incidents with confirmed coverage that another version of the extractor read."""
    stale = outdated().values("pk")
    rows = Incident.objects.current().filter(coverage__article__in=stale, coverage__state="confirmed")
    yield from rows.distinct().order_by("pk")


def _read_anew(article: Article) -> None:
    version = article.latest_version()
    if version is not None:
        store_mentions(version, read_version(article, version, strangers_to(article)))
        store_stage_mentions(version, read_stage_mentions(article, version))
        record_article(article)
