"""Submitted texts in the admin: the mark that they bear everywhere, their part of the inbox, and the curators' word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.admin.base import is_key
from incidents.admin.confirmations import Confirmation, InternalReasonForm, ask, attempt
from incidents.admin.registry import Line
from sources.models import Article, ArticleVersion, Coverage, CoverageState, TextOrigin, TextStanding
from sources.pipeline.intake.vouching import accept_text, refuse_text

WORDS = {"accept": "Accept", "refuse": "Refuse"}
MEANS = {
    "accept": "You vouch for the text: it is matched anew, and what it claims counts like a fetched article's.",
    "refuse": "The text counts for nothing: what it claimed is taken back, and it is suggested for no incident.",
}


def submitted_words(article: Article, version: ArticleVersion | None = None) -> str:
    """`submitted text, waits for confirmation; from rita`; empty for a text that was fetched or imported."""
    if article.origin != TextOrigin.SUBMITTED:
        return ""
    sender = version.submitted_by if version is not None else article.submitted_by
    by = f"; from {sender.get_username()}" if sender is not None else ""
    words = {TextStanding.WAITING: ", waits for confirmation", TextStanding.REFUSED: ", refused"}
    return f"submitted text{words.get(TextStanding(article.standing), ', not fetched')}{by}"


def origin_badge(article: Article) -> SafeString:
    """How the article's text came, as a mark that is seen where it is not the publisher's own."""
    if article.origin == TextOrigin.SUBMITTED:
        kind = "disputed" if article.standing == TextStanding.WAITING else "provisional"
        return format_html('<span class="badge badge-{}">{}</span>', kind, submitted_words(article))
    return format_html("{}", article.get_origin_display() or "-")


def submission_context(article: Article, version: ArticleVersion | None) -> dict[str, Any]:
    """What the article's page says above its text."""
    if version is None or version.origin != TextOrigin.SUBMITTED:
        return {}
    latest = version.standing == article.standing and article.origin == TextOrigin.SUBMITTED
    return {
        "submitted": version,
        "may_accept": latest and version.standing != TextStanding.ACCEPTED,
        "may_refuse": latest and version.standing != TextStanding.REFUSED,
    }


def waiting_without_coverage() -> QuerySet[Article]:
    """Those that no suggestion brings to a curator."""
    suggested = Coverage.objects.filter(article=OuterRef("pk"), state=CoverageState.SUGGESTED)
    return Article.objects.waiting().filter(~Exists(suggested)).select_related("submitted_by").order_by("-pk")


def waiting_line(article: Article) -> Line:
    return Line(reverse("admin:sources_article_change", args=[article.pk]), str(article), submitted_words(article))


def _judge(request: HttpRequest, pk: int, verb: str, reason: str) -> Article:
    """What is accepted is the version that the page before this one has shown."""
    if verb == "refuse":
        return refuse_text(pk, user=request.user, note=reason)
    seen = request.GET.get("version", "")
    return accept_text(pk, number=int(seen) if is_key(seen) else 0, user=request.user, note=reason)


def judge_page(request: HttpRequest, page_admin: ModelAdmin, pk: int, verb: str) -> HttpResponse:
    """The page that asks why; after it, the article."""
    if verb not in WORDS:
        raise Http404("A submitted text is accepted or refused.")
    if not request.user.has_perm("sources.change_coverage"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("submitted_by"), pk=pk)
    address = reverse("admin:sources_article_change", args=[pk])
    form = InternalReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: _judge(request, pk, verb, reason)) is not None:
            page_admin.log_change(request, article, f"{WORDS[verb]} the submitted text: {reason}")
            messages.success(request, MEANS[verb])
            return HttpResponseRedirect(address)
    question = Confirmation(
        title=f"{WORDS[verb]} the submitted text",
        submit=WORDS[verb],
        about=[f"{article}: {submitted_words(article) or 'it was not submitted'}.", MEANS[verb]],
        trail=[(reverse("admin:sources_article_changelist"), "Articles"), (address, str(article))],
        back=address,
        danger=verb == "refuse",
    )
    return ask(request, page_admin, question, form)
