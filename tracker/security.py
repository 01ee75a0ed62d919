"""The Content-Security-Policy and its companions, and no tokens in addresses."""

from collections.abc import Callable
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from tracker.foundation.access.callers import address_of
from tracker.foundation.access.redaction import brings_token
from tracker.foundation.rest.errors import API_ROOT, respond
from tracker.foundation.rest.problems import TOKEN_IN_ADDRESS, Problem

# Scripts come from this server's files only: no inline script, no eval. Styles may stand inline, because Swagger UI
# and the plots drawn into the admin set them. Nothing is loaded from elsewhere, and nobody may frame a page.
DIRECTIVES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY: Final = "; ".join(f"{name} {sources}" for name, sources in DIRECTIVES.items())
PERMISSIONS_POLICY: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


SAY_NO: Final = (
    "The address holds a token. Addresses are written into logs and histories, so others may have read it: "
    "revoke that token, issue another, and send it as `Authorization: Bearer <token>`."
)

log = structlog.get_logger(__name__)


class TokenInAddressMiddleware:
    """Refuses requests that bring a token in their address, before anything is done with them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A 400 that says what to do, or the answer to `request`."""
        if not brings_token(request.path, request.META.get("QUERY_STRING", "")):
            return self.get_response(request)
        log.warning("token_in_address", address=address_of(request))
        if request.path.startswith(API_ROOT):
            return respond(Problem(TOKEN_IN_ADDRESS, SAY_NO), request)
        return HttpResponseBadRequest(f"{SAY_NO}\n", content_type="text/plain; charset=utf-8")


class SecurityHeadersMiddleware:
    """Adds Content-Security-Policy and Permissions-Policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to `request`, with the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
