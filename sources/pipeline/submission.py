"""How articles come in: an address to be fetched, or a text as it stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from incidents import ledger
from sources.ingest.addresses import UnusableUrl, canonical_url, host_of
from sources.ingest.clean import tidy
from sources.ingest.stories import content_hash
from sources.models import Article, ArticleState, ArticleVersion, CoverageState, Publisher
from sources.pipeline.versions import add_version
from sources.pipeline.waking import wake
from tracker import http


class EmptyText(ValueError):
    """There is no text to read; the message says so."""


@dataclass(frozen=True, slots=True)
class Submission:
    """`created`: the article is new; `changed`: there is work to do on it that was not there before."""

    article: Article
    created: bool
    changed: bool


def submit_url(
    url: str,
    *,
    publisher: str = "",
    title: str = "",
    published_on: dt.date | None = None,
    submitted_by: Any = None,
    again: bool = False,
) -> Submission:
    """The article at this address, to be fetched by a worker. One that is known stays as it is, unless it failed or
    `again` asks for its page once more. Raises UnusableUrl, also for an address that we would not go to."""
    address = canonical_url(url)
    if not again:
        _vet(address, by_a_person=submitted_by is not None)
    with transaction.atomic():
        article, created = _article_at(address, publisher, title, published_on, submitted_by)
        retry = again or article.state == ArticleState.FAILED
        if not created and retry:
            _queue(article)
        if created or retry:
            wake(article.pk)
    return Submission(article, created, created or retry)


def _vet(address: str, *, by_a_person: bool) -> None:
    """Nothing; raises UnusableUrl when we would not go there, with the sentence that says why.

    The name of what a person gives is looked up as well (2 s at most). A feed or a file brings hundreds of addresses,
    and the fetch vets what theirs lead to.
    """
    vet = http.check_target if by_a_person else http.check_url
    try:
        vet(address, http.policy_from(settings))
    except http.Refused as error:
        raise UnusableUrl(str(error)) from error


def submit_text(
    text: str,
    *,
    title: str = "",
    url: str = "",
    publisher: str = "",
    published_on: dt.date | None = None,
    submitted_by: Any = None,
) -> Submission:
    """The article with this text, to be read by a worker; nothing is fetched. A text that is known under its address
    changes nothing, another text there is a new version; without an address the text itself is the identity.

    Raises UnusableUrl, EmptyText.
    """
    clean, heading = tidy(text), " ".join(title.split())[:500]
    if not clean:
        raise EmptyText("The text is empty.")
    address = canonical_url(url) if url.strip() else f"urn:sha256:{content_hash(title=heading, text=clean)}"
    with transaction.atomic():
        article, created = _article_at(address, publisher, heading, published_on, submitted_by)
        article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        version = add_version(article, title=heading, text=clean)
        if version is not None:
            take_up(article, version)
            wake(article.pk)
    return Submission(article, created, version is not None)


def take_up(article: Article, version: ArticleVersion) -> None:
    """Nothing; the article has this new version, is to be read anew, and incidents that it covers are told. Call it
    with the row locked."""
    article.title = version.title
    article.state = ArticleState.FETCHED
    article.attempts, article.kills, article.last_error = 0, 0, ""
    article.next_attempt_at, article.lease_until = timezone.now(), None
    article.save(
        update_fields=[
            "title",
            "state",
            "attempts",
            "kills",
            "last_error",
            "next_attempt_at",
            "lease_until",
            "updated_at",
        ]
    )
    if version.number > 1:
        told = {"reference": article.reference, "url": article.url, "title": article.title, "versions": version.number}
        for row in article.coverage.filter(state=CoverageState.CONFIRMED).order_by("incident_id"):
            ledger.note_article_changed(row.incident_id, article=told, cause=article.source_key, actor=ledger.SYSTEM)


def known_publisher(name: str, host: str) -> Publisher | None:
    """The publisher of this name and host, made if need be; by the host alone when no name is given."""
    name = " ".join(name.split())[:200]
    if not name and host:
        known = Publisher.objects.filter(host=host).order_by("pk").first()
        return known or Publisher.objects.get_or_create(name=host[:200], host=host)[0]
    return Publisher.objects.get_or_create(name=name, host=host)[0] if name else None


def _article_at(
    address: str, publisher: str, title: str, published_on: dt.date | None, submitted_by: Any
) -> tuple[Article, bool]:
    article = Article.objects.select_related("publisher").filter(url=address).first()
    if article is not None:
        return article, False
    return Article.objects.select_related("publisher").get_or_create(
        url=address,
        defaults={
            "publisher": known_publisher(publisher, host_of(address)),
            "title": " ".join(title.split())[:500],
            "published_on": published_on,
            "next_attempt_at": timezone.now(),
            "submitted_by": submitted_by,
        },
    )


def _queue(article: Article) -> None:
    article.state = ArticleState.QUEUED
    article.attempts, article.kills, article.last_error = 0, 0, ""
    article.next_attempt_at, article.lease_until = timezone.now(), None
    article.save(
        update_fields=["state", "attempts", "kills", "last_error", "next_attempt_at", "lease_until", "updated_at"]
    )


__all__ = ["EmptyText", "Submission", "UnusableUrl", "known_publisher", "submit_text", "submit_url", "take_up"]
