"""The search boxes of the admin.

Lists of large tables are searched by what their rows belong to (`found_through`), in its search; small ones in their
columns: each word in all of them, in tables of many rows for one apart (`found_in`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Model, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from incidents.models import Claim, Incident
from incidents.models.searching import search_claims, search_incidents
from incidents.search.finding import any_of, belonging
from tracker.foundation.rest.limits import bounded_words

LOOK_UPS = {"^": "istartswith", "=": "iexact"}


def typed_words(text: str) -> tuple[str, ...]:
    """The different words of a search box; what stands in quotes is one. Raises TooMuchAsked."""
    return bounded_words(_unquoted(word) for word in smart_split(text.replace("\0", " ")))


def _unquoted(word: str) -> str:
    quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "\"'"
    return unescape_string_literal(word) if quoted else word


def found_in(rows: QuerySet[Any], fields: Iterable[str], words: Iterable[str]) -> QuerySet[Any]:
    """The rows in one of whose fields each word occurs; `=` before a field asks for the whole of it, `^` for its
    beginning. No row comes twice."""
    look_ups = [_look_up(field) for field in fields]
    wanted = Q()
    for word in words:
        anywhere = Q()
        for look_up in look_ups:
            anywhere |= _holds(rows.model, look_up, word)
        wanted &= anywhere
    return rows.filter(wanted)


def _look_up(field: str) -> str:
    return f"{field[1:]}__{LOOK_UPS[field[0]]}" if field[0] in LOOK_UPS else f"{field}__icontains"


def _holds(model: type[Model], look_up: str, word: str) -> Q:
    if not lookup_spawns_duplicates(model._meta, look_up):
        return Q(**{look_up: word})
    return Q(pk__in=model._default_manager.filter(**{look_up: word}).values("pk"))


Searched = Callable[[str], QuerySet[Any]]


def incidents_found(text: str) -> QuerySet[Incident]:
    return search_incidents(Incident.objects.all(), text)


def claims_found(text: str) -> QuerySet[Claim]:
    return search_claims(Claim.objects.all(), text)


def found_through(
    rows: QuerySet[Any], text: str, through: Mapping[str, Searched], exactly: Iterable[str] = ()
) -> QuerySet[Any]:
    """The rows that belong, by one of the columns of `through`, to what its search finds, or in one of whose columns
    `exactly` the text stands: each of these has an index. Raises TooMuchAsked."""
    typed = text.replace("\0", " ").strip()
    belong = [belonging(column, search(typed)) for column, search in through.items()]
    return rows.filter(any_of([*belong, *(Q(**{column: typed}) for column in exactly)]))
