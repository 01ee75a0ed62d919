"""The OpenAPI document: what drf-spectacular cannot see in a view, told to it in one place."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object, force_instance
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from tracker.access.models import Scope
from tracker.rest import problems
from tracker.rest.bodies import Body
from tracker.rest.selection import SparseMixin

READS = frozenset({"GET"})
_KEY = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
QUERY: Literal["query"] = "query"
HEADER: Literal["header"] = "header"
STREAMED = {
    "application/x-ndjson": "One JSON record a line, all rows.",
    "text/csv": "A header line and one line a record, all rows.",
}


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with a request."""

    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body (RFC 6901).")
    name = serializers.CharField(required=False, help_text="Query parameter or header.")
    detail = serializers.CharField(help_text="What is wrong.")
    remedy = serializers.CharField(required=False, help_text="What to do about it.")


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField(help_text="Path of the problem's entry in /api/problems/.")
    title = serializers.CharField(help_text="What this type of problem is.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What happened this time.")
    remedy = serializers.CharField(help_text="What to do about it.")
    instance = serializers.CharField(help_text="Path and query of the request.")
    request_id = serializers.CharField(required=False, help_text="Give it when you report the problem.")
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]


class ResourceSchema(AutoSchema):
    """Describes a tracker.rest.views.Resource."""

    view: Any

    def is_excluded(self) -> bool:
        return bool(getattr(self.view, "unlisted", False))

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", None) or super().get_tags()[0]]

    def get_summary(self) -> str | None:
        """The first sentence of the method's docstring."""
        method = getattr(self.view, getattr(self.view, "action", "") or "", None)
        first = (getattr(method, "__doc__", None) or "").strip().split("\n\n")[0]
        return " ".join(first.split()).rstrip(".") or None

    def get_request_serializer(self) -> Any:
        if self.method in READS:
            return None
        return getattr(self.view, "body_serializers", {}).get(self.view.action)

    def get_response_serializers(self) -> Any:
        answers = getattr(self.view, "answers", {})
        if self.view.action in answers:
            status, serializer = answers[self.view.action]
            return {status: serializer}
        return super().get_response_serializers()

    def _map_serializer(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> Any:
        instance = force_instance(serializer)
        if isinstance(instance, SparseMixin):
            instance.described = True
        schema = super()._map_serializer(instance, direction, bypass_extensions)
        if isinstance(instance, Body) and "properties" in schema:
            schema["additionalProperties"] = False
        return schema

    def _insert_field_validators(self, field: Any, schema: Any) -> None:
        """An address that is not known is sent as an empty text, which is no URI."""
        super()._insert_field_validators(field, schema)
        if field.read_only and schema.get("format") == "uri":
            del schema["format"]

    # --- Parameters

    def get_override_parameters(self) -> list[Any]:
        view, found = self.view, []
        for name, schema in getattr(view, "own_parameters", {}).get(view.action, {}).items():
            found.append(OpenApiParameter(name, schema, QUERY, description=schema.get("description", "")))
        if self.method in READS:
            found += self._sparse_parameters()
            found.append(OpenApiParameter("If-None-Match", str, HEADER, description="ETags that you hold: 304."))
            found.append(_answer_header("ETag", "Changes with the answer's bytes.", [200]))
        if view.action in getattr(view, "needs_match", ()):
            text = "The ETag of the record that you change; 412 when it has changed since."
            found.append(OpenApiParameter("If-Match", str, HEADER, required=True, description=text))
        if self.method == "POST":
            text = "Makes the request safe to repeat for 24 hours: the stored answer is sent again."
            found.append(OpenApiParameter("Idempotency-Key", _KEY, HEADER, description=text))
        found.append(_answer_header("RateLimit", "What is left of the window.", None))
        return found

    def _sparse_parameters(self) -> list[OpenApiParameter]:
        serializer = self.view.sparse() if hasattr(self.view, "sparse") else None
        if serializer is None:
            return []
        told = {
            "fields": (serializer.all_names(), "Show these only."),
            "omit": (serializer.all_names(), "Leave these out."),
            "expand": (serializer.expandable, "Add these, which are not shown by themselves."),
        }
        return [
            OpenApiParameter(name, _words(names), QUERY, explode=False, style="form", description=text)
            for name, (names, text) in told.items()
            if names
        ]

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        if not self._is_list_view() or getattr(self.view, "filterset_class", None) is None:
            return []
        return [_filter_parameter(name, each) for name, each in self.view.filterset_class.base_filters.items()]

    def get_auth(self) -> list[dict[str, Any]]:
        needed = self.view.scope_needed() if hasattr(self.view, "scope_needed") else Scope.READ
        open_to_all: list[dict[str, Any]] = [{}] if needed is Scope.READ else []
        return [{"bearer": []}, {"session": []}, *open_to_all]

    # --- Answers

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction=direction)
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        for status in self._failures():
            titles = [kind.title for kind in problems.PROBLEMS if kind.status == status]
            content = {problems.MEDIA_TYPE: {"schema": problem}}
            bodies[str(status)] = {"description": "; ".join(titles), "content": content}
        if self.method in READS:
            bodies["304"] = {"description": "Not changed since the ETag in If-None-Match"}
        return dict(sorted(bodies.items()))

    def _failures(self) -> set[int]:
        found = {400, 401, 403, 406, 429, 503}
        if "{" in self.path:
            found.add(404)
        if self.method not in READS:
            found |= {409, 411, 413, 415, 422}
        if self.view.action in getattr(self.view, "needs_match", ()):
            found |= {412, 428}
        return found

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: str = "response"
    ) -> Any:
        offered = media_types or self.map_renderers("media_type")
        answer = super()._get_response_for_code(
            serializer, status_code, [kind for kind in offered if kind not in STREAMED], direction
        )
        for kind in offered:
            if kind in STREAMED and "content" in answer:
                answer["content"][kind] = {"schema": {"type": "string", "description": STREAMED[kind]}}
        return answer


def _words(names: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(names)}}


def _answer_header(name: str, description: str, statuses: list[int] | None) -> OpenApiParameter:
    return OpenApiParameter(name, str, HEADER, description=description, response=statuses or True)


def _filter_parameter(name: str, each: Any) -> dict[str, Any]:
    schema = each.json_schema()
    parameter = {"name": name, "in": "query", "required": False, "schema": schema}
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    if text := each.extra.get("help_text"):
        parameter["description"] = str(text)
    return parameter


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "tracker.rest.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            **build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Bearer"),  # noqa: S106
            "description": "A token made by `manage.py create_token`. Its scopes: "
            + "; ".join(f"`{scope.value}`: {scope.label}" for scope in Scope),
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "tracker.rest.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "tracker_session",
            "description": "The admin's session; writes need Django's CSRF token as `X-CSRFToken`.",
        }


def without_trailing_slash(endpoints: list[Any]) -> list[Any]:
    """The endpoints under the path that links use; one slash more is understood as well."""
    return [(path.rstrip("/"), regex, method, callback) for path, regex, method, callback in endpoints]
