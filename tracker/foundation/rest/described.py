"""The header that leads from an export to what its columns mean."""

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from tracker.foundation.rest.selection import PARAMETERS

MEDIA_TYPES: Final = {"csv": "application/csvm+json", "ndjson": "application/schema+json"}


def describedby(view: Any, form: str) -> dict[str, str]:
    """The header that leads from an export to what its columns mean; none where that has no address."""
    if form not in MEDIA_TYPES:
        return {}
    name = getattr(view, "basename", None)
    try:
        address = view.request.build_absolute_uri(reverse(f"dictionary-{form}", args=[name]))
    except NoReverseMatch:
        return {}
    given = view.request.query_params
    chosen = {one: ",".join(given.getlist(one)) for one in PARAMETERS if one in given and form == "csv"}
    query = f"?{urlencode(chosen)}" if chosen else ""
    return {"Link": f'<{address}{query}>; rel="describedby"; type="{MEDIA_TYPES[form]}"'}
