"""The header that leads from an export to what its columns mean."""

from typing import Any, Final

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
    chosen = view.request.query_params.copy()
    for parameter in set(chosen) - (set(PARAMETERS) if form == "csv" else set()):
        del chosen[parameter]
    query = f"?{chosen.urlencode()}" if chosen else ""
    return {"Link": f'<{address}{query}>; rel="describedby"; type="{MEDIA_TYPES[form]}"'}
