"""The OpenAPI document as it is served. Building it takes a second and more, so it is built once per process, and again
only when a setting that it depends on has changed; each form is kept as the bytes that are sent.

| kept for each | because                                                          |
| ------------- | ---------------------------------------------------------------- |
| process       | the code is the same for as long as it runs                      |
| setting       | `DEPENDS_ON` says which; tests change them, an installation never |
| form          | YAML and JSON are different bytes, with an ETag each             |
"""

import json
import re
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from rest_framework.renderers import BaseRenderer

from tracker.foundation.rest import conditional

DEPENDS_ON: Final = (
    "ANONYMOUS_READ",
    "LANGUAGE_CODE",
    "PUBLIC_URL",
    "REST_FRAMEWORK",
    "ROOT_URLCONF",
    "SESSION_COOKIE_NAME",
    "SPECTACULAR_SETTINGS",
)


@dataclass(frozen=True, slots=True)
class ServedForm:
    """The document in one form, and its strong ETag."""

    content: bytes
    tag: str


@dataclass(slots=True)
class _Built:
    settings: tuple[str, ...]
    document: Any
    forms: dict[str, ServedForm] = field(default_factory=dict)


_lock = Lock()
_kept: list[_Built] = []  # one at the most


def served_as(renderer: BaseRenderer) -> ServedForm:
    """The document in the renderer's form. Threads that ask at once wait for one of them to build it."""
    form = str(renderer.format)
    with _lock:
        built = _current()
        if form not in built.forms:
            content = renderer.render(built.document, renderer.media_type, {})
            content = content.encode() if isinstance(content, str) else content
            built.forms[form] = ServedForm(content, conditional.tag(content))
        return built.forms[form]


def build() -> Any:
    """The document, as data."""
    with translation.override(settings.LANGUAGE_CODE):
        return SchemaGenerator().get_schema(request=None, public=True)


def _current() -> _Built:
    now = tuple(repr(getattr(settings, name)) for name in DEPENDS_ON)
    if not _kept or _kept[0].settings != now:
        _kept[:] = [_Built(now, build())]
    return _kept[0]


def component_of(name: str) -> dict[str, Any]:
    """The JSON Schema of a component of the document, with those that it needs beneath `$defs`."""
    with _lock:
        every = _current().document["components"]["schemas"]
    wanted, found = [name], dict[str, Any]()
    while wanted:
        one = wanted.pop()
        if one not in found:
            text = json.dumps(every[one]).replace("#/components/schemas/", "#/$defs/")
            found[one] = json.loads(text)
            wanted += re.findall(r'"#/\$defs/([^"]+)"', text)
    own = found.pop(name)
    return own | ({"$defs": dict(sorted(found.items()))} if found else {})
