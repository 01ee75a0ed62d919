"""Articles as other pages know them: by their address, by a passage that a curator has selected, by what they tell of.

A passage is named by article, version and half-open [start, end) code points into its text, or into its title:
`article:12:1:100-120`, `article:12:1:title:0-20`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.admin.base import is_key
from incidents.admin.numbers import as_typed
from incidents.admin.registry import KnownText, Opening
from incidents.admin.words import claim_words
from incidents.ledger import EvidenceDraft
from incidents.models import Incident
from incidents.vocabulary import Hedge, Metric, Polarity, Unit
from sources.admin.sentences import claims_in, speaker_in
from sources.extraction import Passage, read_passage
from sources.extraction.pages.addresses import UnusableUrl, canonical_url
from sources.models import Article, ArticleVersion, Coverage, CoverageState
from sources.pipeline import link_coverage, reject_coverage
from sources.pipeline.extract.kept_readings import kept_reading
from sources.pipeline.extract.minor_units import stored_amount
from sources.pipeline.match.candidate_incidents import candidate_title
from sources.pipeline.record.claims import address_of
from sources.pipeline.record.recording import OPENED

LEFT = "An incident of its own was opened from this article: {}."
_NAME = re.compile(
    r"article:(?P<article>\d{1,18}):(?P<version>\d{1,9}):(?P<title>title:)?(?P<start>\d{1,9})-(?P<end>\d{1,9})"
)


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


def passage_named(request: HttpRequest, name: str) -> KnownText | None:
    """What the form of a claim takes from the passage: the number and what it counts as they are read there, the
    sentences that hold it, the day, the address, and the incident if the article is confirmed to cover one only."""
    found = _NAME.fullmatch(name)
    if found is None or not request.user.has_perm("sources.view_article"):
        return None
    versions = ArticleVersion.objects.select_related("article__publisher", "story")
    version = versions.filter(article=int(found["article"]), number=int(found["version"])).first()
    text = "" if version is None else version.title if found["title"] else version.text
    passage = read_passage(text, int(found["start"]), int(found["end"]))
    if version is None or passage is None:
        return None
    article, place = version.article, f"{found['title'] or ''}{passage.start}-{passage.end}"
    known = known_text(article, version)
    incident, in_title = _only_incident(article), bool(found["title"])
    initial = {
        "quote": text[passage.quote_start : passage.quote_end],
        "source_url": address_of(article, version),
        "published_on": article.published_on,
        "incident": incident,
        **_read(passage),
        **speaker_in(version, passage, in_title=in_title, incident=incident),
    }
    address = f"{known.address}?version={version.number}"
    beside = [
        (reverse("admin:incidents_claim_change", args=[claim.pk]), claim_words(claim))
        for claim in claims_in(article, version, passage, in_title=in_title)
    ]
    printed = text[passage.start : passage.end][:100] if passage.number else ""
    evidence = replace(known.evidence, locator=f"{version.number}:{place}")
    return replace(
        known,
        address=address,
        evidence=evidence,
        initial=initial,
        printed=printed,
        beside=tuple(beside),
        back_to=lambda claim: f"{address}&claim={claim}#entered-{claim}",
    )


def _read(passage: Passage) -> dict[str, Any]:
    """What is counted, and how many, by the fields of the form."""
    if passage.number is None:
        return {}
    number, mention = passage.mention or passage.number, passage.mention
    fields: dict[str, Any] = {"hedge": number.hedge, "currency": passage.currency}
    if mention is not None:
        polarity = Polarity.DENIED if mention.negated else Polarity.ASSERTED
        fields |= {"metric": mention.metric, "unit": mention.unit, "measure": mention.measure, "polarity": polarity}
    else:
        fields |= {"unit": Unit.MONEY} if passage.currency else {"metric": Metric.AFFECTED, "unit": Unit.PEOPLE}
    names = ("low", "high") if number.hedge is Hedge.BETWEEN else ("value",)
    for name in names:
        with suppress(OverflowError):
            fields[name] = as_typed(stored_amount(getattr(number, name), passage.currency), passage.currency)
    return fields


def _only_incident(article: Article) -> int | None:
    rows = article.coverage.filter(state=CoverageState.CONFIRMED).select_related("incident")[:2]
    covered = {row.incident.canonical().pk for row in rows}
    return covered.pop() if len(covered) == 1 else None


def opening_named(request: HttpRequest, name: str) -> Opening | None:
    """What an incident takes from the article that it is opened from: whose it is, a title, the day. The article then
    counts as coverage of it, and may at once be taken out of those that it covers; where matching alone has said that
    it covers them, that is proposed."""
    kind, _, key = name.partition(":")
    if kind != "article" or not is_key(key) or not request.user.has_perm("sources.change_coverage"):
        return None
    article = Article.objects.filter(pk=int(key)).select_related("publisher").first()
    version = article.latest_version() if article is not None else None
    if article is None or version is None:
        return None
    found = kept_reading(article, version).candidacy
    initial: dict[str, Any] = {"title": article.title[:200], "disclosed_on": article.published_on}
    if found is not None:
        title = candidate_title(found.organisation, article.published_on)
        initial |= {"party_name": found.organisation[:200], "title": title}
    may_see = request.user.has_perms(["sources.view_coverage", "incidents.view_incident"])
    rows = article.coverage.filter(state=CoverageState.CONFIRMED) if may_see else Coverage.objects.none()
    covered = {str(row.pk): row for row in rows.select_related("incident").order_by("pk")}
    initial["leaves"] = [key for key, row in covered.items() if row.decided_at is None]
    text = replace(known_text(article, version), initial=initial)
    return Opening(
        text,
        hold=Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first,
        opened=lambda incident, left: _opened(article, incident, left, request.user),
        leaves=tuple((key, _leaves(row)) for key, row in covered.items()),
    )


def _leaves(row: Coverage) -> str:
    incident = row.incident.canonical()
    return f"Take it out of {incident.title} ({incident.reference})"


def _opened(article: Article, incident: Incident, left: list[int], user: Any) -> None:
    """Link the article to the incident that was opened from it, and take it out of those that it is said not to be
    about."""
    link_coverage(article, incident, user=user, note=OPENED)
    for key in sorted(left):
        reject_coverage(key, user=user, note=LEFT.format(incident.reference))
