"""Curators' word on submitted texts: a waiting text counts once it is accepted; of a refused one nothing remains."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sources.models import Article, ArticleState, ArticleVersion, CoverageState, TextOrigin, TextStanding
from sources.pipeline.extract.reextraction import rematch, send_back
from sources.pipeline.intake.trust import curator_on
from sources.pipeline.intake.versions import give_story, note_standing
from sources.pipeline.record.recording import record_article


def accept_text(article_id: int, *, number: int, user: Any, note: str = "") -> Article:
    """The article, whose submitted text the curator vouches for: it is matched anew, and counts like a fetched one.
    Doing it again changes nothing. `number` is that of the version that was read, so that no other is accepted in its
    place. Raises Article.DoesNotExist, ValidationError (its text was not submitted, or is another)."""
    with transaction.atomic():
        article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
        version = _submitted(article)
        if version.number != number:
            raise ValidationError({"version": f"The text is now version {version.number}: read that one first."})
        if version.standing != TextStanding.ACCEPTED:
            vouch(article, version, user=user, note=note, moment=timezone.now())
            _count_from_now(article, version)
    return article


def refuse_text(article_id: int, *, user: Any, note: str = "") -> Article:
    """The article, whose submitted text counts for nothing: what it claimed is taken back at once. Doing it again
    changes nothing. Raises Article.DoesNotExist, ValidationError (its text was not submitted)."""
    with transaction.atomic():
        article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
        version = _submitted(article)
        if version.standing != TextStanding.REFUSED:
            disown(article, version, user=user, note=note)
    return article


def vouch(article: Article, version: ArticleVersion, *, user: Any, note: str, moment: dt.datetime) -> None:
    """Make the version count from now on. Call it in a transaction that holds the article."""
    _judge(article, version, TextStanding.ACCEPTED, user=user, note=note, moment=moment)
    give_story(article, version)


def _count_from_now(article: Article, version: ArticleVersion) -> None:
    """Have the article matched anew, after reading it if need be, whatever came of a request to fetch its page."""
    if article.state == ArticleState.QUEUED:
        state = ArticleState.EXTRACTED if version.extractor_version else ArticleState.FETCHED
        send_back(Article.objects.filter(pk=article.pk), state)
    else:
        rematch(Article.objects.filter(pk=article.pk))


def disown(article: Article, version: ArticleVersion, *, user: Any, note: str) -> None:
    """Make the version count no more and the article cover nothing. Call it in a transaction that holds the article."""
    _judge(article, version, TextStanding.REFUSED, user=user, note=note, moment=timezone.now())
    ArticleVersion.objects.filter(pk=version.pk).update(story=None)
    for row in article.coverage.exclude(state=CoverageState.REJECTED):
        row._history_user = user  # type: ignore[attr-defined]
        row._change_reason = note[:100]  # type: ignore[attr-defined]
        row.delete()
    record_article(article, actor=curator_on(version, user))


def _submitted(article: Article) -> ArticleVersion:
    version = article.latest_version()
    if version is None or version.origin != TextOrigin.SUBMITTED:
        raise ValidationError("The text of this article was not submitted: there is nothing to accept or refuse.")
    return version


def _judge(
    article: Article, version: ArticleVersion, standing: TextStanding, *, user: Any, note: str, moment: dt.datetime
) -> None:
    version.standing, version.judged_by, version.judged_at = standing, user, moment
    version.judged_because = note[:300]
    version.save(update_fields=["standing", "judged_by", "judged_at", "judged_because"])
    note_standing(article, version)
