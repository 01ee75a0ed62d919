"""The events with which an incident becomes public, stating all that is held of it, and with which it is withdrawn.

| the incident...                        | events                                                           |
| -------------------------------------- | ---------------------------------------------------------------- |
| becomes public                         | the change, for curators; `incident.published`: what is held now |
| is public no more                      | the change, for curators; `incident.withdrawn`: its reference    |
| is merged into one that is not public  | `incident.withdrawn`; nobody is told where it went               |
| is taken out of one that is not public | `incident.published`                                             |
| is parted again from a hidden one      | `incident.published`; see `unmerging`                            |
| is opened in public                    | `incident.created`, which says all there is                      |

What was written while it was not public, in events, reviews and revisions of figures, stays with the curators.
"""

from __future__ import annotations

from typing import Any

from incidents.ledger.events import bucket_data, incident_event
from incidents.ledger.snapshots import snapshot
from incidents.models import EventDraft, EventType, Figure, Incident


def statement_event(incident: Incident) -> EventDraft:
    """The event that states what is held of the incident now, without reasons, notes, or how it came about."""
    absorbed = Incident.objects.public().filter(pk__in=_absorbed_by(incident))
    return incident_event(
        EventType.INCIDENT_PUBLISHED,
        incident,
        held=snapshot(incident),
        figures=[_figure_data(figure) for figure in incident.figures.known()],
        absorbed=list(absorbed.order_by("reference").values_list("reference", flat=True)),
    )


def withdrawal_event(incident: Incident) -> EventDraft:
    """The event that says that the incident is gone; it has nothing but the reference."""
    return EventDraft(EventType.INCIDENT_WITHDRAWN, {"incident": {"reference": incident.reference}}, incident)


def publicity_events(incident: Incident, *, was_public: bool) -> list[EventDraft]:
    """The event that tells everybody that the incident became public or was withdrawn; none if neither happened."""
    if incident.is_public == was_public:
        return []
    return [statement_event(incident)] if incident.is_public else [withdrawal_event(incident)]


def withhold_absorbed(incident: Incident) -> None:
    """Make what was merged into the incident, directly or not, as visible as the incident is."""
    withheld = not incident.is_public
    Incident.objects.filter(pk__in=_absorbed_by(incident)).exclude(withheld=withheld).update(withheld=withheld)


def _absorbed_by(incident: Incident) -> list[int]:
    return [pk for pk in incident.family_ids() if pk != incident.pk]


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {
        **bucket_data(figure),
        "low": figure.low,
        "best": figure.best,
        "high": figure.high,
        "status": str(figure.status),
        "confidence": figure.confidence,
        "sentence": figure.sentence,
    }
