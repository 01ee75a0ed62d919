"""Candidates are opened or dismissed, one or many at once: the pages that ask why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from incidents.admin.bulk_questions import BulkWords, bulk_question
from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt
from incidents.admin.incident_pages import go, incident_address, may_change, trail_of
from incidents.admin.leases import of_incident
from incidents.admin.reading import newest_claims, quoted
from incidents.admin.words import claim_words, incident_link
from incidents.ledger import Actor, ChangeRefused, update_incident
from incidents.models import Incident
from incidents.vocabulary import IncidentStatus, Visibility

CLAIMS_SHOWN = 10
CLAIMS_BELOW = 2  # each of many candidates


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a curator may make of a candidate."""

    submit: str
    means: str
    changes: Mapping[str, object]
    done: str
    done_to_many: str


RULINGS = {
    "open": Ruling(
        "Open it",
        "It becomes an incident of its own, visible to everybody, with the articles and claims that it has.",
        {"status": IncidentStatus.OPEN, "visibility": Visibility.PUBLIC},
        "{} is open now.",
        "{what} opened.",
    ),
    "dismiss": Ruling(
        "Dismiss it",
        "It is rejected, and articles that tell the same do not bring it back.",
        {"status": IncidentStatus.REJECTED},
        "{} is dismissed.",
        "{what} dismissed.",
    ),
}


def candidate_page(request: HttpRequest, admin: ModelAdmin, pk: int, ruling: str) -> HttpResponse:
    """The page that asks why; after it, the incident."""
    if ruling not in RULINGS:
        raise Http404("A candidate is opened or dismissed.")
    incident, chosen = get_object_or_404(Incident, pk=pk), RULINGS[ruling]
    may_change(request, admin, incident)
    if incident.status != IncidentStatus.CANDIDATE:
        messages.warning(request, f"{incident} is no candidate any more.")
        return go(incident_address(pk))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason, actor = form.cleaned_data["reason"], Actor.of(request.user)
        ruled = attempt(form, lambda: update_incident(pk, chosen.changes, actor=actor, reason=reason))
        if ruled is not None:
            admin.log_change(request, ruled, f"candidate → {chosen.changes['status']}: {reason}")
            messages.success(request, chosen.done.format(ruled))
            return go(incident_address(pk))
    parties = [str(row) for row in incident.involvements.select_related("party")]
    question = Confirmation(
        title=f"{chosen.submit}: {incident.title}",
        submit=chosen.submit,
        about=[*of_incident(request, incident), chosen.means],
        things=[*parties, *(quoted(claim_words(claim), claim) for claim in newest_claims(incident, CLAIMS_SHOWN))],
        trail=trail_of(incident),
        back=incident_address(pk),
    )
    return ask(request, admin, question, form)


def rule_all(request: HttpRequest, admin: ModelAdmin, queryset: QuerySet[Incident], ruling: str) -> HttpResponse | None:
    """The page that asks the reason for all of them; None once it is done."""
    chosen, rows, actor = RULINGS[ruling], list(queryset), Actor.of(request.user)
    if "answered" not in request.POST and rows:
        candidates = [row for row in rows if row.status == IncidentStatus.CANDIDATE]
        if not candidates:
            messages.warning(request, "Nothing done. Of what was chosen, no incident is a candidate.")
            return None
        if len(candidates) < len(rows):
            words = f"{len(rows) - len(candidates)} of the {len(rows)} that were chosen"
            messages.warning(request, f"Left out, since only a candidate is opened or dismissed: {words}.")
        rows = candidates

    def rule(row: Incident, reason: str) -> None:
        if row.status != IncidentStatus.CANDIDATE:
            raise ChangeRefused("It is no candidate.")
        ruled = update_incident(row.pk, chosen.changes, actor=actor, reason=reason, expected_version=row.version)
        admin.log_change(request, ruled, f"candidate → {chosen.changes['status']}: {reason}")

    counted = BulkWords("candidate", "candidates", chosen.done_to_many)
    question = Confirmation(
        title=f"{chosen.submit}: {len(rows)} {counted.noun(len(rows))}",
        submit=chosen.submit,
        about=[chosen.means],
        trail=[(reverse("admin:incidents_incident_changelist"), "Incidents")],
    )
    return bulk_question(request, admin, rows, question, rule, counted=counted, shown=_shown)


def _shown(row: Incident) -> tuple[Any, Any]:
    """The candidate, and below it its newest claims with their quotes."""
    claims = [(quoted(claim_words(claim), claim),) for claim in newest_claims(row, CLAIMS_BELOW)]
    below = format_html_join("", "<div class='below'>{}</div>", claims)
    return format_html("{} ({})", incident_link(row), row.reference), below or "No claim is kept."
