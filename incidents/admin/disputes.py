"""Disputed figures one after the other: who says what, with quotes, and which of the claims gives the figure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
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
from django.utils.html import format_html

from incidents.admin.base import is_key, refusal_messages
from incidents.admin.claim_groups import SaidAlike, SpeakerGroup, by_speaker
from incidents.admin.confirmations import REFUSALS
from incidents.admin.incident_box import IncidentBox, IncidentField
from incidents.admin.numbers import bucket_words
from incidents.admin.reading import ClaimRow, claim_rows
from incidents.admin.words import figure_words, incident_link
from incidents.ledger import Actor, IncidentDraft, hold, move_claims, review_claim, split_incident
from incidents.models import Figure, TriageLease
from incidents.vocabulary import Decision, FigureStatus, IncidentStatus, Polarity, Standing, Visibility

SEES = ("incidents.view_figure", "incidents.view_claim", "incidents.view_incident")
DECIDES = "incidents.add_review"
MOVES = ("incidents.change_incident", "incidents.add_incident")
CHOICES = {"pin": "gives the figure", "reject": "is wrong", "move": "is about another incident"}
OTHER_UNIT = (
    "It counts {}, the figure {}: one may have several of the other, so both can be right. Correct the unit if it was "
    "read wrongly; else choose the claim whose unit the figure is to have."
)
COUNT_UP_TO = 1000
TRIED = 5
UNEXPLAINED = "Read beside the claims that dispute it."
CHANGED = "The figure changed since you opened it: this is how it is now. Look again."
RESOLVED = "The figure is disputed no longer."
GONE = "That figure is disputed no longer: this is the next one."
STILL = "It is kept, but the figure is still disputed: another claim denies it or says otherwise."


class ResolveForm(forms.Form):
    """One decision: `pin:12`, the claim that gives the figure; `reject:15`, one that is read wrongly or false;
    `move:15`, one that is about another incident, which `other` names, or `title` if it is a new one."""

    figure = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.RegexField(
        r"(pin|reject|move):\d{1,18}",
        error_messages={"required": "Choose a claim: it gives the figure, is wrong, or is about another incident."},
    )
    other = IncidentField(required=False)
    title = forms.CharField(required=False, max_length=200)
    reason = forms.CharField(required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        moves = str(cleaned.get("choice", "")).startswith("move:")
        if moves and not self.errors and not cleaned["other"] and not cleaned["title"].strip():
            raise ValidationError("Name the incident that it is about, or the title of a new one.")
        return cleaned

    def decision(self) -> tuple[str, int]:
        verb, _, key = self.cleaned_data["choice"].partition(":")
        return verb, int(key)


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
        "may_move": may_decide and request.user.has_perms(MOVES),
        "box": IncidentBox().render("other", "", _box_attrs(figure)) if figure is not None else "",
        "media": admin.media + IncidentBox().media,
        **(_sides(request, figure) if figure is not None else {}),
    }
    return render(request, "incidents/admin/disputes.html", context)


def _handed(request: HttpRequest, may_decide: bool) -> Figure | None:
    asked, after = request.GET.get("figure", ""), request.GET.get("after", "")
    if is_key(asked):
        figure = disputed_figures().filter(pk=int(asked)).first()
        if figure is not None:
            if may_decide:
                TriageLease.objects.take(_item(figure.pk), request.user)
            return figure
        messages.info(request, GONE)
        after = asked
    held = TriageLease.objects.of_others(request.user).filter(item__startswith="dispute:")
    taken = [int(name.partition(":")[2]) for name in held.values_list("item", flat=True)]
    free = disputed_figures().exclude(pk__in=taken)
    found = list(free.filter(pk__lt=int(after))[:TRIED]) if is_key(after) else []
    found = found or list(free[:TRIED])
    if not may_decide:
        return next(iter(found), None)
    return next((row for row in found if TriageLease.objects.take(_item(row.pk), request.user)), None)


def _box_attrs(figure: Figure) -> dict[str, Any]:
    return {"id": "dispute-other", "data-apart": figure.incident.reference}


def _item(pk: int) -> str:
    return f"dispute:{pk}"


def _sides(request: HttpRequest, figure: Figure) -> dict[str, Any]:
    """Who supports the figure and who disputes it, each with all that they say; claims set aside are left out."""
    standing = [row for row in claim_rows(figure) if row.claim.standing == Standing.STANDING]
    named = set(figure.explanation.get("disputed_by", []))
    disputing = {row.claim.speaker_key for row in standing if row.claim.reference in named}
    others = TriageLease.objects.of_others(request.user).filter(item=_item(figure.pk))
    rests = _groups(row for row in standing if row.claim.speaker_key not in disputing)
    against = _groups(row for row in standing if row.claim.speaker_key in disputing)
    keys = itertools.count(1)
    return {
        "figure_name": bucket_words(figure.bucket),
        "figure_number": figure_words(figure),
        "sides": [
            (title, [(group, [_choices(said, figure, keys) for said in group.said]) for group in groups])
            for title, groups in (("The figure rests on", rests), ("It is disputed by", against))
        ],
        "taken_by": others.select_related("holder").first(),
        "next_url": disputes_address(after=figure.pk),
    }


def _choices(said: SaidAlike, figure: Figure, keys: Iterator[int]) -> tuple[SaidAlike, str, list[dict[str, Any]]]:
    """What one speaker says, that it counts other things than the figure if it does, and what can be said of it: each
    choice has a key of its own while there are digits."""
    unit = said.first.claim.unit
    counts = OTHER_UNIT.format(said.first.claim.get_unit_display(), figure.get_unit_display())
    verbs = [verb for verb in CHOICES if verb != Decision.PIN or said.first.claim.polarity != Polarity.DENIED]
    numbered = [(verb, next(keys)) for verb in verbs]
    return (
        said,
        counts if unit != figure.unit else "",
        [
            {
                "value": f"{verb}:{said.first.claim.pk}",
                "verb": verb,
                "words": CHOICES[verb],
                "key": str(number) if number < 10 else "",
            }
            for verb, number in numbered
        ],
    )


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
    other = form.cleaned_data.get("other")
    hold([figure.incident_id, *([other.canonical().pk] if other is not None else [])])
    figure.refresh_from_db()
    if figure.revision != form.cleaned_data["revision"]:
        raise ValidationError(CHANGED)
    verb, key = form.decision()
    alike = _alike(figure, key)
    if not alike:
        raise ValidationError("This claim is no part of the dispute.")
    if verb == "move":
        _move(request, form, figure, alike)
        return figure
    for claim in alike if verb == Decision.REJECT else alike[:1]:
        review_claim(claim, Decision(verb), reason=_reason(form), actor=Actor.of(request.user))
    return figure


def _alike(figure: Figure, key: int) -> list[int]:
    """The claim of this key, and those that the page shows with it as one: the same number by the same speaker."""
    standing = [row for row in claim_rows(figure) if row.claim.standing == Standing.STANDING]
    found = [[row.claim.pk for row in said.rows] for group in by_speaker(standing) for said in group.said]
    return next(([key, *(pk for pk in keys if pk != key)] for keys in found if key in keys), [])


def _move(request: HttpRequest, form: ResolveForm, figure: Figure, claims: Sequence[int]) -> None:
    """Move the claims to the incident that is named, or to a new one."""
    if not request.user.has_perms(MOVES):
        raise ValidationError("You may not move claims to another incident.")
    fields, old = form.cleaned_data, figure.incident
    why: dict[str, Any] = {"reason": _reason(form), "actor": Actor.of(request.user)}
    if fields["other"] is not None:
        target = fields["other"].canonical()
        move_claims(old.pk, claims, target=target.pk, **why)
    else:
        status, visibility = IncidentStatus(old.status), Visibility(old.visibility)
        draft = IncidentDraft(fields["title"].strip(), status=status, visibility=visibility)
        target = split_incident(old.pk, claims, draft, **why)
    words = "The claim belongs to {} now." if len(claims) == 1 else "The claims belong to {} now."
    messages.success(request, format_html(words, incident_link(target)))


def _reason(form: ResolveForm) -> str:
    return form.cleaned_data["reason"].strip() or UNEXPLAINED
