"""The header that leads from an export to what its columns mean."""

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from tracker.foundation.rest.selection import PARAMETERS

FORMS: Final = ("csv", "ndjson")


def describedby(view: Any, form: str, columns: tuple[str, ...]) -> dict[str, str]:
    """The header; none where what the columns mean has no address. Columns that were chosen are named in it."""
    name = getattr(view, "basename", None)
    if form not in FORMS:
        return {}
    try:
        address = view.request.build_absolute_uri(reverse(f"dictionary-{form}", args=[name]))
    except NoReverseMatch:
        return {}
    chosen = form == "csv" and any(one in view.request.query_params for one in PARAMETERS)
    query = f"?{urlencode({'columns': ','.join(columns)}, safe=',')}" if chosen else ""
    return {"Link": f'<{address}{query}>; rel="describedby"; type="application/json"'}
