"""Headers are bounded by the application too: the server before it may be set up to let longer ones through."""

from rest_framework.request import Request

from tracker.foundation.rest import problems
from tracker.foundation.rest.parameters import shortened
from tracker.foundation.rest.problems import Fault, Problem

LONGEST_HEADER = 8_190  # bytes of one value, as web servers have it


def refuse_long_headers(request: Request) -> None:
    """Raise a 400 that names the first header that is longer than any that is read here."""
    for name, value in request.headers.items():
        if len(value) > LONGEST_HEADER:
            detail = f"The header `{shortened(name)}` has {len(value)} bytes, more than {LONGEST_HEADER}."
            fault = Fault(detail=detail, name=shortened(name), remedy="Send less in it, or leave it out.")
            raise Problem(problems.BAD_REQUEST, detail, faults=(fault,))
