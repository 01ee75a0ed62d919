"""Saving an incident's form while figures and coverage come in."""

from __future__ import annotations

from incidents.admin.concurrent_edits import meanwhile
from incidents.admin.incident_form import IncidentForm
from incidents.ledger import Actor, VersionConflict, update_incident
from incidents.models import Incident

TRIES = 3  # of a save that only figures or coverage came in between of


def save_form(incident: Incident, form: IncidentForm, actor: Actor) -> Incident:
    """The incident as saved. Claims and figures that came in since the form was opened are no conflict."""
    fields, version = form.cleaned_data, form.cleaned_data["read_version"]
    changes = {name: value for name, value in form.changes().items() if name not in form.published_by}
    for _ in range(TRIES):
        try:
            return update_incident(
                incident.pk,
                changes,
                actor=actor,
                reason=fields["change_reason"],
                entered=True,
                confirmed=True,  # the form has asked
                expected_version=version,
            )
        except VersionConflict as conflict:
            since = meanwhile(incident, fields["read_version"])
            if since.concerns_the_record or not fields["read_version"] < conflict.actual:
                raise VersionConflict(fields["read_version"], conflict.actual) from conflict
            version = conflict.actual
    raise VersionConflict(fields["read_version"], version)
