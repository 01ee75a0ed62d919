"""The OpenAPI document: what drf-spectacular cannot see in a view, told to it in one place."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.utils import OpenApiParameter

from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import problems
from tracker.foundation.rest.bodies import Body
from tracker.foundation.rest.deprecation import Deprecated
from tracker.foundation.rest.field_schemas import describe_field
from tracker.foundation.rest.headers import LONGEST_HEADER
from tracker.foundation.rest.limits import MOST_VALUES
from tracker.foundation.rest.problem_shapes import ProblemSerializer
from tracker.foundation.rest.security_schemes import requirement, sentence
from tracker.foundation.rest.selection import SparseMixin

READS = frozenset({"GET"})
STANDARD_ACTIONS = {"partial_update": "update", "destroy": "delete"}  # where clients say it otherwise than DRF
_TAGS = {"type": "string", "minLength": 1, "maxLength": LONGEST_HEADER}
_KEY = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
QUERY: Literal["query"] = "query"
HEADER: Literal["header"] = "header"
FAILURE_HEADERS = {
    401: ("WWW-Authenticate", "Which credentials are taken (RFC 6750)."),
    429: ("Retry-After", "Seconds until the next request is answered."),
}


class ResourceSchema(AutoSchema):
    """Describes a tracker.foundation.rest.views.Resource."""

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
            if not type(instance).__doc__:
                schema.pop("description", None)  # the base's, which says nothing to clients
        return schema

    def _insert_field_validators(self, field: Any, schema: Any) -> None:
        super()._insert_field_validators(field, schema)
        describe_field(field, schema)

    # --- Names and access

    def get_operation_id(self) -> str:
        """The words of the path and the action: `claims_list`, `claims_accept`, `incidents_figures_explain`."""
        words = [word.replace("-", "_") for word in self._tokenize_path()]
        own = getattr(self.view, self.view.action)
        if not hasattr(own, "mapping"):
            words.append(STANDARD_ACTIONS.get(self.view.action, self.view.action))
        return "_".join(words)

    def get_description(self) -> str:  # type: ignore[override]  # the stubs are of DRF's own
        gone = self._deprecated()
        return "\n\n".join(
            part for part in (super().get_description(), gone and gone.sentence(), sentence(self._scope())) if part
        )

    def is_deprecated(self) -> bool:
        return self._deprecated() is not None

    def _deprecated(self) -> Deprecated | None:
        found: Deprecated | None = getattr(self.view, "deprecated", {}).get(self.view.action)
        return found

    def get_auth(self) -> list[dict[str, Any]]:
        super().get_auth()  # registers the schemes
        return requirement(self._scope())

    def _scope(self) -> TokenScope | None:
        found: TokenScope | None = self.view.scope_needed() if hasattr(self.view, "scope_needed") else TokenScope.READ
        return found

    # --- Parameters

    def get_override_parameters(self) -> list[Any]:
        view, found = self.view, []
        for name, schema in getattr(view, "own_parameters", {}).get(view.action, {}).items():
            found.append(OpenApiParameter(name, schema, QUERY, description=schema.get("description", "")))
        if self.method in READS:
            found += self._sparse_parameters()
            found.append(OpenApiParameter("If-None-Match", _TAGS, HEADER, description="ETags that you hold: 304."))
            found.append(_answer_header("ETag", "Changes with the answer's bytes.", [200]))
        if view.action in getattr(view, "needs_match", ()):
            text = "The ETag of the record that you change; 412 when it has changed since."
            found.append(OpenApiParameter("If-Match", _TAGS, HEADER, required=True, description=text))
        elif self._may_match():
            text = "Where sent, the ETag of the record that you change; 412 when it has changed since."
            found.append(OpenApiParameter("If-Match", _TAGS, HEADER, description=text))
        if self.method == "POST":
            text = "Makes the request safe to repeat for 24 hours: the stored answer is sent again."
            found.append(OpenApiParameter("Idempotency-Key", _KEY, HEADER, description=text))
        found.append(_answer_header("RateLimit", "What is left of the window.", None))
        return found

    def _may_match(self) -> bool:
        """Whether the request writes to one record, of which If-Match may name the state."""
        return self.method not in READS and "{" in self.path

    def _sparse_parameters(self) -> list[OpenApiParameter]:
        serializer = self.view.sparse() if hasattr(self.view, "sparse") else None
        if serializer is None:
            return []
        parameters = {
            "fields": (serializer.all_names(), "Show these only."),
            "omit": (serializer.all_names(), "Leave these out."),
            "expand": (serializer.expandable, "Add these, which are not shown by themselves."),
        }
        return [
            OpenApiParameter(name, _words(names), QUERY, explode=True, style="form", description=text)
            for name, (names, text) in parameters.items()
            if names
        ]

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        if not self._is_list_view() or getattr(self.view, "filterset_class", None) is None:
            return []
        return [_filter_parameter(name, each) for name, each in self.view.filterset_class.base_filters.items()]

    # --- Answers

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction=direction)
        problem = self.resolve_serializer(ProblemSerializer, "response").ref
        for status in self._failures():
            titles = [kind.title for kind in problems.PROBLEMS if kind.status == status]
            content = {problems.MEDIA_TYPE: {"schema": problem}}
            bodies[str(status)] = {"description": "; ".join(titles), "content": content}
            if status in FAILURE_HEADERS:
                name, text = FAILURE_HEADERS[status]
                bodies[str(status)]["headers"] = {name: {"schema": {"type": "string"}, "description": text}}
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
        elif self._may_match():
            found.add(412)
        return found | set(getattr(self.view, "own_failures", {}).get(self.view.action, ()))

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: str = "response"
    ) -> Any:
        offered = media_types or self.map_renderers("media_type")
        every = self.view.get_renderers() if hasattr(self.view, "get_renderers") else ()
        streamed = {one.media_type: one.described for one in every if getattr(one, "streamed", False)}
        answer = super()._get_response_for_code(
            serializer, status_code, [kind for kind in offered if kind not in streamed], direction
        )
        for kind in offered:
            if kind in streamed and "content" in answer:
                answer["content"][kind] = {"schema": {"type": "string", "description": streamed[kind]}}
        return answer


def _words(names: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1, "maxItems": MOST_VALUES}


def _answer_header(name: str, description: str, statuses: list[int] | None) -> OpenApiParameter:
    return OpenApiParameter(name, str, HEADER, description=description, response=statuses or True)


def _filter_parameter(name: str, each: Any) -> dict[str, Any]:
    schema = each.json_schema()
    parameter = {"name": name, "in": "query", "required": False, "schema": schema}
    if schema.get("type") == "array":
        # Commas are understood as well, but few generators write what `explode: false` asks for.
        parameter["schema"] = {**schema, "minItems": 1, "maxItems": MOST_VALUES}
        parameter |= {"style": "form", "explode": True}
    if text := each.extra.get("help_text"):
        parameter["description"] = str(text)
    return parameter


def without_trailing_slash(endpoints: list[Any]) -> list[Any]:
    """The endpoints under the path that links use; one slash more is understood as well."""
    return [(path.rstrip("/"), regex, method, callback) for path, regex, method, callback in endpoints]
