"""Incidents over REST."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.as_of import AS_OF, as_of_day, figures_on, refuse_beside
from incidents.api.base import REFERENCE, IncidentMoved, LedgerResource
from incidents.api.claims import ClaimSerializer
from incidents.api.export_formats import OWN_FORMATS, WHOLE_RECORD, refuse_choice, whole
from incidents.api.figures import FigureSerializer
from incidents.api.incident_bodies import IncidentBody, IncidentChanges, MergeBody, SplitBody, UndoBody, draft_of
from incidents.api.incident_filters import ON_FIGURES, IncidentFilters
from incidents.api.involvements import InvolvementSerializer
from incidents.api.naming import asked_for_relevance, seen_parties
from incidents.api.proceedings import ProceedingSerializer
from incidents.api.redactions import RedactBody, RedactionSerializer, redacted
from incidents.ledger import merge_incidents, open_incident, split_incident, undo_merge, update_incident
from incidents.models import Claim, Figure, Incident, RegisterEntry
from incidents.models.relevance import ranked_incidents
from incidents.search.together import met
from tracker.foundation.rest import problems
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.selection import Selection, SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


def beneath(name: str, needs: Any) -> tuple[Any, ...]:
    """The look-ups of a related record, as seen from the incident."""
    found: list[Any] = [name]
    for lookup in needs:
        if isinstance(lookup, str):
            found.append(f"{name}__{lookup}")
            continue
        nested = type(lookup)(f"{name}__{lookup.prefetch_to}", lookup.queryset)
        found.append(nested)
    return tuple(found)


class RegisterEntrySerializer(serializers.ModelSerializer[RegisterEntry]):
    """A row of a public register that the incident, or a part of it, came from. Whoever hands that on names
    `attribution` and keeps to `licence`."""

    class Meta:
        model = RegisterEntry
        fields = ("register", "key", "name", "url", "licence", "attribution", "first_seen_on", "last_seen_on")
        read_only_fields = fields


class IncidentSerializer(SparseMixin, serializers.ModelSerializer[Incident]):
    """One privacy event or scandal. `version` is what If-Match compares."""

    countries: Any = serializers.SlugRelatedField(slug_field="country", many=True, read_only=True)
    data_classes: Any = serializers.SlugRelatedField(slug_field="data_class", many=True, read_only=True)
    merged_into: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True, allow_null=True)
    figures = FigureSerializer(many=True, read_only=True, help_text="With `as_of`, as known by the end of that day.")
    involvements = InvolvementSerializer(many=True, read_only=True)
    claims = ClaimSerializer(many=True, read_only=True)
    proceedings = ProceedingSerializer(many=True, read_only=True)
    registers = RegisterEntrySerializer(source="register_entries", many=True, read_only=True)

    expandable: ClassVar = ("claims", "proceedings", "registers")
    listed: ClassVar = ("countries", "data_classes", "figures", "involvements")
    needs: ClassVar = {
        "countries": ("countries",),
        "data_classes": ("data_classes",),
        "merged_into": ("merged_into",),
        # without the explanations, which are long and not shown here
        "figures": (
            Prefetch("figures", Figure.objects.defer("explanation")),
            Prefetch("figures__claim", Claim.objects.only("reference")),
        ),
        "involvements": beneath("involvements", ("party",)),
        "claims": beneath("claims", ClaimSerializer.all_needs()),
        "proceedings": beneath("proceedings", ("incident", "regulator", "together", "respondent", "stages__evidence")),
        "registers": ("register_entries",),
    }

    class Meta:
        model = Incident
        fields = (
            "reference",
            "slug",
            "title",
            "summary",
            "kind",
            "status",
            "visibility",
            "occurred_on",
            "occurred_precision",
            "discovered_on",
            "discovered_precision",
            "disclosed_on",
            "disclosed_precision",
            "notified_on",
            "notified_precision",
            "countries",
            "data_classes",
            "figures",
            "involvements",
            "claims",
            "proceedings",
            "registers",
            "merged_into",
            "version",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class Incidents(LedgerResource, Listed, Detailed):
    """Privacy incidents, each with its figures and parties. Found by reference or slug."""

    tag = "incidents"
    queryset = Incident.objects.all()
    serializer_class = IncidentSerializer
    filterset_class = IncidentFilters
    lookup_field = "reference"
    lookup_url_kwarg = "incident"
    lookup_value_regex = REFERENCE
    own_parameters: ClassVar = {"list": AS_OF, "retrieve": AS_OF}
    body_serializers: ClassVar = {
        "create": IncidentBody,
        "partial_update": IncidentChanges,
        "merge": MergeBody,
        "split": SplitBody,
        "undo_merge": UndoBody,
        "redact": RedactBody,
    }
    answers: ClassVar = {"split": (201, IncidentSerializer), "redact": (200, RedactionSerializer)}
    needs_match: ClassVar = frozenset({"partial_update"})
    orders: ClassVar = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "dated_on": "dated_on",
        "affected": "affected",
        "relevance": "relevance",
    }
    default_order = "-created_at"
    own_formats: ClassVar = OWN_FORMATS

    # --- Reading

    def get_renderers(self) -> Any:
        own = [renderer() for renderer in self.own_formats] if self.action == "retrieve" else []
        return [*super().get_renderers(), *own]

    def selection(self) -> Selection:
        renderer: Any = getattr(self.request, "accepted_renderer", None)
        if getattr(renderer, "chooses", True):
            return super().selection()
        refuse_choice(self.request.query_params, renderer)
        return Selection(expanded=WHOLE_RECORD)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Incidents that match, newest first; those merged into another only with `merged=true`."""
        if as_of_day(request) is not None:
            refuse_beside(request, (*ON_FIGURES, *(["ordering"] if self._by_size() else [])))
        return super().list(request, *args, **kwargs)

    def narrowed(self, rows: Any) -> Any:
        if "merged" not in self.request.query_params:
            rows = rows.current()
        return self.visible(rows)

    def filter_queryset(self, queryset: Any) -> Any:
        """Those that match; in the order of relevance, the newest of them with how well they answer `q`."""
        text = asked_for_relevance(self.request)
        rows = met(super().filter_queryset(queryset))
        return rows if text is None else ranked_incidents(rows, text, seen_parties(self.request))

    def represented(self, page: Any) -> Any:
        context = self.get_serializer_context()
        day = as_of_day(self.request)
        if day is not None:
            context["figures_on"] = figures_on(page, day)
        return self.get_serializer_class()(page, many=True, context=context).data

    def get_object(self) -> Incident:
        name = self.kwargs["incident"]
        rows = self.visible(self.ready(Incident.objects.by_reference(name))).select_related("merged_into")
        incident: Incident | None = rows.first()
        if incident is None:
            raise Problem(problems.NOT_FOUND, f"There is no incident `{name}`.")
        return incident

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One incident by reference or slug; a merged one redirects to where it lives on."""
        incident = self.get_object()
        if incident.merged_into is not None:
            raise IncidentMoved(self.kwargs["incident"], incident.canonical())
        self.version_tag = self.version_of(incident)
        [record] = self.represented([incident])
        if self.streamed():
            renderer: Any = request.accepted_renderer
            return self.tagged(request, whole(record, renderer))
        return Response(record)

    def version_of(self, row: Incident) -> str:
        return str(row.version)

    # --- Writing

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Opens an incident. A title that another one has is asked about: repeat it with `confirm` if it is another."""
        incident = open_incident(draft_of(self.body()), actor=self.actor, entered=True)
        location = self.reverse_action("detail", args=[incident.reference])
        return self.present(incident, status=201, headers={"Location": location})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Changes the fields given. Needs If-Match, so that no curator overwrites another's change unseen."""
        incident = self.get_object()
        changes = self.body()
        version = self.expected_version(incident, required=True)
        reason, confirmed = changes.pop("reason", ""), changes.pop("confirm")
        changed = update_incident(
            incident.pk,
            changes,
            actor=self.actor,
            reason=reason,
            entered=True,
            confirmed=confirmed,
            expected_version=version,
        )
        return self.present(changed)

    @action(detail=True, methods=["post"])
    def merge(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Takes another incident into this one; the other's address then redirects here."""
        values = self.body()
        incident = self.get_object()
        merge_incidents(keep=incident.pk, absorb=values["absorb"].pk, reason=values["reason"], actor=self.actor)
        return self.present(self.get_object())

    @action(detail=True, methods=["post"], url_path="undo-merge", url_name="undo-merge")
    def undo_merge(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Makes an incident that was merged its own again, with what it brought."""
        values, absorbed = self.body(), self.get_object()
        merge = absorbed.merged_by.filter(undone_at__isnull=True).first()
        if merge is None:
            raise Problem(problems.CONFLICT, f"{absorbed.reference} is not merged into another incident.")
        return self.present(undo_merge(merge.pk, reason=values["reason"], actor=self.actor))

    @action(detail=True, methods=["post"])
    def split(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The new incident, which takes these claims with it."""
        incident, values = self.get_object(), self.body()
        values["incident"].setdefault("visibility", incident.visibility)
        new = split_incident(
            incident.pk,
            [claim.pk for claim in values.pop("claims")],
            draft_of(values.pop("incident")),
            reason=values["reason"],
            actor=self.actor,
            expected_version=self.expected_version(incident),
        )
        location = self.reverse_action("detail", args=[new.reference])
        return self.present(new, status=201, headers={"Location": location})

    @action(detail=True, methods=["post"])
    def redact(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Takes a text out of events, histories and quotes; `[redacted]` takes its place. It cannot be undone."""
        values, incident = self.body(), self.get_object()
        self.about_incident = incident.pk
        return Response(RedactionSerializer(redacted(request, incident, values)).data)

    def _by_size(self) -> bool:
        return self.request.query_params.get("ordering", "").removeprefix("-") == "affected"
