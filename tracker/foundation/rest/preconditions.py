"""What If-None-Match and If-Match (RFC 9110, section 13.1) do to a request.

| the request                                      | and If-Match                  | is                                |
| ------------------------------------------------ | ----------------------------- | --------------------------------- |
| a write in `needs_match`                         | is missing                    | a 428; the action compares itself |
| any other write to a record                      | is sent, and names another    | a 412, before anything is done    |
| a write to a list, of which no tag tells a state | is sent, and is not `*`       | a 400                             |
| any write                                        | is `*`                        | done                              |
"""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from tracker.foundation.rest import conditional, problems
from tracker.foundation.rest.problems import Fault, Problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REPEATED = ("ETag", "Cache-Control", "Vary", "RateLimit", "RateLimit-Policy", "Deprecation", "Sunset", "Link")


class Preconditioned:
    """The part of a resource that looks at the conditions of a request.

    needs_match  actions that refuse to write without If-Match
    """

    needs_match: ClassVar[frozenset[str]] = frozenset()
    version_tag = ""
    action: Any
    get_serializer: Any

    def version_of(self, row: Any) -> str:
        """What If-Match compares; empty where it compares the whole answer."""
        return ""

    def tag_of(self, row: Any) -> str:
        """The ETag of a record without a version, as its address answers without parameters."""
        action, self.action = self.action, "retrieve"
        try:
            return conditional.tag(JSONRenderer().render(self.get_serializer(row).data))
        finally:
            self.action = action

    def tag_to_match(self) -> str:
        """The version, or else the ETag, of what this request writes to; empty for a list."""
        return ""

    def hold_to_match(self, request: Request) -> None:
        """Have the action run only where If-Match names what is there; it may still compare once more, under a lock."""
        header = request.headers.get("If-Match", "").strip()
        if request.method in SAFE or self.action in self.needs_match or header in {"", "*"}:
            return
        name = str(request.method).lower()
        setattr(self, name, partial(self._if_matched, getattr(self, name)))

    def _if_matched(
        self, run: Callable[..., HttpResponseBase], request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        current = self.tag_to_match()
        if not current:
            fault = Fault("`If-Match` names the state of one record; this adds to a list.", name="If-Match")
            detail = f"{fault.detail} Leave it out."
            raise Problem(problems.INVALID_PARAMETER, detail, faults=(fault,))
        conditional.require_match(request, current)
        return run(request, *args, **kwargs)

    def tagged(self, request: Request, response: HttpResponse) -> HttpResponseBase:
        """The response with its ETag; a 304 where the sender holds it already."""
        response["ETag"] = conditional.tag(response.content, self.version_tag)
        asked = request.headers.get("If-None-Match")
        if (
            asked is None
            or request.method not in {"GET", "HEAD"}
            or not conditional.none_match(asked, response["ETag"])
        ):
            return response
        unchanged = HttpResponse(status=304)
        for name in _REPEATED:
            if name in response:
                unchanged[name] = response[name]
        return unchanged
