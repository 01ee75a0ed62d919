"""What an article's page shows beside its record, and the page that links it to an incident by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from incidents.admin.confirmations import Confirmation, InternalReasonForm, ask, attempt, begin_with_first
from incidents.admin.incident_box import IncidentField
from incidents.admin.leases import held_by_others
from sources.admin.coverage_words import reasons_list
from sources.admin.highlight import marked
from sources.admin.readings import MentionRow, readings, spans
from sources.admin.sentences import entered_from
from sources.admin.steps import stage_rows_of
from sources.admin.submitted import submission_context
from sources.extraction import ArticleText, left_out
from sources.models import Article, ArticleVersion, Coverage, CoverageState
from sources.pipeline.match.coverage import link_coverage


def text_shown(request: HttpRequest, article: Article) -> dict[str, Any]:
    """The latest version, or the one that `?version=` names, with its readings; all versions; the coverage."""
    versions = list(
        article.versions.select_related("story", "submitted_by", "judged_by")
        .defer("text", "reading")
        .order_by("-number")
    )
    chosen = _chosen(versions, request.GET.get("version", ""))
    may_see = request.user.has_perm
    mentions = readings(chosen.mentions.select_related("claim")) if chosen and may_see("sources.view_mention") else []
    asked = request.GET.get("claim", "")
    coverage = [(row, reasons_list(row)) for row in _coverage(article)] if may_see_coverage(request) else []
    entered = entered_from(article, chosen, len(mentions), asked) if chosen and may_see("incidents.view_claim") else []
    marks = {
        in_title: [*spans(mentions, in_title=in_title), *(row.span for row in entered if row.in_title == in_title)]
        for in_title in (True, False)
    }
    return {
        "versions": versions,
        "version": chosen,
        "marked_title": marked(chosen.title, marks[True]) if chosen else "",
        "marked_text": marked(chosen.text, marks[False]) if chosen else "",
        "readings": mentions,
        "entered": entered,
        "unread": unread_words(article),
        "read_in": read_in_words(article),
        "left_out": _left_out(chosen) if chosen else (),
        "steps": stage_rows_of(chosen) if chosen and may_see("incidents.view_proceeding") else [],
        "coverage": coverage,
        "held": held_by_others(request, _waiting([row for row, _ in coverage], mentions)),
        "may_see_coverage": may_see_coverage(request),
        **submission_context(article, chosen),
    }


def _waiting(coverage: list[Coverage], rows: list[MentionRow]) -> dict[str, str]:
    """What of the article may wait in triage: the names of its items, and what each is."""
    suggested = {
        f"coverage:{row.pk}": f"its coverage of {row.incident}"
        for row in coverage
        if row.state == CoverageState.SUGGESTED
    }
    undecided = [row for row in rows if row.mention.claim_id is None]
    return suggested | {f"readings:{row.mention.pk}": f"the reading “{row.what}”" for row in undecided}


def unread_words(article: Article) -> str:
    """Why nothing was read in the article, as a sentence; empty where something was, or nothing was to be expected."""
    reason = article.get_unread_display() if article.unread else ""
    return f"Not read: {reason}." if reason else ""


def read_in_words(article: Article) -> str:
    """In which language of few words it was read, as a sentence; empty where in none."""
    language = article.get_read_in_display() if article.read_in else ""
    return f"Read in {language}, by few words that are not proven yet: every figure waits for you." if language else ""


def may_see_coverage(request: HttpRequest) -> bool:
    """Whether the sender may see which incidents an article covers: hidden ones among them."""
    return request.user.has_perms(["sources.view_coverage", "incidents.view_incident"])


def _left_out(version: ArticleVersion) -> tuple[str, ...]:
    return left_out(ArticleText(id=str(version.pk), title=version.title, text=version.text))


def _chosen(versions: list[ArticleVersion], number: str) -> ArticleVersion | None:
    asked = [version for version in versions if str(version.number) == number]
    return next(iter(asked or versions), None)


def _coverage(article: Article) -> Any:
    return article.coverage.select_related("incident", "decided_by").order_by("state", "-score")


class LinkForm(InternalReasonForm):
    incident = IncidentField()
    field_order = ["incident", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_with_first(self)


def link_page(request: HttpRequest, page_admin: ModelAdmin, pk: int) -> HttpResponse:
    """The page that asks which incident and why; after it, the article."""
    if not request.user.has_perm("sources.change_coverage"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("publisher"), pk=pk)
    address = reverse("admin:sources_article_change", args=[pk])
    form = LinkForm(request.POST or None)
    if form.is_valid():
        fields = form.cleaned_data
        row = attempt(
            form, lambda: link_coverage(article, fields["incident"], user=request.user, note=fields["reason"])
        )
        if row is not None:
            page_admin.log_change(request, article, f"Linked to {row.incident.reference}: {fields['reason']}")
            messages.success(request, f"The article covers {row.incident}; what it claims is recorded.")
            return HttpResponseRedirect(address + "#coverage")
    question = Confirmation(
        title="Link to an incident",
        submit="Link it",
        about=[f"{article} covers an incident that matching did not see."],
        trail=[(reverse("admin:sources_article_changelist"), "Articles"), (address, str(article))],
        back=address,
    )
    return ask(request, page_admin, question, form)
