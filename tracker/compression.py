"""Answers of the API are compressed for whoever takes gzip and brings no cookie.

A page that tells a secret and repeats what somebody else sent gives the secret away by its compressed length, if that
somebody can have the victim's browser ask for it (BREACH). Browsers send cookies by themselves and bearer tokens never:
so answers to a session are left as they are, and no random bytes are needed, and a strong ETag may stay strong.

A file that can be had in parts (`Accept-Ranges`) is sent as it lies there: parts of other bytes would not fit.
"""

import re
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from tracker.foundation.rest.conditional import PACKED
from tracker.foundation.rest.errors import API_ROOT

TAG: Final = "ETag"
_REFUSED: Final = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.IGNORECASE)  # Django looks at the name alone


class ApiCompressionMiddleware(GZipMiddleware):
    """Packs what lies under /api/. The packed bytes have an ETag of their own, which says so at its end."""

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where it may be."""
        refused = _REFUSED.search(request.headers.get("Accept-Encoding", ""))
        if not request.path.startswith(API_ROOT) or request.COOKIES or refused or response.get("Accept-Ranges"):
            return response
        tag = response.get(TAG, "")
        answer: HttpResponseBase = super().process_response(request, response)
        asked = request.headers.get("If-None-Match", "")
        if tag and (answer.get("Content-Encoding") == "gzip" or (answer.status_code == 304 and f'{PACKED}"' in asked)):
            answer[TAG] = tag[:-1] + f'{PACKED}"'
        return answer
