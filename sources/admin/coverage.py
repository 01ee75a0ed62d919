"""Coverage: the curators' list of suggested links between articles and incidents, to confirm or reject."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from incidents.admin.base import Historic
from incidents.admin.bulk_questions import BulkWords, bulk_question
from incidents.admin.confirmations import Confirmation, InternalReasonForm, ask, attempt
from incidents.admin.leases import held_by_others
from incidents.admin.searching import incidents_found
from incidents.admin.words import incident_link
from sources.admin.coverage_words import reasons_list, score_words, state_badge
from sources.admin.searching_articles import articles_found
from sources.admin.submitted import origin_badge, submitted_words
from sources.admin.triage import triage_page, undo_page
from sources.models import Coverage, CoverageState
from sources.pipeline.match.coverage import confirm_coverage, reject_coverage

VERBS = {CoverageState.CONFIRMED: confirm_coverage, CoverageState.REJECTED: reject_coverage}
WORDS = {CoverageState.CONFIRMED: "Confirm", CoverageState.REJECTED: "Reject"}
MEANS = {
    CoverageState.CONFIRMED: "What the article claims is recorded at once, and the figures are worked out anew.",
    CoverageState.REJECTED: "What the article claims of the incident is taken back, and it is not suggested again.",
}


@admin.register(Coverage)
class CoverageAdmin(Historic):
    list_display = ["article", "text_of_article", "incident", "badge", "score_shown", "why_short", "decided_by"]
    list_filter = ["state", "article__origin", "created_at", ("decided_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["article"]
    search_through: ClassVar = {"article": articles_found, "incident": incidents_found}
    search_help_text = "Words by which the article or the incident is found"
    list_select_related = ["article__submitted_by", "incident", "decided_by"]
    ordering = ["-created_at", "-id"]
    actions = ["confirm_all", "reject_all"]
    change_form_template = "sources/admin/coverage.html"
    fields = [
        "article_shown",
        "text_of_article",
        "incident_shown",
        "badge",
        ("score_shown", "matcher_version"),
        "why",
        ("decided_by", "decided_at"),
        "note",
    ]
    readonly_fields = ["article_shown", "text_of_article", "incident_shown", "badge", "score_shown", "why"]

    @admin.display(description="state", ordering="state")
    def badge(self, row: Coverage) -> str:
        return state_badge(row.state)

    @admin.display(description="score", ordering="score")
    def score_shown(self, row: Coverage) -> str:
        return f"{row.score:.2f}"

    @admin.display(description="reasons")
    def why(self, row: Coverage) -> str:
        return reasons_list(row)

    @admin.display(description="reasons")
    def why_short(self, row: Coverage) -> str:
        return ", ".join(
            f"{reason.get('name', '')} {score_words(reason.get('weight'))}"
            for reason in row.reasons
            if isinstance(reason, dict)
        )

    @admin.display(description="article")
    def article_shown(self, row: Coverage) -> str:
        address = reverse("admin:sources_article_change", args=[row.article_id])
        return format_html('<a href="{}">{}</a>', address, row.article)

    @admin.display(description="text", ordering="article__origin")
    def text_of_article(self, row: Coverage) -> str:
        return origin_badge(row.article)

    @admin.display(description="incident")
    def incident_shown(self, row: Coverage) -> str:
        return incident_link(row.incident)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coverage]:
        return super().get_queryset(request).select_related("article__submitted_by", "incident", "decided_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # an article's page links it to an incident

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sources.change_coverage")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        held = held_by_others(request, {f"coverage:{object_id}": "this suggestion"})
        shown = {"may_decide": self.has_decide_permission(request), "held": held}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        triage, undo = map(self.admin_site.admin_view, (self.triage_view, self.triage_undo_view))
        return [
            path("<int:pk>/decide/<str:state>/", decide, name="sources_coverage_decide"),
            path("triage/", triage, name="sources_coverage_triage"),
            path("triage/undo/", undo, name="sources_coverage_triage_undo"),
            *super().get_urls(),
        ]

    def triage_view(self, request: HttpRequest) -> HttpResponse:
        return triage_page(request, self)

    def triage_undo_view(self, request: HttpRequest) -> HttpResponse:
        return undo_page(request, self)

    def decide_view(self, request: HttpRequest, pk: int, state: str) -> HttpResponse:
        """The page that asks why; after it, where the curator came from."""
        if state not in VERBS:
            raise Http404("Coverage is confirmed or rejected.")
        if not self.has_decide_permission(request):
            raise PermissionDenied
        decided = CoverageState(state)
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        back = _back(request, row)
        form = InternalReasonForm(request.POST or None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            if attempt(form, lambda: VERBS[decided](pk, user=request.user, note=reason)) is not None:
                self.log_change(request, row, f"{WORDS[decided]}: {reason}")
                messages.success(request, f"The coverage is {decided}.")
                return HttpResponseRedirect(back)
        question = Confirmation(
            title=f"{WORDS[decided]} the coverage",
            submit=WORDS[decided],
            about=[
                *held_by_others(request, {f"coverage:{pk}": "this suggestion"}),
                f"{row.article} covers {row.incident} ({row.incident.reference}).",
                MEANS[decided],
                *_of_text(row),
            ],
            things=[
                f"{reason.get('name')}: {reason.get('detail')}" for reason in row.reasons if isinstance(reason, dict)
            ],
            trail=[(reverse("admin:sources_coverage_changelist"), "Coverage")],
            back=back,
        )
        return ask(request, self, question, form)

    @admin.action(description="Confirm the selected coverage…", permissions=["decide"])
    def confirm_all(self, request: HttpRequest, queryset: QuerySet[Coverage]) -> HttpResponse | None:
        return self._decide_all(request, queryset, CoverageState.CONFIRMED)

    @admin.action(description="Reject the selected coverage…", permissions=["decide"])
    def reject_all(self, request: HttpRequest, queryset: QuerySet[Coverage]) -> HttpResponse | None:
        return self._decide_all(request, queryset, CoverageState.REJECTED)

    def _decide_all(
        self, request: HttpRequest, queryset: QuerySet[Coverage], state: CoverageState
    ) -> HttpResponse | None:
        rows = list(queryset)
        question = Confirmation(
            title=f"{WORDS[state]} coverage",
            submit=WORDS[state],
            about=[MEANS[state]],
            trail=[(reverse("admin:sources_coverage_changelist"), "Coverage")],
        )
        return bulk_question(
            request,
            self,
            rows,
            question,
            lambda row, reason: VERBS[state](row.pk, user=request.user, note=reason),
            counted=BulkWords("link", "links", f"{{what}} {state}."),
            shown=_in_words,
            form_class=InternalReasonForm,
        )


def _of_text(row: Coverage) -> list[str]:
    words = submitted_words(row.article)
    return [f"It is a {words}. Confirming is your word for the text as well."] if words else []


def _in_words(row: Coverage) -> tuple[str, Any]:
    """The article with its incident, and below it why it was linked."""
    words = submitted_words(row.article)
    summary = f"{row.article}: {row.incident} ({row.incident.reference}), score {row.score:.2f}"
    why = [str(reason.get("detail")) for reason in row.reasons if isinstance(reason, dict) and reason.get("detail")]
    return f"{summary}; {words}" if words else summary, format_html("<div class='quiet'>{}</div>", "; ".join(why))


def _back(request: HttpRequest, row: Coverage) -> str:
    """Where the curator came from, when that is a page of this site; else the coverage."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("admin:sources_coverage_change", args=[row.pk])
