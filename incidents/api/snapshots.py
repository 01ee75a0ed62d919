"""Snapshots over REST: the files that there are, their bytes, and how far the next ones have come."""

from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from incidents.models import Snapshot, SnapshotFile, SnapshotKind, SnapshotState
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import problems
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters, Whole, Words
from tracker.foundation.rest.headers import LONGEST_HEADER
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.ranges import SentFile, send
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.streams import StreamRenderer
from tracker.foundation.rest.views import Detailed, Listed

NAME = r"[A-Za-z0-9_.-]{1,120}"  # of a file; which there are the rows say
_HEADER = {"type": "string", "minLength": 1, "maxLength": LONGEST_HEADER}
PACKED_TYPE = "application/gzip"  # RFC 6713


class GzipRenderer(StreamRenderer):
    """Stands for the bytes of a file in content negotiation."""

    media_type = PACKED_TYPE
    format = "gz"


class SourceSerializer(serializers.Serializer[Any]):
    """Whose records the file holds some of: keep to the licence, and name the attribution."""

    name = serializers.CharField()
    licence = serializers.CharField()
    attribution = serializers.CharField()


class SnapshotFileSerializer(SparseMixin, serializers.ModelSerializer[SnapshotFile]):
    """A file of everything public, packed by gzip; or, of the kind `delta`, what leads from `from_name` to it."""

    kind = serializers.ChoiceField(choices=SnapshotKind.values, read_only=True)
    url = serializers.SerializerMethodField(help_text="Its bytes; parts of them by `Range`.")
    sequence = serializers.IntegerField(
        source="snapshot.sequence", read_only=True, help_text="It holds everything up to this event."
    )
    schema_version = serializers.IntegerField(source="snapshot.schema_version", read_only=True)
    licence = serializers.CharField(source="snapshot.licence", read_only=True, help_text="Of the whole.")
    sources = SourceSerializer(source="snapshot.sources", many=True, read_only=True)

    needs: ClassVar = dict.fromkeys(("sequence", "schema_version", "licence", "sources"), ("snapshot",))

    class Meta:
        model = SnapshotFile
        fields = (
            "name",
            "kind",
            "table",
            "made_at",
            "sequence",
            "from_sequence",
            "from_name",
            "rows",
            "size",
            "sha256",
            "content_size",
            "content_sha256",
            "schema_version",
            "licence",
            "sources",
            "url",
        )
        read_only_fields = fields

    def get_url(self, file: SnapshotFile) -> str:
        return settings.PUBLIC_URL + reverse("snapshot-file", args=[file.name])


class SnapshotFileFilters(RecordFilters):
    kind = OneOf(field_name="kind", words=SnapshotKind.values)
    table = Words(field_name="table", lookup_expr="exact", help_text="Of CSV: the table's name.")
    from_sequence = Whole(field_name="from_sequence", lookup_expr="exact", help_text="Deltas from this event on.")
    made_after = Instant(field_name="made_at", lookup_expr="gt")
    made_before = Instant(field_name="made_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "internal; the name is the public one",
        "snapshot": "internal; its day and number begin the name",
        "name": "names the file in its address",
        "from_name": "follows from from_sequence",
        "rows": "a measure of the file",
        "size": "a measure of the file",
        "sha256": "compare it with what was fetched",
        "content_size": "a measure of the file",
        "content_sha256": "compare it with what was unpacked",
    }

    class Meta:
        model = SnapshotFile
        fields = ()


