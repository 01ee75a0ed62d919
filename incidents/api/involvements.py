"""Who has which role in an incident."""

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import UnderIncident
from incidents.api.naming import OfParty
from incidents.api.parties import PartyBriefSerializer
from incidents.ledger import InvolvementDraft, add_involvement, remove_involvement
from incidents.models import Involvement, Party
from incidents.vocabulary import InvolvementStanding, Role
from tracker.foundation.rest.bodies import Body, ReferenceField, WordField
from tracker.foundation.rest.filters import OneOf, RecordFilters
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Listed


class InvolvementSerializer(SparseMixin, serializers.ModelSerializer[Involvement]):
    """A party's role in an incident, and how that role is established."""

    party = PartyBriefSerializer(read_only=True)

    needs: ClassVar = {"party": ("party",)}

    class Meta:
        model = Involvement
        fields = ("id", "party", "role", "standing", "note")
        read_only_fields = fields


class InvolvementBody(Body):
    """One role; the same party and role again brings standing and note up to date."""

    party = ReferenceField(slug_field="reference", queryset=Party.objects.all())
    role = WordField(Role)
    standing = WordField(InvolvementStanding, default=InvolvementStanding.ALLEGED)
    note = serializers.CharField(max_length=300, default="", allow_blank=True)


class InvolvementFilters(RecordFilters):
    party = OfParty(field_name="party")
    role = OneOf(field_name="role", words=Role)
    standing = OneOf(field_name="standing", words=InvolvementStanding)

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "incident": "given by the address",
        "note": "free words; read them",
    }

    class Meta:
        model = Involvement
        fields = ()


class Involvements(UnderIncident, Listed):
    """The parties of one incident, each in its role."""

    tag = "incidents"
    queryset = Involvement.objects.all()
    serializer_class = InvolvementSerializer
    filterset_class = InvolvementFilters
    lookup_value_regex = r"[0-9]{1,18}"
    body_serializers: ClassVar = {"create": InvolvementBody}
    orders: ClassVar = {"id": "pk"}
    default_order = "id"

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The party's role, new or brought up to date."""
        incident, values = self.the_incident(), self.body()
        involvement = add_involvement(
            incident.pk,
            InvolvementDraft(**values),
            actor=self.actor,
            expected_version=self.expected_version(incident),
        )
        return self.present(involvement, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Takes a party's role away."""
        incident = self.the_incident()
        remove_involvement(
            incident.pk, int(self.kwargs["pk"]), actor=self.actor, expected_version=self.expected_version(incident)
        )
        return HttpResponse(status=204)
