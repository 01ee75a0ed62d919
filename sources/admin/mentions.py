"""Mentions: what the extractor read. Weak ones wait here for a curator's word."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from incidents.admin.base import ReadOnly
from incidents.admin.bulk_questions import BulkWords, bulk_question
from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt
from incidents.admin.leases import held_by_others
from incidents.admin.reviews import MEANS
from incidents.vocabulary import Decision
from sources.admin.readings import mention_words
from sources.admin.searching_articles import articles_found
from sources.admin.submitted import origin_badge
from sources.models import Coverage, CoverageState, Mention
from sources.pipeline.record.mention_reviews import judge_mention, undecided_mentions

JUDGED = {Decision.ACCEPT: "accepted", Decision.REJECT: "rejected"}
DECISIONS = (Decision.ACCEPT, Decision.REJECT, Decision.PIN, Decision.OUT_OF_SCOPE)


class WeakReadingsFilter(admin.SimpleListFilter):
    title = "weak readings"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Waiting for a curator"), ("held", "Held as not plausible")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mention]) -> QuerySet[Mention]:
        waiting = queryset.filter(pk__in=undecided_mentions().values("pk"))
        return {"yes": waiting, "held": waiting.exclude(held_because="")}.get(self.value() or "", queryset)


class JudgeForm(ReasonForm):
    """Whether a weak reading is a claim, and of which incident."""

    incident = forms.ChoiceField(widget=forms.RadioSelect)
    decision = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[(decision.value, MEANS[decision]) for decision in DECISIONS]
    )
    field_order = ["incident", "decision", "reason"]

    def __init__(self, *args: Any, covered: list[Coverage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = [(str(row.incident_id), str(row.incident)) for row in covered]  # type: ignore[attr-defined]
        if len(covered) == 1:
            self.initial.setdefault("incident", str(covered[0].incident_id))


def _covered(mention: Mention) -> int:
    """The incident that its article is confirmed to cover. Raises ValidationError where that is not one alone."""
    rows = mention.version.article.coverage.filter(state=CoverageState.CONFIRMED)
    found = list(rows.values_list("incident", flat=True)[:2])
    if len(found) != 1:
        raise ValidationError("Its article covers several incidents, or none: judge it by itself.")
    return int(found[0])


def _shown(mention: Mention) -> tuple[Any, Any]:
    """What was read, and below it the sentence and the article that it is in."""
    quote = "<div class='quote'><blockquote>{}</blockquote><span class='quiet'>{}</span></div>"
    words = f"{mention_words(mention)}, {mention.score:.0%} sure"
    return words, format_html(quote, mention.quote(), mention.version.article)


def _why(mention: Mention) -> str:
    if mention.held_because:
        return f"“{mention_words(mention)}” is held. {mention.held_because}"
    return f"The extractor is only {mention.score:.0%} sure that “{mention_words(mention)}” counts those concerned."


@admin.register(Mention)
class MentionAdmin(ReadOnly):
    list_display = ["words", "text", "attribution", "score_shown", "weak", "article", "text_of_article", "claim_shown"]
    list_display_links = ["words"]
    list_filter = [
        WeakReadingsFilter,
        "needs_review",
        "metric",
        "unit",
        "polarity",
        "attribution_kind",
        "extractor_version",
    ]
    actions = ["accept_readings", "reject_readings"]
    search_fields = ["version"]
    search_through: ClassVar = {"version__article": articles_found}
    search_help_text = "Words by which the article is found: of its title, address or publisher"
    ordering = ["-id"]
    change_form_template = "sources/admin/mention.html"
    fields = [
        "article_shown",
        "text_of_article",
        "sentence",
        ("words", "text"),
        ("metric", "unit", "currency"),
        ("hedge", "hedge_text", "measure"),
        ("modality", "polarity", "scope"),
        ("scope_text", "country"),
        ("attribution", "attribution_kind"),
        ("organisation", "primary"),
        ("score", "needs_review", "extractor_version"),
        "held_because",
        ("features", "relation"),
        "claim_shown",
    ]
    readonly_fields = ["article_shown", "text_of_article", "sentence", "words", "claim_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        return super().get_queryset(request).select_related("version__article__submitted_by", "claim__speaker_party")

    @admin.display(description="reading")
    def words(self, mention: Mention) -> str:
        return mention_words(mention)

    @admin.display(description="likelihood", ordering="score")
    def score_shown(self, mention: Mention) -> str:
        return f"{mention.score:.0%}"

    @admin.display(description="weak", ordering="needs_review")
    def weak(self, mention: Mention) -> str:
        return "weak" if mention.needs_review else ""

    @admin.display(description="sentence")
    def sentence(self, mention: Mention) -> str:
        return mention.quote()

    @admin.display(description="article", ordering="version__article")
    def article(self, mention: Mention) -> str:
        return str(mention.version.article)

    @admin.display(description="article")
    def article_shown(self, mention: Mention) -> str:
        address = reverse("admin:sources_article_change", args=[mention.version.article_id])
        return format_html('<a href="{}">{}</a>', address, mention.version.article)

    @admin.display(description="text", ordering="version__origin")
    def text_of_article(self, mention: Mention) -> str:
        return origin_badge(mention.version.article)

    @admin.display(description="claim")
    def claim_shown(self, mention: Mention) -> str:
        if mention.claim is None:
            return "-"
        address = reverse("admin:incidents_claim_change", args=[mention.claim_id])
        return format_html('<a href="{}">{}</a>', address, mention.claim)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        mention = self.get_object(request, object_id)
        open_ = mention is not None and mention.needs_review and mention.claim_id is None
        held = held_by_others(request, {f"readings:{object_id}": "this reading"}) if open_ else []
        shown = {"may_judge": open_ and request.user.has_perm("incidents.add_review"), "held": held}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def get_urls(self) -> list[URLPattern]:
        judge = self.admin_site.admin_view(self.judge_view)
        return [path("<int:pk>/judge/", judge, name="sources_mention_judge"), *super().get_urls()]

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["incidents.add_review", "incidents.add_claim"])

    @admin.action(description="Accept the selected weak readings…", permissions=["judge"])
    def accept_readings(self, request: HttpRequest, queryset: QuerySet[Mention]) -> HttpResponse | None:
        return self._judge_all(request, queryset, Decision.ACCEPT)

    @admin.action(description="Reject the selected weak readings…", permissions=["judge"])
    def reject_readings(self, request: HttpRequest, queryset: QuerySet[Mention]) -> HttpResponse | None:
        return self._judge_all(request, queryset, Decision.REJECT)

    def _judge_all(self, request: HttpRequest, queryset: QuerySet[Mention], decision: Decision) -> HttpResponse | None:
        rows = list(queryset)
        question = Confirmation(
            title=f"{decision.capitalize()} weak readings",
            submit=decision.capitalize(),
            about=["Each becomes a claim of the incident that its article covers, with your decision and reason."],
            trail=[(reverse("admin:sources_mention_changelist"), "Mentions")],
        )
        return bulk_question(
            request,
            self,
            rows,
            question,
            lambda row, reason: judge_mention(row.pk, _covered(row), decision, reason=reason, user=request.user),
            counted=BulkWords("weak reading", "weak readings", f"{{what}} {JUDGED[decision]}."),
            shown=_shown,
        )

    def judge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page that asks; after it, the claim that the reading became."""
        if not request.user.has_perms(["incidents.add_review", "incidents.add_claim"]):
            raise PermissionDenied
        mention = get_object_or_404(self.get_queryset(request), pk=pk)
        if mention.claim_id is not None:
            messages.info(request, "This reading is a claim already: review the claim.")
            return HttpResponseRedirect(reverse("admin:incidents_claim_change", args=[mention.claim_id]))
        article = mention.version.article
        confirmed = article.coverage.filter(state=CoverageState.CONFIRMED).select_related("incident")
        form = JudgeForm(request.POST or None, covered=list(confirmed))
        if form.is_valid():
            fields = form.cleaned_data
            decision = Decision(fields["decision"])
            claim = attempt(
                form,
                lambda: judge_mention(
                    pk, int(fields["incident"]), decision, reason=fields["reason"], user=request.user
                ),
            )
            if claim is not None:
                messages.success(request, f"The reading became the claim {claim.reference}, with your decision.")
                return HttpResponseRedirect(reverse("admin:incidents_claim_change", args=[claim.pk]))
        address = reverse("admin:sources_article_change", args=[article.pk])
        question = Confirmation(
            title="Judge a weak reading",
            submit="Save the decision",
            about=[
                _why(mention),
                "It becomes a claim with your decision, and no later reading overwrites that.",
            ],
            things=[mention.quote()],
            trail=[(reverse("admin:sources_mention_changelist"), "Mentions"), (address, str(article))],
            back=f"{address}#readings",
        )
        return ask(request, self, question, form)
