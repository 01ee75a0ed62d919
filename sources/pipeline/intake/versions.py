"""The texts of an article: each changed text is a new, immutable version, and belongs to a story.

A text that does not count yet belongs to no story: whoever submits one must not be able to affect others' stories.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from incidents.ledger import lock_for, one_at_a_time
from sources.extraction.pages.stories import bands, content_hash, is_same_story, pack, shingles, unpack
from sources.models import Article, ArticleVersion, CoverageState, Story, StoryBand, TextOrigin, TextStanding
from sources.pipeline.intake.dismissing import back_to_inbox
from sources.pipeline.intake.twins import stories_of_others


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose word a text is. `fetched_from` is set where redirects led to another site."""

    origin: TextOrigin = TextOrigin.FETCHED
    standing: TextStanding = TextStanding.ACCEPTED
    submitted_by: Any = None
    claimed_publisher: str = ""
    fetched_from: str = ""


FETCHED = Provenance()


def add_version(
    article: Article, *, title: str, text: str, language: str = "", provenance: Provenance = FETCHED
) -> ArticleVersion | None:
    """The new version; None when title and text are those of the latest, which then gets the better standing of the
    two. Call it with the article's row locked."""
    digest = content_hash(title=title, text=text)
    latest = article.latest_version()
    with transaction.atomic(savepoint=False):
        if latest is not None and provenance.origin == TextOrigin.FETCHED and latest.standing != TextStanding.ACCEPTED:
            _forget_rejections(article)
        if latest is not None and latest.content_hash == digest:
            _affirm(article, latest, provenance)
            return None
        if latest is not None:
            article.versions.filter(standing=TextStanding.WAITING).update(
                standing=TextStanding.REFUSED, judged_at=timezone.now(), judged_because="A newer text took its place."
            )
        version = ArticleVersion.objects.create(
            article=article,
            number=latest.number + 1 if latest else 1,
            title=title[:500],
            text=text,
            language=language[:10],
            content_hash=digest,
            origin=provenance.origin,
            submitted_by=provenance.submitted_by,
            claimed_publisher=provenance.claimed_publisher[:200],
            fetched_from=provenance.fetched_from[:1000],
            standing=provenance.standing,
        )
        if provenance.standing == TextStanding.ACCEPTED:
            give_story(article, version)
        note_standing(article, version)
        back_to_inbox(article.pk)
    return version


def note_standing(article: Article, version: ArticleVersion) -> None:
    """Copy the version's standing to the row of its article."""
    article.origin, article.standing = version.origin, version.standing
    Article.objects.filter(pk=article.pk).update(origin=version.origin, standing=version.standing)


def give_story(article: Article, version: ArticleVersion) -> None:
    """Put the version into the story whose text it has, a new one if need be."""
    version.story = _story_of(version, published_on=article.published_on)
    version.save(update_fields=["story"])


def leave_story_of_another(article: Article, version: ArticleVersion) -> QuerySet[Article]:
    """The articles of the story that the version, which was just read, had to leave since it tells of another
    organisation; none if it stays. What was decided for this one may have been taken for theirs: match them anew."""
    story = version.story_id
    if story is None or not stories_of_others(version, [story]):
        return Article.objects.none()
    give_story(article, version)
    return Article.objects.filter(versions__story=story)


def _affirm(article: Article, version: ArticleVersion, provenance: Provenance) -> None:
    """Raise the standing of a text that has come again: fetched, it is the publisher's word; from somebody trusted, it
    counts."""
    counts = version.standing == TextStanding.ACCEPTED
    if provenance.origin == TextOrigin.FETCHED and version.origin != TextOrigin.FETCHED:
        version.origin, version.fetched_from = TextOrigin.FETCHED, provenance.fetched_from[:1000]
        version.standing = TextStanding.ACCEPTED
    elif provenance.standing == TextStanding.ACCEPTED and not counts:
        version.standing = TextStanding.ACCEPTED
        version.judged_by, version.judged_at = provenance.submitted_by, timezone.now()
        version.judged_because = "The same text came from a trusted source."
    else:
        return
    version.save(update_fields=["origin", "fetched_from", "standing", "judged_by", "judged_at", "judged_because"])
    if not counts:
        give_story(article, version)
    note_standing(article, version)


def _forget_rejections(article: Article) -> None:
    """Delete rejections that a curator made for a text that did not count: they do not hold for the publisher's."""
    for row in article.coverage.filter(state=CoverageState.REJECTED):
        row._change_reason = "The rejected text was not the page's."  # type: ignore[attr-defined]
        row.delete()


def _story_of(version: ArticleVersion, *, published_on: dt.date | None) -> Story:
    marks = shingles(version.text)
    keys = bands(marks)
    one_at_a_time(*(lock_for("story", key) for key in (version.content_hash, *keys)))
    story = _oldest_with(version, marks, keys)
    if story is None:
        story = Story.objects.create(title=version.title, signature=pack(marks), first_published_on=published_on)
        StoryBand.objects.bulk_create([StoryBand(story=story, band=key) for key in keys])
    elif published_on and (story.first_published_on is None or published_on < story.first_published_on):
        Story.objects.filter(pk=story.pk).update(first_published_on=published_on)
    return story


def _oldest_with(version: ArticleVersion, marks: frozenset[int], keys: tuple[str, ...]) -> Story | None:
    """The oldest story that this text tells: one that has the very text, else one that has most of it, but for those
    that tell of another organisation."""
    equal = Story.objects.filter(versions__content_hash=version.content_hash).distinct().order_by("pk")
    similar = Story.objects.filter(bands__band__in=keys).distinct().order_by("pk")
    for candidates in (equal, [story for story in similar if is_same_story(marks, unpack(bytes(story.signature)))]):
        stories = list(candidates)
        others = stories_of_others(version, [story.pk for story in stories])
        found = next((story for story in stories if story.pk not in others), None)
        if found is not None:
            return found
    return None
