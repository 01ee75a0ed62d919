"""Articles as other pages know them: by their address, and by a passage that a curator has selected."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.admin.registry import KnownText
from incidents.ledger import EvidenceDraft
from sources.extraction.pages.addresses import UnusableUrl, canonical_url
from sources.models import Article, ArticleVersion


def article_at(url: str) -> KnownText | None:
    """The article that is known at this address, or at one that leads to the same page as a rule."""
    found = articles_at(url)
    return known_text(found[0]) if found else None


def articles_at(url: str) -> list[Article]:
    """The articles at this address, by either scheme, with `www.` and a slash at its end or without: that at the very
    address first."""
    try:
        address = urlsplit(canonical_url(url))
    except UnusableUrl:
        return []
    host, path = address.netloc.removeprefix("www."), address.path.rstrip("/")
    same = {
        urlunsplit((scheme, netloc, path + end, address.query, ""))
        for scheme in ("http", "https")
        for netloc in (host, f"www.{host}")
        for end in ("", "/")
    }
    rows = Article.objects.filter(url__in=same).select_related("publisher").order_by("pk")
    return sorted(rows, key=lambda article: article.url != address.geturl())


def article_link(article: Article, words: str) -> SafeString:
    """The words, which end before the link to the article's page."""
    return format_html(
        '{} <a href="{}">{}</a>.', words, reverse("admin:sources_article_change", args=[article.pk]), article
    )


def known_text(article: Article, version: ArticleVersion | None = None) -> KnownText:
    """The article, by its latest version unless another is meant."""
    version = version or article.versions.select_related("story").order_by("-number").first()
    evidence = EvidenceDraft(
        story=version.story.key if version is not None and version.story else article.source_key,
        publisher=article.publisher.name if article.publisher else "",
        title=article.title,
        published_on=article.published_on,
    )
    return KnownText(reverse("admin:sources_article_change", args=[article.pk]), str(article), evidence)
