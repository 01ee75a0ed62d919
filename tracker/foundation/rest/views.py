"""The base of every resource: who may call it, which parameters it knows, and how its answers are sent.

A concrete view says what is particular to it, in class attributes, and its methods parse, call one verb, and present.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import idempotency, selection, streams
from tracker.foundation.rest.authentication import BearerAuthentication, HasScope, SessionAuthentication
from tracker.foundation.rest.bodies import JsonParser, refuse_chunks
from tracker.foundation.rest.deprecation import Deprecated
from tracker.foundation.rest.described import describedby
from tracker.foundation.rest.errors import handle
from tracker.foundation.rest.excess import refuse_excess
from tracker.foundation.rest.filters import FilterBackend
from tracker.foundation.rest.headers import refuse_long_headers
from tracker.foundation.rest.negotiation import FORMAT, Negotiation
from tracker.foundation.rest.pages import OF_PAGES, CursorPages, chosen_order, counted, page_answer
from tracker.foundation.rest.pages import PARAMETERS as PAGE_PARAMETERS
from tracker.foundation.rest.parameters import invalid, refuse_unknown
from tracker.foundation.rest.preconditions import SAFE, Preconditioned
from tracker.foundation.rest.problems import Problem, ProblemType
from tracker.foundation.rest.schema import ResourceSchema
from tracker.foundation.rest.selection import Selection, SparseMixin
from tracker.foundation.rest.throttles import AnonymousThrottle, TokenThrottle
from tracker.foundation.rest.worked_out import in_order, page_of

__all__ = ["SAFE", "Detailed", "Listed", "Resource"]


class Resource(Preconditioned, GenericViewSet[Any]):
    """What every resource shares.

    scopes          action -> scope, where it is not `read` for GET and `curate` for the rest
    body_serializers action -> serializer of the request's body
    refusals        a verb's exception -> the problem it is to a client; its message is the detail
    answers         action -> (status, serializer or None) where it is not the resource itself
    outside_transaction  actions whose verb may wait for the network
    own_failures    action -> statuses of its own problems, beside those that every such action has
    own_parameters  action -> query parameters that the action reads by itself: name -> JSON schema
    deprecated      action -> how it goes away
    orders          what `ordering` offers: name -> column, never null
    """

    authentication_classes = (BearerAuthentication, SessionAuthentication)
    permission_classes = (HasScope,)
    throttle_classes = (AnonymousThrottle, TokenThrottle)
    content_negotiation_class = Negotiation
    renderer_classes: Any = (JSONRenderer,)
    parser_classes = (JsonParser,)
    pagination_class = CursorPages
    filter_backends = (FilterBackend,)
    metadata_class = None
    schema = ResourceSchema()

    scopes: ClassVar[Mapping[str, TokenScope]] = {}
    body_serializers: ClassVar[Mapping[str, type[serializers.BaseSerializer[Any]]]] = {}
    refusals: ClassVar[Mapping[type[Exception], ProblemType]] = {}
    answers: ClassVar[Mapping[str, tuple[int, Any]]] = {}
    outside_transaction: ClassVar[frozenset[str]] = frozenset()
    own_failures: ClassVar[Mapping[str, tuple[int, ...]]] = {}
    own_parameters: ClassVar[Mapping[str, Mapping[str, dict[str, Any]]]] = {}
    orders: ClassVar[Mapping[str, str]] = {"id": "pk"}
    default_order: ClassVar[str] = "id"
    filterset_class: Any = None
    deprecated: ClassVar[Mapping[str, Deprecated]] = {}
    private_answers: ClassVar[bool] = False  # whether a stored answer is repeated to no other token of the same owner
    about_incident: int | None = None  # id of the incident that the answer to this request tells of
    about_party: int | None = None  # and that of the party

    # --- Before the action

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.action is None:
            raise MethodNotAllowed(request.method or "")
        refuse_long_headers(request)
        if request.method == "OPTIONS":
            self.check_throttles(request)
            return
        refuse_chunks(request)
        if request._request.user.is_authenticated:
            _ = request.body  # the check of a session's CSRF token has a parser take the stream
        super().initial(request, *args, **kwargs)
        _ = request.body  # within Django's limit of size, and not before it is known who sends it
        refuse_excess(request.query_params)
        refuse_unknown(request.query_params, self.parameters(), self.list_parameters())
        self.hold_to_match(request)
        key = idempotency.key_of(request) if request.method == "POST" else None
        if key is not None and request.user.is_authenticated:
            run = getattr(self, "post")  # noqa: B009 - set by as_view(), unknown to the class
            self.post = partial(self._once, key, run)

    def _once(self, key: str, run: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        def rendered() -> Response:
            response = self.finalize_response(request, run(request, *args, **kwargs), *args, **kwargs)
            return response.render() if isinstance(response, Response) else response

        together = self.action not in self.outside_transaction

        def about() -> dict[str, int | None]:
            return {"about_incident": self.about_incident, "about_party": self.about_party}

        return idempotency.once(request, key, rendered, about=about, together=together, private=self.private_answers)

    def scope_needed(self) -> TokenScope | None:
        """What the sender needs for this action; None for any token or session."""
        usual = TokenScope.READ if self.request.method in SAFE else TokenScope.CURATE
        return self.scopes.get(self.action or "", usual)

    def parameters(self) -> frozenset[str]:
        """Every query parameter that this action knows."""
        known = {FORMAT, *self.own_parameters.get(self.action or "", {})}
        if self.request.method in SAFE:
            if self.sparse() is not None:
                known |= set(selection.PARAMETERS)
            if self.action == "list":
                known |= set(PAGE_PARAMETERS)
                known |= set(self.filterset_class.base_filters) if self.filterset_class else set()
        return frozenset(known)

    def list_parameters(self) -> frozenset[str]:
        """Those of the query parameters that take several values."""
        filters = self.filterset_class.base_filters if self.filterset_class else {}
        schemas = {name: each.json_schema() for name, each in filters.items()}
        schemas |= self.own_parameters.get(self.action or "", {})
        return frozenset(selection.PARAMETERS) | {name for name, schema in schemas.items() if schema["type"] == "array"}

    # --- Rows

    def sparse(self) -> type[SparseMixin] | None:
        """The answer's serializer, if clients may select its fields."""
        chosen = self.get_serializer_class() if self.serializer_class or self.action else None
        return chosen if chosen is not None and issubclass(chosen, SparseMixin) else None

    def selection(self) -> Selection:
        """What the client asked to see."""
        serializer = self.sparse()
        if serializer is None or self.request.method not in SAFE:
            return selection.EVERYTHING_USUAL
        return selection.parse(self.request.query_params, serializer)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if self.request is not None and self.request.method in SAFE and self.sparse() is not None:
            context["selection"] = self.selection()
        return context

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what the shown fields need."""
        serializer = self.sparse()
        return rows if serializer is None else selection.prefetched(rows, serializer, self.selection())

    def get_serializer_class(self) -> Any:
        return self.serializer_class

    # --- The request's body

    def body(self, **context: Any) -> dict[str, Any]:
        """The validated body. Raises ValidationError (400)."""
        serializer = self.body_serializers[self.action](
            data=self.request.data, context={**self.get_serializer_context(), **context}
        )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def present(self, row: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        """The record as this resource shows it."""
        self.version_tag = self.version_of(row)
        self.about_incident, self.about_party = self.incident_of(row), self.party_of(row)
        return Response(self.get_serializer(row).data, status=status, headers=headers)

    def incident_of(self, row: Any) -> int | None:
        """Id of the incident that a shown row tells of; None for none."""
        return None

    def party_of(self, row: Any) -> int | None:
        """Id of the party that a shown row tells of; None for none."""
        return None

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """204 with `Allow`: what may be asked here, by whoever may."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    # --- After the action

    def handle_exception(self, exc: Exception) -> Response:
        for kind, problem in self.refusals.items():
            if isinstance(exc, kind):
                exc = Problem(problem, str(exc))
                break
        return super().handle_exception(exc)

    def get_exception_handler(self) -> Any:
        return handle

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(response, "finished_here", False):
            return response
        final = super().finalize_response(request, response, *args, **kwargs)
        allowance = getattr(request, "allowance", None)
        for name, value in (allowance.headers() if allowance else {}).items():
            final[name] = value
        if gone := self.deprecated.get(getattr(self, "action", None) or ""):
            for name, value in gone.headers(final.get("Link", "")).items():
                final[name] = value
        final.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(final, ("Accept", "Authorization", "Cookie"))
        final.finished_here = True  # type: ignore[attr-defined]
        if isinstance(final, Response) and final.status_code < 300:
            return self.tagged(request, final.render())
        return final


