"""Parties over REST: organisations and persons, with their other names."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request

from incidents.api.base import REFERENCE, LedgerResource
from incidents.api.naming import SECTORS, asked_for_relevance, seen_incidents
from incidents.ledger import entered_party, party_version, update_party
from incidents.models import Party
from incidents.models.relevance import ranked_parties
from incidents.models.searching import search_parties
from incidents.sectors import CHOICES, Sector
from incidents.vocabulary import PartyKind, Role
from tracker.foundation.rest.bodies import Body, NamedTextsField, WordField
from tracker.foundation.rest.filters import CodeIn, Instant, OneOf, RecordFilters, References, Search, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class PartyBriefSerializer(SparseMixin, serializers.ModelSerializer[Party]):
    """A party as other records name it."""

    sector = serializers.ChoiceField(choices=CHOICES, allow_blank=True, read_only=True, help_text=SECTORS)

    class Meta:
        model = Party
        fields = ("reference", "name", "kind", "country", "sector")
        read_only_fields = fields


class PartySerializer(SparseMixin, serializers.ModelSerializer[Party]):
    aliases: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    sector = serializers.ChoiceField(choices=CHOICES, allow_blank=True, read_only=True, help_text=SECTORS)

    needs: ClassVar = {"aliases": ("aliases",)}

    class Meta:
        model = Party
        fields = (
            "reference",
            "name",
            "kind",
            "country",
            "sector",
            "site",
            "external_ids",
            "aliases",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class PartyChanges(Body):
    """The fields to change; those left out stay as they are."""

    name = serializers.CharField(max_length=200, required=False)
    kind = WordField(PartyKind, required=False)
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True)
    sector = serializers.ChoiceField(choices=CHOICES, required=False, allow_blank=True, help_text=SECTORS)
    site = serializers.URLField(max_length=300, required=False, allow_blank=True)
    external_ids = NamedTextsField(required=False)
    aliases = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=50, help_text="All its other names."
    )
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="For the history.")


class PartyBody(Body):
    """A party to be known; the same name, however it is written, is the same party."""

    name = serializers.CharField(max_length=200)
    kind = WordField(PartyKind, default=PartyKind.ORGANISATION)
    country = serializers.RegexField(r"^[A-Z]{2}$", default="", allow_blank=True)
    sector = serializers.ChoiceField(choices=CHOICES, default="", allow_blank=True, help_text=SECTORS)
    aliases = serializers.ListField(child=serializers.CharField(max_length=200), default=list, max_length=50)


class PartyFilters(RecordFilters):
    reference = References(field_name="reference")
    name = Words(method="called", help_text="A name or an alias, in whole, however it is written.")
    q = Search(method="searched", help_text="Words of its names; all must occur.")
    kind = OneOf(field_name="kind", words=PartyKind)
    country = CodeIn(field_name="country", help_text="ISO 3166-1 alpha-2 of its seat.")
    sector = OneOf(field_name="sector", words=Sector, help_text=SECTORS)
    role = OneOf(method="by_role", words=Role, help_text="Held in any incident that the sender may see.")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    updated_after = Instant(field_name="updated_at", lookup_expr="gt")
    updated_before = Instant(field_name="updated_at", lookup_expr="lt")

    covers: ClassVar = {"name": ("name",)}
    unfiltered: ClassVar = {
        "id": "internal; the reference is the public name",
        "name_key": "internal: the name as compared",
        "public": "internal: readers are shown those that are, curators all",
        "sector_chosen": "internal: whether imports leave the sector as it is",
        "site": "an address to follow, not to search by",
        "external_ids": "an open list of schemes; look the party up by name",
    }

    class Meta:
        model = Party
        fields = ()

    def by_role(self, rows: Any, name: str, value: list[str]) -> Any:
        return rows.with_role(value, seen_incidents(self.request))

    def called(self, rows: Any, name: str, value: str) -> Any:
        return rows.called(value)

    def searched(self, rows: Any, name: str, value: str) -> Any:
        return search_parties(rows, value)


class Parties(LedgerResource, Listed, Detailed):
    """Organisations and persons that have a role or a say in an incident."""

    tag = "parties"
    queryset = Party.objects.all()
    serializer_class = PartySerializer
    filterset_class = PartyFilters
    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    body_serializers: ClassVar = {"create": PartyBody, "partial_update": PartyChanges}
    needs_match: ClassVar = frozenset({"partial_update"})
    answers: ClassVar = {"create": (200, PartySerializer)}
    orders: ClassVar = {
        "name": "name",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "relevance": "relevance",
    }
    default_order = "name"

    def filter_queryset(self, queryset: Any) -> Any:
        """Those that match; in the order of relevance, the latest of them with how well they answer `q`."""
        text = asked_for_relevance(self.request)
        rows = super().filter_queryset(queryset)
        return rows if text is None else ranked_parties(rows, text)

    def get_object(self) -> Party:
        rows = self.visible(self.ready(self.get_queryset()))
        party: Party = rows.get(reference=self.kwargs["reference"].upper())
        return party

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The party of this name, however it is written; a new one where there is none, or where only an alias of a
        party of another kind or country is written so."""
        party = entered_party(**self.body())
        return self.present(party, headers={"Location": self.reverse_action("detail", args=[party.reference])})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Changes the fields given. Needs If-Match."""
        party = self.get_object()
        changes = self.body()
        version = self.matched(party_version(party))
        reason = changes.pop("reason", "")
        return self.present(update_party(party.pk, changes, actor=self.actor, reason=reason, expected_version=version))

    def party_of(self, row: Party) -> int:
        return row.pk

    def version_of(self, row: Party) -> str:
        return str(party_version(row))
