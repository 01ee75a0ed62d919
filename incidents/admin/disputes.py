"""Disputed figures one after the other: who says what, with quotes, and which of the claims gives the figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from incidents.admin.base import is_key, refusal_messages
from incidents.admin.claim_groups import SpeakerGroup, by_speaker
from incidents.admin.confirmations import REFUSALS
from incidents.admin.numbers import bucket_words
from incidents.admin.reading import ClaimRow, claim_rows
from incidents.admin.words import figure_words
from incidents.ledger import Actor, hold, review_claim
from incidents.models import Figure, TriageLease
from incidents.vocabulary import Decision, FigureStatus, Standing

SEES = ("incidents.view_figure", "incidents.view_claim", "incidents.view_incident")
DECIDES = "incidents.add_review"
COUNT_UP_TO = 1000
TRIED = 5
UNEXPLAINED = "Read beside the claims that dispute it."
CHANGED = "The figure changed since you opened it: this is how it is now. Look again."
RESOLVED = "The figure is disputed no longer."
STILL = "It is kept, but the figure is still disputed: another claim denies it or says otherwise."


class ResolveForm(forms.Form):
    """One decision: `pin:12`, the claim that gives the figure, or `reject:15`, one that is read wrongly or false."""

    figure = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.RegexField(
        r"(pin|reject):\d{1,18}", error_messages={"required": "Choose a claim: it gives the figure, or is wrong."}
    )
    reason = forms.CharField(required=False, max_length=2000)

    def decision(self) -> tuple[Decision, int]:
        verb, _, key = self.cleaned_data["choice"].partition(":")
        return Decision(verb), int(key)


def disputes_address(**place: object) -> str:
    address = reverse("admin:incidents_figure_disputes")
    return f"{address}?{urlencode(place)}" if place else address


def disputed_figures() -> QuerySet[Figure]:
    rows = Figure.objects.filter(status=FigureStatus.DISPUTED, incident__merged_into__isnull=True)
    return rows.select_related("incident").order_by("-pk")


def disputes_page(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """The next dispute that nobody else looks at; after a decision, the one after it."""
    if not request.user.has_perms(SEES):
        raise PermissionDenied
    may_decide = request.user.has_perm(DECIDES)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        return _resolved(request, admin)
    figure = _handed(request, may_decide)
    waiting = disputed_figures().order_by()[: COUNT_UP_TO + 1].count()
    context = {
        **admin.admin_site.each_context(request),
        "title": "Disputes",
        "opts": admin.opts,
        "figure": figure,
        "count": f"more than {COUNT_UP_TO:,}" if waiting > COUNT_UP_TO else waiting,
        "may_decide": may_decide,
        "media": admin.media,
        **(_sides(request, figure) if figure is not None else {}),
    }
    return render(request, "incidents/admin/disputes.html", context)


def _handed(request: HttpRequest, may_decide: bool) -> Figure | None:
    asked, after = request.GET.get("figure", ""), request.GET.get("after", "")
    if is_key(asked):
        figure = disputed_figures().filter(pk=int(asked)).first()
        if figure is not None and may_decide:
            TriageLease.objects.take(_item(figure.pk), request.user)
        return figure
    held = TriageLease.objects.of_others(request.user).filter(item__startswith="dispute:")
    taken = [int(name.partition(":")[2]) for name in held.values_list("item", flat=True)]
    free = disputed_figures().exclude(pk__in=taken)
    found = list(free.filter(pk__lt=int(after))[:TRIED]) if is_key(after) else []
    found = found or list(free[:TRIED])
    if not may_decide:
        return next(iter(found), None)
    return next((row for row in found if TriageLease.objects.take(_item(row.pk), request.user)), None)


def _item(pk: int) -> str:
    return f"dispute:{pk}"


def _sides(request: HttpRequest, figure: Figure) -> dict[str, Any]:
    """Who supports the figure and who disputes it, each with all that they say; claims set aside are left out."""
    standing = [row for row in claim_rows(figure) if row.claim.standing == Standing.STANDING]
    named = set(figure.explanation.get("disputed_by", []))
    disputing = {row.claim.speaker_key for row in standing if row.claim.reference in named}
    others = TriageLease.objects.of_others(request.user).filter(item=_item(figure.pk))
    return {
        "figure_name": bucket_words(figure.bucket),
        "figure_number": figure_words(figure),
        "sides": [
            ("The figure rests on", _groups(row for row in standing if row.claim.speaker_key not in disputing)),
            ("It is disputed by", _groups(row for row in standing if row.claim.speaker_key in disputing)),
        ],
        "taken_by": others.select_related("holder").first(),
        "next_url": disputes_address(after=figure.pk),
    }


def _groups(rows: Any) -> Sequence[SpeakerGroup]:
    found: list[ClaimRow] = list(rows)
    return by_speaker(found)


def _resolved(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    form = ResolveForm(request.POST)
    asked = request.POST.get("figure", "")
    pk = int(asked) if is_key(asked) else 0
    try:
        if not form.is_valid():
            raise ValidationError([message for errors in form.errors.values() for message in errors])
        with transaction.atomic():
            figure = _decide(request, form, pk)
    except REFUSALS as refusal:
        for message in refusal_messages(refusal):
            messages.error(request, message)
        return HttpResponseRedirect(disputes_address(figure=pk))
    TriageLease.objects.give_back(_item(pk), request.user)
    before = f"{figure_words(figure)}, {figure.get_status_display()}"
    figure.refresh_from_db()
    after = f"{figure_words(figure)}, {figure.get_status_display()}"
    admin.log_change(request, figure, f"{before} → {after}: {_reason(form)}")
    still = disputed_figures().filter(pk=pk).exists()
    (messages.warning if still else messages.success)(request, f"{figure.incident}: {STILL if still else RESOLVED}")
    return HttpResponseRedirect(disputes_address(after=pk))


def _decide(request: HttpRequest, form: ResolveForm, pk: int) -> Figure:
    figure = disputed_figures().filter(pk=pk).first()
    if figure is None:
        raise ValidationError("This figure is disputed no longer.")
    hold([figure.incident_id])
    figure.refresh_from_db()
    if figure.revision != form.cleaned_data["revision"]:
        raise ValidationError(CHANGED)
    decision, key = form.decision()
    if key not in {row.claim.pk for row in claim_rows(figure)}:
        raise ValidationError("This claim is no part of the dispute.")
    review_claim(key, decision, reason=_reason(form), actor=Actor.of(request.user))
    return figure


def _reason(form: ResolveForm) -> str:
    return form.cleaned_data["reason"].strip() or UNEXPLAINED