class Listed(Resource):
    """A resource whose rows can be listed: in pages, or whole as NDJSON, CSV, or in a format of the resource.

    own_formats  streamed formats that this resource has beside those of every list
    """

    own_formats: ClassVar[tuple[type[streams.StreamRenderer], ...]] = ()

    def get_renderers(self) -> Any:
        usual = (streams.NdjsonRenderer(), streams.CsvRenderer(), *(form() for form in self.own_formats))
        return [*super().get_renderers(), *(usual if self.action == "list" else ())]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One page of the rows that match."""
        rows = self.ready(self.filter_queryset(self.narrowed(self.get_queryset())))
        if self.streamed():
            return self._stream(rows.order_by(*chosen_order(request.query_params, self).columns(backward=False)))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.represented(page))

    def worked_out(self, rows: Sequence[Any]) -> HttpResponseBase:
        """The answer to a list whose rows were not read from the database, in the order and form that was asked for."""
        order = chosen_order(self.request.query_params, self)
        ordered = in_order(rows, order)
        if self.streamed():
            return self._stream(ordered)
        page, links = page_of(ordered, order, self.request)
        return page_answer(self.represented(page), links, counted(self.request, ordered))

    def streamed(self) -> bool:
        """Whether all rows are sent as a stream."""
        return isinstance(self.request.accepted_renderer, streams.StreamRenderer)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that this address and this sender may see."""
        return rows

    def represented(self, page: Any) -> Any:
        """The records of a page of rows."""
        return self.get_serializer(page, many=True).data

    def _stream(self, rows: Iterable[Any]) -> HttpResponseBase:
        renderer: Any = self.request.accepted_renderer
        for name in OF_PAGES:
            if name in self.request.query_params:
                raise invalid(name, f"`{name}` belongs to pages; {renderer.format} sends all rows.", "Leave it out.")
        serializer: Any = self.get_serializer()
        columns = tuple(serializer.fields)
        about = describedby(self, renderer.format, columns)
        if self.request.method == "HEAD":
            return streams.empty(renderer, about)
        return streams.stream(rows, represent=self.represented, columns=columns, renderer=renderer, about=about)


class Detailed(Resource):
    """A resource whose rows have addresses."""

    def tag_to_match(self) -> str:
        if not self.detail:
            return ""
        row = self.get_object()
        return self.version_of(row) or self.tag_of(row)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One record."""
        return self.present(self.get_object())
