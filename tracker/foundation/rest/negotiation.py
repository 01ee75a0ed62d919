"""Which form of an answer is sent: `?format=` says so, else the Accept header with its q-values (RFC 9110, 12.5.1)."""

from collections.abc import Iterable
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from tracker.foundation.rest.parameters import invalid, nearest, shortened

FORMAT = "format"


class Negotiation(DefaultContentNegotiation):
    """`?format=` of an unknown name is a 400 like every other wrong parameter."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> tuple[Any, str]:
        """The renderer and the media type that it is asked for. Raises NotAcceptable (406)."""
        if name := request.query_params.get(FORMAT):
            [renderer, *_] = self.filter_renderers(renderers, name)
            return renderer, renderer.media_type
        accepted = [MediaType(text) for text in self.get_accept_list(request) if text.strip()] or [MediaType("*/*")]
        choices = [(*_asked(renderer.media_type, accepted), renderer) for renderer in renderers]
        quality, _, renderer = max(choices, key=lambda choice: choice[:2])  # of equals the first
        if quality == 0:
            raise NotAcceptable(available_renderers=renderers)
        return renderer, renderer.media_type

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002 - DRF's name
        known = {renderer.format for renderer in renderers}
        if format not in known:
            raise invalid(FORMAT, f"There is no format `{shortened(format)}` here.", nearest(format, known))
        return super().filter_renderers(renderers, format)


def _asked(media_type: str, accepted: Iterable[MediaType]) -> tuple[float, int]:
    """Quality from 0 (not wanted) to 1, and how specific the range is that names the type."""
    ranges = [each for each in accepted if each.match(media_type)]
    closest = max(ranges, key=lambda each: (each.specificity, each.quality), default=None)
    return (closest.quality, closest.specificity) if closest else (0, 0)
