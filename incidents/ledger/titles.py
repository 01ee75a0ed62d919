"""Whether two incidents have one title, however it is written."""

from __future__ import annotations

from django.utils.text import slugify

from incidents.ledger.errors import OddEntry
from incidents.models import Incident
from incidents.names import name_key

_STEM, _LIKELY = 60, 50  # characters of a slug, and incidents looked at, for a title that is nearly the same


def titled(title: str, *, apart_from: int | None) -> Incident | None:
    """Another incident with this title, however it is written."""
    key = name_key(title)
    others = Incident.objects.current().exclude(pk=apart_from or 0)
    if not key:
        return None
    # Each by its index, and in no order: to find the first by key, PostgreSQL would read all.
    conditions = {"title__iexact": title.strip()}, {"slug__startswith": slugify(title)[:_STEM] or "\n"}
    found = {one.pk: one for asked in conditions for one in others.filter(**asked).order_by()[:_LIKELY]}
    return next((one for _, one in sorted(found.items()) if name_key(one.title) == key), None)


def judge_title(title: str, *, apart_from: int | None = None) -> None:
    """Raise OddEntry where another incident has this title: most likely it is the same one."""
    if (twin := titled(title, apart_from=apart_from)) is not None:
        raise OddEntry({"title": f"Nearly the same is the title of {twin.reference}."})
