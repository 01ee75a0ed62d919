"""What this app adds to the curators' pages: its parts of the inbox, coverage on an incident's page, source links."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse

from incidents.admin.registry import (
    Line,
    Movable,
    Panel,
    Section,
    add_movable,
    add_openings,
    add_panel,
    add_passages,
    add_section,
    add_source_link,
    add_texts_at,
)
from incidents.models import Incident
from sources.admin.article_page import read_in_words, unread_words
from sources.admin.coverage_words import reasons_list
from sources.admin.passages import article_at, opening_named, passage_named
from sources.admin.readings import mention_words
from sources.admin.rematchings import under_way
from sources.admin.submitted import submitted_words, waiting_line, waiting_without_coverage
from sources.admin.triage import triage_address
from sources.models import Article, ArticleState, Coverage, CoverageState, Feed, Mention
from sources.pipeline.match.second_thoughts import link_elsewhere
from sources.pipeline.record.mention_reviews import undecided_mentions

COVERAGE_SHOWN = 50


def _suggested() -> QuerySet[Coverage]:
    related = ("article__publisher", "article__submitted_by", "incident")
    return Coverage.objects.suggested().select_related(*related).order_by("-created_at", "-pk")


def _coverage_line(row: Coverage) -> Line:
    publisher = f"{row.article.publisher}, " if row.article.publisher else ""
    words = submitted_words(row.article)
    mark = f"{words[0].upper()}{words[1:]}. " if words else ""
    return Line(
        reverse("admin:sources_coverage_change", args=[row.pk]),
        str(row.article),
        f"{mark}{publisher}about {row.incident}? Score {row.score:.2f}",
    )


def _weak() -> QuerySet[Mention]:
    return undecided_mentions().filter(held_because="").select_related("version").order_by("-pk")


def _held() -> QuerySet[Mention]:
    return undecided_mentions().exclude(held_because="").select_related("version").order_by("-pk")


def _held_line(mention: Mention) -> Line:
    address = reverse("admin:sources_mention_judge", args=[mention.pk])
    return Line(address, f"{mention_words(mention)}: {mention.held_because}", mention.quote())


def _mention_line(mention: Mention) -> Line:
    return Line(
        reverse("admin:sources_mention_judge", args=[mention.pk]),
        f"{mention_words(mention)} ({mention.score:.0%} sure)",
        mention.quote(),
    )


def _failed() -> QuerySet[Article]:
    return Article.objects.in_inbox().filter(state=ArticleState.FAILED).order_by("-pk")


def _article_line(article: Article) -> Line:
    return Line(reverse("admin:sources_article_change", args=[article.pk]), str(article), article.last_error)


def _unread() -> QuerySet[Article]:
    return Article.objects.unread().in_inbox().filter(state=ArticleState.DONE).order_by("-pk")


def _unread_line(article: Article) -> Line:
    address = reverse("admin:sources_article_change", args=[article.pk])
    return Line(address, str(article), unread_words(article))


def _for_review() -> QuerySet[Article]:
    """The articles read in a language of few words whose incident nobody has named yet: their figures wait apart."""
    named = Coverage.objects.filter(article=OuterRef("pk"), state=CoverageState.CONFIRMED)
    return Article.objects.read_for_review().filter(~Exists(named), state=ArticleState.DONE).order_by("-pk")


def _for_review_line(article: Article) -> Line:
    address = reverse("admin:sources_article_change", args=[article.pk])
    return Line(address, str(article), read_in_words(article))


def _coverage_of(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    rows = Coverage.objects.of(incident).select_related(
        "article__publisher", "article__submitted_by", "incident", "decided_by"
    )
    waiting_first = Case(
        When(state=CoverageState.SUGGESTED, then=0), When(state=CoverageState.CONFIRMED, then=1), default=2
    )
    shown = list(rows.order_by(waiting_first, "-article__published_on", "-pk")[: COVERAGE_SHOWN + 1])
    return {
        "incident": incident,
        "rows": [(row, reasons_list(row), submitted_words(row.article)) for row in shown[:COVERAGE_SHOWN]],
        "more": len(shown) > COVERAGE_SHOWN,
        "may_decide": request.user.has_perm("sources.change_coverage"),
        "here": request.path,
        "rematchings": under_way(incident),
    }


def _coverage_choices(incident: Incident) -> list[tuple[str, str]]:
    rows = Coverage.objects.of(incident).exclude(state=CoverageState.REJECTED).select_related("article")
    return [(str(row.pk), f"{row.article} ({row.state})") for row in rows.order_by("-pk")[:COVERAGE_SHOWN]]


def _hold_coverage(keys: list[int]) -> None:
    list(Article.objects.select_for_update(no_key=True).filter(coverage__in=keys).order_by("pk").values_list("pk"))


def _move_coverage(request: HttpRequest, keys: list[int], incident: Incident, reason: str) -> None:
    for key in sorted(keys):
        link_elsewhere(key, incident, user=request.user, note=reason)


add_movable(
    Movable(
        "coverage",
        "Articles that are about it",
        "sources.change_coverage",
        _coverage_choices,
        _hold_coverage,
        _move_coverage,
    )
)
add_section(
    Section(
        "Suggested coverage",
        "Articles that seem to be about an incident. What they claim counts once you confirm it.",
        "sources.view_coverage",
        _suggested,
        _coverage_line,
        lambda: reverse("admin:sources_coverage_changelist") + "?state__exact=suggested",
        order=10,
        one_by_one=lambda: triage_address("coverage"),
    )
)
add_section(
    Section(
        "Submitted texts",
        "Texts that somebody handed in and that fit no incident. They count for nothing until you accept them.",
        "sources.view_article",
        waiting_without_coverage,
        waiting_line,
        lambda: reverse("admin:sources_article_changelist") + "?standing__exact=waiting",
        order=15,
    )
)
add_section(
    Section(
        "Weak readings",
        "Numbers that the extractor was not sure of, in coverage that is confirmed. They count nothing until judged.",
        "sources.view_mention",
        _weak,
        _mention_line,
        lambda: reverse("admin:sources_mention_changelist") + "?waiting=yes",
        order=30,
        one_by_one=lambda: triage_address("readings"),
    )
)
add_section(
    Section(
        "Held figures",
        "Figures that cannot be, look like a slip, or were read in German, French or Spanish. They count nothing; "
        "accept one to release it.",
        "sources.view_mention",
        _held,
        _held_line,
        lambda: reverse("admin:sources_mention_changelist") + "?waiting=held",
        order=25,
        one_by_one=lambda: triage_address("readings"),
    )
)
add_section(
    Section(
        "Feeds in trouble",
        "Feeds that failed several times in a row, or were switched off. Correct the address, or save them off.",
        "sources.view_feed",
        Feed.objects.in_trouble,
        lambda feed: Line(reverse("admin:sources_feed_change", args=[feed.pk]), str(feed), feed.last_error),
        lambda: reverse("admin:sources_feed_changelist") + "?health=failing",
        order=37,
    )
)
add_section(
    Section(
        "Failed articles",
        "Given up after the last try. Look at the reason, then fetch or read them again, or dismiss them.",
        "sources.view_article",
        _failed,
        _article_line,
        lambda: reverse("admin:sources_article_changelist") + "?state__exact=failed&dismissed_at__isempty=1",
        order=35,
    )
)
add_section(
    Section(
        "Unread articles",
        "Nothing was read in them. Look why, and enter by hand what they claim, hand in a text that can be read, or "
        "dismiss them.",
        "sources.view_article",
        _unread,
        _unread_line,
        lambda: reverse("admin:sources_article_changelist") + "?unread=any&dismissed_at__isempty=1",
        order=37,
    )
)
add_section(
    Section(
        "Articles in other languages",
        "Figures were read in them, each for review. Link the article to its incident, or open one, then judge them.",
        "sources.view_article",
        _for_review,
        _for_review_line,
        lambda: reverse("admin:sources_article_changelist") + "?read_in=any",
        order=32,
    )
)
add_panel(
    Panel("Coverage", "coverage", "sources/admin/panel_coverage.html", "sources.view_coverage", _coverage_of, order=30)
)
add_source_link("article", lambda key: reverse("admin:sources_article_change", args=[key]))
add_texts_at(article_at)
add_passages(passage_named)
add_openings(opening_named)
