"""The page that makes an incident again what it was after one of its changes."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from incidents.admin.base import is_key
from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt
from incidents.admin.incident_history import LISTS, role_words
from incidents.ledger import Actor
from incidents.ledger.earlier_states import differing, restore_state, state_after, states_of
from incidents.models import Event, Incident

CHANGES_SHOWN = 100


def restorable(incident: Incident) -> list[tuple[Event, str, str]]:
    """The changes after which it was another incident than now, each with the address that restores it, and how."""
    found = []
    for event, state in islice(states_of(incident), CHANGES_SHOWN):
        if differs := differing(incident, state):
            address = reverse("admin:incidents_incident_restore", args=[incident.pk, event.incident_sequence])
            found.append((event, address, ", ".join(map(_name, differs))))
    return found


def restore_page(request: HttpRequest, admin: ModelAdmin, pk: int, sequence: int) -> HttpResponse:
    """The page that shows what would change and asks why; after it, the incident."""
    incident = get_object_or_404(Incident, pk=pk)
    if not admin.has_change_permission(request, incident):
        raise PermissionDenied
    try:
        event, state = state_after(incident, sequence)
        differs = differing(incident, state)
    except Event.DoesNotExist as error:
        raise Http404("The incident has no such change.") from error
    address = reverse("admin:incidents_incident_change", args=[pk])
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        seen, reason = request.POST.get("version", ""), form.cleaned_data["reason"]
        version = int(seen) if is_key(seen) else -1
        actor = Actor.of(request.user)
        done = attempt(form, lambda: restore_state(pk, sequence, actor=actor, reason=reason, expected_version=version))
        if done is not None:
            admin.log_change(request, incident, f"Restored the state after change {sequence}: {reason}")
            messages.success(request, "The incident is again what it was then. Its claims and figures are untouched.")
            return HttpResponseRedirect(address)
    at = timezone.localtime(event.occurred_at)
    question = Confirmation(
        title="Restore an earlier state",
        submit="Restore it",
        about=[
            f"{incident.title} as it was after {event.actor} changed it, {at:%-d %B %Y %H:%M} UTC. What differs:",
            "Claims, figures, the address and who may see it stay as they are.",
        ],
        things=[f"{_name(name)}: {_said(now)} → {_said(then)}" for name, (now, then) in differs.items()],
        hidden=[("version", incident.version)],
        trail=[(reverse("admin:incidents_incident_changelist"), "Incidents"), (address, incident.title)],
        back=reverse("admin:incidents_incident_history", args=[pk]),
    )
    return ask(request, admin, question, form)


def _name(field: str) -> str:
    return LISTS.get(field, field.replace("_", " "))


def _said(value: Any) -> str:
    rows = value if isinstance(value, list) else [str(value or "")]
    words = (role_words(row) if isinstance(row, dict) else row.replace("_", " ") for row in rows)
    return ", ".join(words) or "nothing"
