"""A card of an incident for other people's pages: `/embed/REFERENCE` in a frame, and oEmbed, which names it."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html

from incidents.models import Incident
from incidents.site.incident_page import incident_context
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import NAME, MovedTo, SitePage, nowhere, rendered
from incidents.site.public_incident import last_change
from incidents.site.queries import incident_named, incident_once_named
from incidents.site.record import record_of
from tracker.foundation.rest import problems
from tracker.foundation.rest.parameters import invalid
from tracker.foundation.rest.problems import Problem
from tracker.foundation.unwanted_characters import without_marks

WIDTH, HEIGHT = 520, 240
NARROWEST: Final = 280
# Any page may frame the card, which runs no script and sends no form.
FRAMED: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)


class EmbeddedCard(SitePage):
    """The card, by the permanent reference."""

    framed: ClassVar = True

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        incident = incident_named(kwargs["reference"])
        if incident is None or not (present := incident.canonical()).is_public:
            raise nowhere("incident")
        if present.reference != kwargs["reference"]:
            raise MovedTo(reverse("site:embed", args=[present.reference]))
        context = incident_context(present, record_of(present)) | {"noindex": True}
        answer = rendered("embed.html", context, last_change(present))
        return PageAnswer(answer.body, answer.content_type, answer.changed_at, {"Content-Security-Policy": FRAMED})


class OEmbed(SitePage):
    """The card by oEmbed 1.0, for the address of an incident's page."""

    parameters: ClassVar = frozenset({"url", "format", "maxwidth", "maxheight"})

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        if query.get("format", "json") != "json":
            raise Problem(problems.NOT_ACCEPTABLE, "Only `format=json` is given here.")
        incident = _incident_at(query.get("url", ""))
        title = without_marks(incident.title)
        width = max(NARROWEST, min(WIDTH, _pixels(query, "maxwidth", WIDTH)))
        height = min(HEIGHT, _pixels(query, "maxheight", HEIGHT))
        address = settings.PUBLIC_URL + reverse("site:embed", args=[incident.reference])
        frame = format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" style="border:0" loading="lazy"></iframe>',
            address,
            width,
            height,
            title,
        )
        data = {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": NAME,
            "provider_url": settings.PUBLIC_URL,
            "cache_age": 300,
            "html": str(frame),
            "width": width,
            "height": height,
        }
        return PageAnswer(json.dumps(data, ensure_ascii=False).encode(), "application/json", last_change(incident))


def _incident_at(url: str) -> Incident:
    """The public incident whose page or card this is. Raises Http404."""
    here = urlsplit(settings.PUBLIC_URL)
    try:
        asked = urlsplit(url)
        match = resolve(asked.path if asked.netloc == here.netloc else "")
    except (ValueError, Resolver404):  # no address at all, or none of ours
        raise nowhere("page of this site") from None
    name = match.kwargs.get("name") if match.view_name == "site:incident" else match.kwargs.get("reference")
    incident = (incident_named(name) or incident_once_named(name)) if name else None
    if incident is None or not incident.canonical().is_public:
        raise nowhere("incident")
    return incident.canonical()


def _pixels(query: QueryDict, name: str, usual: int) -> int:
    text = query.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and int(text[:6]) > 0 and len(text) <= 6):
        raise invalid(name, f"`{name}` is a number of pixels.", "Give a whole number above zero.")
    return int(text)
