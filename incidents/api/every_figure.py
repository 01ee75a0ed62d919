"""The figures of all incidents over REST, as they are now or as they were known by the end of a day."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, ClassVar

from django.db.models import BigIntegerField, FloatField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from incidents.api.as_of import AS_OF, BY_POLICY, as_of_day, asked_policy, figures_on, refuse_changes, sifted
from incidents.api.base import LedgerResource
from incidents.api.figures import FigureFilters, FigureSerializer
from incidents.api.naming import OfIncident, OfIncidentFound, OfParty, incidents_found
from incidents.models import Figure, Incident, Party
from incidents.models.incident import IncidentQuerySet
from incidents.search.finding import belonging
from incidents.vocabulary import IncidentKind
from tracker.foundation.rest import problems
from tracker.foundation.rest.cursors import Cursor, decode
from tracker.foundation.rest.filters import CodeIn, FilterBackend, OneOf
from tracker.foundation.rest.pages import chosen_order, page_answer, page_size
from tracker.foundation.rest.parameters import boolean, invalid
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.views import Listed

LOOKED_THROUGH = 200  # incidents for one page of a past day: each has all its claims weighed
AT_ONCE = 50
FiguresOfOne = tuple[int, list[Figure]]  # key of the incident, its figures
OF_A_DAY = "as_of"  # the order that cursors of such pages belong to


class FigureOfAnIncidentSerializer(FigureSerializer):
    """A figure with the incident that it is of."""

    incident: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)

    needs: ClassVar = {**FigureSerializer.needs, "incident": ("incident",)}

    class Meta(FigureSerializer.Meta):
        fields: Any = ("incident", *FigureSerializer.Meta.fields)
        read_only_fields: Any = fields


class EveryFigureFilters(FigureFilters):
    q = OfIncidentFound("incident")
    incident = OfIncident(field_name="incident")
    party = OfParty(
        field_name="incident__involvements__party",
        distinct=True,
        help_text="Reference or a name of a party that has a role in the incident.",
    )
    country = CodeIn(field_name="incident__countries__country", distinct=True, help_text="Of the incident.")
    kind = OneOf(field_name="incident__kind", words=IncidentKind, help_text="Of the incident.")

    unfiltered: ClassVar = {name: why for name, why in FigureFilters.unfiltered.items() if name != "incident"}

    class Meta:
        model = Figure
        fields = ()


class EveryFigure(LedgerResource, Listed):
    """The figures of all incidents that the sender may see."""

    tag = "figures"
    queryset = Figure.objects.all()
    serializer_class = FigureOfAnIncidentSerializer
    filterset_class = EveryFigureFilters
    orders: ClassVar = {
        "id": "pk",
        "changed_at": "changed_at",
        "best": "best_or_none",
        "confidence": "confidence_or_none",
    }
    default_order = "id"
    own_parameters: ClassVar = {"list": AS_OF | BY_POLICY}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Figures of all incidents as they are now or, with `as_of`, as they were known by the end of a day: then they
        come incident by incident, and a page may hold fewer than asked for: follow `next` until it is null."""
        self.day, self.policy = as_of_day(request), asked_policy(request)
        if self.day is None and self.policy is None:
            return super().list(request, *args, **kwargs)
        order = chosen_order(request.query_params, self)
        if order.name != "id":
            raise invalid("ordering", "Figures of a past day come incident by incident.", "Leave it out, or use `id`.")
        if boolean(request.query_params, "count"):
            raise invalid("count", "Figures of a past day are not counted before they are asked for.", "Leave it out.")
        refuse_changes(request)
        filters = FilterBackend().checked(request, self.get_queryset(), self)
        incidents = self._incidents(filters.form.cleaned_data)
        if self.streamed():
            return self._stream(chain.from_iterable(figures for _, figures in self._found(incidents, filters)))
        return self._page(incidents, filters)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        none = Value(-1)
        return (
            super()
            .narrowed(rows)
            .annotate(
                best_or_none=Coalesce("best", none, output_field=BigIntegerField()),
                confidence_or_none=Coalesce("confidence", Value(-1.0), output_field=FloatField()),
            )
        )

    # --- Of a past day

    def _incidents(self, asked: Any) -> IncidentQuerySet:
        """The incidents that are asked about, of those that the sender may see."""
        rows: IncidentQuerySet = self.visible(Incident.objects.current())
        if asked["incident"]:
            rows = rows.by_reference(asked["incident"])
        if asked["q"]:
            rows = rows.filter(belonging("pk", incidents_found(self.request, asked["q"])))
        if asked["party"]:
            rows = rows.with_involvement(parties=Party.objects.named(asked["party"]))
        if asked["country"]:
            rows = rows.filter(pk__in=Incident.objects.filter(countries__country__in=asked["country"]).values("pk"))
        return rows.filter(kind__in=asked["kind"]) if asked["kind"] else rows

    def _found(self, incidents: IncidentQuerySet, filters: Any, begin: int = 0) -> Iterator[FiguresOfOne]:
        """(key of the incident, its figures that pass), for each incident from the key `begin` on."""
        last = begin - 1
        while chunk := list(incidents.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            figures = figures_on(chunk, self.day, self.policy)
            for incident in chunk:
                yield incident.pk, sifted(figures[incident.pk], filters)
            last = chunk[-1].pk

    def _page(self, incidents: IncidentQuerySet, filters: Any) -> HttpResponseBase:
        size, text = page_size(self.request), self.request.query_params.get("cursor")
        cursor = decode(text) if text else Cursor(order=OF_A_DAY, backward=False, value=0, key=0)
        if cursor.order != OF_A_DAY:
            raise Problem(problems.INVALID_CURSOR, "The cursor belongs to the figures of today.")
        found: Any = []
        following: tuple[int, int] | None = None
        for count, (key, figures) in enumerate(self._found(incidents, filters, cursor.key)):
            place = cursor.value if key == cursor.key else 0
            if count == LOOKED_THROUGH or len(found) == size:
                following = (key, place)
                break
            room = place + size - len(found)
            found += figures[place:room]
            if len(figures) > room:
                following = (key, room)
                break
        links: dict[str, str | None] = {"next": None, "previous": None}
        if following is not None:
            mark = Cursor(order=OF_A_DAY, backward=False, value=following[1], key=following[0]).encode()
            links["next"] = replace_query_param(self.request.build_absolute_uri(), "cursor", mark)
        return page_answer(self.represented(found), links, {})
