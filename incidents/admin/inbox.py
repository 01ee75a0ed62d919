"""The inbox of this app: figures that are disputed, and incidents that nobody has confirmed yet."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from incidents.admin.numbers import bucket_words
from incidents.admin.registry import Line, Section, add_section
from incidents.admin.words import figure_words
from incidents.figures.vocabulary import FigureStatus, IncidentStatus
from incidents.models import Figure, Incident


def _disputed() -> QuerySet[Figure]:
    current = Figure.objects.filter(status=FigureStatus.DISPUTED, incident__merged_into__isnull=True)
    return current.select_related("incident").order_by("-changed_at", "-pk")


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
        return f"in the news since {incident.disclosed_on:%d %B %Y}"
    return f"opened {incident.created_at:%d %B %Y}"


add_section(
    Section(
        "Disputed figures",
        "Somebody named denies the figure or says another. Read both, then accept, reject or pin a claim.",
        "incidents.view_figure",
        _disputed,
        _figure_line,
        lambda: reverse("admin:incidents_figure_changelist") + f"?status__exact={FigureStatus.DISPUTED}",
        order=20,
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
    )
)
