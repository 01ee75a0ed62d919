"""The texts of an article: each changed text is a new, immutable version, and belongs to a story."""

import datetime as dt

from django.db import connection, transaction

from sources.ingest.stories import bands, content_hash, is_same_story, pack, shingles, unpack
from sources.models import Article, ArticleVersion, Story, StoryBand

_STORY_LOCK = 0x73746F7279  # one writer at a time looks for a story and adds one, or a wire copy would count twice


def add_version(article: Article, *, title: str, text: str, language: str = "") -> ArticleVersion | None:
    """The new version; None when title and text are those of the latest. Call it with the article's row locked."""
    digest = content_hash(title=title, text=text)
    latest = article.latest_version()
    if latest is not None and latest.content_hash == digest:
        return None
    with transaction.atomic():
        return ArticleVersion.objects.create(
            article=article,
            number=latest.number + 1 if latest else 1,
            title=title[:500],
            text=text,
            language=language[:10],
            content_hash=digest,
            story=_story_of(title=title, text=text, digest=digest, published_on=article.published_on),
        )


def _story_of(*, title: str, text: str, digest: str, published_on: dt.date | None) -> Story:
    marks = shingles(text)
    keys = bands(marks)
    one_at_a_time(_STORY_LOCK)
    same = ArticleVersion.objects.filter(content_hash=digest, story__isnull=False).select_related("story").first()
    story = same.story if same is not None else _near_duplicate(marks, keys)
    if story is None:
        story = Story.objects.create(title=title[:500], signature=pack(marks), first_published_on=published_on)
        StoryBand.objects.bulk_create([StoryBand(story=story, band=key) for key in keys])
    elif published_on and (story.first_published_on is None or published_on < story.first_published_on):
        Story.objects.filter(pk=story.pk).update(first_published_on=published_on)
    return story


def _near_duplicate(marks: frozenset[int], keys: tuple[str, ...]) -> Story | None:
    """The oldest story that this text tells."""
    candidates = Story.objects.filter(bands__band__in=keys).distinct().order_by("pk")
    for story in candidates:
        if is_same_story(marks, unpack(bytes(story.signature))):
            return story
    return None


def one_at_a_time(lock: int) -> None:
    """Nothing; until the end of the transaction nobody else is past the same lock. On SQLite the transaction itself is
    the lock (BEGIN IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
