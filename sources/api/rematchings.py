"""How far matching articles anew has come after a curator changed an incident: for curators."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from incidents.api.naming import OfIncident
from sources.models import Rematching, RematchingState
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class RematchingSerializer(SparseMixin, serializers.ModelSerializer[Rematching]):
    """Matching anew the articles that may be about an incident that was changed."""

    incident: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)
    state = serializers.ChoiceField(choices=RematchingState.values, read_only=True)
    looked_percent = serializers.IntegerField(
        read_only=True, min_value=0, max_value=100, help_text="Of all articles, looked through for its names."
    )
    articles = serializers.IntegerField(
        read_only=True, min_value=0, help_text="Found so far that are matched anew; all, once the state is `matching`."
    )
    articles_left = serializers.IntegerField(read_only=True, min_value=0, help_text="Of them, not matched yet.")

    needs: ClassVar = {"incident": ("incident",)}

    class Meta:
        model = Rematching
        fields = (
            "id",
            "incident",
            "state",
            "changed_at",
            "looked_percent",
            "articles",
            "articles_left",
            "begun_at",
            "finished_at",
        )
        read_only_fields = fields


class RematchingFilters(RecordFilters):
    incident = OfIncident(field_name="incident")
    state = OneOf(field_name="state", words=RematchingState.values)
    begun_after = Instant(field_name="begun_at", lookup_expr="gt")
    begun_before = Instant(field_name="begun_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "changed_at": "just before begun_at",
        "looked_to": "progress; looked_percent tells it",
        "look_to": "progress; looked_percent tells it",
        "articles": "progress; read it",
        "finished_at": "filter by begun_at",
    }

    class Meta:
        model = Rematching
        fields = ()


class Rematchings(Listed, Detailed):
    """How far matching articles anew after a change of an incident has come: for curators."""

    tag = "articles"
    queryset = Rematching.objects.with_progress()
    serializer_class = RematchingSerializer
    filterset_class = RematchingFilters
    lookup_value_regex = r"[0-9]{1,18}"
    scopes: ClassVar = {"list": TokenScope.CURATE, "retrieve": TokenScope.CURATE}
    orders: ClassVar = {"begun_at": "begun_at"}
    default_order = "-begun_at"

    def get_object(self) -> Rematching:
        row: Rematching = self.ready(self.get_queryset()).get(pk=self.kwargs["pk"])
        return row

    def get_queryset(self) -> QuerySet[Any]:
        return Rematching.objects.with_progress()
