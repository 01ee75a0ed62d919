"""The pages of one claim: its review, and its history of reviews and events."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from incidents.admin.confirmations import Confirmation, ask, attempt
from incidents.admin.incident_pages import figures_address
from incidents.admin.reviews import DISMISSED, DONE, ReviewForm, review_words
from incidents.admin.words import claim_words
from incidents.ledger import Actor, review_claim
from incidents.models import Claim, Event
from incidents.vocabulary import Decision


def _claim(claim_id: int) -> Claim:
    return get_object_or_404(Claim.objects.select_related("incident", "speaker_party"), pk=claim_id)


def review_page(request: HttpRequest, admin: ModelAdmin, claim_id: int) -> HttpResponse:
    """The form for one review; after it, the claim's page with what came of it."""
    if not request.user.has_perm("incidents.add_review"):
        raise PermissionDenied
    claim = _claim(claim_id)
    address = reverse("admin:incidents_claim_change", args=[claim.pk])
    restores = claim.decision in DISMISSED and request.GET.get("decision") == Decision.ACCEPT
    form = ReviewForm(request.POST or None, claim=claim, initial={"decision": request.GET.get("decision")})
    if form.is_valid():
        decision, reason = Decision(form.cleaned_data["decision"]), form.cleaned_data["reason"]
        actor = Actor.of(request.user)
        if attempt(form, lambda: review_claim(claim.pk, decision, reason=reason, actor=actor)) is not None:
            admin.log_change(request, claim, review_words(claim, decision, reason))
            messages.success(request, f"{claim_words(claim)}. {DONE[decision].format(what='The claim is')}")
            return HttpResponseRedirect(_after(request, claim) or address)
    question = Confirmation(
        title="Restore the claim" if restores else "Review the claim",
        submit="Save the review",
        about=[f"{claim.incident}: {claim_words(claim)}"],
        things=[row.quote for row in claim.evidence.all()[:5] if row.quote],
        trail=[(reverse("admin:incidents_claim_changelist"), "Claims"), (address, claim_words(claim))],
        back=_after(request, claim) or address,
    )
    return ask(request, admin, question, form)


def _after(request: HttpRequest, claim: Claim) -> str:
    """Where the curator came from: the incident, or a page of this site; empty for the claim's own."""
    wanted = request.GET.get("next", "")
    if request.GET.get("next_incident"):
        return figures_address(claim.incident_id)
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def claim_history_page(request: HttpRequest, admin: ModelAdmin, object_id: str) -> HttpResponse:
    """Who decided what about the claim, when and why, and every event that followed from it."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    claim = _claim(int(object_id) if object_id.isdecimal() else 0)
    context = {
        **admin.admin_site.each_context(request),
        "title": f"History of the claim {claim.reference}",
        "claim": claim,
        "claim_words": claim_words(claim),
        "reviews": claim.reviews.select_related("reviewer"),
        "events": Event.objects.filter(cause=f"claim:{claim.reference}").order_by("-sequence"),
        "opts": admin.opts,
    }
    return render(request, "incidents/admin/claim_history.html", context)
