"""Searching a sender's own rows, of which there are few: no index is kept for them."""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from tracker.foundation.rest.filters import Search

_WORDS = re.compile(r'"([^"]+)"|([^\s"]+)')


class SearchWithin(Search):
    """Rows in one of whose `columns` each word occurs, as a part of a longer one as well."""

    def __init__(self, *columns: str, help_text: str) -> None:
        super().__init__(field_name=columns[0], help_text=help_text)
        self._columns = columns

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        for together, one in _WORDS.findall(value or ""):
            qs = qs.filter(reduce(or_, (Q(**{f"{column}__icontains": together or one}) for column in self._columns)))
        return qs
