"""What triage shows of one item: the article's text with its marks, beside what is claimed of the incident."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator

from incidents.admin.claim_groups import by_speaker
from incidents.admin.reading import figure_rows, summary
from incidents.models import Incident
from sources.admin.coverage_words import reasons_list
from sources.admin.highlight import marked
from sources.admin.passages import opening_named
from sources.admin.readings import mention_words, readings, spans
from sources.admin.submitted import submitted_words
from sources.admin.triage_queues import TriageQueue
from sources.models import Article, Coverage, Mention

CLAIMS_SHOWN = 60
NAME_LENGTH = 50


def item_shown(request: HttpRequest, queue: TriageQueue, row: Any) -> dict[str, Any]:
    """Both columns of the page, each with what this user may see of it."""
    incident, article = queue.incident_of(row), queue.article_of(row)
    return {
        "incident": incident,
        **(_incident_shown(request, incident) if incident is not None else {}),
        **(_text_shown(request, article, row, incident) if article is not None else {}),
        **_asked(row),
    }


def item_words(request: HttpRequest, queue: TriageQueue, row: Any) -> dict[str, Any]:
    """What a new incident of this item starts with."""
    article = queue.article_of(row)
    opening = opening_named(request, f"article:{article.pk}") if article is not None else None
    if opening is None:
        return {}
    found = opening.text.initial
    return {"title": found.get("title"), "party": found.get("party_name"), "day": found.get("disclosed_on")}


def page_of(queue: TriageQueue, pk: int) -> tuple[str, str]:
    """(address, name) of the page of an item, whether it waits or not: its incident's for a candidate, else its text's;
    empty for one that is gone."""
    row = queue.model.objects.filter(pk=pk).first()
    if row is None:
        return "", ""
    if isinstance(row, Incident):
        return reverse("admin:incidents_incident_change", args=[row.pk]), row.title
    article = queue.article_of(row)
    return (reverse("admin:sources_article_change", args=[article.pk]), str(article)) if article else ("", "")


def name_of(queue: TriageQueue, pk: int, *, with_incident: bool) -> str:
    """`“87 million people” of Facebook`, `“Railway counts” for Halden Rail passes`, or a candidate's title; empty for
    an item that is gone."""
    return row_name(queue.model.objects.filter(pk=pk).first(), with_incident=with_incident)


def row_name(row: Any, *, with_incident: bool = True) -> str:
    """The same of the item itself; empty for None."""
    if isinstance(row, Incident):
        return f"“{_short(row)}”"
    if isinstance(row, Coverage):
        about = f" for {_short(row.incident.canonical())}" if with_incident else ""
        return f"“{_short(row.article)}”{about}"
    if isinstance(row, Mention):
        return f"“{mention_words(row)}” of {row.attribution or row.get_attribution_kind_display()}"
    return ""


def _short(row: Any) -> str:
    return Truncator(str(row)).chars(NAME_LENGTH)


def _asked(row: Any) -> dict[str, Any]:
    if isinstance(row, Coverage):
        return {"score": row.score, "reasons": reasons_list(row)}
    if isinstance(row, Mention):
        held = row.held_because or f"The extractor is {row.score:.0%} sure of it."
        return {"asked": mention_words(row), "held": held, "quote": row.quote()}
    return {}


def _incident_shown(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    figures, left_out = (
        figure_rows(incident, CLAIMS_SHOWN) if request.user.has_perm("incidents.view_claim") else ([], 0)
    )
    return {
        "involved": incident.involvements.select_related("party"),
        "summary": summary(incident) if request.user.has_perm("incidents.view_figure") else [],
        "figures": [(row, by_speaker(row.claims)) for row in figures],
        "left_out": left_out,
    }


def _text_shown(request: HttpRequest, article: Article, row: Any, incident: Incident | None) -> dict[str, Any]:
    version = row.version if isinstance(row, Mention) else article.latest_version()
    if version is None:
        return {"article": article}
    may_see = request.user.has_perm("sources.view_mention")
    found = readings(version.mentions.select_related("claim")) if may_see else []
    asked = {row.pk} if isinstance(row, Mention) else set()
    others = article.coverage.select_related("incident")
    if incident is not None:
        others = others.exclude(incident=incident)
    return {
        "article": article,
        "version": version,
        "submitted": submitted_words(article, version),
        "marked_title": marked(version.title, spans(found, in_title=True, asked=asked), linked=False),
        "marked_text": marked(version.text, spans(found, asked=asked), linked=False),
        "other_coverage": others if request.user.has_perm("sources.view_coverage") else [],
    }
