"""An incident for machines: schema.org Dataset with its figures, and a ClaimReview for each disputed one (JSON-LD)."""

from __future__ import annotations

import json
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from incidents.api.export_formats import OWN_FORMATS
from incidents.models import Incident, RegisterEntry
from incidents.site.public_incident import address_of_incident
from incidents.site.record import Record, ShownFigure, Voice, web_address
from incidents.vocabulary import Unit
from tracker.foundation.rest.streams import CsvRenderer, NdjsonRenderer

NAME: Final = "Privacy incident tracker"
MOST_REVIEWS: Final = 5
MOST_ROWS: Final = 20  # of registers
# schema.org/Rating: the higher, the truer.
_RATINGS: Final = {"counts": (4, "Supports the figure"), "aside": (2, "Set aside")}


def linked_data(incident: Incident, record: Record) -> list[dict[str, Any]]:
    """The Dataset, then the reviews of what named voices say of the leading figure."""
    address = settings.PUBLIC_URL + address_of_incident(incident)
    publisher = {"@type": "Organization", "name": NAME, "url": settings.PUBLIC_URL}
    dataset: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{address}#dataset",
        "url": address,
        "identifier": incident.reference,
        "name": incident.title,
        "description": _description(incident, record),
        "creator": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "dateModified": incident.updated_at.isoformat(),
        "spatialCoverage": [row.country for row in incident.countries.all()],
        "keywords": ["privacy incident", "data breach", incident.kind.replace("_", " ")],
        "variableMeasured": [_variable(shown) for shown in record.figures],
        "citation": [source.address for source in record.sources if source.address],
        "isBasedOn": [_register(entry) for entry in incident.register_entries.order_by("register", "key")[:MOST_ROWS]],
    }
    if settings.ANONYMOUS_READ:
        dataset["distribution"] = _distribution(incident.reference)
    if incident.occurred_on or incident.disclosed_on:
        dataset["temporalCoverage"] = str(incident.occurred_on or incident.disclosed_on)
    reviews = []
    if record.leading is not None:
        named = [voice for voice in record.leading.voices if voice.quotes and voice.quotes[0].address]
        reviews = [_review(address, publisher, record.leading, voice) for voice in named[:MOST_REVIEWS]]
    return [{name: value for name, value in dataset.items() if value not in ([], "")}, *reviews]


def _distribution(reference: str) -> list[dict[str, Any]]:
    """Where the incident can be had in which formats."""
    lists, own = f"{settings.PUBLIC_URL}/api/v1/incidents", f"{settings.PUBLIC_URL}/api/v1/incidents/{reference}"
    formats = (
        ("application/json", own),
        ("application/json", f"{own}/figures/explain"),
        *((one.media_type, f"{own}?format={one.format}") for one in OWN_FORMATS),
        *(
            (one.media_type, f"{lists}?reference={reference}&format={one.format}")
            for one in (NdjsonRenderer, CsvRenderer)
        ),
    )
    return [{"@type": "DataDownload", "encodingFormat": form, "contentUrl": url} for form, url in formats]


def _register(entry: RegisterEntry) -> dict[str, Any]:
    """The row of a register that a part of it came from, with its licence and how its owner wants to be named."""
    found = {"@type": "CreativeWork", "name": entry.name, "license": entry.licence}
    more = {"creditText": entry.attribution, "url": web_address(entry.url)}
    return found | {name: value for name, value in more.items() if value}


def _description(incident: Incident, record: Record) -> str:
    """schema.org asks Google's consumers for 50 characters at least; the sentence of the figure comes with it."""
    sentences = [shown.sentence for shown in record.figures[:3]]
    words = " ".join([incident.summary or f"What is known of {incident.title}.", *sentences])
    return f"{words} How many are affected, and who says so.".strip()[:4000]


def _variable(shown: ShownFigure) -> dict[str, Any]:
    figure = shown.figure
    value: dict[str, Any] = {
        "@type": "PropertyValue",
        "name": shown.what,
        "value": figure.best,
        "minValue": figure.low,
        "maxValue": figure.high,
        "description": shown.sentence,
        "unitText": f"{figure.currency} in minor units" if figure.unit == Unit.MONEY else figure.unit,
    }
    return {name: given for name, given in value.items() if given is not None}


def _review(address: str, publisher: dict[str, Any], shown: ShownFigure, voice: Voice) -> dict[str, Any]:
    number, words = _RATINGS["counts" if voice.counts else "aside"]
    quote = voice.quotes[0]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": address,
        "author": publisher,
        "claimReviewed": f"{voice.says}",
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": voice.speaker},
            "appearance": {"@type": "CreativeWork", "url": quote.address},
        },
        "reviewBody": f"{voice.reason} {shown.sentence}".strip(),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": number,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": words,
        },
    }


def as_script(data: Any) -> SafeString:
    """The data as the content of a script element: no sign in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(safe)  # noqa: S308 - what could end the element is escaped