class Snapshots(Listed, Detailed):
    """Files of everything public, made at night: NDJSON, CSV, SQLite, and what changed since the night before."""

    tag = "snapshots"
    queryset = SnapshotFile.objects.all()
    serializer_class = SnapshotFileSerializer
    filterset_class = SnapshotFileFilters
    lookup_field = "name"
    lookup_value_regex = NAME
    own_failures: ClassVar = {"retrieve": (410,), "file": (410, 412, 416)}
    orders: ClassVar = {"made_at": "made_at"}
    default_order = "-made_at"

    def get_renderers(self) -> Any:
        return [*super().get_renderers(), *([GzipRenderer()] if self.action == "file" else [])]

    def sparse(self) -> type[SparseMixin] | None:
        return None if self.action == "file" else super().sparse()

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return SnapshotFile.objects.available()

    def get_object(self) -> SnapshotFile:
        name = self.kwargs["name"]
        file: SnapshotFile | None = self.narrowed(self.queryset).select_related("snapshot").filter(name=name).first()
        if file is not None:
            return file
        if SnapshotFile.objects.filter(name=name).exists():
            raise Problem(problems.GONE, "Something in it was taken out of what is public since: take the newest.")
        raise Problem(problems.NOT_FOUND, f"There is no file `{name}`: /api/v1/snapshots lists those that are kept.")

    @extend_schema(
        parameters=[
            OpenApiParameter("Range", _HEADER, OpenApiParameter.HEADER, description="Such as bytes=1000-: a 206."),
            OpenApiParameter("If-Range", _HEADER, OpenApiParameter.HEADER, description="The ETag of what you have."),
        ],
        responses={(status, PACKED_TYPE): {"type": "string", "format": "binary"} for status in (200, 206)},
    )
    @action(detail=True, methods=["get"], url_path="file", url_name="file")
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes of the file, or with `Range` a part of them; `If-Range` with its ETag makes sure of which file."""
        row = self.get_object()
        path = Path(settings.SNAPSHOT_DIR, row.name)
        sent = SentFile(path, PACKED_TYPE, row.size, f'"{row.sha256}"', row.made_at.timestamp())
        try:
            return send(request, sent)
        except FileNotFoundError:
            raise Problem(
                problems.NOT_FOUND, "The file is not kept here any more: /api/v1/snapshots lists those that are."
            ) from None


class SnapshotRunSerializer(SparseMixin, serializers.ModelSerializer[Snapshot]):
    """The making of a snapshot."""

    state = serializers.ChoiceField(choices=SnapshotState.values, read_only=True)

    class Meta:
        model = Snapshot
        fields = (
            "id",
            "name",
            "state",
            "sequence",
            "incidents_done",
            "incidents_total",
            "last_error",
            "begun_at",
            "finished_at",
            "withdrawn_at",
        )
        read_only_fields = fields


class SnapshotRunFilters(RecordFilters):
    state = OneOf(field_name="state", words=SnapshotState.values)
    begun_after = Instant(field_name="begun_at", lookup_expr="gt")
    begun_before = Instant(field_name="begun_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "its day and number are its name",
        "sequence": "grows with begun_at",
        "base": "internal: whose delta leads to it",
        "schema_version": "told with the files",
        "licence": "told with the files",
        "sources": "told with the files",
        "incidents_done": "progress; read it",
        "incidents_total": "progress; read it",
        "lease_until": "the workers' own time table",
        "last_error": "free words; filter by state",
        "finished_at": "filter by begun_at",
        "withdrawn_at": "what is withdrawn is in no list of files",
    }

    class Meta:
        model = Snapshot
        fields = ()


class SnapshotRuns(Listed, Detailed):
    """The making of snapshots, with how far it has come: for curators."""

    tag = "snapshots"
    queryset = Snapshot.objects.all()
    serializer_class = SnapshotRunSerializer
    filterset_class = SnapshotRunFilters
    lookup_value_regex = r"[0-9]{1,18}"
    scopes: ClassVar = {"list": TokenScope.CURATE, "retrieve": TokenScope.CURATE}
    orders: ClassVar = {"begun_at": "begun_at"}
    default_order = "-begun_at"

    def get_object(self) -> Snapshot:
        run: Snapshot = self.get_queryset().get(pk=self.kwargs["pk"])
        return run
