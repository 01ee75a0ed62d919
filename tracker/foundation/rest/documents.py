"""The pages about the API itself: the schema, Swagger UI, the list of problems, and what answers anything else."""

from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from tracker.foundation.rest import conditional, problems
from tracker.foundation.rest.errors import handle
from tracker.foundation.rest.negotiation import FORMAT, Negotiation
from tracker.foundation.rest.parameters import refuse_unknown
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.served_schema import served_as
from tracker.foundation.rest.throttles import AnonymousThrottle


class ProblemTypeSerializer(serializers.Serializer[Any]):
    """One way in which a request can fail."""

    type = serializers.CharField(source="uri")
    title = serializers.CharField()
    status = serializers.IntegerField()
    remedy = serializers.CharField()


class Documentation(SpectacularSwaggerSplitView):
    """Swagger UI, served from the package itself, without an inline script."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    url_name = "schema"
    metadata_class = None  # it would be asked of the page, which has no renderer for it

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """204 with `Allow`."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


class Open(APIView):
    """A page for everybody, outside the versions of the API."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    schema = None

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """204 with `Allow`."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def get_exception_handler(self) -> Any:
        return handle


class Schema(Open):
    """The OpenAPI document, in YAML or JSON. Every caller is counted as an anonymous one."""

    throttle_classes = (AnonymousThrottle,)
    content_negotiation_class = Negotiation
    renderer_classes: Any = (OpenApiYamlRenderer, OpenApiYamlRenderer2, OpenApiJsonRenderer, OpenApiJsonRenderer2)

    def get(self, request: Request) -> HttpResponse:
        """The document, or a 304 for whoever holds it already."""
        refuse_unknown(request.query_params, (FORMAT,))
        renderer = request.accepted_renderer
        served = served_as(renderer)
        if conditional.none_match(request.headers.get("If-None-Match", ""), served.tag):
            answer = HttpResponse(status=304)
        else:
            answer = HttpResponse(served.content, content_type=f"{renderer.media_type}; charset=utf-8")
        answer["ETag"] = served.tag
        answer["Cache-Control"] = "public, no-cache"  # kept by anybody, and asked about before each use
        return answer

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        allowance = getattr(request, "allowance", None)
        for name, value in (allowance.headers() if allowance else {}).items():
            final[name] = value
        patch_vary_headers(final, ("Accept",))
        return final


class Problems(Open):
    """Every problem type that the API answers with."""

    def get(self, request: Request, slug: str = "") -> Response:
        """All of them, or the one that a problem's `type` names."""
        if not slug:
            return Response(ProblemTypeSerializer(problems.PROBLEMS, many=True).data)
        for kind in problems.PROBLEMS:
            if kind.slug == slug:
                return Response(ProblemTypeSerializer(kind).data)
        raise Problem(problems.NOT_FOUND, f"There is no problem type `{slug}`.")


class Contents(Open):
    """Where the API's resources are."""

    router: Any = None  # given by the one who mounts it

    def get(self, request: Request) -> Response:
        """The address of each list that stands by itself; those beneath an incident or an article are in the schema."""
        every = self.router.registry
        lists = [(prefix, name) for prefix, view, name in every if "(" not in prefix and hasattr(view, "list")]
        found = {prefix: reverse(f"{name}-list", request=request) for prefix, name in lists}
        found["whoami"] = reverse("sender-whoami", request=request)
        return Response({**found, "documentation": reverse("docs", request=request)})


class Nowhere(Open):
    """Answers every address under /api/ that no resource has."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Problem(problems.NOT_FOUND, f"There is nothing at {request.path}.")
