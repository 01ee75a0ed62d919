"""Lists of large tables narrowed by a year.

Django's own hierarchy of dates reads the whole table for each page. The years between the first and the last are known
by two looks into the index of the column.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest

from incidents import entered_values

FIRST, MOST = 1900, 150  # years that are offered: one mistyped day offers no thousand of them


class YearFilter(admin.SimpleListFilter):
    """By the year of `column`, which has an index."""

    column: str
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ends = model_admin.model._default_manager.aggregate(first=Min(self.column), last=Max(self.column))
        if ends["first"] is None:
            return []
        last = min(ends["last"].year, entered_values.today().year + 1)
        first = max(ends["first"].year, FIRST, last - MOST + 1)
        return [(str(year), str(year)) for year in range(last, first - 1, -1)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        year = self.value() or ""
        if not (len(year) == 4 and year.isascii() and year.isdecimal() and int(year)):
            return queryset
        return queryset.filter(**{f"{self.column}__year": int(year)})


def by_year(of_column: str, words: str) -> type[YearFilter]:
    """The filter by the year of this column."""

    class Years(YearFilter):
        title = words
        column = of_column

    return Years
