"""Claims: what each says, how it stands, its quotes, and the curators' reviews of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from incidents.admin.base import ListedAdmin, Refusable, incident_asked_for, is_key
from incidents.admin.bulk_questions import BulkWords, bulk_question
from incidents.admin.claim_correction import CorrectionForm, correct
from incidents.admin.claim_entry import ClaimEntryForm, ClaimForm, enter
from incidents.admin.claim_filters import PlainChoices, Reviewed
from incidents.admin.claim_pages import claim_history_page, review_page
from incidents.admin.claim_record import CHOSEN, HELPS, LABELS, READ, record_fieldsets
from incidents.admin.confirmations import Confirmation
from incidents.admin.disputes import disputes_address
from incidents.admin.incident_pages import figures_address
from incidents.admin.numbers import bounds_words, number_words
from incidents.admin.reading import looked_up_quote_of, quotes_of
from incidents.admin.registry import passage_asked_for, text_at
from incidents.admin.reviews import (
    DISMISSED,
    DONE,
    QUESTIONS,
    ReviewForm,
    corrected_as,
    decided_by_claim,
    restore_address,
    review_words,
)
from incidents.admin.words import claim_words, incident_link
from incidents.admin.years import by_year
from incidents.ledger import Actor, review_claim
from incidents.models import Claim, ClaimRelation, Review
from incidents.models.searching import search_claims
from incidents.vocabulary import Basis, Decision

QUOTE_LENGTH = 160  # characters of it in the list
NOT_READ = "It stands in the text, and was not read."
LATEST = 20  # reviews on a claim's page; its history has all


@admin.register(Claim)
class ClaimAdmin(Refusable, ListedAdmin):
    """A claim's words never change; how it stands does, by review. A curator may enter one by hand."""

    list_display = ["says", "quote", "incident", CHOSEN["standing"], CHOSEN["decision"], "stories", "known_on"]
    list_display_links = ["says"]
    list_filter = [
        Reviewed,
        *((name, PlainChoices) for name in ("standing", "metric", "unit", "polarity", "speaker_kind", "basis")),
        by_year("known_on", "year"),
    ]
    search_fields = ["reference"]  # there is a search; ClaimQuerySet.search says where it looks
    search_help_text = "Reference, speaker, incident, number as printed, or words of a quote"
    list_select_related = ["incident", "speaker_party"]
    ordering = ["-known_on", "-id"]
    autocomplete_fields = ["incident", "speaker_party"]
    actions = ["accept_claims", "reject_claims", "pin_claims", "unpin_claims", "mark_out_of_scope"]
    change_form_template = "incidents/admin/claim.html"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice."""
        return (search_claims(queryset, search_term) if search_term.strip() else queryset), False

    # --- What it shows

    @admin.display(description="claim", ordering="value")
    def says(self, claim: Claim) -> str:
        return claim_words(claim)

    @admin.display(description="quote")
    def quote(self, claim: Claim) -> str:
        return next((Truncator(row.quote).chars(QUOTE_LENGTH) for row in claim.evidence.all() if row.quote), "-")

    @admin.display(description="incident")
    def incident_link(self, claim: Claim) -> str:
        return incident_link(claim.incident)

    @admin.display(description="number")
    def number_shown(self, claim: Claim) -> str:
        return number_words(claim.value, claim.bucket, none="a range")

    @admin.display(description="which means")
    def bounds_shown(self, claim: Claim) -> str:
        return bounds_words(claim.low, claim.high, claim.bucket) or "none"

    @admin.display(description="recorded in")
    def origin_link(self, claim: Claim) -> str:
        return incident_link(claim.origin)

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        return _entry_form(request).fieldsets if obj is None else record_fieldsets(obj)

    def get_form(self, request: HttpRequest, obj: Claim | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, labels=LABELS, help_texts=HELPS, **kwargs)
        form: Any = super().get_form(request, obj, change, form=_entry_form(request), **kwargs)
        # The class is made for this request.
        form.claim, form.passage = _corrected(request), passage_asked_for(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        return READ if obj is not None else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        rows = super().get_queryset(request).select_related("incident", "origin", "speaker_party")
        return rows.prefetch_related("evidence")

    # --- Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("incidents.add_review")

    # --- What it does

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        passage = passage_asked_for(request)
        begun = {"reason": NOT_READ, **passage.initial} if passage else {}
        return {**begun, **incident_asked_for(request)}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        return super().add_view(request, form_url, {**(extra_context or {}), "passage": passage_asked_for(request)})

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:
        actor = Actor.of(request.user)
        form.instance = enter(form, actor) if form.claim is None else correct(form, actor)
        obj.__dict__.update(form.instance.__dict__)
        if form.claim is not None:
            return
        known = None if form.passage else text_at(form.cleaned_data["source_url"])
        if known is not None:
            words = 'The source is known here: <a href="{}">{}</a>. It counts as the story of that article.'
            messages.info(request, format_html(words, known.address, known.words))

    def get_urls(self) -> list[URLPattern]:
        review, correct = map(self.admin_site.admin_view, (self.review_view, self.correct_view))
        return [
            path("<int:claim_id>/review/", review, name="incidents_claim_review"),
            path("<int:claim_id>/correct/", correct, name="incidents_claim_correct"),
            *super().get_urls(),
        ]

    def review_view(self, request: HttpRequest, claim_id: int) -> HttpResponse:
        return review_page(request, self, claim_id)

    def correct_view(self, request: HttpRequest, claim_id: int) -> HttpResponse:
        """The form of the claim that takes the place of this one; after it, that claim."""
        if not self.has_review_permission(request):
            raise PermissionDenied
        claim = get_object_or_404(self.get_queryset(request), pk=claim_id)
        request.corrected = claim  # type: ignore[attr-defined]
        shown = {
            "title": "Correct the claim",
            "corrected": claim,
            "said": claim_words(claim),
            "quotes": [looked_up_quote_of(row) for row in claim.evidence.all()],
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return self.changeform_view(request, None, "", shown)

    def response_add(self, request: HttpRequest, obj: Claim, post_url_continue: str | None = None) -> HttpResponse:
        old, passage = _corrected(request), passage_asked_for(request)
        if old is None and passage is not None and passage.back_to is not None and "_save" in request.POST:
            messages.success(request, f"Entered, and marked in the text: {claim_words(obj)}.")
            return HttpResponseRedirect(passage.back_to(obj.pk))
        if old is None and incident_asked_for(request) and "_save" in request.POST:
            messages.success(request, f"Entered: {claim_words(obj)}.")
            return HttpResponseRedirect(figures_address(obj.incident_id))
        if old is None:
            return super().response_add(request, obj, post_url_continue)
        words = "{} has taken the place of {}, which stays rejected whenever it is read again."
        messages.success(request, words.format(obj.reference, old.reference))
        dispute = request.GET.get("dispute", "")
        if is_key(dispute):
            return HttpResponseRedirect(disputes_address(figure=dispute))
        if request.GET.get("next_incident"):
            return HttpResponseRedirect(figures_address(obj.incident_id))
        return HttpResponseRedirect(reverse("admin:incidents_claim_change", args=[obj.pk]))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return claim_history_page(request, self, object_id)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        claim = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if claim is not None:
            shown = _beside(claim) | {
                "title": f"Claim {claim.reference}",
                "subtitle": claim.incident.title,
                "said": claim_words(claim),
                "may_review": self.has_review_permission(request),
                "may_correct": self.has_review_permission(request) and self.has_add_permission(request),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    @admin.action(description="Accept the selected claims…", permissions=["review"])
    def accept_claims(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        return self._review_all(request, queryset, Decision.ACCEPT)

    @admin.action(description="Reject the selected claims…", permissions=["review"])
    def reject_claims(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        return self._review_all(request, queryset, Decision.REJECT)

    @admin.action(description="Pin the selected claims…", permissions=["review"])
    def pin_claims(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        return self._review_all(request, queryset, Decision.PIN)

    @admin.action(description="Take the pins of the selected claims back…", permissions=["review"])
    def unpin_claims(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        return self._review_all(request, queryset, Decision.UNPIN)

    @admin.action(description="Mark the selected claims as out of scope…", permissions=["review"])
    def mark_out_of_scope(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        return self._review_all(request, queryset, Decision.OUT_OF_SCOPE)

    def _review_all(self, request: HttpRequest, queryset: QuerySet[Claim], decision: Decision) -> HttpResponse | None:
        claims = list(queryset.select_related("speaker_party", "incident").prefetch_related("evidence"))
        actor = Actor.of(request.user)

        def review(claim: Claim, reason: str) -> None:
            review_claim(claim.pk, decision, reason=reason, actor=actor)
            self.log_change(request, claim, review_words(claim, decision, reason))

        question = Confirmation(
            title=QUESTIONS[decision],
            submit=QUESTIONS[decision],
            about=["The reason is shown in the explanation of the figure, which is worked out anew at once."],
            trail=[(reverse("admin:incidents_claim_changelist"), "Claims")],
        )
        return bulk_question(
            request,
            self,
            claims,
            question,
            review,
            counted=BulkWords("claim", "claims", DONE[decision]),
            shown=lambda claim: (f"{claim.incident}: {claim_words(claim)}", quotes_of(claim)),
        )


def _corrected(request: HttpRequest) -> Claim | None:
    """The claim in whose place the one of the form comes; None for one that is entered anew."""
    return getattr(request, "corrected", None)


def _entry_form(request: HttpRequest) -> type[ClaimForm]:
    return ClaimEntryForm if _corrected(request) is None else CorrectionForm


def _each_once(rows: Iterable[tuple[ClaimRelation, str]]) -> list[tuple[ClaimRelation, str]]:
    """A relation that several sources tell is shown once."""
    shown = {(row.claim_id, row.kind, row.target_id): (row, words) for row, words in rows}
    return list(shown.values())


def _beside(claim: Claim) -> dict[str, Any]:
    """Quotes, relations in both directions, reviews, and the form for the next review."""
    relations = ClaimRelation.objects.select_related("claim__speaker_party", "target__speaker_party")
    return {
        "quotes": [looked_up_quote_of(row) for row in claim.evidence.all()],
        "relations": _each_once((row, claim_words(row.target)) for row in relations.filter(claim=claim)),
        "related_by": _each_once((row, claim_words(row.claim)) for row in relations.filter(target=claim)),
        "instead": corrected_as([claim]).get(claim.pk),
        "restored_at": restore_address(claim) if claim.decision in DISMISSED else "",
        "decided": decided_by_claim([claim]).get(claim.pk, ""),
        "reviews": Review.objects.filter(claim=claim)[:LATEST],
        "review_form": ReviewForm(claim=claim),
        "is_derived": claim.basis == Basis.DERIVED,
    }
