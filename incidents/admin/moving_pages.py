"""Claims that are about another incident go to a new one, or to one that is known, with what belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt, begin_with_first
from incidents.admin.incident_box import IncidentField, incident_named
from incidents.admin.incident_pages import figures_address, go, incident_address, may_change, trail_of
from incidents.admin.merge_preview import belongings
from incidents.admin.reading import newest_claims, quoted
from incidents.admin.registry import Movable, movables
from incidents.admin.words import claim_words
from incidents.ledger import Actor, IncidentDraft, InvolvementDraft, move_claims, split_incident
from incidents.models import Claim, Incident
from incidents.models.fields import choices
from incidents.vocabulary import Decision, IncidentKind, IncidentStatus, Role, Standing, Visibility

CLAIMS_OFFERED = 500
DAYS = ("occurred", "discovered", "disclosed", "notified")


class MovingForm(ReasonForm):
    """Which claims are about the other incident, and what goes with them."""

    claims = forms.MultipleChoiceField(
        label="Claims that are about it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one or more claims: they move to the new incident."},
    )
    proceedings = forms.MultipleChoiceField(
        label="Proceedings that go with them", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, incident: Incident, movable: list[Movable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.movable = movable
        for each in movable:
            self.fields[each.name] = forms.MultipleChoiceField(
                label=each.label, required=False, widget=forms.CheckboxSelectMultiple
            )
        for name, offered in self.offers(incident).items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
            if not offered and name != "claims":
                del self.fields[name]
        self.order_fields([name for name in self.fields if name != "reason"])
        begin_with_first(self)

    def offers(self, incident: Incident) -> dict[str, list[tuple[str, Any]]]:
        """By field, what can be chosen: (key, words)."""
        claims = newest_claims(incident, CLAIMS_OFFERED)
        cases = incident.proceedings.select_related("regulator")
        return {
            "claims": [(str(claim.pk), quoted(_words(claim), claim)) for claim in claims],
            "proceedings": [(str(case.pk), str(case)) for case in cases],
            **{each.name: each.choices(incident) for each in self.movable},
        }

    def chosen(self, name: str) -> list[int]:
        return [int(key) for key in self.cleaned_data.get(name, [])]

    def hold_the_rest(self) -> None:
        """Lock what other apps will move, before incidents are locked and events numbered."""
        for each in self.movable:
            each.hold(self.chosen(each.name))

    def move_the_rest(self, request: HttpRequest, incident: Incident) -> None:
        """Move what other apps offered and was chosen."""
        for each in self.movable:
            if keys := self.chosen(each.name):
                each.move(request, keys, incident, self.cleaned_data["reason"])


def _words(claim: Claim) -> str:
    """The claim, and why it does not count where it is withdrawn or rejected."""
    withdrawn, rejected = claim.standing == Standing.WITHDRAWN, claim.decision == Decision.REJECT
    return claim_words(claim) + " [rejected]" * rejected + " [withdrawn]" * (withdrawn and not rejected)


class SplitForm(MovingForm):
    """What the new incident is called, and what it takes over from the old one."""

    title = forms.CharField(
        label="Title of the new incident", max_length=200, widget=forms.TextInput(attrs={"size": 60})
    )
    kind = forms.ChoiceField(choices=choices(IncidentKind), initial=IncidentKind.UNKNOWN)
    parties = forms.MultipleChoiceField(
        label="Parties that are involved in it as well", required=False, widget=forms.CheckboxSelectMultiple
    )
    dates = forms.BooleanField(label="It has the same days and countries", required=False)
    field_order = ["title", "kind", "claims", "parties", "dates"]

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        self.involved = {str(row.pk): row for row in incident.involvements.select_related("party")}
        self.incident = incident
        super().__init__(*args, incident=incident, **kwargs)

    def offers(self, incident: Incident) -> dict[str, list[tuple[str, Any]]]:
        parties = [(key, f"{row.party} ({row.get_role_display()})") for key, row in self.involved.items()]
        return {**super().offers(incident), "parties": parties}

    def draft(self) -> IncidentDraft:
        fields, old = self.cleaned_data, self.incident
        taken: dict[str, Any] = {}
        if fields["dates"]:
            names = [f"{day}_{part}" for day in DAYS for part in ("on", "precision")]
            taken = {name: getattr(old, name) for name in names}
            taken["countries"] = [row.country for row in old.countries.all()]
        involved = [self.involved[key] for key in fields.get("parties", [])]
        return IncidentDraft(
            title=fields["title"],
            kind=IncidentKind(fields["kind"]),
            status=IncidentStatus(old.status),
            visibility=Visibility(old.visibility),
            involvements=[InvolvementDraft(row.party, Role(row.role), row.standing, row.note) for row in involved],
            **taken,
        )


class MoveForm(MovingForm):
    other = IncidentField(label="The incident that they are about")
    field_order = ["other", "claims"]

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, incident=incident, **kwargs)
        self.fields["other"].widget.attrs |= {"data-previews": "with", "data-apart": incident.reference}


def split_page(request: HttpRequest, admin: ModelAdmin, pk: int) -> HttpResponse:
    """The page that asks; after it, the new incident."""
    incident = get_object_or_404(Incident, pk=pk)
    may_change(request, admin, incident)
    if not admin.has_add_permission(request):
        raise PermissionDenied
    form = SplitForm(request.POST or None, incident=incident, movable=movables(request))
    if form.is_valid():
        reason, actor = form.cleaned_data["reason"], Actor.of(request.user)
        chosen = form.chosen("claims")

        def split() -> Incident:
            form.hold_the_rest()
            cases = form.chosen("proceedings")
            new = split_incident(pk, chosen, form.draft(), reason=reason, actor=actor, proceedings=cases)
            form.move_the_rest(request, new)
            return new

        new = attempt(form, split)
        if new is not None:
            admin.log_addition(request, new, f"Split from {incident.reference}: {reason}")
            admin.log_change(request, incident, f"Split off {new.reference}: {reason}")
            messages.success(request, f"{new} was opened with {len(chosen)} of the claims of {incident}.")
            return go(incident_address(new.pk))
    question = Confirmation(
        title="Split claims away",
        submit="Open the new incident",
        about=[
            f"Some claims of {incident.title} ({incident.reference}) are about another incident.",
            "They move to a new one, and reading their articles again finds them there.",
        ],
        trail=trail_of(incident),
        back=incident_address(pk),
    )
    return ask(request, admin, question, form)


def move_page(request: HttpRequest, admin: ModelAdmin, pk: int) -> HttpResponse:
    """The page that asks; after it, the incident that has them now."""
    incident = get_object_or_404(Incident, pk=pk)
    may_change(request, admin, incident)
    asked = request.GET.get("with", "")
    form = MoveForm(request.POST or None, incident=incident, movable=movables(request), initial={"other": asked})
    if form.is_valid():
        fields, actor = form.cleaned_data, Actor.of(request.user)
        reason, target, chosen = fields["reason"], fields["other"].canonical(), form.chosen("claims")

        def move() -> Incident:
            form.hold_the_rest()
            cases = form.chosen("proceedings")
            got = move_claims(pk, chosen, target=target.pk, reason=reason, actor=actor, proceedings=cases)
            form.move_the_rest(request, got)
            return got

        got = attempt(form, move)
        if got is not None:
            admin.log_change(request, incident, f"Moved claims to {got.reference}: {reason}")
            admin.log_change(request, got, f"Got claims of {incident.reference}: {reason}")
            messages.success(request, f"{len(chosen)} of the claims of {incident} belong to {got} now.")
            return go(figures_address(got.pk))
    other = incident_named(asked)
    question = Confirmation(
        title="Move claims to another incident",
        submit="Move them",
        about=[f"Some claims of {incident.title} ({incident.reference}) are about another incident that is known."],
        things=[belongings(other)] if other is not None else [],
        trail=trail_of(incident),
        back=incident_address(pk),
    )
    return ask(request, admin, question, form)
