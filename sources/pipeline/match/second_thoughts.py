"""A curator's word on coverage that goes to another incident, or is taken back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents import ledger
from incidents.models import Incident
from sources.models import Article, Coverage, CoverageState, TextOrigin
from sources.pipeline.extract.reextraction import rematch
from sources.pipeline.match.coverage import hold_covered, link_coverage, reject_coverage, rest_of_the_story
from sources.pipeline.record.recording import record_article


def link_elsewhere(coverage_id: int, incident: Incident, *, user: Any, note: str) -> Coverage:
    """The coverage of the other incident, confirmed; this one is rejected, both at once.

    Raises ValidationError: the other incident is the same one, or the text was submitted and does not count yet.
    """
    with transaction.atomic():
        row = Coverage.objects.select_related("article", "incident").get(pk=coverage_id)
        article = Article.objects.select_for_update(no_key=True).get(pk=row.article_id)
        ledger.hold([row.incident.canonical().pk, incident.canonical().pk])
        if incident.canonical() == row.incident.canonical():
            raise ValidationError({"incident": "That is the incident that was suggested: confirm it instead."})
        linked = link_coverage(article, incident, user=user, note=note)
        reject_coverage(coverage_id, user=user, note=note)
    return linked


def reopen_coverage(coverage_id: int, *, user: Any, note: str, created: bool = False) -> None:
    """Suggest the coverage again, as before a curator's word; with `created`, delete it. What the article claimed by it
    is taken back at once. Doing it again changes nothing.

    Raises ValidationError: with a submitted text the word was one on the text as well.
    """
    with transaction.atomic():
        article_id = Coverage.objects.values_list("article", flat=True).get(pk=coverage_id)
        article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
        row = Coverage.objects.get(pk=coverage_id)
        version = article.latest_version()
        if row.decided_at is None:
            return
        if version is not None and version.origin == TextOrigin.SUBMITTED:
            raise ValidationError("That was a word on its submitted text as well: judge the text on its page.")
        hold_covered(article)
        row._history_user = user  # type: ignore[attr-defined]
        row._change_reason = note[:100]  # type: ignore[attr-defined]
        if created:
            row.delete()
        else:
            row.state, row.decided_by, row.decided_at, row.note = CoverageState.SUGGESTED, None, None, ""
            row.save(update_fields=["state", "decided_by", "decided_at", "note", "updated_at"])
        record_article(article, actor=ledger.Actor.of(user))
        rematch(rest_of_the_story(article))
