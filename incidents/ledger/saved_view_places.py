"""Saved views of curators' lists, for redactions: a name and the filters, as somebody typed them.

A view is about no incident, so that those of all curators are looked through, and the text counts in capitals or not,
but only as whole words: a short name stands in other words as well. A filter that holds it is the mark as a whole, and
finds nobody any more; the curator sees in the list what the view was left with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from django.http import QueryDict

from incidents.ledger.marking import MARK
from incidents.ledger.places import Place, Related
from incidents.models import SavedView
from incidents.models.workplace import LONGEST_VIEW_NAME, LONGEST_VIEW_QUERY


def places_in_views(related: Related, text: str) -> Iterator[Place]:
    """The saved views that hold the text. What else they say is their owner's, and not told."""
    words = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    for view in SavedView.objects.order_by("pk"):
        name, query = words.sub(MARK, view.name)[:LONGEST_VIEW_NAME], _without(view.query, words)
        if (name, query) == (view.name, view.query):
            continue
        put = partial(_put, view.pk, view.owner_id, name, query)
        yield Place(related.ids[0], "views", f"saved view {view.pk}", MARK, put)


def _without(query: str, words: re.Pattern[str]) -> str:
    """The filters with the mark for each that holds the words, and without one that is called so; as it was if none
    does."""
    asked, left = QueryDict(query), QueryDict(mutable=True)
    for name, values in asked.lists():
        if not words.search(name):
            left.setlist(name, [MARK if words.search(value) else value for value in values])
    return query if left == asked else left.urlencode()[:LONGEST_VIEW_QUERY]


def _put(pk: int, owner: int, name: str, query: str) -> None:
    """Keep the view as it is left, under a name that no other view of its owner has."""
    taken = set(SavedView.objects.filter(owner=owner).exclude(pk=pk).values_list("name", flat=True))
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name[: LONGEST_VIEW_NAME - 5]} {number}"
    SavedView.objects.filter(pk=pk).update(name=free, query=query)
