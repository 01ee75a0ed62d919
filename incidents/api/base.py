"""What the resources of incidents share: who sees what, which incident an address names, what a refusal means."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from incidents.ledger import Actor, ChangeRefused, IncidentMerged, VersionConflict
from incidents.models import Incident
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import parameters, problems
from tracker.foundation.rest.authentication import may
from tracker.foundation.rest.conditional import require_match, versions_of
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.views import SAFE, Resource

REFERENCE = parameters.REFERENCE
MOVED = 307  # a merge can be undone, so the new address is not for ever


class IncidentMoved(Exception):
    """The address names an incident that lives on as another."""

    def __init__(self, asked: str, incident: Incident) -> None:
        super().__init__(incident.reference)
        self.asked = asked
        self.reference = incident.reference


class LedgerResource(Resource):
    """A resource whose writes are the ledger's verbs."""

    refusals: ClassVar = {
        VersionConflict: problems.PRECONDITION_FAILED,
        IncidentMerged: problems.CONFLICT,
        ChangeRefused: problems.CONFLICT,
    }

    def sees_all(self) -> bool:
        """Whether the sender is a curator, who sees what is not public as well."""
        return may(self.request, TokenScope.CURATE)

    def visible(self, rows: Any) -> Any:
        """The rows that the sender may see."""
        return rows if self.sees_all() else rows.public()

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = self.visible(rows)
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sees_all": self.sees_all()}

    @property
    def actor(self) -> Actor:
        return Actor.of(self.request.user)

    def incident_of(self, row: Any) -> int | None:
        return row.pk if isinstance(row, Incident) else getattr(row, "incident_id", None)

    def expected_version(self, incident: Incident, *, required: bool = False) -> int | None:
        """The version that the sender read, checked against the incident's. Raises 428 and 412."""
        if not required and not self.request.headers.get("If-Match", "").strip():
            return None
        return self.matched(incident.version)

    def matched(self, version: int) -> int | None:
        """The version, which If-Match must name; None when it says that any will do. Raises 428 and 412."""
        require_match(self.request, version)
        return version if versions_of(self.request) else None

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, IncidentMoved):
            return moved(self.request, exc)
        return super().handle_exception(exc)


class UnderIncident(LedgerResource):
    """A resource under /incidents/{incident}/."""

    def the_incident(self) -> Incident:
        """The incident that the address names by reference or slug. Raises 404, or redirects where it was merged."""
        name = self.kwargs["incident"]
        rows = self.visible(Incident.objects.by_reference(name)).select_related("merged_into")
        incident: Incident | None = rows.first()
        if incident is None:
            raise Problem(problems.NOT_FOUND, f"There is no incident `{name}`.")
        if incident.merged_into is not None and self.request.method in SAFE:
            raise IncidentMoved(name, incident.canonical())  # as public as this one: see Incident.withheld
        return incident

    def tag_to_match(self) -> str:
        return str(self.the_incident().version)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(incident=self.the_incident())


def moved(request: Request, move: IncidentMoved) -> HttpResponse:
    """A redirect to the same address under the incident's present reference."""
    response = HttpResponse(status=MOVED)
    response["Location"] = request.get_full_path().replace(f"/{move.asked}", f"/{move.reference}", 1)
    return response
