"""Up to 100 writes in one request, all or nothing, each with its own error."""

from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import LedgerResource
from incidents.api.incident_bodies import REASON, IncidentBody, draft_of
from incidents.ledger import ItemsRefused, ReviewDraft, open_incidents, review_claims
from incidents.models import Claim
from incidents.vocabulary import Decision
from tracker.foundation.rest import problems
from tracker.foundation.rest.bodies import Body, ReferenceField, WordField
from tracker.foundation.rest.errors import faults_of
from tracker.foundation.rest.problems import Fault, Problem

MOST: Final = 100


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Usual",
            {"incidents": [{"title": "Harbour quiz harvest", "countries": ["GB"]}, {"title": "Lost laptop"}]},
            request_only=True,
        )
    ]
)
class IncidentsBody(Body):
    """The incidents to open."""

    incidents = IncidentBody(many=True, min_length=1, max_length=MOST)  # type: ignore[call-arg]


class ReviewOfBody(Body):
    """A curator's judgment of one claim."""

    claim = ReferenceField(slug_field="reference", queryset=Claim.objects.all())
    decision = WordField(Decision)
    reason = serializers.CharField(max_length=REASON, help_text="Why; shown in the figure's explanation.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Usual",
            {"reviews": [{"claim": "CL-7K3M-9Q2X", "decision": "accept", "reason": "It is in the notice."}]},
            request_only=True,
        )
    ]
)
class ReviewsBody(Body):
    """The judgments, made in this order."""

    reviews = ReviewOfBody(many=True, min_length=1, max_length=MOST)  # type: ignore[call-arg]


class OpenedSerializer(serializers.Serializer[Any]):
    """An incident that was opened. Its words are where it is, so that a redaction finds them there."""

    reference = serializers.CharField()
    version = serializers.IntegerField()


class IncidentsOpenedSerializer(serializers.Serializer[Any]):
    """The incidents, in the order in which they were sent."""

    incidents = OpenedSerializer(many=True)


class ReviewedSerializer(serializers.Serializer[Any]):
    """A claim and how it stands now."""

    claim = serializers.CharField(source="reference")
    incident = serializers.CharField(source="incident.reference")
    decision = serializers.CharField()
    standing = serializers.CharField()


class ClaimsReviewedSerializer(serializers.Serializer[Any]):
    """The claims, in the order in which they were sent."""

    reviews = ReviewedSerializer(many=True)


class Bulk(LedgerResource):
    """Many writes at once. Where one is refused none is made, and `errors` points to each that was."""

    tag = "bulk"
    body_serializers: ClassVar = {"incidents": IncidentsBody, "reviews": ReviewsBody}
    answers: ClassVar = {"incidents": (201, IncidentsOpenedSerializer), "reviews": (200, ClaimsReviewedSerializer)}

    @action(detail=False, methods=["post"])
    def incidents(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Opens up to 100 incidents, or none."""
        drafts = [draft_of(values) for values in self.body()["incidents"]]
        opened = open_incidents(drafts, actor=self.actor)
        return Response(IncidentsOpenedSerializer({"incidents": opened}).data, status=201)

    @action(detail=False, methods=["post"])
    def reviews(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Judges up to 100 claims, or none; the figures are worked out once."""
        drafts = [
            ReviewDraft(values["claim"].pk, Decision(values["decision"]), values["reason"])
            for values in self.body()["reviews"]
        ]
        reviewed = review_claims(drafts, actor=self.actor)
        return Response(ClaimsReviewedSerializer({"reviews": reviewed}).data)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, ItemsRefused):
            exc = refused(exc, str(self.action))
        return super().handle_exception(exc)


def refused(error: ItemsRefused, name: str) -> Problem:
    """The problem with a fault for each refused item: 400 where a field is wrong, 409 where the record stands against
    one."""
    faults: list[Fault] = []
    for place, reason in error.errors.items():
        pointer = f"/{name}/{place}"
        if isinstance(reason, ValidationError):
            messages: Any = reason.message_dict if hasattr(reason, "error_dict") else reason.messages
            faults += faults_of(messages, pointer)
        else:
            faults.append(Fault(detail=str(reason), pointer=pointer))
    invalid = any(isinstance(reason, ValidationError) for reason in error.errors.values())
    return Problem(problems.INVALID_BODY if invalid else problems.CONFLICT, str(error), faults=tuple(faults))
