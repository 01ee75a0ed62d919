"""The inbox of this app: figures that are disputed, and incidents that nobody has confirmed yet."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from incidents.admin.disputes import disputes_address
from incidents.admin.numbers import bucket_words
from incidents.admin.registry import Line, Section, add_section
from incidents.admin.words import figure_words
from incidents.models import Figure, Incident
from incidents.vocabulary import FigureStatus, IncidentStatus

# 45 CFR 164.408: the count of those affected is due to the US health department within 60 days of the discovery.
PLACEHOLDER_DAYS = 60


def _disputed() -> QuerySet[Figure]:
    current = Figure.objects.filter(status=FigureStatus.DISPUTED, incident__merged_into__isnull=True)
    return current.select_related("incident").order_by("-changed_at", "-pk")


def _unverified() -> QuerySet[Figure]:
    """Of incidents that readers see or may come to see, whatever is not disputed or a placeholder anyhow."""
    current = Figure.objects.unverified().filter(status=FigureStatus.UNVERIFIED, incident__merged_into__isnull=True)
    return (
        current.exclude(incident__status=IncidentStatus.REJECTED)
        .select_related("incident")
        .order_by("-changed_at", "-pk")
    )


def _old_placeholders() -> QuerySet[Figure]:
    """By the day on which the placeholder was first told, not on which it was recorded: imports bring old ones."""
    grown_old = timezone.localdate() - dt.timedelta(days=PLACEHOLDER_DAYS)
    current = Figure.objects.filter(status=FigureStatus.PLACEHOLDER, incident__merged_into__isnull=True)
    old = current.filter(
        Q(claim__claimed_on__lte=grown_old) | Q(claim__claimed_on=None, claim__known_on__lte=grown_old)
    )
    return old.select_related("incident").order_by("claim__known_on", "pk")


def _figure_line(figure: Figure) -> Line:
    return Line(
        reverse("admin:incidents_figure_change", args=[figure.pk]),
        f"{figure.incident}: {bucket_words(figure.bucket)}, {figure_words(figure)}",
        figure.sentence,
    )


def _candidates() -> QuerySet[Incident]:
    rows = Incident.objects.current().filter(status=IncidentStatus.CANDIDATE).order_by("-created_at", "-pk")
    return rows.prefetch_related("involvements__party")


def _incident_line(incident: Incident) -> Line:
    return Line(
        reverse("admin:incidents_incident_change", args=[incident.pk]),
        incident.title,
        f"{', '.join(str(row.party) for row in incident.involvements.all()) or 'nobody named'}; {_since(incident)}",
    )


def _since(incident: Incident) -> str:
    if incident.disclosed_on:
        return f"in the news since {incident.disclosed_on.day} {incident.disclosed_on:%B %Y}"
    return f"opened {incident.created_at.day} {incident.created_at:%B %Y}"


add_section(
    Section(
        "Disputed figures",
        "Somebody named denies the figure or says another. Read both, then accept, reject or pin a claim.",
        "incidents.view_figure",
        _disputed,
        _figure_line,
        lambda: reverse("admin:incidents_figure_changelist") + f"?status__exact={FigureStatus.DISPUTED}",
        order=20,
        one_by_one=disputes_address,
    )
)
add_section(
    Section(
        "Unverified figures",
        "Each is more likely to be wrong than those that are not marked: read why, then accept, reject or pin a claim.",
        "incidents.view_figure",
        _unverified,
        _figure_line,
        lambda: reverse("admin:incidents_figure_changelist") + f"?status__exact={FigureStatus.UNVERIFIED}",
        order=21,
    )
)
add_section(
    Section(
        "Old placeholders",
        f"500 and 501 stand for a count to come. These have stood for more than {PLACEHOLDER_DAYS} days: ask for it.",
        "incidents.view_figure",
        _old_placeholders,
        _figure_line,
        lambda: reverse("admin:incidents_figure_changelist") + f"?status__exact={FigureStatus.PLACEHOLDER}",
        order=22,
    )
)
add_section(
    Section(
        "Candidate incidents",
        "Opened by matching or by an import; not public until a curator opens or rejects them.",
        "incidents.view_incident",
        _candidates,
        _incident_line,
        lambda: reverse("admin:incidents_incident_changelist") + f"?status__exact={IncidentStatus.CANDIDATE}",
        order=40,
        one_by_one=lambda: reverse("admin:sources_coverage_triage") + "?queue=candidates",
    )
)
