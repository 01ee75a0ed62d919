"""Whether two incidents have one title, however it is written."""

from __future__ import annotations

from django.db.models import Q
from django.utils.text import slugify

from incidents.ledger.errors import OddEntry
from incidents.models import Incident
from incidents.names import name_key

_STEM, _LIKELY = 60, 50  # characters of a slug, and incidents looked at, for a title that is nearly the same


def titled(title: str, *, apart_from: int | None) -> Incident | None:
    """Another incident with this title, however it is written."""
    key = name_key(title)
    others = Incident.objects.current().exclude(pk=apart_from or 0)
    found = others.filter(Q(title__iexact=title.strip()) | Q(slug__startswith=slugify(title)[:_STEM] or "\n"))
    return next((one for one in found.order_by("pk")[:_LIKELY] if name_key(one.title) == key), None) if key else None


def judge_title(title: str, *, apart_from: int | None = None) -> None:
    """Raise OddEntry where another incident has this title: most likely it is the same one."""
    if (twin := titled(title, apart_from=apart_from)) is not None:
        raise OddEntry({"title": f"Nearly the same is the title of {twin.reference}."})
