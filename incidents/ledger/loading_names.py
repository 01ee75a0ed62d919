"""Slugs for many new incidents, and what their titles call their parties, in a few queries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Lower

from incidents.ledger.incidents import slug_stem
from incidents.ledger.parties import add_names
from incidents.models import Incident, Involvement
from incidents.models.fields import is_incident_reference
from incidents.names import acronym_in

_TRIED_AT_ONCE = 50  # numbers behind a slug that is taken


def free_slugs(titles: Sequence[str]) -> list[str]:
    """For each title a slug that neither an incident nor an earlier title has: `name`, `name-2`, `name-3`..."""
    stems = [slug_stem(title) for title in titles]
    taken = _taken(set(stems))
    found = []
    looked_up: dict[str, int] = {}  # by stem, up to which number it is known what is taken
    for stem in stems:
        slug, number = stem, 1
        while slug in taken or is_incident_reference(slug):
            if number >= looked_up.get(stem, 1):
                looked_up[stem] = number + _TRIED_AT_ONCE
                taken |= _taken({f"{stem}-{one}" for one in range(number + 1, number + _TRIED_AT_ONCE + 1)})
            number += 1
            slug = f"{stem}-{number}"
        taken.add(slug)
        found.append(slug)
    return found


def _taken(slugs: set[str]) -> set[str]:
    """Those of these slugs, in small letters, that an incident has in any case."""
    rows = Incident.objects.annotate(folded=Lower("slug")).filter(folded__in=slugs)
    return set(rows.order_by().values_list("folded", flat=True))


def learn_acronyms_of(involvements: Sequence[Involvement]) -> None:
    """Record the first letters of a party's name as another name of it where the title of its incident calls it so; but
    a party that readers see learns nothing from an incident that they do not."""
    called = [(row, acronym_in(row.incident.title, row.party.name)) for row in involvements]
    for row, letters in called:
        if letters and (row.incident.is_public or not _is_shown_beside(row)):
            add_names(row.party, [letters])


def _is_shown_beside(row: Involvement) -> bool:
    """Whether the party was in an incident that everybody may see before this one."""
    shown = Incident.objects.public().filter(involvements__party=row.party, pk__lt=row.incident_id)
    return shown.exists()
