"""Answers of the API are compressed for whoever takes gzip and brings no cookie.

A page that tells a secret and repeats what somebody else sent gives the secret away by its compressed length, if that
somebody can have the victim's browser ask for it (BREACH). Browsers send cookies by themselves and bearer tokens never:
so answers to a session are left as they are, and no random bytes are needed, and a strong ETag may stay strong. What a
write answers is left as it is for everybody: it may tell a new secret beside what was sent.

A file that can be had in parts (`Accept-Ranges`) is sent as it lies there: parts of other bytes would not fit.
"""

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from tracker.foundation.rest.conditional import PACKED
from tracker.foundation.rest.errors import API_ROOT

TAG: Final = "ETag"
_ACCEPTED: Final = "HTTP_ACCEPT_ENCODING"


class ApiCompressionMiddleware(GZipMiddleware):
    """Packs what lies under /api/. The packed bytes have an ETag of their own, which says so at its end."""

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where it may be."""
        if not request.path.startswith(API_ROOT) or response.get("Accept-Ranges"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if request.COOKIES or request.method not in {"GET", "HEAD"} or not wants_gzip(request.META.get(_ACCEPTED, "")):
            return response
        request.META[_ACCEPTED] = "gzip"  # Django looks for the name alone
        tag = response.get(TAG, "")
        answer: HttpResponseBase = super().process_response(request, response)
        asked = request.headers.get("If-None-Match", "")
        if tag and (answer.get("Content-Encoding") == "gzip" or (answer.status_code == 304 and f'{PACKED}"' in asked)):
            answer[TAG] = tag[:-1] + f'{PACKED}"'
        return answer


def wants_gzip(header: str) -> bool:
    """Whether `Accept-Encoding` likes gzip no less than the plain bytes (RFC 9110, 12.5.3)."""
    liked: dict[str, float] = {}
    for entry in header.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        coding = "gzip" if name == "x-gzip" else name
        liked[coding] = max(liked.get(coding, 0), _quality(parameters))
    gzip = liked.get("gzip", liked.get("*", 0))
    return gzip > 0 and gzip >= liked.get("identity", 0)


def _quality(parameters: list[str]) -> float:
    """0 to 1; 1 where none is given, 0 for what is no number."""
    given = [value.strip() for name, _, value in (each.partition("=") for each in parameters) if name.strip() == "q"]
    try:
        return min(1.0, max(0.0, float(given[0]))) if given else 1.0
    except ValueError:
        return 0.0
