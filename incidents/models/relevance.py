"""How well what was found answers a search: a number that follows from the row, its names and the words alone.

| a word stands...                    | counts |
| ----------------------------------- | ------ |
| whole in the title, or in the name  | 6      |
| there as the beginning of a word    | 2      |
| in the name of a party              | 2 more |
| anywhere                            | 1 more |

No word weighs more for being rare: how rare it is would tell of rows that the asker may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any, Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from incidents.models.incident import Incident
from incidents.models.party import Involvement, Party
from incidents.models.searching import named_parties
from incidents.search import searched_columns
from incidents.search.finding import Found
from incidents.search.searched_columns import Shelf
from incidents.search.words import SearchWord, typed_words

MOST_RANKED: Final = 1_000  # of the newest that were found


def ranked_incidents(rows: QuerySet[Incident], text: str, parties: QuerySet[Party]) -> QuerySet[Incident]:
    """The newest of these incidents, each with its `relevance` to the search."""
    words = typed_words(text)
    score = _of_words(searched_columns.INCIDENT, words)
    for keys in named_parties(parties, words):
        involved = Involvement.objects.filter(incident=OuterRef("pk"), party__in=keys)
        score = [*score, *([_points(2, Q(Exists(involved)))] if keys else [])]
    return _newest(rows, "-created_at").annotate(relevance=reduce(add, score))


def ranked_parties(rows: QuerySet[Party], text: str) -> QuerySet[Party]:
    """The latest of these parties, each with its `relevance` to the search."""
    scores = _of_words(searched_columns.PARTY, typed_words(text))
    return _newest(rows, "-created_at").annotate(relevance=reduce(add, scores))


def _newest(rows: QuerySet[Any], order: str) -> QuerySet[Any]:
    newest = rows.order_by(order, "-pk").values("pk")[:MOST_RANKED]
    return rows.model._default_manager.filter(pk__in=newest)


def _of_words(shelf: Shelf, words: Sequence[SearchWord]) -> list[Any]:
    score: list[Any] = [Value(len(words), output_field=IntegerField())]
    for word in words:
        if word.spellings:
            score.append(_points(4, Q(Found(shelf, [word], exact=True, weight="A"))))
            score.append(_points(2, Q(Found(shelf, [word], weight="A"))))
    return score


def _points(points: int, condition: Q) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())
