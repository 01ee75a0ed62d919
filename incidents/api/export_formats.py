"""Incidents over REST in formats of others: VERIS and STIX. They tell all that the sender may see of an incident."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from django.conf import settings
from django.http import HttpResponse

from incidents.exports.documents import stix_document, veris_document
from tracker.foundation.rest.parameters import invalid
from tracker.foundation.rest.selection import PARAMETERS
from tracker.foundation.rest.streams import StreamRenderer

# All of what a record can be asked for: VERIS and STIX choose by themselves what they tell.
WHOLE_RECORD: Final = frozenset({"claims", "proceedings", "registers"})


class VerisRenderer(StreamRenderer):
    media_type = "application/vnd.veris+json"
    format = "veris"
    described = "A JSON array of incidents in VERIS 1.4.0, all rows."
    download = "incidents.veris.json"
    chooses: ClassVar = False

    def lines(self, records: Iterator[Mapping[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
        return veris_document(records)


class StixRenderer(StreamRenderer):
    media_type = "application/stix+json"
    format = "stix"
    described = "One STIX 2.1 bundle, all rows."
    download = "incidents.stix.json"
    chooses: ClassVar = False

    def lines(self, records: Iterator[Mapping[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
        return stix_document(records, settings.PUBLIC_URL)

    def headers(self) -> dict[str, str]:
        # STIX 2.1, 1.6.3: the version is a parameter of the media type.
        return super().headers() | {"Content-Type": f"{self.media_type};version=2.1"}


OWN_FORMATS: Final = (VerisRenderer, StixRenderer)


def refuse_choice(query: Mapping[str, Any], renderer: StreamRenderer) -> None:
    """Returns nothing; raises a 400 where the query asks for a part of what the format tells whole, and of today."""
    for name in (*PARAMETERS, "as_of"):
        if name in query:
            detail = f"`{name}` cannot be used with {renderer.format}, which tells all that is known today."
            raise invalid(name, detail, "Leave it out, or ask for JSON, NDJSON or CSV.")


def whole(record: Mapping[str, Any], renderer: StreamRenderer) -> HttpResponse:
    """One record as a document of its own."""
    return HttpResponse("".join(renderer.lines(iter([record]), ())), headers=renderer.headers())
