"""Versions of articles that a later one has taken the place of, and on which nothing rests, are kept for
`KEEP_OLD_VERSIONS_DAYS`; 0 is for ever.

What stays: the latest version of each article, each that a claim or a step of a proceeding quotes, and each that waits
for a curator's word.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from incidents.models import Evidence, StageEvidence
from sources.models import ArticleVersion, Mention, TextStanding

PORTION: Final = 500  # versions of one transaction


def prune() -> int:
    """The number of versions removed, with what was read in them."""
    if not settings.KEEP_OLD_VERSIONS_DAYS:
        return 0
    rows, count = superseded(timezone.now() - dt.timedelta(days=settings.KEEP_OLD_VERSIONS_DAYS)), 0
    while ids := list(rows.values_list("pk", flat=True)[:PORTION]):
        ArticleVersion.objects.filter(pk__in=ids).delete()
        count += len(ids)
    return count


def superseded(before: dt.datetime) -> QuerySet[ArticleVersion]:
    """Those that were taken in before then and on which nothing rests."""
    later = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    claimed = Mention.objects.filter(version=OuterRef("pk"), claim__isnull=False)
    source = Concat(Value("article:"), Cast(OuterRef("article"), CharField()))
    place = Concat(Cast(OuterRef("number"), CharField()), Value(":"))
    rows = ArticleVersion.objects.filter(Exists(later), ~Exists(claimed), fetched_at__lt=before)
    for evidence in (Evidence, StageEvidence):
        quoted = evidence._default_manager.filter(source=source, locator__startswith=place)
        rows = rows.filter(~Exists(quoted))
    return rows.exclude(standing=TextStanding.WAITING).order_by(F("pk"))
